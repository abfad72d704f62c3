#include "ui/history/selection_walk.h"

#include <QCoreApplication>
#include <QKeySequence>
#include <QLocale>
#include <QMenu>
#include <array>

#include "projection/section_text.h"
#include "ui/editor/editor_view.h"
#include "ui/history/author_colours.h"
#include "ui/history/history_mode.h"
#include "ui/history/timeline_panel.h"

namespace varve::ui {

namespace {

using Filter = SelectionWalk::Filter;

struct FilterName {
    Filter filter;
    const char* objectName;
    const char* name;
};
constexpr std::array<FilterName, 7> kFilters{
    {{Filter::kNone, "filterNone", QT_TRANSLATE_NOOP("TimelineFilters", "&Everything")},
     {Filter::kSelection, "filterSelection", QT_TRANSLATE_NOOP("TimelineFilters", "What Touched the &Selection")},
     {Filter::kSection, "filterSection", QT_TRANSLATE_NOOP("TimelineFilters", "What Touched This Se&ction")},
     {Filter::kSession, "filterSession", QT_TRANSLATE_NOOP("TimelineFilters", "This Sess&ion")},
     {Filter::kFormatting, "filterFormatting", QT_TRANSLATE_NOOP("TimelineFilters", "&Formatting")},
     {Filter::kPasted, "filterPasted", QT_TRANSLATE_NOOP("TimelineFilters", "&Pasted and Imported Text")},
     {Filter::kTurns, "filterTurns", QT_TRANSLATE_NOOP("TimelineFilters", "&Undone, Redone and Restored")}}};

bool isOfKind(Filter filter, event::TransactionKind kind) {
    using event::TransactionKind;
    switch (filter) {
        case Filter::kFormatting:
            return kind == TransactionKind::kFormat;
        case Filter::kPasted:
            return kind == TransactionKind::kPaste || kind == TransactionKind::kImport;
        case Filter::kTurns:
            return kind == TransactionKind::kUndo || kind == TransactionKind::kRedo ||
                   kind == TransactionKind::kRestore || kind == TransactionKind::kRevert;
        case Filter::kNone:
        case Filter::kSelection:
        case Filter::kSection:
        case Filter::kSession:
            return true;
    }
    return true;
}

QString noneWords(Filter filter) {
    return filter == Filter::kSelection || filter == Filter::kSection
               ? SelectionWalk::tr("Nothing ever changed here.")
               : SelectionWalk::tr("There are no such steps in this document.");
}

QString countWords(Filter filter, std::size_t stepCount) {
    const QString count = QLocale().toString(static_cast<qulonglong>(stepCount));
    if (filter == Filter::kSelection || filter == Filter::kSection) {
        return stepCount == 1
                   ? SelectionWalk::tr("1 step touched this text.")
                   : SelectionWalk::tr("%1 steps touched this text. Left and Right walk through them.").arg(count);
    }
    return stepCount == 1 ? SelectionWalk::tr("1 step is shown.")
                          : SelectionWalk::tr("%1 steps are shown. Left and Right walk through them.").arg(count);
}

}  // namespace

SelectionWalk::SelectionWalk(const replica::DocumentReplica& replica, EditorView& view, HistoryMode& history,
                             TimelinePanel& panel, QObject* parent)
    : QObject(parent), m_replica(replica), m_view(view), m_history(history), m_panel(panel) {
    m_action.setObjectName(QStringLiteral("selectionHistory"));
    m_action.setText(tr("History of the &Selection"));
    m_action.setCheckable(true);
    m_action.setShortcut(QKeySequence(Qt::SHIFT | Qt::Key_F4));
    m_action.setWhatsThis(tr("Walk through the steps that changed the selected text"));
    m_action.setToolTip(
        tr("%1 (%2)").arg(m_action.whatsThis(), m_action.shortcut().toString(QKeySequence::NativeText)));
    createMenu();
    connect(&m_action, &QAction::triggered, this, [this](bool wanted) { wanted ? begin(Filter::kSelection) : end(); });
    connect(&m_history, &HistoryMode::activeChanged, this, [this](bool active) {
        if (!active) end();
    });
    connect(&m_history, &HistoryMode::momentShown, this, [this] {
        if (isOn() && m_eventCount != m_replica.timeline().eventCount()) showMarks();
    });
    connect(this, &SelectionWalk::messageRaised, &m_history, &HistoryMode::messageRaised);
}

/// The same choice in the menu of the timeline.
void SelectionWalk::createMenu() {
    QMenu& options = m_panel.optionsMenu();
    auto* menu = new QMenu(tr("Show &Only"), &options);
    menu->setObjectName(QStringLiteral("filterMenu"));
    m_filters = new QActionGroup(menu);
    for (const FilterName& filter : kFilters) {
        QAction* action = menu->addAction(QCoreApplication::translate("TimelineFilters", filter.name));
        action->setObjectName(QLatin1String(filter.objectName));
        action->setCheckable(true);
        action->setData(static_cast<int>(filter.filter));
        m_filters->addAction(action);
    }
    options.insertMenu(options.actions().isEmpty() ? nullptr : options.actions().constFirst(), menu);
    connect(m_filters, &QActionGroup::triggered, this, [this](const QAction* action) {
        const auto chosen = static_cast<Filter>(action->data().toInt());
        chosen == Filter::kNone ? end() : begin(chosen);
    });
    showFilter();
}

/// The selection of the text that the caret is in, or the paragraph around the caret.
history::SelectedText SelectionWalk::selected() const {
    history::SelectedText selected;
    selected.position = m_history.position();
    const EditorView& text = m_view.focusedText();
    if (const auto inside = m_view.focusedSelection()) {
        selected.sequence = inside->sequence;
        selected.range = inside->range;
    }
    if (!selected.range.isEmpty()) return selected;
    const std::uint32_t block = text.blocks().positionOf(selected.range.begin).block;
    const text::Offset start = text.blocks().startOf(block);
    selected.range = {start, start + text.blocks().blockAt(block)->count};
    return selected;
}

/// From the heading above the caret of the page to the next one that is no part of its section.
history::SelectedText SelectionWalk::section() const {
    history::SelectedText selected;
    selected.position = m_history.position();
    const projection::BlockSequence& blocks = m_view.blocks();
    const projection::Outline outline = projection::outlineOf(blocks);
    const int index = projection::outlineIndexAt(outline, m_view.caret());
    const text::Offset end = outline.empty() ? blocks.end() : outline.front().offset - 1U;
    selected.range =
        index < 0 ? text::Range{{0}, end} : projection::textOfSection(outline, static_cast<std::size_t>(index), blocks);
    return selected;
}

bool SelectionWalk::findTouches(const history::SelectedText& chosen) {
    const history::TravelIndex* index = m_history.cursor()->index();
    if (index == nullptr || index->end() < chosen.position) {
        Q_EMIT
        messageRaised(tr("The history of this document is too long to look into a selection."));
        return false;
    }
    for (const history::SelectionTouch& touch :
         history::selectionHistory(m_replica.log(), *index, m_replica.timeline(), chosen)) {
        addTouch(touch.position, touch.agent);
    }
    return true;
}

/// Those of a session or of a kind.
void SelectionWalk::findSteps(Filter filter) {
    const history::Timeline& timeline = m_replica.timeline();
    std::uint64_t begin = 0;
    std::uint64_t end = timeline.eventCount();
    if (filter == Filter::kSession && end > 0) {
        const std::uint64_t shown = m_history.position();
        const history::TimelineSpan session = timeline.spanAt(shown == 0 ? 0 : shown - 1, history::Grain::kSession);
        begin = session.beginPosition;
        end = session.endPosition;
    }
    while (begin < end) {
        const history::TimelineSpan step = timeline.spanAt(begin, history::Grain::kStep);
        const history::TimelineEntry first = timeline.entries()[step.firstEntry];
        if (isOfKind(filter, first.kind)) addTouch(step.endPosition, step.agent);
        begin = step.endPosition;
    }
}

void SelectionWalk::addTouch(std::uint64_t position, std::uint32_t agent) {
    const history::Timeline& timeline = m_replica.timeline();
    const history::TimelineEntry entry = timeline.entries()[timeline.entryIndexAt(position - 1)];
    const event::LocalVersion first = m_replica.log().transactionRecord(entry.transaction).events.begin;
    m_touches.push_back({first + static_cast<std::uint32_t>(position - 1 - entry.beginPosition), agent});
}

void SelectionWalk::begin(Filter filter) {
    if (m_replica.isResting()) {
        m_replica.whenAwake(this, [this, filter] { begin(filter); });
        return;
    }
    m_history.enter();
    m_touches.clear();
    m_filter = Filter::kNone;
    bool isFound = true;
    if (filter == Filter::kSelection || filter == Filter::kSection) {
        isFound = findTouches(filter == Filter::kSelection ? selected() : section());
    } else {
        findSteps(filter);
    }
    if (!m_touches.empty()) m_filter = filter;
    showMarks();
    showFilter();
    if (!isFound) return;
    if (m_touches.empty()) {
        Q_EMIT
        messageRaised(noneWords(filter));
        return;
    }
    m_panel.slider().setFocus(Qt::OtherFocusReason);
    Q_EMIT
    messageRaised(countWords(filter, m_touches.size()));
}

void SelectionWalk::end() {
    m_filter = Filter::kNone;
    m_touches.clear();
    showMarks();
    showFilter();
}

void SelectionWalk::showFilter() {
    m_action.setChecked(m_filter == Filter::kSelection);
    for (QAction* action : m_filters->actions())
        action->setChecked(action->data().toInt() == static_cast<int>(m_filter));
}

void SelectionWalk::showMarks() {
    const history::Timeline& timeline = m_replica.timeline();
    m_eventCount = timeline.eventCount();
    std::vector<TimelineMark> marks;
    for (const Touch& touch : m_touches) {
        const auto colour = static_cast<int>(authorColourIndex(m_panel.lanes(), touch.agent).value_or(0));
        marks.push_back({timeline.positionOf(m_replica.log(), touch.lastEvent) + 1, {}, colour});
    }
    m_panel.setMarks(TimelineMarkKind::kSelectionChange, std::move(marks));
}

}  // namespace varve::ui
