#include "ui/history/compare_mode.h"

#include <QActionGroup>
#include <QHelpEvent>
#include <QKeySequence>
#include <QMenu>
#include <QSettings>
#include <QToolButton>
#include <QToolTip>
#include <algorithm>

#include "projection/diff_words.h"
#include "text/utf8.h"
#include "ui/editor/change_painter.h"
#include "ui/editor/change_strip.h"
#include "ui/editor/editor_view.h"
#include "ui/history/compare_bar.h"
#include "ui/history/history_mode.h"
#include "ui/history/timeline_panel.h"
#include "ui/plain_tool_tip.h"

namespace varve::ui {

namespace {

constexpr auto kBody = event::WellKnownObject::kBody;
constexpr int kTipLengthMax = 700;
constexpr int kStopLengthMax = 40;
constexpr qreal kTipDistance = 9;  // from a wedge
const QString kWantedSetting = QStringLiteral("history/compare");
const QString kBaseSetting = QStringLiteral("history/compareBase");
const QString kInlineSetting = QStringLiteral("history/removedInline");

/// That of the last time; a pinned moment is not remembered.
CompareMode::Base rememberedBase() {
    const int base = QSettings().value(kBaseSetting, 0).toInt();
    return base >= 0 && base < static_cast<int>(CompareMode::Base::kMark) ? static_cast<CompareMode::Base>(base)
                                                                          : CompareMode::Base::kPreviousStep;
}

QString quoted(const QString& words) {
    return CompareMode::tr("“%1”").arg(words.simplified());
}

/// What the moment compared is compared with, inside a sentence.
QString baseWords(CompareMode::Base base) {
    switch (base) {
        case CompareMode::Base::kPreviousStep:
            return CompareMode::tr("the step before");
        case CompareMode::Base::kPreviousSession:
            return CompareMode::tr("the beginning of its session");
        case CompareMode::Base::kNamedMoment:
            return CompareMode::tr("the last named moment");
        case CompareMode::Base::kLastSeen:
            return CompareMode::tr("what you saw last");
        case CompareMode::Base::kNow:
            return CompareMode::tr("now");
        case CompareMode::Base::kMark:
            break;
    }
    return {};
}

/// What a change did, in one line.
QString changeWords(const QString& removed, const QString& inserted) {
    if (inserted.trimmed().isEmpty() && removed.trimmed().isEmpty()) return CompareMode::tr("Blanks or breaks");
    if (removed.isEmpty()) return CompareMode::tr("Added %1").arg(quoted(inserted));
    if (inserted.isEmpty()) return CompareMode::tr("Removed %1").arg(quoted(removed));
    return CompareMode::tr("%1 instead of %2").arg(quoted(inserted), quoted(removed));
}

}  // namespace

CompareMode::CompareMode(const replica::DocumentReplica& replica, EditorView& view, HistoryMode& history,
                         TimelinePanel& panel, QObject* parent)
    : QObject(parent), m_replica(replica), m_view(view), m_history(history), m_panel(panel) {
    createActions();
    createButton();
    m_strip = new ChangeStrip(view, [this](int length) { return kindsDown(length); });
    m_strip->hide();
    m_bar = new CompareBar;
    m_panel.addRow(m_bar);
    m_base = rememberedBase();
    m_action.setChecked(QSettings().value(kWantedSetting, true).toBool());
    connectAll();
    connectMarks();
    m_inlineAction.setChecked(QSettings().value(kInlineSetting, false).toBool());
}

CompareMode::~CompareMode() = default;

void CompareMode::createActions() {
    m_action.setObjectName(QStringLiteral("compareMoments"));
    m_action.setText(tr("&Compare Moments"));
    m_action.setIconText(tr("Compare"));
    m_action.setCheckable(true);
    m_action.setShortcut(QKeySequence(Qt::Key_F4));
    m_action.setWhatsThis(tr("Mark on the page what changed since an earlier moment"));
    m_action.setToolTip(
        tr("%1 (%2)").arg(m_action.whatsThis(), m_action.shortcut().toString(QKeySequence::NativeText)));
    m_inlineAction.setObjectName(QStringLiteral("removedInline"));
    m_inlineAction.setText(tr("Deleted Words in the Te&xt"));
    m_inlineAction.setCheckable(true);
    m_inlineAction.setShortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_F4));
    m_inlineAction.setWhatsThis(
        tr("While comparing, show words that went struck out where they stood, not in the margin"));
    m_inlineAction.setToolTip(
        tr("%1 (%2)").arg(m_inlineAction.whatsThis(), m_inlineAction.shortcut().toString(QKeySequence::NativeText)));
}

