// The part of history mode that shows what restoring a part would make of the document, before anything is written.
#include "ui/history/history_preview.h"
#include "projection/document_reader.h"
#include "replica/part_restore.h"
#include "ui/editor/editor_view.h"
#include "ui/history/history_mode.h"

namespace varve::ui {

HistoryPreview::HistoryPreview(replica::RestorePreview made_, history::PastPart part_)
    : made(std::move(made_)),
      part(std::move(part_)),
      objects(
          made.log, [this]() -> const merge::Tracker& { return made.tracker; }, merge::View::kPrepare) {}

Result<document::DocumentPatch> HistoryMode::previewPart(const history::PastPart& part) {
    enter();
    stopPlaying();
    endPreview();
    auto made = replica::previewOfRestore(m_replica, version(), part);
    if (!made) return std::unexpected(made.error());
    const document::DocumentPatch patch = made->patch;
    // The page goes to now first: the cursor knows nothing of what nobody has written yet.
    const event::EventLog& log = m_replica.log();
    m_view.applyPatch(m_cursor->moveToPosition(log, m_panel.timeline().eventCount()), replica::PatchOrigin::kRemote);
    m_preview = std::make_unique<HistoryPreview>(*std::move(made), part);
    static_cast<void>(m_preview->made.tracker.movePrepareTo(m_preview->made.log, m_preview->made.after));
    m_view.setObjectSource(&m_preview->objects);
    m_view.applyPatch(patch, replica::PatchOrigin::kRemote);
    const document::Patch* changed = patch.patchOf(part.sequence);
    if (changed != nullptr && !changed->isEmpty()) {
        const text::Range range = changed->changedRange();
        if (part.sequence == event::ObjectId{event::WellKnownObject::kBody}) {
            m_view.ensureVisible(range);
            m_view.flashRange(range);
        } else {
            m_view.ensureVisible(projection::TextRange{part.sequence, range});
        }
    }
    Q_EMIT
    previewChanged(true);
    return patch;
}

void HistoryMode::endPreview() {
    if (!m_preview) return;
    dropPreview();
    if (m_version) {
        showMove(m_cursor->moveTo(m_replica.log(), *m_version));
    } else {
        move(m_position);
    }
    Q_EMIT
    momentShown(m_position);
}

/// The page is at now afterwards, as the cursor is.
void HistoryMode::dropPreview() {
    if (!m_preview) return;
    replica::RestorePreview& made = m_preview->made;
    m_view.applyPatch(made.tracker.movePrepareTo(made.log, made.before), replica::PatchOrigin::kRemote);
    m_view.setObjectSource(m_objects.get());
    m_preview.reset();
    Q_EMIT
    previewChanged(false);
}

}  // namespace varve::ui
