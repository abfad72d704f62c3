// The status bar: a passing message at the left; at the right who is here, the number of words, the zoom, and whether
// everything is safely stored. Shows what it is told and asks nothing.
#pragma once

#include <QStatusBar>
#include <QTimer>
#include <optional>

#include "projection/counts.h"

class QLabel;
class QToolButton;

namespace varve::ui {

class CountsButton;
class ElidedLabel;
class PeopleLabel;

class MainWindowStatus : public QStatusBar {
    Q_OBJECT
  public:
    enum class Storage : std::uint8_t { kSaved, kSaving, kFailed, kReadOnly };

    explicit MainWindowStatus(QWidget* parent = nullptr);

    /// "Saved" appears only for kSaved, a moment late so that it does not flicker with every key.
    void setStorage(Storage storage);
    void setCounts(const projection::TextCounts& document, const std::optional<projection::TextCounts>& selection);
    [[nodiscard]] CountsButton& counts() { return *m_words; }
    /// While the past is on display the number would be that of another text.
    void setWordCountVisible(bool visible);
    void setZoom(int percent);
    /// Stands for a while, then gives way to an empty line.
    void showPassing(const QString& message);
    [[nodiscard]] QString passingMessage() const;
    [[nodiscard]] QString storageWords() const;
    [[nodiscard]] PeopleLabel& people() { return *m_people; }

  Q_SIGNALS:
    void zoomResetRequested();

  private:
    void showStorage();

    ElidedLabel* m_message = nullptr;
    PeopleLabel* m_people = nullptr;
    CountsButton* m_words = nullptr;
    QToolButton* m_zoom = nullptr;
    QLabel* m_storage = nullptr;
    Storage m_state = Storage::kSaved;
    QTimer m_savedTimer;
    QTimer m_messageTimer;
};

}  // namespace varve::ui