void CompareMode::createButton() {
    m_button = new QToolButton;
    m_button->setObjectName(QStringLiteral("compareButton"));
    m_button->setPopupMode(QToolButton::MenuButtonPopup);
    m_button->setToolButtonStyle(Qt::ToolButtonTextOnly);
    m_button->setAutoRaise(true);
    m_button->setMinimumWidth(1);  // a narrow window stays narrow
    m_button->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    m_button->setDefaultAction(&m_action);
    m_button->setAccessibleName(tr("Compare moments"));
    m_menu = new QMenu(m_button);
    m_menu->setObjectName(QStringLiteral("compareMenu"));
    m_button->setMenu(m_menu);
    m_panel.addTool(m_button);
}

void CompareMode::connectAll() {
    connect(m_menu, &QMenu::aboutToShow, this, &CompareMode::fillMenu);
    connect(&m_action, &QAction::toggled, this, [this](bool wanted) {
        QSettings().setValue(kWantedSetting, wanted);
        if (wanted && !m_history.isActive()) m_history.enter();
        update();
    });
    connect(&m_inlineAction, &QAction::toggled, this, [this](bool isInline) {
        QSettings().setValue(kInlineSetting, isInline);
        m_view.setRemovedWordsInline(isInline);
    });
    connect(&m_history, &HistoryMode::momentShown, this, [this] {
        // Back from a preview the page has the moment already, and shall not be seen without its marks.
        if (std::exchange(m_isBack, false)) {
            update();
        } else {
            schedule();
        }
    });
    connect(&m_history, &HistoryMode::activeChanged, this, [this](bool isActive) {
        if (!isActive) m_end.reset();
        schedule();
    });
    connect(&m_history, &HistoryMode::previewChanged, this, [this](bool isShown) {
        if (isShown) {
            clear();
        } else {
            // The page is on its way from the preview to a moment, and there only after this.
            m_isBack = true;
            schedule();
        }
    });
    connect(this, &CompareMode::messageRaised, &m_history, &HistoryMode::messageRaised);
    connect(&m_panel, &TimelinePanel::changeStepRequested, this, &CompareMode::stepToChange);
    connect(m_strip, &ChangeStrip::placeRequested, this, [this](qreal share) {
        constexpr int kParts = 4096;
        const std::vector<text::Offset> offsets = m_view.offsetsDown(kParts);
        const text::Offset place = std::min(offsets[static_cast<std::size_t>(share * kParts)], m_view.blocks().end());
        m_view.ensureVisible(text::Range{place, place});
    });
    m_view.viewport()->installEventFilter(this);
}

/// The marks A and B, on the timeline and in the row above it.
void CompareMode::connectMarks() {
    connect(&m_panel, &TimelinePanel::compareMarkRequested, this, [this](char side, quint64 position) {
        const bool isHere = position == m_history.position();
        const std::optional<Pin>& pin = side == 'A' ? m_mark : m_end;
        if (isHere && pin && positionOf(*pin) == position) {
            letGo(side);
            return;
        }
        if (side == 'A') {
            setMark(position);
        } else if (isHere || m_end) {
            setEnd(position);
        } else {
            // The mark at the handle was taken: it is the handle that goes.
            m_history.show(position);
        }
        setWanted(true);
    });
    connect(m_bar, &CompareBar::letGoRequested, this, &CompareMode::letGo);
    connect(m_bar, &CompareBar::goRequested, this, [this](char side) {
        const std::optional<Pin>& pin = side == 'A' ? m_mark : m_end;
        if (pin) m_history.show(positionOf(*pin));
    });
}

void CompareMode::setWanted(bool wanted) {
    m_action.setChecked(wanted);
}

