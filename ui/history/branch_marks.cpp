#include "ui/history/branch_marks.h"

#include <QMenu>
#include <algorithm>
#include <utility>

#include "ui/history/history_mode.h"
#include "ui/history/step_words.h"
#include "ui/history/time_words.h"
#include "ui/history/timeline_panel.h"

namespace varve::ui {

namespace {

/// The moment after the newest step of a branch, before it was undone.
std::uint64_t lastMoment(const replica::DocumentReplica& replica, const history::UndoBranch& branch) {
    const event::EventLog& log = replica.log();
    const std::uint32_t transaction = branch.steps.front().transactions.back();
    return replica.timeline().positionOf(log, log.transactionRecord(transaction).events.end - 1U) + 1;
}

QString branchWords(const history::UndoBranch& branch, qint64 nowMs) {
    const QString when = shortTimeWords(branch.leftMs, nowMs);
    const auto count = static_cast<int>(branch.steps.size());
    return count == 1 ? BranchMarks::tr("A step that was undone and left behind, %1").arg(when)
                      : BranchMarks::tr("%n steps that were undone and left behind, %1", nullptr, count).arg(when);
}

}  // namespace

BranchMarks::BranchMarks(const replica::DocumentReplica& replica, HistoryMode& history, TimelinePanel& panel,
                         std::function<qint64()> nowMs)
    : QObject(&history), m_replica(replica), m_history(history), m_panel(panel), m_nowMs(std::move(nowMs)) {
    connect(&m_panel, &TimelinePanel::followed, this, &BranchMarks::follow);
    connect(&m_panel.slider(), &TimelineSlider::branchPressed, this, &BranchMarks::popupMenu);
}

void BranchMarks::follow() {
    // The thin strip shows no marks.
    if (m_panel.form() != TimelineSlider::Form::kFull) return;
    std::vector<TimelineMark> marks;
    const qint64 nowMs = m_nowMs();
    for (const history::UndoBranch& branch : m_replica.undoBranches()) {
        TimelineMark mark;
        mark.position = lastMoment(m_replica, branch);
        mark.label = branchWords(branch, nowMs);
        mark.from = m_replica.timeline().positionOf(m_replica.log(), branch.steps.back().first);
        marks.push_back(std::move(mark));
    }
    const auto known = m_panel.marks().of(TimelineMarkKind::kBranch);
    if (marks.empty() && known.empty()) return;
    m_panel.setMarks(TimelineMarkKind::kBranch, std::move(marks));
}

void BranchMarks::popupMenu(std::uint64_t position, const QPoint& globalPlace) {
    const std::vector<history::UndoBranch> branches = m_replica.undoBranches();
    const auto branch = std::ranges::find_if(
        branches, [&](const history::UndoBranch& one) { return lastMoment(m_replica, one) == position; });
    if (branch == branches.end()) return;
    auto* menu = new QMenu(&m_panel);
    menu->setObjectName(QStringLiteral("branchMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    QString name = stepName(m_replica.facts(branch->steps.back()));
    name.replace(u'&', QLatin1String("&&"));
    menu->addSection(branch->steps.size() == 1 ? name : tr("%1, and what followed", "a step").arg(name));
    menu->addAction(tr("&Show It as It Was"), this, [this, position] { m_history.show(position); });
    QAction* back = menu->addAction(tr("&Bring It Back"), this, [this, first = branch->steps.front().first] {
        m_history.leave();
        Q_EMIT
        bringBackRequested(first);
    });
    back->setEnabled(m_panel.isRestoreAllowed());
    menu->popup(globalPlace);
}

}  // namespace varve::ui
