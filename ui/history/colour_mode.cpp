#include "ui/history/colour_mode.h"

#include <QActionGroup>
#include <QEvent>
#include <QKeySequence>
#include <QLocale>
#include <QMainWindow>
#include <QMenu>
#include <QSettings>
#include <algorithm>
#include <utility>

#include "ui/collaboration/presence_colours.h"
#include "ui/editor/editor_view.h"
#include "ui/history/author_colours.h"
#include "ui/history/author_hover.h"
#include "ui/history/history_mode.h"
#include "ui/history/time_words.h"
#include "ui/history/timeline_panel.h"
#include "ui/history/tint_colours.h"
#include "ui/theme.h"
#include "ui/window_action.h"

namespace varve::ui {

namespace {

const QString kKindSetting = QStringLiteral("page/coloursByAge");

}  // namespace

ColourMode::ColourMode(Parts parts, QMainWindow* window, QMenu* menu, QAction* before)
    : QObject(&parts.history), m_parts(std::move(parts)), m_tints(m_parts.replica, m_parts.view) {
    m_kind = QSettings().value(kKindSetting, false).toBool() ? Kind::kAge : Kind::kAuthor;
    createActions(window, menu, before);
    m_legend->hide();
    m_parts.panel.addRow(m_legend);
    // Who and when in words, as long as colours ask the question.
    new AuthorHover(m_parts.view, m_parts.replica, *m_legend, m_parts.nowMs, this);
    connect(m_legend, &ColourLegend::closeRequested, this, [this] { setOn(false); });
    connect(&m_parts.panel, &TimelinePanel::followed, this, &ColourMode::follow);
    connect(&m_parts.history, &HistoryMode::momentShown, this, &ColourMode::follow);
    connect(&m_parts.history, &HistoryMode::activeChanged, this, &ColourMode::follow);
    connect(&m_parts.view, &EditorView::documentShown, this, [this] { m_tints.forget(); });
    m_parts.view.viewport()->installEventFilter(this);
}

ColourMode::~ColourMode() {
    m_parts.view.decorations().setTintProvider({});
}

void ColourMode::createActions(QMainWindow* window, QMenu* menu, QAction* before) {
    m_action = addWindowAction(
        window, {"pageColours", tr("Page Colou&rs"), tr("Show behind the letters who wrote them, or how old they are")},
        {QKeySequence(Qt::Key_F5)});
    m_action->setCheckable(true);
    m_byAuthor = addWindowAction(
        window,
        {"coloursByAuthor", tr("Colours &by Author"), tr("A colour behind the letters for everybody who wrote")}, {});
    m_byAge = addWindowAction(
        window, {"coloursByAge", tr("Colours by A&ge"), tr("The warmer the colour behind the letters, the newer")},
        {QKeySequence(Qt::SHIFT | Qt::Key_F5)});
    auto* group = new QActionGroup(this);
    for (QAction* kind : {m_byAuthor, m_byAge}) {
        kind->setCheckable(true);
        group->addAction(kind);
    }
    (m_kind == Kind::kAge ? m_byAge : m_byAuthor)->setChecked(true);
    menu->insertActions(before, {m_action, m_byAuthor, m_byAge});
    auto* choice = new QMenu(window);
    choice->setObjectName(QStringLiteral("colourMenu"));
    choice->addActions({m_byAuthor, m_byAge});
    m_legend = new ColourLegend(choice);
    connect(m_action, &QAction::toggled, this, &ColourMode::show);
    connect(m_byAuthor, &QAction::triggered, this, [this] { setKind(Kind::kAuthor); });
    connect(m_byAge, &QAction::triggered, this, [this] {
        // Its keys go back and forth.
        const bool isChosenAgain = isOn() && m_kind == Kind::kAge;
        setKind(isChosenAgain ? Kind::kAuthor : Kind::kAge);
    });
}

void ColourMode::setOn(bool isOn) {
    m_action->setChecked(isOn);
}

void ColourMode::setKind(Kind kind) {
    m_kind = kind;
    QSettings().setValue(kKindSetting, kind == Kind::kAge);
    (kind == Kind::kAge ? m_byAge : m_byAuthor)->setChecked(true);
    if (isOn()) {
        follow();
    } else {
        setOn(true);
    }
}

void ColourMode::show() {
    PageDecorations& decorations = m_parts.view.decorations();
    m_legend->setVisible(isOn());
    if (!isOn()) {
        m_tints.forget();
        decorations.setTintProvider({});
        return;
    }
    m_parts.panel.refresh();
    follow();
    decorations.setTintProvider(
        [this](const PageDecorations::TintQuestion& question) { return m_tints.tintsOf(question); });
}

/// Authors, ages or the moment on display are others.
void ColourMode::follow() {
    if (!isOn()) return;
    m_ages = agesNow();
    m_legend->setPageColour(m_parts.view.pageColour());
    m_kind == Kind::kAuthor ? showAuthors() : showAges();
    m_parts.view.decorations().tintsChanged();
}

AgeScale ColourMode::agesNow() const {
    const history::Timeline& timeline = m_parts.replica.timeline();
    if (timeline.eventCount() == 0) return {};
    const std::uint64_t count = timeline.eventCount();
    const std::uint64_t shown = m_parts.history.isActive() ? std::min(m_parts.history.position(), count) : count;
    const std::size_t last = shown == 0 ? 0 : timeline.entryIndexAt(shown - 1);
    return {timeline.entries().front().timeMs, timeline.entries()[last].timeMs};
}

void ColourMode::showAuthors() {
    const bool isDark = themeColours(m_parts.view.palette()).isDark;
    const TimelineLanes& lanes = m_parts.panel.lanes();
    m_tints.setColours([&lanes, isDark](std::uint32_t agent, std::int64_t) {
        const auto index = authorColourIndex(lanes, agent);
        return index ? authorTint(*index, isDark) : QColor();
    });
    std::vector<ColourLegend::Item> items;
    for (std::size_t lane = 0; lane < lanes.count(); ++lane) {
        const std::uint32_t index = authorColourIndex(lane);
        const QString name = lanes.name(lane).isEmpty() ? tr("Author %1").arg(lane + 1) : lanes.name(lane);
        const bool isShared = index + 1 == kPresenceColourCount && lanes.count() > kPresenceColourCount;
        if (isShared) {
            const auto count = static_cast<qulonglong>(lanes.count() - lane);
            const QString others = tr("%1 others").arg(QLocale().toString(count));
            items.push_back({authorTint(index, isDark), presenceColour(index, isDark), others, others});
            break;
        }
        items.push_back({authorTint(index, isDark), presenceColour(index, isDark), name, name});
    }
    m_legend->setItems(tr("By author"), std::move(items), false);
}

void ColourMode::showAges() {
    const bool isDark = themeColours(m_parts.view.palette()).isDark;
    m_tints.setColours(
        [ages = m_ages, isDark](std::uint32_t, std::int64_t timeMs) { return ageTint(ages.classOf(timeMs), isDark); });
    std::vector<ColourLegend::Item> items;
    const qint64 nowMs = m_parts.nowMs();
    for (std::size_t index = AgeScale::kClassCount; index-- > 0;) {
        const QString begin = shortTimeWords(m_ages.beginOf(index), nowMs);
        const std::int64_t endMs = index == 0 ? m_ages.newestMs() : m_ages.beginOf(index - 1);
        const QString tip = tr("Written from %1 to %2").arg(begin, shortTimeWords(endMs, nowMs));
        QString name;
        if (index + 1 == AgeScale::kClassCount) name = shortTimeWords(m_ages.oldestMs(), nowMs);
        if (index == 0) name = shortTimeWords(m_ages.newestMs(), nowMs);
        items.push_back({ageTint(index, isDark), {}, name, tip});
    }
    m_legend->setItems(tr("By age"), std::move(items), true);
}

bool ColourMode::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::PaletteChange) follow();
    return QObject::eventFilter(watched, event);
}

}  // namespace varve::ui
