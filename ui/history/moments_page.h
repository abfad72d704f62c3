// The page of the history pane that lists the named moments: to go to one, to change its name or note, to take the name
// away. Says what the user wants; changes no document. GUI thread.
#pragma once

#include <QWidget>
#include <cstdint>
#include <optional>
#include <vector>

#include "event/ids.h"

class QLabel;
class QListWidget;
class QPushButton;
class QStackedWidget;
class QToolButton;

namespace varve::ui {

/// A named moment in words.
struct MomentRow {
    event::EventId id;
    QString name;
    QString detail;  // when, and by whom
    QString note;
    std::uint64_t position = 0;  // on the timeline
    friend bool operator==(const MomentRow&, const MomentRow&) = default;
};

class MomentsPage : public QWidget {
    Q_OBJECT
  public:
    explicit MomentsPage(QWidget* parent = nullptr);

    /// In the order shown. What is chosen stays chosen.
    void setRows(std::vector<MomentRow> rows);
    [[nodiscard]] const std::vector<MomentRow>& rows() const { return m_rows; }
    /// The moment on display, if it is one of the list: chosen, unless whoever goes through the list is elsewhere.
    void setShown(std::optional<std::uint64_t> position);
    /// Whether names can be given, changed and taken away.
    void setWritable(bool writable);
    [[nodiscard]] QListWidget& list() { return *m_list; }

  Q_SIGNALS:
    void nameRequested();
    void goRequested(const varve::event::EventId& id);
    void changeRequested(const varve::event::EventId& id);
    void removeRequested(const varve::event::EventId& id);

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void changeEvent(QEvent* event) override;

  private:
    void createWidgets();
    void layOut();
    void showAllowed();
    void showColours();
    void popupMenu(const QPoint& place);
    [[nodiscard]] const MomentRow* chosen() const;

    std::vector<MomentRow> m_rows;
    bool m_isWritable = true;
    QStackedWidget* m_stack = nullptr;
    QLabel* m_empty = nullptr;
    QListWidget* m_list = nullptr;
    QPushButton* m_name = nullptr;
    QPushButton* m_change = nullptr;
    QPushButton* m_remove = nullptr;
};

}  // namespace varve::ui
