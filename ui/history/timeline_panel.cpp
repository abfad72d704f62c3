#include "ui/history/timeline_panel.h"

#include <QActionGroup>
#include <QApplication>
#include <QDateTime>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPainter>
#include <QPushButton>
#include <QSettings>
#include <QVBoxLayout>
#include <array>

#include "ui/history/timeline_overview.h"
#include "ui/theme.h"
#include "ui/theme_icons.h"
#include "ui/theme_style.h"

namespace varve::ui {

namespace {

constexpr int kNarrowWidth = 800;
constexpr int kDetailWidthMin = 560;
constexpr int kComparisonWidth = 200;
constexpr int kGrainWidthMin = 1000;
constexpr double kZoomPerClick = 2;
constexpr QLatin1String kAxisKey("history/clockAxis");
constexpr QLatin1String kFollowKey("history/follow");

struct GrainName {
    history::Grain grain;
    const char* name;
};
constexpr std::array<GrainName, 4> kGrains{{{history::Grain::kEvent, QT_TRANSLATE_NOOP("GrainWords", "Key presses")},
                                            {history::Grain::kStep, QT_TRANSLATE_NOOP("GrainWords", "Steps")},
                                            {history::Grain::kSession, QT_TRANSLATE_NOOP("GrainWords", "Sessions")},
                                            {history::Grain::kDay, QT_TRANSLATE_NOOP("GrainWords", "Days")}}};

QToolButton* quietButton(QWidget* parent, const QString& objectName, const QString& words) {
    auto* button = new QToolButton(parent);
    button->setObjectName(objectName);
    button->setAutoRaise(true);
    button->setIconSize(QSize(16, 16));
    button->setAccessibleName(words);
    button->setToolTip(words);
    return button;
}

/// Above the button, since the panel stands at the bottom edge of the window.
void openOnClick(QToolButton* button, QMenu* menu) {
    QObject::connect(button, &QToolButton::clicked, menu,
                     [button, menu] { menu->popup(button->mapToGlobal(QPoint(0, -menu->sizeHint().height()))); });
}

QString withArrow(const QString& words) {
    return words + QStringLiteral(" ▾");
}

}  // namespace

TimelinePanel::TimelinePanel(const event::EventLog& log, TimelineSource timeline, QWidget* parent)
    : QWidget(parent), m_log(log), m_source(std::move(timeline)), m_nowMs(&QDateTime::currentMSecsSinceEpoch) {
    setObjectName(QStringLiteral("timelinePanel"));
    createWidgets();
    createMenus();
    layOut();
    connectWidgets();
    connectSlider();
    m_header->hide();
    m_footer->hide();
    setAutoFillBackground(true);
    setFollowing(QSettings().value(kFollowKey, true).toBool());
    m_axisKind = QSettings().value(kAxisKey, false).toBool() ? AxisKind::kClock : AxisKind::kActivity;
    m_clockAction->setChecked(m_axisKind == AxisKind::kClock);
    showPace();
    showGrain();
    showZoom();
    setPlaying(false);
    showButtonNames();
    showColours();
}

void TimelinePanel::createWidgets() {
    m_header = new QWidget(this);
    m_title = new ElidedLabel(m_header);
    m_title->setObjectName(QStringLiteral("momentTitle"));
    QFont bold = m_title->font();
    bold.setWeight(QFont::DemiBold);
    m_title->setFont(bold);
    m_detail = new ElidedLabel(m_header);
    m_detail->setObjectName(QStringLiteral("momentDetail"));
    m_comparison = new QLabel(m_header);
    m_comparison->setObjectName(QStringLiteral("comparisonWords"));
    m_comparison->setMinimumWidth(1);  // a narrow window stays narrow
    m_comparison->hide();
    m_play = new QToolButton(m_header);
    m_play->setObjectName(QStringLiteral("playButton"));
    m_play->setAutoRaise(true);
    m_play->setIconSize(QSize(18, 18));
    m_restore = new QPushButton(m_header);
    m_restore->setObjectName(QStringLiteral("restoreButton"));
    m_restore->setToolTip(
        tr("Make the document what it was at this moment (Ctrl+Enter). Nothing is lost: it can be undone."));
    m_return = new QPushButton(m_header);
    m_return->setObjectName(QStringLiteral("returnButton"));
    m_return->setToolTip(tr("Back to writing, where you left off (Esc)"));
    m_return->setProperty(kPrimaryProperty, true);
    m_slider = new TimelineSlider(this);
    m_slider->setWords([this](std::uint64_t position) { return wordsAt(position); });
    m_slider->setLetters([this](std::uint64_t position) { return letterAt(position); });
    m_slider->setNowMs(m_nowMs);
    m_footer = new QWidget(this);
    m_overview = new TimelineOverview(*m_slider, m_footer);
    m_zoomOut = quietButton(m_footer, QStringLiteral("timelineZoomOut"), tr("See more of the history (−)"));
    m_zoomOut->setIcon(themeIcon(QStringLiteral("zoom-out")));
    m_zoomIn = quietButton(m_footer, QStringLiteral("timelineZoomIn"), tr("See less, and that larger (+)"));
    m_zoomIn->setIcon(themeIcon(QStringLiteral("zoom-in")));
    m_showAll = quietButton(m_footer, QStringLiteral("timelineShowAll"), tr("See the whole history (0)"));
    m_showAll->setText(tr("All"));
}

void TimelinePanel::createMenus() {
    m_paceButton = quietButton(m_header, QStringLiteral("paceButton"), tr("How fast to play (, and .)"));
    auto* paceMenu = new QMenu(m_paceButton);
    m_paces = new QActionGroup(paceMenu);
    for (PlayPace pace = PlayPace::times(0.5);; pace = pace.faster()) {
        QAction* action =
            paceMenu->addAction(tr("%1\t%2", "pace in words, in short").arg(pace.words(), pace.shortWords()));
        action->setCheckable(true);
        action->setData(pace.factor());
        m_paces->addAction(action);
        if (pace.isFitting()) break;
    }
    openOnClick(m_paceButton, paceMenu);

    m_grainButton = quietButton(m_header, QStringLiteral("grainButton"), tr("What dragging moves by"));
    auto* grainMenu = new QMenu(m_grainButton);
    m_grains = new QActionGroup(grainMenu);
    addGrains(*grainMenu);
    openOnClick(m_grainButton, grainMenu);

    m_options = quietButton(m_header, QStringLiteral("timelineOptions"), tr("Options of the timeline"));
    m_options->setText(QStringLiteral("⋯"));
    m_optionsMenu = new QMenu(m_options);
    m_optionsMenu->addSection(tr("Dragging moves by"));
    m_optionsMenu->addActions(m_grains->actions());
    m_optionsMenu->addSeparator();
    m_clockAction = m_optionsMenu->addAction(tr("Show time as it passed"));
    m_clockAction->setObjectName(QStringLiteral("clockAxis"));
    m_clockAction->setCheckable(true);
    m_followAction = m_optionsMenu->addAction(tr("Page follows the changes"));
    m_followAction->setObjectName(QStringLiteral("followChanges"));
    m_followAction->setCheckable(true);
    openOnClick(m_options, m_optionsMenu);
}

void TimelinePanel::addGrains(QMenu& menu) {
    for (const GrainName& grain : kGrains) {
        QAction* action = menu.addAction(QCoreApplication::translate("GrainWords", grain.name));
        action->setCheckable(true);
        action->setData(static_cast<int>(grain.grain));
        m_grains->addAction(action);
    }
}

void TimelinePanel::layOut() {
    auto* header = new QHBoxLayout(m_header);
    header->setContentsMargins(14, 10, 14, 2);
    header->setSpacing(8);
    header->addWidget(m_play);
    header->addWidget(m_paceButton);
    header->addWidget(m_title);
    header->addWidget(m_detail, 1);
    header->addWidget(m_comparison);
    header->addWidget(m_grainButton);
    header->addWidget(m_options);
    header->addWidget(m_restore);
    header->addWidget(m_return);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 1, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_header);
    layout->addWidget(m_slider);
    auto* footer = new QHBoxLayout(m_footer);
    footer->setContentsMargins(12, 2, 10, 4);
    footer->setSpacing(2);
    footer->addWidget(m_overview, 1);
    footer->addSpacing(6);
    footer->addWidget(m_zoomOut);
    footer->addWidget(m_zoomIn);
    footer->addWidget(m_showAll);
    layout->addWidget(m_footer);
}

