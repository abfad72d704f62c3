#include "ui/history/steps_page.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>
#include <algorithm>
#include <functional>
#include <set>
#include <utility>

#include "history/timeline_entries.h"
#include "ui/history/time_words.h"
#include "ui/plain_tool_tip.h"
#include "ui/theme.h"

namespace varve::ui {

namespace {

constexpr int kRowRole = Qt::UserRole;
constexpr int kFirstRole = Qt::UserRole + 1;
constexpr int kPositionRole = Qt::UserRole + 2;
constexpr int kFollowDelayMs = 150;
constexpr int kBranchStepCountMax = 50;
constexpr int kIndentation = 12;
constexpr int kRowPadding = 8;

/// Times are what their authors said, whatever that is.
bool isApart(std::int64_t earlierMs, std::int64_t laterMs) {
    return earlierMs < laterMs && history::isSessionPause(earlierMs, laterMs);
}

/// Where in the list of steps branches stand: above the step that they followed. One whose step is not listed, because
/// it is undone itself or in another branch, stands at the time when it was left; one from the beginning at the end.
class BranchPlaces {
  public:
    using Branches = std::vector<const history::UndoBranch*>;

    /// Both newest first; the steps must outlive it.
    BranchPlaces(std::vector<history::UndoBranch> branches, const std::vector<history::UndoStep>& steps)
        : m_branches(std::move(branches)) {
        std::set<event::LocalVersion> listed;
        for (const history::UndoStep& step : steps)
            listed.insert(step.first);
        for (const history::UndoBranch& branch : m_branches) {
            if (!branch.base) {
                m_fromBeginning.push_back(&branch);
            } else if (listed.contains(*branch.base)) {
                m_byBase[*branch.base].push_back(&branch);
            } else {
                m_byTime.push_back(&branch);
            }
        }
        std::ranges::sort(m_byTime, std::greater(), &history::UndoBranch::leftMs);
    }

    [[nodiscard]] Branches takeAfter(event::LocalVersion base) {
        const auto found = m_byBase.find(base);
        return found == m_byBase.end() ? Branches() : std::exchange(found->second, {});
    }
    [[nodiscard]] Branches takeLeftSince(std::int64_t timeMs) {
        Branches taken;
        for (; m_nextByTime < m_byTime.size() && m_byTime[m_nextByTime]->leftMs >= timeMs; ++m_nextByTime)
            taken.push_back(m_byTime[m_nextByTime]);
        return taken;
    }
    [[nodiscard]] Branches takeRest() {
        Branches taken(m_byTime.begin() + static_cast<std::ptrdiff_t>(m_nextByTime), m_byTime.end());
        taken.insert(taken.end(), m_fromBeginning.begin(), m_fromBeginning.end());
        return taken;
    }

  private:
    std::vector<history::UndoBranch> m_branches;
    std::map<event::LocalVersion, Branches> m_byBase;
    Branches m_byTime;  // the newest first
    std::size_t m_nextByTime = 0;
    Branches m_fromBeginning;
};

}  // namespace

StepsPage::StepsPage(const replica::DocumentReplica& replica, std::function<qint64()> nowMs, QWidget* parent)
    : QWidget(parent), m_replica(replica), m_nowMs(std::move(nowMs)) {
    m_tree = new QTreeWidget(this);
    m_tree->setObjectName(QStringLiteral("stepsTree"));
    m_tree->setAccessibleName(tr("Steps"));
    m_tree->setAccessibleDescription(
        tr("Enter undoes or redoes up to the step, Delete takes it back alone, Space shows the moment."));
    m_tree->setHeaderHidden(true);
    m_tree->setIndentation(kIndentation);
    m_tree->setUniformRowHeights(true);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setTextElideMode(Qt::ElideRight);
    m_tree->setExpandsOnDoubleClick(false);
    m_tree->setColumnCount(2);
    m_tree->header()->setStretchLastSection(false);
    m_tree->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_tree->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    m_tree->installEventFilter(this);
    const auto button = [this](const char* name) {
        auto* made = new QPushButton(this);
        made->setObjectName(QLatin1String(name));
        return made;
    };
    m_go = button("stepsGo");
    m_alone = button("stepsUndoAlone");
    m_moment = button("stepsShowMoment");
    m_alone->setText(tr("Undo Onl&y This"));
    m_alone->setToolTip(tr("Take back this step and leave everything later as it is (Delete)"));
    m_moment->setText(tr("&Show"));
    m_moment->setToolTip(tr("Show the document as it was then (Space)"));
    auto* buttons = new QHBoxLayout;
    buttons->setContentsMargins(8, 6, 8, 8);
    buttons->setSpacing(6);
    buttons->addWidget(m_go);
    buttons->addWidget(m_alone);
    buttons->addWidget(m_moment);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_tree, 1);
    layout->addLayout(buttons);
    // The pane belongs to the window; paper is where the text stands.
    m_tree->viewport()->setBackgroundRole(QPalette::Window);
    setFocusProxy(m_tree);
    m_timer.setSingleShot(true);
    m_timer.setInterval(kFollowDelayMs);
    connect(&m_timer, &QTimer::timeout, this, &StepsPage::refill);
    connect(m_tree, &QTreeWidget::itemSelectionChanged, this, &StepsPage::showButtons);
    connect(m_tree, &QTreeWidget::itemDoubleClicked, this, &StepsPage::activate);
    connect(m_go, &QPushButton::clicked, this, &StepsPage::activate);
    connect(m_alone, &QPushButton::clicked, this, &StepsPage::undoAlone);
    connect(m_moment, &QPushButton::clicked, this, &StepsPage::showMoment);
    showButtons();
}

