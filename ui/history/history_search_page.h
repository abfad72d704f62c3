// The page of the history pane in which one looks for text that ever stood in the document: a field, its options, and
// the places that were found, each with the words around it, when it came and went, and by whom. Shows what it is told
// and says what the user wants; it searches nothing itself. GUI thread.
#pragma once

#include <QWidget>
#include <functional>
#include <vector>

#include "event/ids.h"
#include "event/operation.h"
#include "history/history_search.h"
#include "projection/history_words.h"

class QCheckBox;
class QLabel;
class QLineEdit;
class QListWidget;
class QPushButton;

namespace varve::ui {

/// A place that was found, with all that is said about it.
struct HistoryHitFacts {
    struct Event {
        event::EventId id;
        qint64 timeMs = 0;
        QString user;
    };
    event::ObjectId sequence;
    event::EventId firstCharacter;
    std::uint32_t count = 0;  // characters
    Event came;
    std::optional<Event> went{};  // nothing: it can be read now
    event::EventId seenAfter;     // the event before the moment at which it is best looked at
    history::HitSurroundings around{};
};

class HistorySearchPage : public QWidget {
    Q_OBJECT
  public:
    HistorySearchPage(std::function<qint64()> nowMs, QWidget* parent = nullptr);

    [[nodiscard]] QString words() const;
    /// Asks for nothing by itself.
    void setWords(const QString& words);
    [[nodiscard]] projection::HistoryWordsOptions options() const;
    /// The keyboard goes to the field, its text selected.
    void takeFocus();

    /// In the order in which they are listed. `isComplete`: false when there are more than these.
    void setHits(std::vector<HistoryHitFacts> hits, bool isComplete);
    /// One sentence in place of hits.
    void setNote(const QString& sentence);
    [[nodiscard]] QString note() const;
    [[nodiscard]] const std::vector<HistoryHitFacts>& hits() const { return m_hits; }
    [[nodiscard]] QListWidget& list() { return *m_list; }

    /// "Ana, Tuesday, 14:02 – deleted by Ben, Friday, 9:10".
    [[nodiscard]] static QString factsWords(const HistoryHitFacts& hit, qint64 nowMs);

  Q_SIGNALS:
    /// The words or an option are others now.
    void patternEdited();
    /// Show the place as it was.
    void hitActivated(const varve::ui::HistoryHitFacts& hit);
    /// One sentence for the status bar.
    void messageRaised(const QString& message);

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    void createWidgets();
    void layOut();
    [[nodiscard]] const HistoryHitFacts* chosen() const;
    void activate();
    void copy();

    std::function<qint64()> m_nowMs;
    std::vector<HistoryHitFacts> m_hits;
    QLineEdit* m_field = nullptr;
    QCheckBox* m_case = nullptr;
    QCheckBox* m_word = nullptr;
    QLabel* m_note = nullptr;
    QListWidget* m_list = nullptr;
    QPushButton* m_show = nullptr;
    QPushButton* m_copy = nullptr;
};

}  // namespace varve::ui