void TimelinePanel::connectWidgets() {
    const auto bind = [this](QAbstractButton* button, HistoryCommand command) {
        connect(button, &QAbstractButton::clicked, this, [this, command] {
            Q_EMIT
            commandRequested(command);
        });
    };
    bind(m_play, HistoryCommand::kTogglePlay);
    bind(m_restore, HistoryCommand::kRestore);
    bind(m_return, HistoryCommand::kReturnToNow);
    connect(m_paces, &QActionGroup::triggered, this,
            [this](const QAction* action) { setPace(PlayPace::times(action->data().toDouble())); });
    connect(m_grains, &QActionGroup::triggered, this,
            [this](const QAction* action) { setGrain(static_cast<history::Grain>(action->data().toInt())); });
    connect(m_clockAction, &QAction::toggled, this, [this](bool isClock) {
        QSettings().setValue(kAxisKey, isClock);
        setAxisKind(isClock ? AxisKind::kClock : AxisKind::kActivity);
    });
    connect(m_followAction, &QAction::toggled, this, [this](bool follows) {
        QSettings().setValue(kFollowKey, follows);
        setFollowing(follows);
    });
    connect(m_zoomIn, &QToolButton::clicked, this, [this] { m_slider->zoomBy(kZoomPerClick); });
    connect(m_zoomOut, &QToolButton::clicked, this, [this] { m_slider->zoomBy(1 / kZoomPerClick); });
    connect(m_showAll, &QToolButton::clicked, m_slider, &TimelineSlider::zoomOut);
}