void CompareMode::setBase(Base base) {
    m_base = base;
    if (base != Base::kMark) QSettings().setValue(kBaseSetting, static_cast<int>(base));
    update();
}

void CompareMode::setMark(std::uint64_t position) {
    m_mark = pinOf(position);
    setBase(Base::kMark);
}

void CompareMode::setEnd(std::uint64_t position) {
    m_end = pinOf(position);
    m_history.show(position);
    update();
}

void CompareMode::letGo(char side) {
    if (side == 'A') {
        m_mark.reset();
        if (m_base == Base::kMark) m_base = rememberedBase();
    } else {
        m_end.reset();
    }
    update();
}

CompareMode::Pin CompareMode::pinOf(std::uint64_t position) const {
    if (position == 0) return {};
    const history::Timeline& timeline = m_replica.timeline();
    const history::TimelineEntry entry = timeline.entries()[timeline.entryIndexAt(position - 1)];
    return {m_replica.log().transactionRecord(entry.transaction).events.begin +
            static_cast<std::uint32_t>(position - 1 - entry.beginPosition)};
}

std::uint64_t CompareMode::positionOf(const Pin& pin) const {
    return pin.last ? m_replica.timeline().positionOf(m_replica.log(), *pin.last) + 1 : 0;
}

void CompareMode::fillMenu() {
    m_menu->clear();
    const auto add = [this](const QString& words, Base base, bool isThere) {
        QAction* action = m_menu->addAction(words, this, [this, base] {
            setBase(base);
            setWanted(true);
        });
        action->setCheckable(true);
        action->setChecked(m_base == base);
        action->setEnabled(isThere);
    };
    const TimelineMarks& marks = m_panel.marks();
    const auto named = marks.previous(TimelineMarkKind::kNamedMoment, comparedPosition());
    add(tr("With the Step Before"), Base::kPreviousStep, true);
    add(tr("With the Beginning of the Session"), Base::kPreviousSession, true);
    add(tr("With the Last Named Moment"), Base::kNamedMoment, named.has_value());
    add(tr("With What I Saw Last"), Base::kLastSeen, marks.newSince.has_value());
    add(tr("With Now"), Base::kNow, true);
    add(tr("With the Moment Marked A"), Base::kMark, m_mark.has_value());
    m_menu->addSeparator();
    m_menu->addAction(tr("Mark This Moment A\t["), this, [this] {
        setMark(m_history.position());
        setWanted(true);
    });
    m_menu->addAction(tr("Mark This Moment B\t]"), this, [this] {
        setEnd(m_history.position());
        setWanted(true);
    });
    if (m_mark) m_menu->addAction(tr("Let A Go"), this, [this] { letGo('A'); });
    if (m_end) m_menu->addAction(tr("Let B Go"), this, [this] { letGo('B'); });
    m_menu->addSeparator();
    m_menu->addAction(&m_inlineAction);
    m_menu->addAction(tr("Next Change\tN"), this, [this] { stepToChange(1); });
    m_menu->addAction(tr("Previous Change\tP"), this, [this] { stepToChange(-1); });
}

std::optional<std::uint64_t> CompareMode::basePosition() const {
    // Without an index a patch between two moments takes a walk of a tracker, which is nothing for every frame.
    if (!isWanted() || !m_history.isOnTimeline() || m_history.cursor()->index() == nullptr) return std::nullopt;
    const history::Timeline& timeline = m_panel.timeline();
    const std::uint64_t position = comparedPosition();
    switch (m_base) {
        case Base::kPreviousStep:
            return timeline.previousBoundary(position, history::Grain::kStep);
        case Base::kPreviousSession:
            return timeline.previousBoundary(position, history::Grain::kSession);
        case Base::kNamedMoment:
            return m_panel.marks().previous(TimelineMarkKind::kNamedMoment, position);
        case Base::kLastSeen:
            if (!m_panel.marks().newSince) return std::nullopt;
            return std::min(*m_panel.marks().newSince, timeline.eventCount());
        case Base::kNow:
            return timeline.eventCount();
        case Base::kMark:
            return m_mark ? std::optional(positionOf(*m_mark)) : std::nullopt;
    }
    return std::nullopt;
}

