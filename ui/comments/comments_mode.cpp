#include "ui/comments/comments_mode.h"

#include <QAction>
#include <QApplication>
#include <QScrollBar>
#include <algorithm>
#include <array>
#include <utility>

#include "editing/comment_commands.h"
#include "projection/caret_movement.h"
#include "projection/sequence_reader.h"
#include "projection/table.h"
#include "ui/editor/editor_view.h"

namespace varve::ui {

namespace {

using projection::CommentThread;

constexpr int kRestMs = 400;
constexpr std::size_t kCardsMax = 100;  // beside the text, and in a list

bool isOpen(const CommentThread& thread) {
    return !thread.isResolved && !thread.isDetached();
}

void add(RangesByText& ranges, const projection::TextRange& place) {
    ranges[place.sequence].push_back(place.range);
}

/// Of each text one ascending list without overlaps.
RangesByText merged(RangesByText ranges) {
    for (auto& [sequence, list] : ranges) {
        std::ranges::sort(list, {}, &text::Range::begin);
        std::vector<text::Range> result;
        for (const text::Range& range : list) {
            if (!result.empty() && range.begin <= result.back().end) {
                result.back().end = std::max(result.back().end, range.end);
            } else {
                result.push_back(range);
            }
        }
        list = std::move(result);
    }
    return ranges;
}

/// Its first place in the order in which one reads.
projection::TextRange startOf(const CommentThread& thread) {
    const auto& [sequence, range] = thread.ranges.front();
    return {sequence, {range.begin, range.begin}};
}

}  // namespace

CommentsMode::CommentsMode(const CommentActions& actions, EditorView& view, CommentLane& lane, PageWithLane& page,
                           Surroundings surroundings, QObject* parent)
    : QObject(parent), m_actions(actions), m_view(view), m_lane(lane), m_page(page), m_around(std::move(surroundings)) {
    m_restTimer.setSingleShot(true);
    m_restTimer.setInterval(kRestMs);
    connect(&m_restTimer, &QTimer::timeout, this, &CommentsMode::showDocument);
    m_placeTimer.setSingleShot(true);
    m_placeTimer.setInterval(0);
    connect(&m_placeTimer, &QTimer::timeout, this, &CommentsMode::showCards);
    connect(&m_view, &EditorView::documentShown, this, [this] {
        m_comments.clear();
        m_selected.reset();
        m_draft.reset();
        m_unsent.clear();
        m_unsentDrafts.clear();
        showDocument();
    });
    connect(&m_view, &EditorView::patchShown, this, &CommentsMode::showPatch);
    connect(&m_view, &EditorView::caretMoved, this, [this](bool byUser) {
        if (byUser) followCaret();
    });
    connect(&m_view, &EditorView::zoomChanged, &m_placeTimer, qOverload<>(&QTimer::start));
    connect(m_view.verticalScrollBar(), &QScrollBar::valueChanged, this, &CommentsMode::moveCards);
    connect(&m_page, &PageWithLane::resized, this, &CommentsMode::showLane);
    connect(&m_lane, &CommentLane::cardMade, this, &CommentsMode::connectCard);
    connect(&m_lane, &CommentLane::closeRequested, this, [this] { toggleLane(false); });
    connect(&m_lane, &CommentLane::listingChosen, this, [this](CommentLane::Listing listing) {
        m_lane.setListing(listing);
        m_selected.reset();
        showTints();
        showCards();
    });
    connect(m_actions.add, &QAction::triggered, this, &CommentsMode::beginDraft);
    connect(m_actions.show, &QAction::triggered, this, &CommentsMode::toggleLane);
    connect(m_actions.next, &QAction::triggered, this, [this] { step(true); });
    connect(m_actions.previous, &QAction::triggered, this, [this] { step(false); });
}

QString CommentsMode::unsentOf(const event::EventId& id) const {
    const auto found = m_unsent.find(id);
    return found == m_unsent.end() ? QString() : found->second;
}

QString CommentsMode::unsentOfDraft() const {
    const auto found = m_unsentDrafts.find(m_draftKey);
    return found == m_unsentDrafts.end() ? QString() : found->second;
}

/// That of words begun about some of the same characters, if there are any.
CommentsMode::DraftKey CommentsMode::draftKeyOf(const projection::TextRange& range) const {
    const auto standsIn = [&](const event::EventId& character) {
        const auto place = m_view.objects()->placeOf(character);
        return place && place->sequence == range.sequence ? std::optional(place->offset) : std::nullopt;
    };
    for (const auto& [key, words] : m_unsentDrafts) {
        const auto first = standsIn(key.first);
        const auto last = standsIn(key.second);
        if (!first && !last) continue;
        if (first.value_or(*last) < range.range.end && range.range.begin <= last.value_or(*first)) return key;
    }
    const std::array ends{range.range.begin, range.range.end - 1U};
    const std::vector<event::EventId> ids = m_view.objects()->idsAt(range.sequence, ends);
    return {ids.front(), ids.back()};
}

projection::Comments::Source CommentsMode::source() const {
    return {m_view.blocks(), m_view.registers(), m_view.objects(), m_around.log, projection::kShownCellsMax};
}

text::Offset CommentsMode::bodyPlaceOf(const projection::TextRange& place) const {
    if (place.sequence == event::ObjectId{event::WellKnownObject::kBody}) return place.range.begin;
    if (const auto found = m_view.textsBeside().find(place.sequence)) return found->embed->offset;
    // A table in a cell is not looked into; it is beside the outer one.
    const projection::TextPath* path = m_comments.pathOf(place.sequence);
    return path == nullptr || path->empty() ? text::Offset{} : path->front().offset;
}

projection::ReadingPlace CommentsMode::readingPlaceOf(const projection::TextRange& place) const {
    const auto found = m_view.textsBeside().placeOf(place.sequence, place.range.begin);
    return found.value_or(projection::ReadingPlace{bodyPlaceOf(place), 0, {}});
}

void CommentsMode::showDocument() {
    m_restTimer.stop();
    m_comments.read(source());
    showThreads();
}

void CommentsMode::showPatch(const document::DocumentPatch& patch) {
    if (m_draft) {
        if (const document::Patch* change = patch.patchOf(m_draft->sequence)) {
            text::Range& range = m_draft->range;
            const text::Offset begin = change->mapped(range.begin, document::Bias::kAfter);
            range = {begin, std::max(begin, change->mapped(range.end, document::Bias::kBefore))};
        }
    }
    const auto change = m_comments.take(patch, source());
    if (m_comments.isMoved()) m_restTimer.start();
    if (change == projection::Comments::Change::kThreads) {
        showThreads();
    } else if (change == projection::Comments::Change::kPlaces || m_draft) {
        showTints();
    }
    m_placeTimer.start();
}

void CommentsMode::showThreads() {
    if (m_selected && m_comments.find(*m_selected) == nullptr) m_selected.reset();
    CommentLane::Counts counts;
    for (const CommentThread& thread : m_comments.threads())
        ++(thread.isResolved ? counts.resolved : thread.isDetached() ? counts.detached : counts.open);
    m_lane.setCounts(counts);
    showTints();
    showLane();
}

void CommentsMode::showTints() {
    RangesByText open;
    RangesByText current;
    for (const CommentThread& thread : m_comments.threads()) {
        for (const projection::TextRange& place : thread.ranges) {
            // One that was just resolved is no longer pointed at.
            if (thread.id == m_selected && isListed(thread)) add(current, place);
            if (isOpen(thread)) add(open, place);
        }
    }
    if (m_draft && !m_draft->range.isEmpty()) add(current, *m_draft);
    m_view.decorations().setCommentTints(merged(std::move(open)), merged(std::move(current)));
}

void CommentsMode::showLane() {
    const bool hasOpen = std::ranges::any_of(m_comments.threads(), isOpen);
    const bool shown = m_draft.has_value() || m_wanted.value_or(hasOpen && !m_page.isNarrow());
    if (shown != m_page.isLaneShown()) m_page.setLaneShown(shown);
    m_actions.show->setChecked(shown);
    showCards();
}

void CommentsMode::toggleLane(bool shown) {
    m_wanted = shown;
    if (!shown) {
        const bool hadFocus = m_lane.isAncestorOf(QApplication::focusWidget());
        m_draft.reset();
        m_selected.reset();
        showTints();
        if (hadFocus) m_view.focusedText().setFocus();
    }
    showLane();
}

bool CommentsMode::isListed(const CommentThread& thread) const {
    switch (m_lane.listing()) {
        case CommentLane::Listing::kOpen:
            return isOpen(thread);
        case CommentLane::Listing::kResolved:
            return thread.isResolved;
        case CommentLane::Listing::kDetached:
            return thread.isDetached() && !thread.isResolved;
    }
    return false;
}

/// Threads beside what is on screen, or nearly: they stand in the order of their places.
std::span<const CommentThread> CommentsMode::threadsNear() const {
    const qreal height = m_view.viewport()->height();
    const qreal top = -height / 2;
    const qreal bottom = height * 1.5;
    const text::Offset from = m_view.offsetAt({0, top});
    const text::Offset to = m_view.offsetAt({static_cast<qreal>(m_view.viewport()->width()), bottom});
    // A table may be longer than what is on screen.
    const auto rectBeside = [&](const projection::TextRange& place) {
        const bool isOfBody = place.sequence == event::ObjectId{event::WellKnownObject::kBody};
        return isOfBody ? QRectF() : m_view.rectOf(place);
    };
    const auto isAbove = [&](const CommentThread& thread) {
        const text::Offset offset = bodyPlaceOf(startOf(thread));
        if (offset < from || to < offset) return offset < from;
        const QRectF rect = rectBeside(startOf(thread));
        return !rect.isNull() && rect.bottom() < top;
    };
    const auto isBelow = [&](const CommentThread& thread) {
        const text::Offset offset = bodyPlaceOf(startOf(thread));
        if (offset < from || to < offset) return to < offset;
        const QRectF rect = rectBeside(startOf(thread));
        return !rect.isNull() && bottom < rect.top();
    };
    const auto& threads = m_comments.threads();
    const auto end = std::ranges::partition_point(threads, [](const auto& thread) { return !thread.isDetached(); });
    const auto first = std::partition_point(threads.begin(), end, isAbove);
    const auto last = std::partition_point(first, end, [&](const auto& thread) { return !isBelow(thread); });
    return {first, last};
}

/// Beside the text only those near what is on screen have one, whatever the number of threads.
std::vector<const CommentThread*> CommentsMode::shownThreads() const {
    const bool isList = m_lane.listing() != CommentLane::Listing::kOpen;
    const std::span<const CommentThread> all = m_comments.threads();
    const std::span<const CommentThread> candidates = isList ? all : threadsNear();
    std::vector<const CommentThread*> shown;
    for (const CommentThread& thread : candidates) {
        if (isListed(thread) && (shown.size() < kCardsMax || thread.id == m_selected)) shown.push_back(&thread);
    }
    // What is being written in stays.
    const CommentThread* selected = m_selected ? m_comments.find(*m_selected) : nullptr;
    if (selected != nullptr && isListed(*selected) && std::ranges::find(shown, selected) == shown.end()) {
        const bool isBefore = shown.empty() || selected < shown.front();
        shown.insert(isBefore ? shown.begin() : shown.end(), selected);
    }
    return shown;
}

CommentCard::Content CommentsMode::contentOf(const CommentThread& thread) const {
    return {.thread = thread,
            .isDraft = false,
            .isSelected = thread.id == m_selected,
            .isWritable = !m_view.isReadOnly(),
            .user = m_around.user,
            .nowMs = m_around.nowMs(),
            .unsent = unsentOf(thread.id)};
}

int CommentsMode::placeOf(const projection::TextRange& place) const {
    const QRectF seen = m_view.rectOf(place);
    const QRectF rect = seen.isNull() ? m_view.caretRectAt(bodyPlaceOf(place)) : seen;
    return m_view.viewport()->mapTo(&m_page, rect.topLeft().toPoint()).y();
}

void CommentsMode::showCards() {
    m_placeTimer.stop();
    if (!m_page.isLaneShown()) {
        m_places.clear();
        m_lane.setEntries({});
        return;
    }
    std::vector<std::pair<projection::TextRange, CommentCard::Content>> cards;
    const bool isList = m_lane.listing() != CommentLane::Listing::kOpen;
    for (const CommentThread* thread : shownThreads())
        cards.emplace_back(isList ? projection::TextRange() : startOf(*thread), contentOf(*thread));
    if (m_draft && !isList) {
        const projection::ReadingPlace draft = readingPlaceOf(*m_draft);
        const auto place =
            std::ranges::find_if(cards, [&](const auto& card) { return draft < readingPlaceOf(card.first); });
        const text::Offset begin = m_draft->range.begin;
        cards.insert(place,
                     {{m_draft->sequence, {begin, begin}},
                      {.isDraft = true, .isWritable = true, .nowMs = m_around.nowMs(), .unsent = unsentOfDraft()}});
    }
    m_places.clear();
    std::vector<CommentLane::Entry> entries;
    for (auto& [place, content] : cards) {
        m_places.push_back(place);
        entries.push_back({std::move(content), isList ? 0 : placeOf(place)});
    }
    m_lane.setEntries(entries);
}

/// At once, so that cards do not trail behind the text; which cards there are is seen to afterwards.
void CommentsMode::moveCards() {
    if (!m_page.isLaneShown() || m_lane.listing() != CommentLane::Listing::kOpen) return;
    std::vector<int> wanted;
    for (const projection::TextRange& place : m_places)
        wanted.push_back(placeOf(place));
    m_lane.setPlaces(wanted);
    m_placeTimer.start();
}

void CommentsMode::followCaret() {
    if (m_isBusy || !m_page.isLaneShown() || m_lane.listing() != CommentLane::Listing::kOpen) return;
    const auto focused = m_view.focusedSelection();
    const text::Offset caret = m_view.focusedText().caret();
    const CommentThread* innermost = nullptr;
    std::uint32_t least = 0;
    for (const CommentThread& thread : m_comments.threads()) {
        if (!isOpen(thread)) continue;
        for (const auto& [sequence, range] : thread.ranges) {
            const bool isInside =
                focused && sequence == focused->sequence && range.begin <= caret && caret <= range.end;
            if (!isInside || (innermost != nullptr && range.count() >= least)) continue;
            innermost = &thread;
            least = range.count();
        }
    }
    select(innermost != nullptr ? std::optional(innermost->id) : std::nullopt, false);
}

void CommentsMode::select(std::optional<event::EventId> id, bool goesThere) {
    if (m_selected != id) {
        m_selected = id;
        showTints();
        showCards();
    }
    const CommentThread* thread = id ? m_comments.find(*id) : nullptr;
    if (thread == nullptr) return;
    if (goesThere && !thread->isDetached()) {
        m_isBusy = true;
        m_view.select(startOf(*thread));
        m_view.ensureVisible(thread->ranges.front());
        m_isBusy = false;
        showCards();
    }
    if (const CommentCard* card = m_lane.cardOf(*id)) m_lane.ensureCardVisible(*card);
}

void CommentsMode::connectCard(CommentCard* card) {
    connect(card, &CommentCard::chosen, this, [this, card] {
        if (card->content().isDraft || card->threadId() == m_selected) return;
        select(card->threadId(), true);
    });
    connect(card, &CommentCard::written, this, &CommentsMode::send);
    // Words outlive their card: it goes when another is chosen, the lane is closed, the past is visited.
    connect(card, &CommentCard::wordsChanged, this, [this, card](const QString& words) {
        const auto keep = [&](auto& unsent, const auto& key) {
            if (words.trimmed().isEmpty()) {
                unsent.erase(key);
            } else {
                unsent[key] = words;
            }
        };
        if (card->content().isDraft) {
            keep(m_unsentDrafts, m_draftKey);
        } else {
            keep(m_unsent, card->threadId());
        }
    });
    const auto withThread = [this, card](auto makeEdit) {
        if (const CommentThread* thread = m_comments.find(card->threadId())) apply(makeEdit(*thread));
    };
    connect(card, &CommentCard::rewritten, this,
            [this, withThread](const event::EventId& remark, const QString& words) {
                withThread([&](const CommentThread& thread) {
                    return editing::reworded(m_around.next(), thread, remark, words.toStdString());
                });
            });
    connect(card, &CommentCard::resolveRequested, this, [this, withThread](bool resolved) {
        withThread(
            [&](const CommentThread& thread) { return editing::withResolved(m_around.next(), thread, resolved); });
        m_view.focusedText().setFocus();
    });
    connect(card, &CommentCard::deleteRequested, this, [this, withThread](const event::EventId& remark) {
        withThread(
            [&](const CommentThread& thread) { return editing::withoutRemark(m_around.next(), thread, remark); });
    });
    connect(card, &CommentCard::left, this, &CommentsMode::leaveCard);
    connect(card, &CommentCard::stepRequested, this, [this, card](bool forward) {
        const auto& cards = m_lane.cards();
        const auto here = std::ranges::find(cards, card) - cards.begin();
        const auto there = here + (forward ? 1 : -1);
        if (there < 0 || there >= static_cast<std::ptrdiff_t>(cards.size())) return;
        const event::EventId id = cards[static_cast<std::size_t>(there)]->threadId();
        select(id, true);
        if (CommentCard* next = m_lane.cardOf(id)) next->takeFocus(false);
    });
}

void CommentsMode::apply(const editing::Edit& edit) {
    if (edit.isEmpty() || m_view.isReadOnly()) return;
    // A remark is no reason to scroll to the caret, nor to leave the cell that it is in.
    const ViewState state = m_view.viewState();
    const auto inset = m_view.insetPlace();
    const Selection selection = m_view.focusedText().selection();
    const int scrolled = m_view.verticalScrollBar()->value();
    m_isBusy = true;
    Q_EMIT intentRaised(edit.intent);
    if (!inset) {
        m_view.setViewState(state);
    } else if (m_view.insetPlace() == inset) {
        m_view.focusedText().setSelection(selection);
        m_view.verticalScrollBar()->setValue(scrolled);
    }
    m_isBusy = false;
    showCards();
}

std::optional<projection::TextRange> CommentsMode::rangeToComment() const {
    const auto cells = m_view.tableSelection();
    // About several cells it is about the table.
    if (cells && cells->isRectangle) {
        const text::Offset table = m_view.selection().range().begin;
        return projection::TextRange{event::WellKnownObject::kBody, {table, table + 1U}};
    }
    auto range = m_view.focusedSelection();
    if (!range) return std::nullopt;
    const projection::BlockSequence& blocks = m_view.focusedText().blocks();
    if (range->range.isEmpty()) range->range = projection::wordAround(blocks, range->range.begin);
    if (range->range.isEmpty() || blocks.text(range->range).trimmed().isEmpty()) return std::nullopt;
    return range;
}

void CommentsMode::beginDraft() {
    if (m_view.isReadOnly()) return;
    const auto range = rangeToComment();
    if (!range) {
        Q_EMIT messageRaised(tr("Select the text that the comment is about."));
        return;
    }
    CommentCard* const open = m_lane.draftCard();
    if (m_draft && open != nullptr && open->hasWords()) {
        // What was begun is not thrown away.
        m_view.ensureVisible(*m_draft);
        open->takeFocus(true);
        return;
    }
    m_draft = range;
    m_draftKey = draftKeyOf(*range);
    m_selected.reset();
    m_lane.setListing(CommentLane::Listing::kOpen);
    showTints();
    showLane();
    if (CommentCard* card = m_lane.draftCard()) card->takeFocus(true);
}

void CommentsMode::endDraft() {
    m_draft.reset();
    showTints();
    showLane();
    m_view.focusedText().setFocus();
}

void CommentsMode::send(const QString& words) {
    const std::string text = words.toStdString();
    if (editing::remarkWords(text).empty()) {
        Q_EMIT messageRaised(tr("This is too long for a comment."));
        return;
    }
    if (m_draft) {
        const auto context = m_view.editContext();
        if (!context) return;
        const bool isOfBody = m_draft->sequence == context->sequence;
        const projection::BlockSequence blocks =
            isOfBody ? context->blocks
                     : projection::readSequence(context->objects, m_draft->sequence, context->registers);
        const editing::Edit edit = editing::commentedOn(
            {blocks, context->registers, context->objects, context->next, m_draft->sequence}, m_draft->range, text);
        if (edit.isEmpty()) {
            Q_EMIT messageRaised(tr("The text that the comment is about was deleted."));
            return;
        }
        const event::EventId id = context->next;
        const auto range = std::exchange(m_draft, std::nullopt);
        const QString unsent = unsentOfDraft();
        m_unsentDrafts.erase(m_draftKey);
        apply(edit);
        if (m_comments.find(id) == nullptr) {
            // Refused: the words are still there to be sent.
            m_draft = range;
            m_unsentDrafts[m_draftKey] = unsent;
            showLane();
            return;
        }
        m_selected = id;
        endDraft();
    } else if (m_selected) {
        const event::EventId id = *m_selected;
        const CommentThread* thread = m_comments.find(id);
        if (thread == nullptr) return;
        const std::size_t before = thread->remarks.size();
        apply(editing::repliedTo(m_around.next(), *thread, text));
        const CommentThread* after = m_comments.find(id);
        if (after == nullptr || after->remarks.size() == before) return;
        m_unsent.erase(id);
        if (CommentCard* card = m_lane.cardOf(id)) card->forgetWords();
    }
}

void CommentsMode::leaveCard() {
    if (m_draft) {
        endDraft();
        return;
    }
    m_view.focusedText().setFocus();
}

/// Round and round through the open threads, from the selected one or the caret.
void CommentsMode::step(bool forward) {
    std::vector<const CommentThread*> open;
    for (const CommentThread& thread : m_comments.threads()) {
        if (isOpen(thread)) open.push_back(&thread);
    }
    if (open.empty()) {
        Q_EMIT messageRaised(tr("There is no open comment."));
        return;
    }
    const auto selected = std::ranges::find_if(open, [this](const auto* thread) { return thread->id == m_selected; });
    const auto count = static_cast<std::ptrdiff_t>(open.size());
    std::ptrdiff_t index = selected - open.begin();
    if (selected == open.end()) {
        const projection::ReadingPlace caret = m_view.readingPlace();
        const auto behind = std::ranges::find_if(
            open, [&](const auto* thread) { return caret <= readingPlaceOf(thread->ranges.front()); });
        index = behind - open.begin() - (forward ? 1 : 0);
    }
    index = (index + (forward ? 1 : -1) + count) % count;
    const event::EventId id = open[static_cast<std::size_t>(index)]->id;
    const bool wasInLane = m_lane.isAncestorOf(QApplication::focusWidget());
    m_wanted = true;
    m_lane.setListing(CommentLane::Listing::kOpen);
    m_selected.reset();
    showLane();
    select(id, true);
    if (CommentCard* card = m_lane.cardOf(id); card != nullptr && wasInLane) card->takeFocus(false);
}

void CommentsMode::showWritable() {
    const bool canWrite = !m_view.isReadOnly();
    m_actions.add->setEnabled(canWrite);
    if (!canWrite && m_draft) m_draft.reset();
    showTints();
    showLane();
}

}  // namespace varve::ui
