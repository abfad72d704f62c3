#include "ui/history/history_mode.h"

#include <QDateTime>
#include <algorithm>
#include <utility>

#include "history/named_moments.h"
#include "replica/part_restore.h"
#include "ui/editor/editor_view.h"
#include "ui/history/history_preview.h"
#include "ui/history/time_words.h"

namespace varve::ui {

namespace {

constexpr int kFrameMs = 16;

}  // namespace

/// Where the reader was. Tied to characters, because colleagues may write while the past is on display.
struct HistoryMode::Place {
    document::Anchor selectionAnchor;
    document::Anchor selectionCaret;
    document::Anchor line;
    qreal distance = 0;
    std::optional<InsetPlace> inset{};  // the cell or caption that it was in
    std::optional<event::ObjectId> insetText{};
    document::Anchor insetAnchor{};
    document::Anchor insetCaret{};
};

HistoryMode::HistoryMode(replica::DocumentReplica& replica, EditorView& view, const projection::ObjectSource& present,
                         TimelinePanel& panel, QObject* parent)
    : QObject(parent), m_replica(replica), m_view(view), m_present(present), m_panel(panel) {
    m_playTimer.setInterval(kFrameMs);
    m_playTimer.setTimerType(Qt::PreciseTimer);
    connect(&m_playTimer, &QTimer::timeout, this, &HistoryMode::playOn);
    connect(&m_panel, &TimelinePanel::positionRequested, this, [this](quint64 position) {
        stopPlaying();
        show(position);
    });
    connect(&m_panel, &TimelinePanel::commandRequested, this, &HistoryMode::run);
}

HistoryMode::~HistoryMode() = default;

void HistoryMode::run(HistoryCommand command) {
    switch (command) {
        case HistoryCommand::kTogglePlay:
            togglePlay();
            return;
        case HistoryCommand::kRestore:
            restore();
            return;
        case HistoryCommand::kReturnToNow:
            leave();
            return;
    }
}

/// Whether the wish has to wait because the past of a huge document is forgotten.
bool HistoryMode::isPutOff(std::function<void()> wish) {
    if (!m_replica.isResting()) return false;
    const bool isFirst = !m_wish;
    m_wish = std::move(wish);
    if (isFirst) {
        m_replica.whenAwake(this, [this] {
            if (const auto last = std::exchange(m_wish, nullptr)) last();
        });
    }
    return true;
}

void HistoryMode::enter() {
    if (isActive() || isPutOff([this] { enter(); })) return;
    const ViewState state = m_view.viewState();
    m_place = std::make_unique<Place>();
    m_place->selectionAnchor = m_replica.anchorAt(state.selection.anchor, document::Side::kBefore);
    m_place->selectionCaret = m_replica.anchorAt(state.selection.caret, document::Side::kBefore);
    m_place->line = m_replica.anchorAt(state.line, document::Side::kBefore);
    m_place->distance = state.distance;
    m_place->inset = state.inset;
    const auto inside = state.inset ? m_view.focusedSelection() : std::nullopt;
    if (inside) {
        const auto anchorAt = [&](text::Offset offset) {
            return m_replica.anchorAt(offset, document::Side::kBefore, inside->sequence);
        };
        m_place->insetText = inside->sequence;
        m_place->insetAnchor = anchorAt(state.insetSelection.anchor);
        m_place->insetCaret = anchorAt(state.insetSelection.caret);
    }

    m_cursor = m_replica.openHistory();
    m_cursor->followLog(m_replica.log());
    m_objects = std::make_unique<projection::MomentObjects>(m_replica.log(), *m_cursor);
    m_view.setObjectSource(m_objects.get());
    m_panel.refresh();
    m_position = m_panel.axis().eventCount();
    m_view.setReadOnly(true);
    m_panel.setForm(TimelineSlider::Form::kFull);
    m_panel.setPosition(m_position);
    m_panel.slider().setFocus(Qt::OtherFocusReason);
    Q_EMIT
    activeChanged(true);
    Q_EMIT
    momentShown(m_position);
}

void HistoryMode::leave() {
    m_wish = nullptr;
    if (!isActive()) return;
    stopPlaying();
    forgetComingPreview();
    dropPreview();
    const document::DocumentPatch patch = m_cursor->moveToPosition(m_replica.log(), m_replica.timeline().eventCount());
    m_view.applyPatch(patch, replica::PatchOrigin::kRemote);
    m_view.setObjectSource(&m_present);
    m_objects.reset();
    m_cursor.reset();
    m_version.reset();
    m_panel.setForm(TimelineSlider::Form::kStrip);
    m_view.setReadOnly(false);
    m_view.setFocus(Qt::OtherFocusReason);
    Q_EMIT
    activeChanged(false);
    restorePlace();
}

void HistoryMode::restorePlace() {
    ViewState state;
    state.selection = {m_replica.offsetOf(m_place->selectionAnchor), m_replica.offsetOf(m_place->selectionCaret)};
    state.line = m_replica.offsetOf(m_place->line);
    state.distance = m_place->distance;
    state.inset = m_place->inset;
    if (m_place->insetText) {
        const event::ObjectId& text = *m_place->insetText;
        state.insetSelection = {m_replica.offsetOf(m_place->insetAnchor, text),
                                m_replica.offsetOf(m_place->insetCaret, text)};
    }
    m_view.setViewState(state);
    m_place.reset();
}

void HistoryMode::show(std::uint64_t position) {
    if (isPutOff([this, position] { show(position); })) return;
    enter();
    forgetComingPreview();
    const std::uint64_t shownBefore = m_position;
    const bool wasElsewhere = m_version.has_value() || isPreviewing();
    move(std::min(position, m_panel.axis().eventCount()));
    m_panel.setPosition(m_position);
    if (m_position == shownBefore && !wasElsewhere) return;
    Q_EMIT
    momentShown(m_position);
}

void HistoryMode::move(std::uint64_t position) {
    dropPreview();
    const event::EventLog& log = m_replica.log();
    const document::DocumentPatch patch = m_cursor->moveToPosition(log, position);
    m_position = position;
    m_version.reset();
    showMove(patch);
}

event::Version HistoryMode::version() const {
    return m_version ? *m_version : m_panel.timeline().versionAt(m_replica.log(), m_position);
}

void HistoryMode::showVersion(const event::Version& version) {
    if (isPutOff([this, version] { showVersion(version); })) return;
    enter();
    stopPlaying();
    forgetComingPreview();
    dropPreview();
    const event::EventLog& log = m_replica.log();
    if (const auto position = m_panel.timeline().positionOfVersion(log, version)) {
        show(*position);
        return;
    }
    const document::DocumentPatch patch = m_cursor->moveTo(log, version);
    m_position = history::positionOf(version, log, m_panel.timeline());
    m_version = version;
    showMove(patch);
    m_panel.setPosition(m_position);
    Q_EMIT
    momentShown(m_position);
}

/// The page after a move to m_position.
void HistoryMode::showMove(const document::DocumentPatch& patch) {
    if (patch.isEmpty()) return;
    m_view.applyPatch(patch, replica::PatchOrigin::kRemote);
    if (!m_panel.isFollowing()) return;
    // The page goes where the hand was at that moment; a place in sight does not move it.
    std::optional<projection::TextRange> place = placeOfChange(m_position);
    const auto at = [](const event::ObjectId& sequence, const document::Patch& change) {
        return projection::TextRange{sequence, {change.changedRange().begin, change.changedRange().begin}};
    };
    if (!place && !patch.body.isEmpty()) place = at(event::WellKnownObject::kBody, patch.body);
    if (!place && !patch.sequences.empty()) place = at(patch.sequences.front().sequence, patch.sequences.front().patch);
    if (!place) return;
    if (place->sequence == event::ObjectId{event::WellKnownObject::kBody}) {
        const text::Offset shown = std::min(place->range.begin, text::Offset{m_cursor->count()});
        m_view.ensureVisible(text::Range{shown, shown});
    } else {
        m_view.ensureVisible(*place);
    }
}

/// Where in the text the last event before `position` happened, as its author saw it; nothing for undo and restore,
/// which may happen in many places, and for what is not in the text.
std::optional<projection::TextRange> HistoryMode::placeOfChange(std::uint64_t position) const {
    if (position == 0) return std::nullopt;
    const event::EventLog& log = m_replica.log();
    const history::Timeline& timeline = m_panel.timeline();
    const history::TimelineEntry entry = timeline.entries()[timeline.entryIndexAt(position - 1)];
    const event::LocalVersion event = log.transactionRecord(entry.transaction).events.begin +
                                      static_cast<std::uint32_t>(position - 1 - entry.beginPosition);
    const event::OperationRun& run = log.operationRuns()[log.operationRunIndexOf(event)];
    const std::uint32_t unit = event - run.events.begin;
    const auto at = [](const event::ObjectId& sequence, text::Offset place) {
        return projection::TextRange{sequence, {place, place}};
    };
    const event::ObjectId& sequence = log.sequences()[run.sequence];
    switch (run.type) {
        case event::OperationType::kInsert:
            return at(sequence, text::Offset{run.offset + unit + 1});
        case event::OperationType::kDelete:
            return at(sequence,
                      text::Offset{run.direction == event::Direction::kBackward ? run.offset - unit : run.offset});
        case event::OperationType::kMark: {
            const auto& mark = std::get<event::Mark>(log.sideOperation(run));
            return at(mark.sequence, mark.begin);
        }
        case event::OperationType::kSet:
            if (const auto place = placeOfObject(std::get<event::Set>(log.sideOperation(run)).object))
                return at(event::WellKnownObject::kBody, *place);
            break;
        case event::OperationType::kLiveness:
            break;
    }
    return std::nullopt;
}

/// Where a block or an embed of the body is at the moment shown; of a row or column its table.
std::optional<text::Offset> HistoryMode::placeOfObject(const event::ObjectId& object) const {
    if (object == event::ObjectId{event::WellKnownObject::kFirstBlock}) return text::Offset{0};
    const auto* id = std::get_if<event::EventId>(&object);
    const auto place = id != nullptr ? m_objects->placeOf(*id) : std::nullopt;
    if (!place) return std::nullopt;
    if (place->sequence == event::ObjectId{event::WellKnownObject::kBody}) return place->offset;
    const auto* around = std::get_if<event::EventId>(&place->sequence);
    const auto outer = around != nullptr ? m_objects->placeOf(*around) : std::nullopt;
    const bool isInBody = outer && outer->sequence == event::ObjectId{event::WellKnownObject::kBody};
    return isInBody ? std::optional(outer->offset) : std::nullopt;
}

void HistoryMode::followLog() {
    if (!isActive()) return;
    const bool wasAtNow = m_position == m_panel.axis().eventCount();
    endPreview();
    m_cursor->followLog(m_replica.log());
    m_panel.refresh();
    if (m_version) {
        m_position = history::positionOf(*m_version, m_replica.log(), m_panel.timeline());
    } else {
        // An event that was made earlier than the moment shown belongs before it, so the moment is asked for again.
        move(wasAtNow ? m_panel.axis().eventCount() : m_position);
    }
    m_panel.setPosition(m_position);
    Q_EMIT
    momentShown(m_position);
}

void HistoryMode::togglePlay() {
    if (isPlaying()) {
        stopPlaying();
        return;
    }
    if (isPutOff([this] { togglePlay(); })) return;
    enter();
    const TimelineAxis& axis = m_panel.axis();
    if (axis.eventCount() == 0) return;
    if (m_position == axis.eventCount()) show(0);
    m_playUnits = axis.unitsAt(m_position);
    m_playClock.start();
    m_playTimer.start();
    m_panel.setPlaying(true);
}

void HistoryMode::playOn() {
    const TimelineAxis& axis = m_panel.axis();
    m_playUnits = m_panel.pace().advanced(axis, m_position, m_playUnits, static_cast<double>(m_playClock.restart()));
    const std::uint64_t position = axis.positionAt(m_playUnits);
    if (position != m_position) show(position);
    if (m_position == axis.eventCount()) stopPlaying();
}

void HistoryMode::stopPlaying() {
    if (!isPlaying()) return;
    m_playTimer.stop();
    m_panel.setPlaying(false);
}

void HistoryMode::restore() {
    if (!isActive() || !m_panel.isRestoreAllowed() || m_position == m_panel.axis().eventCount()) return;
    if (m_isPreviewComing) return;
    const event::Version shown = version();
    const qint64 timeMs = momentFacts(m_replica.log(), m_panel.timeline(), m_panel.axis(), m_position).timeMs;
    const bool isBeginning = m_position == 0;
    const auto part = m_preview ? std::optional(replica::intentOf(m_preview->made)) : std::nullopt;
    leave();
    Result<void> outcome;
    if (part) {
        outcome = m_replica.apply(*part);
    } else if (const auto restored = m_replica.restore(shown); !restored) {
        outcome = std::unexpected(restored.error());
    }
    if (!outcome) {
        const bool isSame = !part && outcome.error().code == ErrorCode::kNotFound;
        Q_EMIT
        messageRaised(isSame ? tr("The document is the same now as it was at that moment.")
                             : QString::fromStdString(outcome.error().message));
        return;
    }
    const QString when = fullTimeWords(timeMs, QDateTime::currentMSecsSinceEpoch());
    if (part) {
        Q_EMIT
        messageRaised(tr("Restored this part as it was at “%1”. Undo takes it back.").arg(when));
        return;
    }
    Q_EMIT
    messageRaised(isBeginning ? tr("The document is empty again, as at its beginning. Undo brings everything back.")
                              : tr("Restored the moment “%1”. Undo takes it back.").arg(when));
}

}  // namespace varve::ui
