// The mode in which a window shows its document's past. Enters and leaves it, turns positions of the timeline into
// patches for the editor view, plays, restores. Owns the history cursor while the mode is on; the document itself is
// never changed by looking, and caret and scroll are put back afterwards.
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>
#include <functional>
#include <memory>
#include <optional>

#include "document/anchor.h"
#include "history/history_cursor.h"
#include "history/partial_restore.h"
#include "projection/moment_objects.h"
#include "projection/text_range.h"
#include "replica/document_replica.h"
#include "replica/restore_preview.h"
#include "ui/history/timeline_panel.h"

namespace varve::ui {

class EditorView;
struct HistoryPreview;

class HistoryMode : public QObject {
    Q_OBJECT
  public:
    /// All must outlive the mode. `present`: whom the view asks about the document as it is now.
    HistoryMode(replica::DocumentReplica& replica, EditorView& view, const projection::ObjectSource& present,
                TimelinePanel& panel, QObject* parent = nullptr);
    ~HistoryMode() override;

    [[nodiscard]] bool isActive() const { return m_cursor != nullptr; }
    [[nodiscard]] bool isPlaying() const { return m_playTimer.isActive(); }
    /// The moment shown: a number of events.
    [[nodiscard]] std::uint64_t position() const { return m_position; }
    /// The version shown: that of the position, but for a version that is no moment of the timeline.
    [[nodiscard]] event::Version version() const;
    /// Reads any sequence at the moment shown; null while the mode is off. Whoever moves it puts it back at once.
    [[nodiscard]] history::HistoryCursor* cursor() const { return m_cursor.get(); }

    /// Starts at now, with the keyboard on the timeline. Nothing happens when it is on already. A document at rest is
    /// woken first, on another thread (DocumentReplica::whenAwake): then this, and what shows a moment, happens a
    /// little later, and only the last wish.
    void enter();
    /// Back to now, with caret and scroll as they were.
    void leave();
    /// Shows the document after `position` events, entering first if need be. Cost: O(change), O(log n) at least.
    void show(std::uint64_t position);
    /// The same for any version that the log knows. One that is no moment of the timeline, because others wrote at the
    /// same time, stands where its last event does.
    void showVersion(const event::Version& version);
    void togglePlay();
    /// Makes the document, or the part whose preview is shown, what it was at the moment shown, and returns to now. It
    /// can be undone.
    void restore();
    /// Shows the document as it is now with a part of it as it was at the moment shown, which stays chosen; nothing is
    /// written. Whatever goes on from there ends it. Made on another thread; `then` is called when it is shown, with
    /// what is different from now, or with the errors of replica::previewOfRestore; never when the page went elsewhere
    /// before.
    using PreviewShown = std::function<void(const Result<document::DocumentPatch>&)>;
    void previewPart(const history::PastPart& part, PreviewShown then);
    /// Shows the document as it is now with a merge that nobody has done yet, made from the log as it is; entering
    /// first if need be. Whatever goes on from there ends it.
    void showMerge(replica::RestorePreview made);
    /// The page shows the moment again.
    void endPreview();
    [[nodiscard]] bool isPreviewing() const { return m_preview != nullptr; }
    /// Whether the page shows what the timeline has at position(): not while it shows a preview, or a version that is
    /// no prefix of the timeline.
    [[nodiscard]] bool isOnTimeline() const { return isActive() && !m_preview && !m_version; }
    /// New events, own or a colleague's: takes them over without moving the moment shown; at now it stays at now.
    void followLog();

  Q_SIGNALS:
    void activeChanged(bool active);
    /// The page shows another moment, or another number stands for it because events arrived; also on entering.
    void momentShown(quint64 position);
    /// The page shows the preview of a restoring or merging, or no longer does.
    void previewChanged(bool isShown);
    /// One sentence for the status bar.
    void messageRaised(const QString& message);

  private:
    struct Place;  // caret and scroll, tied to characters

    void run(HistoryCommand command);
    [[nodiscard]] bool isPutOff(std::function<void()> wish);
    void move(std::uint64_t position);
    void showMove(const document::DocumentPatch& patch);
    [[nodiscard]] std::optional<projection::TextRange> placeOfChange(std::uint64_t position) const;
    [[nodiscard]] std::optional<text::Offset> placeOfObject(const event::ObjectId& object) const;
    void playOn();
    void stopPlaying();
    document::DocumentPatch putPreview(replica::RestorePreview made);
    void showPreview(replica::RestorePreview made, const history::PastPart& part);
    void forgetComingPreview();
    void dropPreview();
    void restorePlace();

    replica::DocumentReplica& m_replica;
    EditorView& m_view;
    const projection::ObjectSource& m_present;
    TimelinePanel& m_panel;
    std::unique_ptr<history::HistoryCursor> m_cursor;
    std::unique_ptr<projection::MomentObjects> m_objects;  // of the moment shown
    std::unique_ptr<HistoryPreview> m_preview;
    std::uint64_t m_previewNumber = 0;  // of the newest asked for; another one is in vain
    bool m_isPreviewComing = false;     // restoring would not be that of the part yet
    std::unique_ptr<Place> m_place;
    std::function<void()> m_wish;  // while the document is being woken
    std::uint64_t m_position = 0;
    std::optional<event::Version> m_version;  // shown, where it is not that of the position
    QTimer m_playTimer;
    QElapsedTimer m_playClock;
    double m_playUnits = 0;  // where playing has got to on the axis
};

}  // namespace varve::ui