void TimelinePanel::connectSlider() {
    connect(m_slider, &TimelineSlider::positionRequested, this, [this](quint64 position) {
        m_overview->update();
        showWords();
        Q_EMIT
        positionRequested(position);
    });
    connect(m_slider, &TimelineSlider::commandRequested, this, &TimelinePanel::commandRequested);
    connect(m_slider, &TimelineSlider::compareMarkRequested, this, &TimelinePanel::compareMarkRequested);
    connect(m_slider, &TimelineSlider::changeStepRequested, this, &TimelinePanel::changeStepRequested);
    connect(m_slider, &TimelineSlider::paceStepRequested, this,
            [this](int direction) { setPace(direction > 0 ? m_pace.faster() : m_pace.slower()); });
    connect(m_slider, &TimelineSlider::visibleChanged, this, &TimelinePanel::showZoom);
}

void TimelinePanel::refresh() {
    m_timeline = &m_source();
    followTimeline();
    // While writing, the strip stands at now: the first key press on it goes back from there.
    if (form() == TimelineSlider::Form::kStrip) m_slider->setPosition(m_axis.eventCount());
    if (form() == TimelineSlider::Form::kFull) showWords();
}

void TimelinePanel::followTimeline() {
    m_axis.follow(m_timeline->entries());
    const std::size_t authorsBefore = m_lanes.generation();
    m_lanes.follow(m_log, *m_timeline);
    const bool isClock = m_axisKind == AxisKind::kClock && form() == TimelineSlider::Form::kFull;
    if (isClock) m_clock.follow(m_timeline->entries());
    const TimelineSources sources{m_timeline, &m_axis, &m_lanes};
    m_slider->setShownAxis(isClock ? &m_clock : nullptr);
    m_slider->setSources(sources);
    m_overview->setSources(sources);
    if (m_lanes.generation() != authorsBefore) {
        Q_EMIT
        authorsChanged();
    }
    Q_EMIT
    followed();
}