std::uint64_t CompareMode::comparedPosition() const {
    return m_end ? positionOf(*m_end) : m_history.position();
}

/// Behind everything that is waiting in the queue, such as further moves of the mouse, and before the page is painted.
void CompareMode::schedule() {
    if (m_isScheduled) return;
    m_isScheduled = true;
    QMetaObject::invokeMethod(
        this,
        [this] {
            if (m_isScheduled) update();
        },
        Qt::QueuedConnection);
}

void CompareMode::clear() {
    clearPage();
    m_diff = {};
    m_compared.reset();
    m_bar->setMoments({}, {});
    if (!m_isShown) return;
    m_isShown = false;
    m_panel.setMarks(TimelineMarkKind::kCompareA, {});
    m_panel.setMarks(TimelineMarkKind::kCompareB, {});
    m_panel.setComparisonWords({});
    Q_EMIT
    compared();
}

/// Nothing is marked on the page.
void CompareMode::clearPage() {
    m_strip->hide();
    m_marks.clear();
    m_current.reset();
    if (m_isShown) m_view.decorations().setChanges({});
}

void CompareMode::update() {
    m_isScheduled = false;
    const std::optional<std::uint64_t> from = basePosition();
    if (!from) {
        clear();
        return;
    }
    const std::uint64_t to = comparedPosition();
    const bool wasCompared = m_compared == std::pair(*from, to);
    if (to == m_history.position()) {
        m_diff = diffBetween(*from, to);
        showDiff();
    } else {
        // What differs is told of the page, which shows another moment now.
        clearPage();
        if (!wasCompared) m_diff = {};
    }
    const bool isKnown = wasCompared || to == m_history.position();
    m_compared = isKnown ? std::optional(std::pair(*from, to)) : std::nullopt;
    m_isShown = true;
    showMarks(*from, to);
    showWords(*from);
    showPins();
    Q_EMIT
    compared();
}

projection::MomentDiff CompareMode::diffBetween(std::uint64_t from, std::uint64_t to) {
    if (from == to) return {};
    const event::EventLog& log = m_replica.log();
    history::HistoryCursor& cursor = *m_history.cursor();
    const projection::PatchPair patches{cursor.patchBetween(log, from, to), cursor.patchBetween(log, to, from)};
    const std::string body = cursor.text(log);
    const history::Timeline& timeline = m_panel.timeline();
    const auto mayHaveBeen = [&](const event::EventId& id) {
        const auto event = log.find(id);
        return event && timeline.positionOf(log, *event) < std::min(from, to);
    };
    return projection::momentDiff(patches, {body, m_view.textsBeside(), m_view.objects(), mayHaveBeen});
}

void CompareMode::showDiff() {
    m_current.reset();
    m_marks.clear();
    auto body = std::make_shared<ChangeMarks>();
    body->diff = m_diff.body;
    for (const projection::ObjectDiff& object : m_diff.objects) {
        const QString words = projection::objectDiffWords(object);
        const bool isInside = !object.isFirstBlock && !object.isEmbed;
        if (!words.isEmpty()) body->objects.push_back({object.offset + (isInside ? 1U : 0U), words});
    }
    m_marks[kBody] = std::move(body);
    for (const projection::TextBesideDiff& text : m_diff.beside) {
        auto marks = std::make_shared<ChangeMarks>();
        marks->diff = text.diff;
        m_marks[text.sequence] = std::move(marks);
    }
    m_view.decorations().setChanges(m_marks);
    const ChangeColours colours = changeColoursOn(m_view.pageColour(), m_view.palette());
    m_strip->setColours({colours.inserted, colours.removed, colours.looks});
    m_strip->show();
    m_strip->raise();
    m_strip->refresh();
}

void CompareMode::showMarks(std::uint64_t from, std::uint64_t to) {
    m_panel.setMarks(TimelineMarkKind::kCompareA, {{from, tr("A")}});
    m_panel.setMarks(TimelineMarkKind::kCompareB, {{to, tr("B")}});
}

