// Comments in a window: follows the texts that the view shows, tints what open threads are about, keeps the lane's
// cards beside it, and turns what the user wants into intents. Cells and captions are texts like the body. In history
// mode it shows the threads of that moment and writes nothing.
#pragma once

#include <QObject>
#include <QTimer>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "event/event_log.h"
#include "projection/comments.h"
#include "projection/texts_beside.h"
#include "replica/edit_intent.h"
#include "ui/comments/comment_actions.h"
#include "ui/comments/comment_lane.h"

namespace varve::editing {
struct Edit;
}

namespace varve::ui {

class EditorView;

class CommentsMode : public QObject {
    Q_OBJECT
  public:
    struct Surroundings {
        const event::EventLog& log;
        std::function<event::EventId()> next;  // DocumentReplica::nextEventId
        std::function<qint64()> nowMs;
        std::string user;
    };
    /// All must outlive the mode.
    CommentsMode(const CommentActions& actions, EditorView& view, CommentLane& lane, PageWithLane& page,
                 Surroundings surroundings, QObject* parent = nullptr);

    [[nodiscard]] const projection::Comments& comments() const { return m_comments; }
    /// The thread whose card is open.
    [[nodiscard]] const std::optional<event::EventId>& selected() const { return m_selected; }

  public Q_SLOTS:
    /// Writing became allowed or not.
    void showWritable();

  Q_SIGNALS:
    void intentRaised(const varve::replica::EditIntent& intent);
    void messageRaised(const QString& sentence);

  private:
    void showDocument();
    void showPatch(const document::DocumentPatch& patch);
    void showThreads();
    void showTints();
    void showLane();
    void showCards();
    void moveCards();
    void followCaret();
    void connectCard(CommentCard* card);
    void beginDraft();
    /// Empty where nothing was begun.
    [[nodiscard]] QString unsentOf(const event::EventId& id) const;
    [[nodiscard]] QString unsentOfDraft() const;
    /// First and last character: words begun about them are still there when somebody comments on them again.
    using DraftKey = std::pair<event::EventId, event::EventId>;
    [[nodiscard]] DraftKey draftKeyOf(const projection::TextRange& range) const;
    void endDraft();
    void send(const QString& words);
    void step(bool forward);
    void select(std::optional<event::EventId> id, bool goesThere);
    void apply(const editing::Edit& edit);
    void leaveCard();
    void toggleLane(bool shown);
    [[nodiscard]] projection::Comments::Source source() const;
    /// The height beside which a card stands, in the lane.
    [[nodiscard]] int placeOf(const projection::TextRange& place) const;
    /// In the body: of its text, or of the table or picture that the text belongs to.
    [[nodiscard]] text::Offset bodyPlaceOf(const projection::TextRange& place) const;
    [[nodiscard]] projection::ReadingPlace readingPlaceOf(const projection::TextRange& place) const;
    /// What a new comment would be about; nothing where there are no words.
    [[nodiscard]] std::optional<projection::TextRange> rangeToComment() const;
    [[nodiscard]] CommentCard::Content contentOf(const projection::CommentThread& thread) const;
    [[nodiscard]] std::span<const projection::CommentThread> threadsNear() const;
    /// Threads that have a card now, in the lane's order; the draft is null.
    [[nodiscard]] std::vector<const projection::CommentThread*> shownThreads() const;
    [[nodiscard]] bool isListed(const projection::CommentThread& thread) const;

    CommentActions m_actions;
    EditorView& m_view;
    CommentLane& m_lane;
    PageWithLane& m_page;
    Surroundings m_around;
    projection::Comments m_comments;
    std::optional<event::EventId> m_selected;
    std::optional<projection::TextRange> m_draft;
    DraftKey m_draftKey;
    std::map<event::EventId, QString> m_unsent;  // words begun, by thread
    std::map<DraftKey, QString> m_unsentDrafts;
    std::optional<bool> m_wanted;  // whether the user wants the lane; nothing: when there are open comments
    bool m_isBusy = false;         // the caret moves for this mode's sake
    QTimer m_restTimer;            // places are read afresh when the hand rests
    QTimer m_placeTimer;           // once for everything that moved the page
    std::vector<projection::TextRange> m_places;  // of the cards beside the text
};

}  // namespace varve::ui
