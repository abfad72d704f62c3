// Compares the moment on display with another one, live while the timeline is dragged: marks on the page, a strip
// beside the scroll bar, "+120 −43 words" on the timeline, a walk from change to change. Either of the two can be
// pinned, and then stays while the timeline moves; the page is marked whenever it shows the later one. Asks the history
// cursor for the patch between the two moments, once for each frame; changes nothing. Works while history mode is on.
// GUI thread.
#pragma once

#include <QAction>
#include <QObject>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "projection/moment_diff.h"
#include "projection/text_range.h"
#include "projection/texts_beside.h"
#include "replica/document_replica.h"
#include "ui/editor/change_marks.h"

class QMenu;
class QToolButton;

namespace varve::ui {

class ChangeStrip;
class CompareBar;
class EditorView;
class HistoryMode;
class TimelinePanel;

class CompareMode : public QObject {
    Q_OBJECT
  public:
    /// What the moment on display is compared with.
    enum class Base : std::uint8_t {
        kPreviousStep,     // before its step
        kPreviousSession,  // before its session
        kNamedMoment,      // the last named one before it
        kLastSeen,         // what this reader saw when the document was last closed
        kNow,
        kMark,  // the one that was pinned as A
    };
    Q_ENUM(Base)

    /// All must outlive the mode. The wish to compare and the base are remembered in the settings.
    CompareMode(const replica::DocumentReplica& replica, EditorView& view, HistoryMode& history, TimelinePanel& panel,
                QObject* parent = nullptr);
    ~CompareMode() override;

    /// Switches comparing on and off, for menus.
    [[nodiscard]] QAction& action() { return m_action; }
    /// Shows words that went where they stood, or else in the margin; for menus.
    [[nodiscard]] QAction& inlineAction() { return m_inlineAction; }
    /// Enters history mode where that is off.
    void setWanted(bool wanted);
    [[nodiscard]] bool isWanted() const { return m_action.isChecked(); }
    void setBase(Base base);
    [[nodiscard]] Base base() const { return m_base; }
    /// Compares with this moment (A) from now on.
    void setMark(std::uint64_t position);
    /// This moment (B) is the one that is compared from now on, whichever is on display.
    void setEnd(std::uint64_t position);
    /// What is compared is the moment on display again (B), or what it is compared with is told by a base (A).
    void letGo(char side);

    /// The moment compared with; nothing while nothing is compared, or when the document has no such moment.
    [[nodiscard]] std::optional<std::uint64_t> basePosition() const;
    /// The moment that is compared: the one on display, unless one is pinned.
    [[nodiscard]] std::uint64_t comparedPosition() const;
    /// Brings everything up to date at once; it follows by itself within a frame.
    void update();
    /// Of the last update.
    [[nodiscard]] const projection::MomentDiff& diff() const { return m_diff; }
    /// To the next change of the page in the order of reading (1), or to the one before (-1).
    void stepToChange(int direction);

  Q_SIGNALS:
    /// Other moments are compared, or none.
    void compared();
    /// One sentence for the status bar.
    void messageRaised(const QString& message);

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    /// A place to stop at while walking; valid until the next update.
    struct Stop {
        projection::ReadingPlace place;
        projection::TextRange range;
        // One of these.
        const projection::TextChange* change = nullptr;
        const projection::FormatChange* format = nullptr;
        const ChangeMarks::Object* object = nullptr;
    };

    /// A moment that stays the same when events arrive: the last event before it; nothing is the beginning.
    struct Pin {
        std::optional<event::LocalVersion> last;
    };

    void createActions();
    void connectAll();
    void connectMarks();
    void createButton();
    [[nodiscard]] Pin pinOf(std::uint64_t position) const;
    [[nodiscard]] std::uint64_t positionOf(const Pin& pin) const;
    void showPins();
    void clearPage();
    void fillMenu();
    void schedule();
    void clear();
    [[nodiscard]] projection::MomentDiff diffBetween(std::uint64_t from, std::uint64_t to);
    void showDiff();
    void showMarks(std::uint64_t from, std::uint64_t to);
    void showWords(std::uint64_t from);
    [[nodiscard]] std::vector<std::uint8_t> kindsDown(int length);
    [[nodiscard]] std::vector<Stop> stops();
    [[nodiscard]] QString wordsOf(const Stop& stop);
    [[nodiscard]] QString wordsAt(QPoint viewportPoint) const;

    const replica::DocumentReplica& m_replica;
    EditorView& m_view;
    HistoryMode& m_history;
    TimelinePanel& m_panel;
    QAction m_action;
    QAction m_inlineAction;
    QToolButton* m_button = nullptr;  // the panel owns it
    QMenu* m_menu = nullptr;
    CompareBar* m_bar = nullptr;     // the panel owns it
    ChangeStrip* m_strip = nullptr;  // the view owns it
    Base m_base = Base::kPreviousStep;
    std::optional<Pin> m_mark;
    std::optional<Pin> m_end;
    bool m_isScheduled = false;
    bool m_isBack = false;  // from a preview
    bool m_isShown = false;
    std::optional<std::pair<std::uint64_t, std::uint64_t>> m_compared;  // the moments of m_diff
    projection::MomentDiff m_diff;
    ChangeMarksByText m_marks;
    std::optional<projection::ReadingPlace> m_current;
};

}  // namespace varve::ui