void TimelinePanel::setForm(TimelineSlider::Form form) {
    if (form == m_slider->form()) return;
    m_slider->setForm(form);
    if (form == TimelineSlider::Form::kStrip) m_slider->setPosition(m_axis.eventCount());
    m_header->setVisible(form == TimelineSlider::Form::kFull);
    m_footer->setVisible(form == TimelineSlider::Form::kFull);
    if (m_timeline != nullptr) followTimeline();
    showColours();
    showWords();
    update();
}

void TimelinePanel::setPosition(std::uint64_t position) {
    m_slider->setPosition(position);
    m_overview->update();
    showWords();
}

void TimelinePanel::showWords() {
    if (form() != TimelineSlider::Form::kFull || m_timeline == nullptr) return;
    const MomentFacts facts = momentFacts(m_log, *m_timeline, m_axis, m_slider->position());
    m_title->setText(momentTitle(facts, m_nowMs()));
    m_detail->setText(momentDetail(facts));
    m_restore->setEnabled(m_isRestoreAllowed && !facts.isNow());
    if (m_restoreMenu != nullptr) m_restoreMenu->setEnabled(m_restore->isEnabled());
}

void TimelinePanel::setMarks(TimelineMarkKind kind, std::vector<TimelineMark> marks) {
    m_slider->setMarks(kind, std::move(marks));
}

void TimelinePanel::setNewSince(std::optional<std::uint64_t> position) {
    m_slider->setNewSince(position);
}

void TimelinePanel::setComparisonWords(const QString& words) {
    m_comparison->setText(words);
    m_comparison->setVisible(!words.isEmpty());
    showButtonNames();
}

void TimelinePanel::addTool(QWidget* tool) {
    auto* header = static_cast<QBoxLayout*>(m_header->layout());
    // In front of restoring and returning.
    header->insertWidget(header->count() - 2, tool);
}

void TimelinePanel::setRestoreMenu(QMenu* menu) {
    m_restoreMenu = quietButton(m_header, QStringLiteral("restoreMenuButton"), tr("What to restore"));
    m_restoreMenu->setText(QStringLiteral("▾"));
    menu->setParent(m_restoreMenu, menu->windowFlags());
    openOnClick(m_restoreMenu, menu);
    auto* header = static_cast<QBoxLayout*>(m_header->layout());
    const int index = header->indexOf(m_restore);
    header->removeWidget(m_restore);
    auto* together = new QHBoxLayout;
    together->setSpacing(0);
    together->addWidget(m_restore);
    together->addWidget(m_restoreMenu);
    header->insertLayout(index, together);
    showWords();
}

void TimelinePanel::addRow(QWidget* row) {
    static_cast<QBoxLayout*>(layout())->insertWidget(0, row);
}

void TimelinePanel::setPace(PlayPace pace) {
    m_pace = pace;
    showPace();
}

void TimelinePanel::showPace() {
    m_paceButton->setText(withArrow(m_pace.shortWords()));
    m_paceButton->setAccessibleDescription(m_pace.words());
    for (QAction* action : m_paces->actions())
        action->setChecked(action->data().toDouble() == m_pace.factor());
}

void TimelinePanel::setFollowing(bool following) {
    m_isFollowing = following;
    m_followAction->setChecked(following);
}

void TimelinePanel::setGrain(history::Grain grain) {
    if (grain == m_grain) return;
    m_grain = grain;
    showGrain();
    Q_EMIT
    grainChanged(grain);
}

void TimelinePanel::showGrain() {
    for (QAction* action : m_grains->actions()) {
        const bool isChosen = action->data().toInt() == static_cast<int>(m_grain);
        action->setChecked(isChosen);
        if (isChosen) m_grainButton->setText(withArrow(action->text()));
    }
    m_slider->setGrain(m_grain);
}

void TimelinePanel::setAxisKind(AxisKind kind) {
    if (kind == m_axisKind) return;
    m_axisKind = kind;
    m_clockAction->setChecked(kind == AxisKind::kClock);
    if (m_timeline != nullptr) followTimeline();
}

void TimelinePanel::showZoom() {
    m_zoomOut->setEnabled(m_slider->isZoomed());
    m_showAll->setEnabled(m_slider->isZoomed());
}