void StepsPage::follow() {
    m_isStale = true;
    if (isVisible() && !m_timer.isActive()) m_timer.start();
}

void StepsPage::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    if (m_isStale) refill();
}

void StepsPage::setWritable(bool writable) {
    m_isWritable = writable;
    showButtons();
}

void StepsPage::refill() {
    m_isStale = false;
    m_hasForgotten = false;
    const auto before = chosen();
    const QSignalBlocker blocker(m_tree);
    m_tree->clear();
    addRedoSteps();
    QTreeWidgetItem* now = addRow(nullptr, Row::kNow, tr("Now"));
    now->setFlags(Qt::NoItemFlags);
    addUndoSteps();
    if (before) {
        for (QTreeWidgetItemIterator item(m_tree); *item != nullptr; ++item) {
            const bool isSame = (*item)->data(0, kFirstRole).toUInt() == before->first.value &&
                                static_cast<Row>((*item)->data(0, kRowRole).toInt()) == before->row;
            if (isSame) m_tree->setCurrentItem(*item);
        }
    }
    if (m_tree->currentItem() == nullptr) m_tree->setCurrentItem(m_tree->itemBelow(now));
    showButtons();
    if (m_hasForgotten) m_replica.whenAwake(this, [this] { follow(); });
}

QTreeWidgetItem* StepsPage::addRow(QTreeWidgetItem* parent, Row row, const QString& words) {
    auto* item = parent != nullptr ? new QTreeWidgetItem(parent) : new QTreeWidgetItem(m_tree);
    item->setText(0, words);
    item->setToolTip(0, plainToolTip(words));
    item->setData(0, kRowRole, static_cast<int>(row));
    item->setSizeHint(0, QSize(0, m_tree->fontMetrics().height() + kRowPadding));
    QFont font = m_tree->font();
    if (row == Row::kSession || row == Row::kNow) font.setWeight(QFont::DemiBold);
    if (row == Row::kRedo || row == Row::kBranch || row == Row::kBranchStep) font.setItalic(true);
    item->setFont(0, font);
    const QColor muted = themeColours(m_tree->palette()).muted;
    if (row != Row::kUndo && row != Row::kNow) item->setForeground(0, muted);
    item->setForeground(1, muted);
    return item;
}

/// Words are the dear part: a step that is as it was keeps them.
QString StepsPage::nameOf(const history::UndoStep& step) {
    const std::pair key(step.first.value, step.transactions.size());
    const auto known = m_names.find(key);
    if (known != m_names.end()) return known->second;
    const history::UndoStacks::StepFacts facts = m_replica.facts(step);
    if (facts.isWhole) return m_names.emplace(key, stepName(facts)).first->second;
    m_hasForgotten = true;
    return stepName(facts);
}

void StepsPage::addStep(QTreeWidgetItem* parent, Row row, const history::UndoStep& step) {
    QTreeWidgetItem* item = addRow(parent, row, nameOf(step));
    item->setText(1, shortTimeWords(step.endMs, m_nowMs()));
    item->setData(0, kFirstRole, step.first.value);
    const event::LocalVersion last = m_replica.log().transactionRecord(step.transactions.back()).events.end - 1U;
    item->setData(0, kPositionRole,
                  QVariant::fromValue<quint64>(m_replica.timeline().positionOf(m_replica.log(), last) + 1));
}

/// The last one is brought back first, so it stands next to now.
void StepsPage::addRedoSteps() {
    const std::vector<history::UndoStep> steps = m_replica.redoSteps(m_countMax);
    for (auto step = steps.rbegin(); step != steps.rend(); ++step)
        addStep(nullptr, Row::kRedo, *step);
}