void CompareMode::showPins() {
    const auto words = [this](const std::optional<Pin>& pin) {
        return pin ? m_panel.wordsAt(positionOf(*pin)).section(QStringLiteral(" · "), 0, 0) : QString();
    };
    const bool isMarked = m_base == Base::kMark && m_mark;
    m_bar->setMoments(isMarked ? words(m_mark) : QString(), words(m_end));
    if (isMarked == m_end.has_value()) {
        m_bar->setOther({});
    } else {
        m_bar->setOther(isMarked ? tr("the moment on display") : baseWords(m_base));
    }
}

void CompareMode::showWords(std::uint64_t from) {
    if (!m_compared) {
        m_panel.setComparisonWords({});
        return;
    }
    const QString words = projection::momentDiffWords(m_diff);
    m_panel.setComparisonWords(words.isEmpty() ? tr("No changes") : words);
    m_button->setToolTip(plainToolTip(tr("Compared with %1").arg(m_panel.wordsAt(from))));
}

std::vector<std::uint8_t> CompareMode::kindsDown(int length) {
    const auto body = m_marks.find(kBody);
    if (body == m_marks.end()) return {};
    const std::vector<text::Offset> bounds = m_view.offsetsDown(length);
    std::vector<std::uint8_t> kinds = changeKindsBetween(*body->second, bounds);
    for (const projection::TextBesideDiff& text : m_diff.beside) {
        const auto behind = std::ranges::upper_bound(bounds, text.embed);
        const auto part = std::max<std::ptrdiff_t>(0, behind - bounds.begin() - 1);
        if (part >= static_cast<std::ptrdiff_t>(kinds.size())) continue;
        const bool comes = std::ranges::any_of(text.diff.changes, [](const auto& one) { return !one.range.isEmpty(); });
        const bool goes = !text.diff.removedText.empty();
        const int kind = (comes ? kWordsCame : 0) | (goes ? kWordsWent : 0) | (comes || goes ? 0 : kLooksChanged);
        kinds[static_cast<std::size_t>(part)] |= static_cast<std::uint8_t>(kind);
    }
    return kinds;
}

std::vector<CompareMode::Stop> CompareMode::stops() {
    std::vector<Stop> stops;
    const projection::TextsBeside& beside = m_view.textsBeside();
    for (const auto& [sequence, marks] : m_marks) {
        const auto add = [&, text = &sequence](text::Range range) -> Stop& {
            const bool isBody = *text == event::ObjectId{kBody};
            const auto place =
                isBody ? projection::ReadingPlace{range.begin, 0, {}} : *beside.placeOf(*text, range.begin);
            return stops.emplace_back(Stop{place, {*text, range}});
        };
        for (const projection::TextChange& change : marks->diff.changes)
            add(change.range).change = &change;
        for (const projection::FormatChange& change : marks->diff.formats)
            add(change.range).format = &change;
        for (const ChangeMarks::Object& object : marks->objects)
            add({object.offset, object.offset}).object = &object;
    }
    std::ranges::sort(stops, {}, &Stop::place);
    return stops;
}

QString CompareMode::wordsOf(const Stop& stop) {
    if (stop.format != nullptr) return projection::formatChangeWords(*stop.format);
    if (stop.object != nullptr) return stop.object->words;
    const text::Offset begin = stop.range.range.begin;
    const std::uint32_t count = std::min<std::uint32_t>(stop.range.range.count(), 2 * kStopLengthMax);
    const auto found = m_view.textsBeside().find(stop.range.sequence);
    const std::string inserted = found ? std::string(text::scalarSlice(*found->text->text, begin.value, count))
                                       : m_view.blocks().text({begin, begin + count}).toStdString();
    const projection::TextDiff& diff = m_marks.at(stop.range.sequence)->diff;
    return changeWords(removedWords(diff.removed(*stop.change), kStopLengthMax),
                       removedWords(inserted, kStopLengthMax));
}

