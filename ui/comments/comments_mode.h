// Comments in a window: follows the text that the view shows, tints what open threads are about, keeps the lane's cards
// beside it, and turns what the user wants into intents. In history mode it shows the threads of that moment and writes
// nothing.
#pragma once

#include <QObject>
#include <QTimer>
#include <functional>
#include <map>
#include <optional>

#include "event/event_log.h"
#include "projection/comments.h"
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
    void endDraft();
    void send(const QString& words);
    void step(bool forward);
    void select(std::optional<event::EventId> id, bool goesThere);
    void apply(const editing::Edit& edit);
    void leaveCard();
    void toggleLane(bool shown);
    [[nodiscard]] projection::Comments::Source source() const;
    [[nodiscard]] int placeOf(text::Offset offset) const;
    [[nodiscard]] text::Offset bodyPlaceOf(const projection::CommentThread& thread) const;
    [[nodiscard]] CommentCard::Content contentOf(const projection::CommentThread& thread) const;
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
    std::optional<text::Range> m_draft;
    std::map<event::EventId, QString> m_unsent;  // words begun, by thread; those of a draft under no id
    std::optional<bool> m_wanted;  // whether the user wants the lane; nothing: when there are open comments
    bool m_isApplying = false;
    QTimer m_restTimer;                  // places are read afresh when the hand rests
    QTimer m_placeTimer;                 // once for everything that moved the page
    std::vector<text::Offset> m_places;  // of the cards beside the text
};

}  // namespace varve::ui