void StepsPage::addBranch(const history::UndoBranch& branch) {
    const auto count = static_cast<int>(branch.steps.size());
    QTreeWidgetItem* item =
        addRow(nullptr, Row::kBranch,
               (count == 1 ? tr("Left behind: %1") : tr("Left behind: %n steps, from %1", nullptr, count))
                   .arg(nameOf(branch.steps.back())));
    item->setText(1, shortTimeWords(branch.leftMs, m_nowMs()));
    item->setData(0, kFirstRole, branch.steps.front().first.value);
    const event::LocalVersion by = m_replica.log().transactionRecord(branch.leftBy).events.begin;
    item->setData(0, kPositionRole, QVariant::fromValue<quint64>(m_replica.timeline().positionOf(m_replica.log(), by)));
    int shownCount = 0;
    for (const history::UndoStep& step : branch.steps) {
        if (++shownCount > kBranchStepCountMax) break;
        addStep(item, Row::kBranchStep, step);
    }
}

void StepsPage::addUndoSteps() {
    const std::vector<history::UndoStep> steps = m_replica.undoSteps(m_countMax + 1);
    BranchPlaces branches(m_replica.undoBranches(), steps);
    const auto addAll = [this](const std::vector<const history::UndoBranch*>& some) {
        for (const history::UndoBranch* branch : some)
            addBranch(*branch);
    };
    std::int64_t newerMs = 0;
    std::size_t listedCount = 0;
    for (const history::UndoStep& step : steps) {
        addAll(branches.takeLeftSince(step.endMs));
        addAll(branches.takeAfter(step.first));
        if (listedCount == m_countMax) {
            addRow(nullptr, Row::kOlder, tr("Older steps…"));
            return;
        }
        if (listedCount == 0 || isApart(step.endMs, newerMs)) {
            QTreeWidgetItem* header = addRow(nullptr, Row::kSession, fullTimeWords(step.endMs, m_nowMs()));
            header->setFlags(Qt::NoItemFlags);
            header->setFirstColumnSpanned(true);
        }
        newerMs = step.beginMs;
        addStep(nullptr, Row::kUndo, step);
        ++listedCount;
    }
    addAll(branches.takeRest());
}

std::optional<StepsPage::Chosen> StepsPage::chosen() const {
    const QTreeWidgetItem* item = m_tree->currentItem();
    if (item == nullptr) return std::nullopt;
    return Chosen{static_cast<Row>(item->data(0, kRowRole).toInt()),
                  event::LocalVersion{item->data(0, kFirstRole).toUInt()}, item->data(0, kPositionRole).toULongLong()};
}

void StepsPage::activate() {
    const auto item = chosen();
    if (!item) return;
    if (item->row == Row::kOlder) {
        m_countMax += kStepCount;
        refill();
        return;
    }
    if (!m_isWritable) return;
    switch (item->row) {
        case Row::kUndo:
            Q_EMIT stepsChosen(StepDirection::kUndo, item->first);
            break;
        case Row::kRedo:
            Q_EMIT stepsChosen(StepDirection::kRedo, item->first);
            break;
        case Row::kBranch:
        case Row::kBranchStep:
            Q_EMIT branchRequested(item->first);
            break;
        case Row::kNow:
        case Row::kSession:
        case Row::kOlder:
            break;
    }
}

void StepsPage::undoAlone() {
    const auto item = chosen();
    if (item && item->row == Row::kUndo && m_isWritable) Q_EMIT stepUndoRequested(item->first);
}

void StepsPage::showMoment() {
    const auto item = chosen();
    if (item && item->row != Row::kNow && item->row != Row::kSession && item->row != Row::kOlder)
        Q_EMIT momentRequested(item->position);
}

void StepsPage::showButtons() {
    const auto item = chosen();
    const Row row = item ? item->row : Row::kNow;
    const bool isBranch = row == Row::kBranch || row == Row::kBranchStep;
    const bool isStep = row == Row::kUndo || row == Row::kRedo || isBranch;
    m_go->setText(row == Row::kRedo    ? tr("Re&do to Here")
                  : isBranch           ? tr("Brin&g Back")
                  : row == Row::kOlder ? tr("Show Ol&der")
                                       : tr("&Undo to Here"));
    m_go->setToolTip(row == Row::kRedo ? tr("Bring back everything up to this step (Enter)")
                     : isBranch        ? tr("Bring back what was undone and left behind, beside what was written since "
                                                   "(Enter)")
                                       : tr("Take back this step and everything after it (Enter)"));
    m_go->setEnabled(row == Row::kOlder || (isStep && m_isWritable));
    m_alone->setEnabled(row == Row::kUndo && m_isWritable);
    m_moment->setEnabled(isStep);
}

bool StepsPage::eventFilter(QObject* watched, QEvent* event) {
    if (watched != m_tree || event->type() != QEvent::KeyPress) return QWidget::eventFilter(watched, event);
    switch (static_cast<QKeyEvent*>(event)->key()) {
        case Qt::Key_Return:
        case Qt::Key_Enter:
            activate();
            return true;
        case Qt::Key_Delete:
            undoAlone();
            return true;
        case Qt::Key_Space:
            showMoment();
            return true;
        default:
            return QWidget::eventFilter(watched, event);
    }
}

}  // namespace varve::ui
