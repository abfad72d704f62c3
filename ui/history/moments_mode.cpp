#include "ui/history/moments_mode.h"

#include <algorithm>
#include <utility>

#include "document/moment_schema.h"
#include "editing/moment_commands.h"
#include "ui/editor/editor_view.h"
#include "ui/history/history_mode.h"
#include "ui/history/moment_dialog.h"
#include "ui/history/moments_page.h"
#include "ui/history/time_words.h"
#include "ui/history/timeline_panel.h"

namespace varve::ui {

namespace {

constexpr int kDelayMs = 200;
constexpr event::WellKnownObject kDocument = event::WellKnownObject::kDocument;

}  // namespace

MomentsMode::MomentsMode(Parts parts, bool isWritable, QWidget* window)
    : QObject(window), m_parts(std::move(parts)), m_isWritable(isWritable), m_window(window) {
    m_parts.page.setWritable(isWritable);
    m_timer.setSingleShot(true);
    m_timer.setInterval(kDelayMs);
    connect(&m_timer, &QTimer::timeout, this, &MomentsMode::show);
    connect(&m_parts.view, &EditorView::documentShown, this, &MomentsMode::readProperties);
    connect(&m_parts.replica, &replica::DocumentReplica::patchApplied, this, &MomentsMode::followPatch);
    // What was written earlier and arrives now moves the marks.
    connect(&m_parts.replica, &replica::DocumentReplica::transactionsAppended, this,
            [this](std::size_t /*first*/, std::size_t /*end*/, bool isLocal) {
                // What comes from others may be what a moment names.
                m_isStale = m_isStale || !isLocal;
                if (!m_moments.empty() && !m_timer.isActive()) m_timer.start();
            });
    connect(&m_parts.history, &HistoryMode::momentShown, this, &MomentsMode::showRow);
    connect(&m_parts.history, &HistoryMode::activeChanged, this, &MomentsMode::showRow);
    connect(&m_parts.page, &MomentsPage::nameRequested, this, &MomentsMode::nameMoment);
    connect(&m_parts.page, &MomentsPage::goRequested, this, &MomentsMode::go);
    connect(&m_parts.page, &MomentsPage::changeRequested, this, &MomentsMode::change);
    connect(&m_parts.page, &MomentsPage::removeRequested, this, &MomentsMode::remove);
}

void MomentsMode::readProperties() {
    // In history mode the page knows what the document said then, not what it says now.
    if (m_parts.history.isActive()) return;
    m_properties.clear();
    m_isStale = true;
    if (const auto properties = m_parts.view.registers().attributesOf(kDocument)) {
        for (const auto& [key, value] : *properties) {
            if (key.starts_with(document::kMomentPrefix)) document::setValue(m_properties, key, value);
        }
    }
    // Positions need the timeline, and opening does not wait for that.
    m_timer.start();
}

void MomentsMode::followPatch(const document::DocumentPatch& patch) {
    bool isAboutMoments = false;
    for (const document::RegisterChange& one : patch.registers) {
        if (one.object != event::ObjectId{kDocument} || !one.key.starts_with(document::kMomentPrefix)) continue;
        document::setValue(m_properties, one.key, one.value);
        isAboutMoments = true;
    }
    if (!isAboutMoments) return;
    m_isStale = true;
    m_timer.start(0);
}

void MomentsMode::show() {
    m_timer.setInterval(kDelayMs);
    const event::EventLog& log = m_parts.replica.log();
    if (std::exchange(m_isStale, false)) m_moments = history::namedMoments(m_properties, log);
    std::vector<MomentRow> rows;
    std::vector<TimelineMark> marks;
    // Without moments nobody needs the timeline yet.
    const history::Timeline* timeline = m_moments.empty() ? nullptr : &m_parts.replica.timeline();
    for (const history::NamedMoment& moment : m_moments) {
        const std::uint64_t position = history::positionOf(moment.version, log, *timeline);
        const QString name = QString::fromStdString(moment.name).simplified();
        const QString user = QString::fromStdString(log.agents()[moment.agent].user);
        const QString when = whenOf(position);
        rows.push_back({.id = moment.id,
                        .name = name,
                        .detail = user.isEmpty() ? when : tr("%1 · %2", "when, who").arg(when, user),
                        .note = QString::fromStdString(moment.note),
                        .position = position});
        marks.push_back({.position = position, .label = name});
    }
    // The newest is what people look for, and stands first.
    std::ranges::sort(rows, [](const MomentRow& a, const MomentRow& b) {
        return a.position != b.position ? a.position > b.position : b.id < a.id;
    });
    m_parts.page.setRows(std::move(rows));
    m_parts.panel.setMarks(TimelineMarkKind::kNamedMoment, std::move(marks));
    showRow();
}

void MomentsMode::showRow() {
    const HistoryMode& history = m_parts.history;
    m_parts.page.setShown(history.isActive() ? std::optional(history.position()) : std::nullopt);
}

QString MomentsMode::whenOf(std::uint64_t position) const {
    const history::TimelineEntries& entries = m_parts.replica.timeline().entries();
    if (entries.empty() || position == 0) return tr("The beginning");
    const std::size_t entry = m_parts.replica.timeline().entryIndexAt(position - 1);
    return fullTimeWords(entries[entry].timeMs, m_parts.nowMs());
}

void MomentsMode::nameMoment() {
    if (!m_isWritable || m_dialog) return;
    const HistoryMode& history = m_parts.history;
    const replica::DocumentReplica& replica = m_parts.replica;
    const event::Version version = history.isActive() ? history.version() : replica.log().version();
    const bool isNow = version == replica.log().version();
    m_dialog = new MomentDialog(MomentDialog::Purpose::kName, isNow ? tr("Now") : whenOf(history.position()), m_window);
    m_dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(m_dialog, &QDialog::accepted, this,
            [this, version, dialog = m_dialog] { give(version, dialog->name(), dialog->note()); });
    m_dialog->open();
}

void MomentsMode::give(const event::Version& version, const QString& name, const QString& note) {
    replica::DocumentReplica& replica = m_parts.replica;
    const event::EventLog& log = replica.log();
    std::optional<std::vector<event::EventId>> heads;
    // Colleagues may have written while the dialog was open.
    if (version != log.version()) heads = log.idsOf(version);
    const editing::NewMoment made =
        editing::newMoment(replica.nextEventId(), name.toStdString(), note.toStdString(), heads);
    if (made.edit.isEmpty()) {
        Q_EMIT messageRaised(
            tr("This moment could not be named: too many people wrote at once then. Nothing was changed."));
        return;
    }
    replica.closeStep();
    apply(made.edit.intent, tr("Named this moment “%1”.").arg(name));
}

void MomentsMode::go(const event::EventId& id) {
    if (const history::NamedMoment* moment = find(id)) m_parts.history.showVersion(moment->version);
}

void MomentsMode::change(const event::EventId& id) {
    const history::NamedMoment* moment = find(id);
    if (!m_isWritable || moment == nullptr || m_dialog) return;
    const std::uint64_t position =
        history::positionOf(moment->version, m_parts.replica.log(), m_parts.replica.timeline());
    m_dialog = new MomentDialog(MomentDialog::Purpose::kChange, whenOf(position), m_window);
    m_dialog->setAttribute(Qt::WA_DeleteOnClose);
    m_dialog->setTexts(QString::fromStdString(moment->name), QString::fromStdString(moment->note));
    connect(m_dialog, &QDialog::accepted, this, [this, id, dialog = m_dialog] {
        const history::NamedMoment* now = find(id);
        if (now == nullptr) {
            Q_EMIT messageRaised(tr("Somebody has taken the name of that moment away."));
            return;
        }
        const editing::Edit edit = editing::changedMoment(m_parts.replica.nextEventId(), *now,
                                                          dialog->name().toStdString(), dialog->note().toStdString());
        if (!edit.isEmpty()) apply(edit.intent, tr("The moment is called “%1”.").arg(dialog->name()));
    });
    m_dialog->open();
}

void MomentsMode::remove(const event::EventId& id) {
    const history::NamedMoment* moment = find(id);
    if (!m_isWritable || moment == nullptr) return;
    const QString name = QString::fromStdString(moment->name).simplified();
    apply(editing::removedMoment(m_parts.replica.nextEventId(), *moment).intent,
          tr("“%1” is no longer a named moment. What was written stays in the history.").arg(name));
}

void MomentsMode::apply(const replica::EditIntent& intent, const QString& success) {
    const Result<void> outcome = m_parts.replica.apply(intent);
    Q_EMIT messageRaised(outcome ? success : QString::fromStdString(outcome.error().message));
}

const history::NamedMoment* MomentsMode::find(const event::EventId& id) const {
    const auto found = std::ranges::find(m_moments, id, &history::NamedMoment::id);
    return found == m_moments.end() ? nullptr : &*found;
}

}  // namespace varve::ui