/// What event number `position` wrote, or a sign for the blanks; empty for what is no letter.
QString TimelinePanel::letterAt(std::uint64_t position) const {
    if (m_timeline == nullptr || position >= m_timeline->eventCount()) return {};
    const history::TimelineEntry entry = m_timeline->entries()[m_timeline->entryIndexAt(position)];
    const event::LocalVersion event = m_log.transactionRecord(entry.transaction).events.begin +
                                      static_cast<std::uint32_t>(position - entry.beginPosition);
    const event::OperationRun& run = m_log.operationRuns()[m_log.operationRunIndexOf(event)];
    if (run.type == event::OperationType::kDelete) return QStringLiteral("⌫");
    if (run.type != event::OperationType::kInsert) return {};
    const QString letter = QString::fromStdString(std::string(m_log.insertedText({event, event + 1})));
    if (letter == QLatin1String("\n")) return QStringLiteral("↵");
    if (letter == QLatin1String(" ")) return QStringLiteral("␣");
    return letter.isEmpty() || letter.front().isPrint() || letter.front().isSurrogate() ? letter : QString();
}

QString TimelinePanel::wordsAt(std::uint64_t position) const {
    if (m_timeline == nullptr) return {};
    return momentWords(momentFacts(m_log, *m_timeline, m_axis, position), m_nowMs());
}

void TimelinePanel::setPlaying(bool playing) {
    m_play->setIcon(themeIcon(playing ? QStringLiteral("pause") : QStringLiteral("play")));
    const QString name = playing ? tr("Pause") : tr("Play");
    m_play->setAccessibleName(name);
    m_play->setToolTip(playing ? tr("Pause (Space)") : tr("Watch the document being written (Space)"));
}

void TimelinePanel::setRestoreAllowed(bool allowed) {
    m_isRestoreAllowed = allowed;
    showWords();
}

void TimelinePanel::setNowMs(std::function<qint64()> nowMs) {
    m_nowMs = std::move(nowMs);
    m_slider->setNowMs(m_nowMs);
}

void TimelinePanel::setRestoringPart(bool isRestoringPart) {
    m_isRestoringPart = isRestoringPart;
    showButtonNames();
}

void TimelinePanel::showButtonNames() {
    // A narrow window keeps its room for the time; the rest of the moment is in the slider's tool tip.
    const bool isNarrow = width() < kNarrowWidth;
    const bool hasDetail = width() >= kDetailWidthMin + (m_comparison->isHidden() ? 0 : kComparisonWidth);
    m_detail->setVisible(hasDetail);
    m_grainButton->setVisible(width() >= kGrainWidthMin);
    static_cast<QBoxLayout*>(m_header->layout())->setStretchFactor(m_title, hasDetail ? 0 : 1);
    const QString whole = m_isRestoringPart ? tr("Restore this part") : tr("Restore this moment");
    m_restore->setText(isNarrow ? tr("Restore", "short for: Restore this moment") : whole);
    m_return->setText(isNarrow ? tr("To now", "short for: Return to now") : tr("Return to now"));
    m_restore->setAccessibleName(whole);
    m_return->setAccessibleName(tr("Return to now"));
}

void TimelinePanel::showColours() {
    const bool isFull = form() == TimelineSlider::Form::kFull;
    const QPalette application = QApplication::palette();
    QPalette own;
    if (isFull) own.setColor(QPalette::Window, themeColours(application).historyWindow);
    m_isShowingColours = true;
    setPalette(own);
    QPalette muted;
    muted.setColor(QPalette::WindowText, themeColours(application).muted);
    m_detail->setPalette(muted);
    m_isShowingColours = false;
}

void TimelinePanel::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    const bool isColour = event->type() == QEvent::PaletteChange || event->type() == QEvent::ApplicationPaletteChange;
    if (isColour && !m_isShowingColours) showColours();
}

void TimelinePanel::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    showButtonNames();
}

void TimelinePanel::paintEvent(QPaintEvent*) {
    QPainter(this).fillRect(QRect(0, 0, width(), 1), themeColours(palette()).hairline);
}

}  // namespace varve::ui
