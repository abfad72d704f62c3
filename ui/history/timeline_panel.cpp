#include "ui/history/timeline_panel.h"

#include <QApplication>
#include <QDateTime>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/theme.h"
#include "ui/theme_icons.h"
#include "ui/theme_style.h"

namespace varve::ui {

namespace {

constexpr int kNarrowWidth = 680;
constexpr int kDetailWidthMin = 560;

}  // namespace

TimelinePanel::TimelinePanel(const event::EventLog& log, TimelineSource timeline, QWidget* parent)
    : QWidget(parent), m_log(log), m_source(std::move(timeline)), m_nowMs(&QDateTime::currentMSecsSinceEpoch) {
    setObjectName(QStringLiteral("timelinePanel"));
    createWidgets();
    layOut();
    connectWidgets();
    m_header->hide();
    setAutoFillBackground(true);
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
    m_slider->setNowMs(m_nowMs);
}

void TimelinePanel::layOut() {
    auto* header = new QHBoxLayout(m_header);
    header->setContentsMargins(14, 10, 14, 2);
    header->setSpacing(8);
    header->addWidget(m_play);
    header->addWidget(m_title);
    header->addWidget(m_detail, 1);
    header->addWidget(m_comparison);
    header->addWidget(m_restore);
    header->addWidget(m_return);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 1, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_header);
    layout->addWidget(m_slider);
}

void TimelinePanel::connectWidgets() {
    connect(m_slider, &TimelineSlider::positionRequested, this, [this](quint64 position) {
        showWords();
        Q_EMIT
        positionRequested(position);
    });
    connect(m_slider, &TimelineSlider::commandRequested, this, &TimelinePanel::commandRequested);
    connect(m_slider, &TimelineSlider::compareMarkRequested, this, &TimelinePanel::compareMarkRequested);
    connect(m_slider, &TimelineSlider::changeStepRequested, this, &TimelinePanel::changeStepRequested);
    connect(m_slider, &TimelineSlider::paceStepRequested, this,
            [this](int direction) { setPace(direction > 0 ? m_pace.faster() : m_pace.slower()); });
    const auto bind = [this](QAbstractButton* button, HistoryCommand command) {
        connect(button, &QAbstractButton::clicked, this, [this, command] {
            Q_EMIT
            commandRequested(command);
        });
    };
    bind(m_play, HistoryCommand::kTogglePlay);
    bind(m_restore, HistoryCommand::kRestore);
    bind(m_return, HistoryCommand::kReturnToNow);
}

void TimelinePanel::refresh() {
    m_timeline = &m_source();
    m_axis.follow(m_timeline->entries());
    m_slider->setSource(m_timeline, &m_axis);
    // While writing, the strip stands at now: the first key press on it goes back from there.
    if (form() == TimelineSlider::Form::kStrip) m_slider->setPosition(m_axis.eventCount());
    if (form() == TimelineSlider::Form::kFull) showWords();
}

void TimelinePanel::setForm(TimelineSlider::Form form) {
    if (form == m_slider->form()) return;
    m_slider->setForm(form);
    if (form == TimelineSlider::Form::kStrip) m_slider->setPosition(m_axis.eventCount());
    m_header->setVisible(form == TimelineSlider::Form::kFull);
    showColours();
    showWords();
    update();
}

void TimelinePanel::setPosition(std::uint64_t position) {
    m_slider->setPosition(position);
    showWords();
}

void TimelinePanel::showWords() {
    if (form() != TimelineSlider::Form::kFull || m_timeline == nullptr) return;
    const MomentFacts facts = momentFacts(m_log, *m_timeline, m_axis, m_slider->position());
    m_title->setText(momentTitle(facts, m_nowMs()));
    m_detail->setText(momentDetail(facts));
    m_restore->setEnabled(m_isRestoreAllowed && !facts.isNow());
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
}

void TimelinePanel::setPace(PlayPace pace) {
    m_pace = pace;
}

void TimelinePanel::setFollowing(bool following) {
    m_isFollowing = following;
}

void TimelinePanel::setGrain(history::Grain grain) {
    if (grain == m_grain) return;
    m_grain = grain;
    Q_EMIT
    grainChanged(grain);
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

void TimelinePanel::showButtonNames() {
    // A narrow window keeps its room for the time; the rest of the moment is in the slider's tool tip.
    const bool isNarrow = width() < kNarrowWidth;
    const bool hasDetail = width() >= kDetailWidthMin;
    m_detail->setVisible(hasDetail);
    static_cast<QBoxLayout*>(m_header->layout())->setStretchFactor(m_title, hasDetail ? 0 : 1);
    m_restore->setText(isNarrow ? tr("Restore", "short for: Restore this moment") : tr("Restore this moment"));
    m_return->setText(isNarrow ? tr("To now", "short for: Return to now") : tr("Return to now"));
    m_restore->setAccessibleName(tr("Restore this moment"));
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
