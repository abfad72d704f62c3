// Finding and replacing in one window: ties the find bar, the search and the page together, in the body as in cells and
// captions. In the past it finds in the text on display and replaces nothing. What it replaces becomes one step of the
// document. GUI thread.
#pragma once

#include <QObject>
#include <optional>

#include "replica/document_replica.h"
#include "ui/editor/editor_view.h"
#include "ui/find/document_search.h"
#include "ui/find/find_actions.h"

namespace varve::ui {

class FindBar;
class HistoryMode;

class FindMode : public QObject {
    Q_OBJECT
  public:
    /// All must outlive the mode. Connects the actions, and the options to the bar.
    FindMode(const FindActions& actions, FindBar& bar, EditorView& view, HistoryMode& history,
             replica::DocumentReplica& replica, bool isReadOnly, QObject* parent = nullptr);

    [[nodiscard]] bool isOpen() const;
    /// Opens the bar, or comes back to it, with what is selected as what to find.
    void open(bool withReplace);
    /// The keyboard goes back to the page: to the match gone to, or else where the reader was.
    void close();
    /// To the next or previous match, as soon as the matches are known; opens the bar when there is nothing to find.
    void step(bool forward);
    /// Replaces the selected match and goes to the next one; without one selected it goes there only.
    void replaceOne();
    void replaceAll();

  Q_SIGNALS:
    /// One sentence for the status bar.
    void messageRaised(const QString& message);

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    void takeSelection();
    void takePattern();
    void takeScope(bool inSelection);
    void showMatches();
    void showCurrent();
    void showAllowed();
    void stepNow(bool forward);
    [[nodiscard]] std::optional<MatchIndex> matchSelected() const;
    [[nodiscard]] std::optional<MatchIndex> matchHere() const;
    [[nodiscard]] QString countWords(const std::optional<MatchIndex>& current) const;
    [[nodiscard]] std::optional<projection::SearchReplacement> compiledReplacement();
    [[nodiscard]] bool isFormattedAt(text::Offset place) const;
    [[nodiscard]] bool apply(const replica::EditIntent& intent);
    void applyReplacements(const std::vector<projection::PlacedReplacement>& replacements);

    FindActions m_actions;
    FindBar& m_bar;
    EditorView& m_view;
    HistoryMode& m_history;
    replica::DocumentReplica& m_replica;
    bool m_isReadOnly;
    DocumentSearch m_search;

    ViewState m_return;          // where the reader was when the bar opened
    bool m_hasGone = false;      // to a match, or elsewhere by hand
    bool m_isPreview = false;    // the next matches are of a pattern that was just typed
    std::optional<bool> m_step;  // wanted once the matches are known: forward or back
    bool m_isFollowing = false;  // this object moves the selection itself
};

}  // namespace varve::ui