void CompareMode::stepToChange(int direction) {
    if (!m_isShown) return;
    if (comparedPosition() != m_history.position()) {
        m_history.show(comparedPosition());
        update();
    }
    const std::vector<Stop> all = stops();
    if (all.empty()) {
        Q_EMIT
        messageRaised(tr("Nothing differs between these two moments."));
        return;
    }
    auto next = all.end();
    if (m_current) {
        next = direction > 0 ? std::ranges::upper_bound(all, *m_current, {}, &Stop::place)
                             : std::ranges::lower_bound(all, *m_current, {}, &Stop::place);
    } else {
        next =
            std::ranges::lower_bound(all, projection::ReadingPlace{m_view.viewState().line, 0, {}}, {}, &Stop::place);
    }
    const bool isAtEnd = direction > 0 ? next == all.end() : next == all.begin();
    if (direction < 0 && !isAtEnd) --next;
    if (isAtEnd) next = direction > 0 ? all.begin() : all.end() - 1;
    m_current = next->place;
    m_view.ensureVisible(next->range);
    m_view.decorations().setCurrentChange(next->range);
    const QString which = tr("Change %1 of %2").arg(next - all.begin() + 1).arg(all.size());
    const QString words = wordsOf(*next);
    Q_EMIT
    messageRaised(words.isEmpty() ? which : tr("%1: %2", "Change 3 of 7: what it did").arg(which, words));
}

/// What went, or became otherwise, under the pointer; over the margin, on the whole line beside it.
QString CompareMode::wordsAt(QPoint viewportPoint) const {
    const auto body = m_marks.find(kBody);
    if (body == m_marks.end()) return {};
    const ChangeMarks& marks = *body->second;
    const text::Offset offset = m_view.offsetAt(viewportPoint);
    const text::Range line = m_view.lineAround(offset);
    const QRectF caret = m_view.caretRectAt(offset);
    if (viewportPoint.y() < caret.top() || viewportPoint.y() > caret.bottom()) return {};
    const bool isBeside = std::abs(viewportPoint.x() - caret.x()) > 2 * caret.height();
    QStringList parts;
    const auto [first, end] =
        marks.changesTouching(isBeside ? line : text::Range{offset - std::min(offset.value, 2U), offset + 2U});
    for (std::size_t index = first; index < end; ++index) {
        const projection::TextChange& change = marks.diff.changes[index];
        const bool isNear = isBeside ||
                            std::abs(m_view.caretRectAt(change.range.begin).x() - viewportPoint.x()) <= kTipDistance ||
                            (change.range.begin <= offset && offset <= change.range.end);
        const bool isOnLine = line.begin <= change.range.begin && change.range.begin <= line.end;
        if (change.removedSize == 0 || !isNear || !isOnLine) continue;
        QString words = QString::fromUtf8(marks.diff.removed(change).substr(0, 4 * kTipLengthMax));
        if (words.size() > kTipLengthMax) words = words.left(kTipLengthMax) + QChar(0x2026);
        words.remove(QChar::ReplacementCharacter);
        parts += QStringLiteral("<s>%1</s>")
                     .arg(words.replace(QChar(0xfffc), QChar(0x25a3))
                              .toHtmlEscaped()
                              .replace(QLatin1Char('\n'), QStringLiteral("<br>")));
    }
    const auto [firstFormat, endFormat] = marks.formatsTouching({offset, offset});
    for (std::size_t index = firstFormat; index < endFormat && !isBeside; ++index)
        parts += projection::formatChangeWords(marks.diff.formats[index]).toHtmlEscaped();
    if (isBeside) {
        const auto object = std::ranges::lower_bound(marks.objects, line.begin, {}, &ChangeMarks::Object::offset);
        if (object != marks.objects.end() && object->offset <= line.end) parts += object->words.toHtmlEscaped();
    }
    return parts.join(QStringLiteral("<hr>"));
}

bool CompareMode::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_view.viewport() && m_isShown) {
        if (event->type() == QEvent::PaletteChange) schedule();
        if (event->type() == QEvent::ToolTip) {
            const auto* help = static_cast<QHelpEvent*>(event);
            const QString words = wordsAt(help->pos());
            if (!words.isEmpty()) {
                QToolTip::showText(help->globalPos(), QStringLiteral("<div>%1</div>").arg(words), m_view.viewport());
                return true;
            }
        }
    }
    return QObject::eventFilter(watched, event);
}

}  // namespace varve::ui
