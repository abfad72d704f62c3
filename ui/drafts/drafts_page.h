// The page of the history pane that lists the document itself and its drafts: to show one, merge it, call it otherwise,
// put it away. Says what the user wants; changes no document. GUI thread.
#pragma once

#include <QWidget>
#include <optional>
#include <vector>

#include "ui/drafts/draft_rows.h"

class QLabel;
class QListWidget;
class QMenu;
class QPushButton;

namespace varve::ui {

class DraftsPage : public QWidget {
    Q_OBJECT
  public:
    using Draft = std::optional<varve::history::DraftId>;  // nothing: the document itself

    explicit DraftsPage(QWidget* parent = nullptr);

    /// In the order shown. What is chosen stays chosen.
    void setRows(std::vector<DraftRow> rows);
    [[nodiscard]] const std::vector<DraftRow>& rows() const { return m_rows; }
    /// Null while none is.
    [[nodiscard]] const DraftRow* chosen() const;
    /// Whether anything can be written; showing drafts can always be.
    void setWritable(bool writable);
    [[nodiscard]] QListWidget& list() { return *m_list; }

  Q_SIGNALS:
    void newRequested();
    void openRequested(const varve::ui::DraftsPage::Draft& draft);
    void compareRequested(const varve::ui::DraftsPage::Draft& draft);
    void mergeRequested(const varve::ui::DraftsPage::Draft& draft);
    void renameRequested(const varve::history::DraftId& draft);
    /// To be put away, or to be taken up again.
    void abandonRequested(const varve::history::DraftId& draft, bool abandoned);

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void changeEvent(QEvent* event) override;

  private:
    void createWidgets();
    void layOut();
    void showAllowed();
    void showColours();
    void popupMenu(const QPoint& place);
    void fillList(const std::optional<Draft>& wanted);
    void open();
    void compare();
    void merge();
    void rename();
    void abandon();

    std::vector<DraftRow> m_rows;
    bool m_isWritable = true;
    QLabel* m_hint = nullptr;
    QListWidget* m_list = nullptr;
    QPushButton* m_open = nullptr;
    QPushButton* m_compare = nullptr;
    QPushButton* m_merge = nullptr;
    QPushButton* m_rename = nullptr;
    QPushButton* m_abandon = nullptr;
    QPushButton* m_new = nullptr;
};

}  // namespace varve::ui
