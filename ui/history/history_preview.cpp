// The part of history mode that shows what restoring a part would make of the document, before anything is written.
#include "ui/history/history_preview.h"

#include <QCoreApplication>
#include <QPointer>
#include <QThreadPool>
#include <memory>
#include <utility>

#include "projection/document_reader.h"
#include "replica/part_restore.h"
#include "ui/editor/editor_view.h"
#include "ui/history/history_mode.h"

namespace varve::ui {

namespace {

constexpr const char* kChangedMeanwhile =
    "Something was written while the preview was being made. Nothing was changed; please try again.";

}  // namespace

HistoryPreview::HistoryPreview(replica::RestorePreview made_)
    : made(std::move(made_)),
      objects(
          made.log, [this]() -> const merge::Tracker& { return made.tracker; }, merge::View::kPrepare) {}

void HistoryMode::previewPart(const history::PastPart& part, PreviewShown then) {
    if (!isActive()) return;
    stopPlaying();
    endPreview();
    const std::uint64_t number = ++m_previewNumber;
    m_isPreviewComing = true;
    const auto question = std::make_shared<replica::PartQuestion>(m_replica, version(), part);
    const QPointer<HistoryMode> mode(this);
    QThreadPool::globalInstance()->start([mode, number, question, part, then = std::move(then)] {
        const event::LocalVersion end = question->log.end();
        const auto made =
            std::make_shared<Result<replica::RestorePreview>>(replica::previewOfRestore(std::move(*question)));
        QMetaObject::invokeMethod(
            QCoreApplication::instance(),
            [mode, number, end, made, part, then] {
                if (mode.isNull() || mode->m_previewNumber != number) return;
                mode->m_isPreviewComing = false;
                if (mode->m_replica.log().end() != end) {
                    then(failure(ErrorCode::kInvalidInput, kChangedMeanwhile));
                    return;
                }
                if (!*made) {
                    then(std::unexpected((*made).error()));
                    return;
                }
                const document::DocumentPatch patch = (*made)->patch;
                mode->showPreview(*std::move(*made), part);
                then(patch);
            },
            Qt::QueuedConnection);
    });
}

document::DocumentPatch HistoryMode::putPreview(replica::RestorePreview made) {
    document::DocumentPatch patch = made.patch;
    // The page goes to now first: the cursor knows nothing of what nobody has written yet.
    const event::EventLog& log = m_replica.log();
    m_view.applyPatch(m_cursor->moveToPosition(log, m_panel.timeline().eventCount()), replica::PatchOrigin::kRemote);
    m_preview = std::make_unique<HistoryPreview>(std::move(made));
    static_cast<void>(m_preview->made.tracker.movePrepareTo(m_preview->made.log, m_preview->made.after));
    m_view.setObjectSource(&m_preview->objects);
    m_view.applyPatch(patch, replica::PatchOrigin::kRemote);
    return patch;
}

void HistoryMode::showMerge(replica::RestorePreview made) {
    enter();
    stopPlaying();
    show(m_panel.axis().eventCount());
    static_cast<void>(putPreview(std::move(made)));
    Q_EMIT
    previewChanged(true);
}

void HistoryMode::showPreview(replica::RestorePreview made, const history::PastPart& part) {
    const document::DocumentPatch patch = putPreview(std::move(made));
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
}

/// The page goes elsewhere: what is being made is not wanted any more.
void HistoryMode::forgetComingPreview() {
    ++m_previewNumber;
    m_isPreviewComing = false;
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
