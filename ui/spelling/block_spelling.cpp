#include "ui/spelling/block_spelling.h"

#include <QScrollBar>
#include <algorithm>
#include <utility>

#include "document/block_schema.h"
#include "document/mark_schema.h"
#include "ui/editor/editor_view.h"

namespace varve::ui {

namespace {

using spelling::Utf16Range;

constexpr qint64 kSliceMs = 2;
/// Opening and the first frame come first.
constexpr int kFirstWalkDelayMs = 300;
/// A paragraph is looked at when the hand rests for a moment; meanwhile its marks move along.
constexpr int kWritingPauseMs = 150;
/// Unseen blocks that wait with the checker: enough for its thread, few enough to take back.
constexpr std::uint32_t kPendingCountMax = 400;
constexpr std::size_t kUnwalkedCountMax = 16;
constexpr std::size_t kSeekAhead = 48;
/// Comparing longer blocks after each key press would be felt.
constexpr qsizetype kCarriedSizeMax = 1 << 18;
constexpr std::string_view kWordPrefix = "word:";
const event::ObjectId kBody = event::WellKnownObject::kBody;

/// Code and links, which are no language.
std::vector<Utf16Range> skipsOf(const projection::Block& block) {
    std::vector<Utf16Range> skips;
    std::uint32_t begin = 0;
    for (const projection::FormatRun& run : block.formats) {
        const auto end = static_cast<std::uint32_t>(run.end);
        const bool isSkipped = run.format && (document::flagOf(*run.format, document::mark_key::kCode) ||
                                              !document::textOf(*run.format, document::mark_key::kLink).empty());
        if (isSkipped && !skips.empty() && skips.back().end.value == begin) {
            skips.back().end = {end};
        } else if (isSkipped) {
            skips.push_back({{begin}, {end}});
        }
        begin = end;
    }
    return skips;
}

bool hasWords(const projection::Block& block) {
    return block.shownAttributes().type != document::BlockType::kCode && !block.text.isEmpty();
}

QString textOf(const event::Value& value) {
    const auto* text = std::get_if<std::string>(&value);
    return text == nullptr ? QString() : QString::fromStdString(*text);
}

/// The first misspelt word of a stop, or the last one.
std::optional<Utf16Range> soughtIn(const std::vector<Utf16Range>& misspelt, const ReadingWalk::Stop& stop,
                                   ReadingWalk::Direction direction) {
    const auto begin = static_cast<std::uint32_t>(stop.begin);
    const auto end = static_cast<std::uint32_t>(stop.end);
    const auto first = std::ranges::lower_bound(misspelt, text::Utf16Offset{begin}, {}, &Utf16Range::begin);
    const auto last = std::ranges::upper_bound(misspelt, text::Utf16Offset{end}, {}, &Utf16Range::end);
    if (first >= last) return std::nullopt;
    return direction == ReadingWalk::Direction::kForward ? *first : *std::prev(last);
}

bool isOfDocument(const document::RegisterChange& change) {
    return change.object == event::ObjectId{event::WellKnownObject::kDocument};
}

}  // namespace

BlockSpelling::BlockSpelling(spelling::SpellChecker& checker, EditorView& view, QString systemLanguage, QObject* parent)
    : QObject(parent), m_checker(checker), m_view(view), m_systemLanguage(std::move(systemLanguage)) {
    for (QTimer* timer : {&m_seenTimer, &m_walkTimer, &m_seekTimer})
        timer->setSingleShot(true);
    connect(&m_seenTimer, &QTimer::timeout, this, &BlockSpelling::askSeen);
    connect(&m_walkTimer, &QTimer::timeout, this, &BlockSpelling::walk);
    connect(&m_seekTimer, &QTimer::timeout, this, &BlockSpelling::continueSeek);
    connect(&m_checker, &spelling::SpellChecker::checked, this, &BlockSpelling::takeAnswers);
    connect(&m_checker, &spelling::SpellChecker::wordsChanged, this, &BlockSpelling::askAgain);
    connect(&m_view, &EditorView::documentShown, this, &BlockSpelling::showDocument);
    connect(&m_view, &EditorView::patchShown, this, &BlockSpelling::follow);
    // Later, because a cell tells of its caret while the page has not followed a patch yet.
    connect(&m_view, &EditorView::selectionChanged, this, &BlockSpelling::checkWriting, Qt::QueuedConnection);
    m_view.decorations().setSpellingProvider(
        [this](const event::ObjectId& sequence, std::uint32_t index, const projection::BlockPtr& block) {
            return marksOf(sequence, index, block);
        });
    showDocument();
}

BlockSpelling::~BlockSpelling() {
    m_view.decorations().setSpellingProvider({});
    m_checker.cancelAll();
}

void BlockSpelling::showDocument() {
    m_checker.cancelAll();
    m_entries.clear();
    m_beside.clear();
    m_requests.clear();
    m_seen.clear();
    m_sweepBucket.reset();
    m_writing.reset();
    m_seek.reset();
    m_pendingCount = 0;
    // What is on its way is of another document.
    ++m_epoch;
    m_before = m_view.blocks();
    m_documentLanguage = textOf(m_view.registers().documentValue(document::block_key::kLanguage));
    readDocumentWords();
    m_unwalked = {{{0}, m_before.end()}};
    m_walkTimer.start(kFirstWalkDelayMs);
    repaint();
}

void BlockSpelling::follow(const document::DocumentPatch& patch) {
    m_seek.reset();
    if (!patch.body.isEmpty()) {
        using document::Bias;
        for (text::Range& range : m_unwalked)
            range = {patch.body.mapped(range.begin, Bias::kBefore), patch.body.mapped(range.end, Bias::kAfter)};
        const text::Range changed = patch.body.changedRange();
        m_unwalked.push_back(changed);
        if (m_unwalked.size() > kUnwalkedCountMax) {
            text::Range all = changed;
            for (const text::Range& range : m_unwalked)
                all = {std::min(all.begin, range.begin), std::max(all.end, range.end)};
            m_unwalked = {all};
        }
        carryOver(changed.begin);
    }
    followWriting(patch);
    if (!patch.body.isEmpty() || !patch.sequences.empty()) {
        m_seenTimer.start(kWritingPauseMs);
        m_walkTimer.start(kWritingPauseMs);
    }
    bool hasNewWords = false;
    bool hasNewBlocks = false;
    for (const document::RegisterChange& change : patch.registers) {
        if (!isOfDocument(change)) {
            hasNewBlocks |= change.key == document::block_key::kLanguage || change.key == document::block_key::kType;
        } else if (change.key == document::block_key::kLanguage) {
            m_documentLanguage = textOf(change.value);
            askAgain();
        } else {
            hasNewWords |= change.key.starts_with(kWordPrefix);
        }
    }
    m_before = m_view.blocks();
    if (hasNewWords) readDocumentWords();
    if (hasNewBlocks) {
        m_unwalked = {{{0}, m_before.end()}};
        m_walkTimer.start(kWritingPauseMs);
    }
}

void BlockSpelling::followWriting(const document::DocumentPatch& patch) {
    const auto here = m_view.focusedSelection();
    const document::Patch* change = here ? patch.patchOf(here->sequence) : nullptr;
    if (change != nullptr && !change->isEmpty()) {
        const text::Range changed = change->changedRange();
        const text::Offset caret = m_view.focusedText().caret();
        if (changed.begin <= caret && caret <= changed.end) {
            setWriting(projection::TextRange{here->sequence, wordAround(caret)});
            return;
        }
    }
    change = m_writing ? patch.patchOf(m_writing->sequence) : nullptr;
    if (change == nullptr || change->isEmpty()) return;
    using document::Bias;
    const text::Offset begin = change->mapped(m_writing->range.begin, Bias::kAfter);
    const text::Offset end = change->mapped(m_writing->range.end, Bias::kBefore);
    setWriting(projection::TextRange{m_writing->sequence, {begin, std::max(begin, end)}});
}

/// Marks move along with what an edit left alone, so that they do not vanish with every key.
void BlockSpelling::carryOver(text::Offset begin) {
    const projection::BlockSequence& now = m_view.blocks();
    const projection::BlockPtr& before = m_before.blockAt(m_before.positionOf(begin).block);
    const projection::BlockPtr& after = now.blockAt(now.positionOf(begin).block);
    const auto known = m_entries.find(before.get());
    if (before == after || known == m_entries.end()) return;
    stopWaitingFor(known->second);
    Entry entry = carriedOver(known->second, after);
    if (!entry.misspelt.empty()) m_entries.insert_or_assign(after.get(), std::move(entry));
}

BlockSpelling::Entry BlockSpelling::carriedOver(const Entry& before, const projection::BlockPtr& after) {
    Entry entry;
    entry.block = after;
    const QString& a = before.block->text;
    const QString& b = after->text;
    if (before.misspelt.empty() || std::max(a.size(), b.size()) > kCarriedSizeMax) return entry;
    const qsizetype shorter = std::min(a.size(), b.size());
    const qsizetype prefix = std::mismatch(a.begin(), a.begin() + shorter, b.begin()).first - a.begin();
    qsizetype suffix = 0;
    while (suffix < shorter - prefix && a[a.size() - 1 - suffix] == b[b.size() - 1 - suffix])
        ++suffix;
    for (const Utf16Range& range : before.misspelt) {
        if (range.end.value <= prefix) {
            entry.misspelt.push_back(range);
        } else if (range.begin.value >= a.size() - suffix) {
            const auto shift = static_cast<std::uint32_t>(b.size() - a.size());
            entry.misspelt.push_back({{range.begin.value + shift}, {range.end.value + shift}});
        }
    }
    return entry;
}

/// A cell is shown by the page and, while the caret is in it, by a view of its own; each has blocks of its own from the
/// first edit on. So leaving a cell is no reason to ask again, and typing in it none to let its marks vanish.
const BlockSpelling::Entry* BlockSpelling::adopt(const event::ObjectId& sequence, std::uint32_t index,
                                                 const projection::BlockPtr& block) {
    std::vector<const projection::Block*>& blocks = m_beside[sequence];
    if (blocks.size() <= index) blocks.resize(index + std::size_t{1});
    std::optional<Entry> entry;
    bool isKnownHere = false;
    // A break that came or went has moved it by one.
    for (const std::uint32_t place : {index, index + 1, index - 1}) {
        const Entry* like = place < blocks.size() ? entryOf(blocks[place]) : nullptr;
        if (like == nullptr || *like->block != *block) continue;
        entry = Entry{.block = block, .misspelt = like->misspelt, .answered = like->answered};
        isKnownHere = place == index;
        break;
    }
    const auto before = m_entries.find(blocks[index]);
    const bool isGone = before != m_entries.end() && before->second.block.use_count() == 1;
    if (before != m_entries.end() && !entry) entry = carriedOver(before->second, block);
    if (isGone) {
        stopWaitingFor(before->second);
        m_entries.erase(before);
    }
    // What the page has outlives what is read for a while.
    if (!isKnownHere || isGone) blocks[index] = block.get();
    if (!entry) return nullptr;
    return &m_entries.insert_or_assign(block.get(), *std::move(entry)).first->second;
}

void BlockSpelling::readDocumentWords() {
    QStringList words;
    if (const auto properties = m_view.registers().attributesOf(event::WellKnownObject::kDocument)) {
        for (const auto& [key, value] : *properties) {
            if (!key.starts_with(kWordPrefix) || value != event::Value(true)) continue;
            const std::string_view word = std::string_view(key).substr(kWordPrefix.size());
            words.append(QString::fromUtf8(word.data(), static_cast<qsizetype>(word.size())));
        }
    }
    m_checker.setDocumentWords(words);
}

void BlockSpelling::askAgain() {
    ++m_epoch;
    m_unwalked = {{{0}, m_view.blocks().end()}};
    m_walkTimer.start(kWritingPauseMs);
    repaint();
}

std::span<const Utf16Range> BlockSpelling::marksOf(const event::ObjectId& sequence, std::uint32_t index,
                                                   const projection::BlockPtr& block) {
    // The past is not corrected.
    if (m_view.isReadOnly()) return {};
    const Entry* entry = entryOf(block.get());
    if (entry == nullptr && sequence != kBody) entry = adopt(sequence, index, block);
    if (entry == nullptr || (entry->answered != m_epoch && (entry->asked != m_epoch || !entry->isVisible))) {
        m_seen.push_back(block);
        if (!m_seenTimer.isActive()) m_seenTimer.start(0);
    }
    if (entry == nullptr || entry->misspelt.empty()) return {};
    if (!m_writing || m_writing->sequence != sequence || m_writing->range.isEmpty()) return entry->misspelt;
    const projection::BlockSequence* blocks = blocksOf(sequence);
    if (blocks == nullptr) return entry->misspelt;
    const projection::BlockPosition writing = blocks->positionOf(m_writing->range.begin);
    if (writing.block != index) return entry->misspelt;
    const auto end = static_cast<std::uint32_t>(blocks->positionOf(m_writing->range.end).utf16);
    const auto begin = static_cast<std::uint32_t>(writing.utf16);
    m_marks.clear();
    std::ranges::copy_if(entry->misspelt, std::back_inserter(m_marks),
                         [&](const Utf16Range& range) { return range.end.value <= begin || end <= range.begin.value; });
    return m_marks;
}

const BlockSpelling::Entry* BlockSpelling::entryOf(const projection::Block* block) const {
    const auto known = m_entries.find(block);
    return known == m_entries.end() ? nullptr : &known->second;
}

QString BlockSpelling::languageOf(const projection::Block& block) const {
    const std::string& language = block.shownAttributes().language;
    if (!language.empty()) return QString::fromStdString(language);
    return m_documentLanguage.isEmpty() ? m_systemLanguage : m_documentLanguage;
}

QString BlockSpelling::languageAt(text::Offset offset) const {
    const projection::BlockSequence& blocks = m_view.focusedText().blocks();
    return languageOf(*blocks.blockAt(blocks.positionOf(offset).block));
}

const projection::BlockSequence* BlockSpelling::blocksOf(const event::ObjectId& sequence) const {
    if (sequence == kBody) return &m_view.blocks();
    const auto here = m_view.focusedSelection();
    return here && here->sequence == sequence ? &m_view.focusedText().blocks() : nullptr;
}

MisspeltWord BlockSpelling::wordOf(const event::ObjectId& sequence, const projection::BlockSequence& blocks,
                                   std::uint32_t index, const Utf16Range& range) const {
    const projection::BlockPtr& block = blocks.blockAt(index);
    const auto at = [&](text::Utf16Offset unit) {
        return blocks.offsetOf(projection::BlockPosition{index, static_cast<int>(unit.value)});
    };
    return {{sequence, {at(range.begin), at(range.end)}},
            block->text.mid(range.begin.value, range.end - range.begin),
            languageOf(*block)};
}

std::optional<MisspeltWord> BlockSpelling::misspeltAt(text::Offset offset) const {
    const auto here = m_view.focusedSelection();
    if (!here || m_view.isReadOnly()) return std::nullopt;
    const projection::BlockSequence& blocks = m_view.focusedText().blocks();
    const projection::BlockPosition place = blocks.positionOf(offset);
    const Entry* entry = entryOf(blocks.blockAt(place.block).get());
    if (entry == nullptr) return std::nullopt;
    const auto utf16 = static_cast<std::uint32_t>(place.utf16);
    const auto word = std::ranges::find_if(entry->misspelt, [utf16](const Utf16Range& range) {
        return range.begin.value <= utf16 && utf16 <= range.end.value;
    });
    if (word == entry->misspelt.end()) return std::nullopt;
    return wordOf(here->sequence, blocks, place.block, *word);
}

bool BlockSpelling::isIdle() const {
    return m_pendingCount == 0 && m_unwalked.empty() && m_seen.empty() && !m_seek;
}

void BlockSpelling::setWriting(std::optional<projection::TextRange> range) {
    m_writing = range;
    repaint();
}

void BlockSpelling::checkWriting() {
    if (!m_writing) return;
    const auto here = m_view.focusedSelection();
    const text::Offset caret = m_view.focusedText().caret();
    const bool isInWord = here && here->sequence == m_writing->sequence && m_writing->range.begin <= caret &&
                          caret <= m_writing->range.end;
    if (!isInWord) setWriting(std::nullopt);
}

void BlockSpelling::repaint() {
    m_view.viewport()->update();
    m_view.focusedText().viewport()->update();
}

text::Range BlockSpelling::wordAround(text::Offset offset) const {
    constexpr int kReach = 90;
    const projection::BlockSequence& blocks = m_view.focusedText().blocks();
    const projection::BlockPosition place = blocks.positionOf(offset);
    const QString& text = blocks.blockAt(place.block)->text;
    const auto isInWord = [&text](int index) {
        const QChar unit = text[index];
        return unit.isLetterOrNumber() || unit.isMark() || unit.isSurrogate() || unit == QLatin1Char('\'') ||
               unit == QChar(0x2019);
    };
    int begin = place.utf16;
    while (begin > 0 && place.utf16 - begin < kReach && isInWord(begin - 1))
        --begin;
    int end = place.utf16;
    while (end < text.size() && end - place.utf16 < kReach && isInWord(end))
        ++end;
    const auto at = [&](int unit) { return blocks.offsetOf(projection::BlockPosition{place.block, unit}); };
    return {at(begin), at(end)};
}

void BlockSpelling::ask(const projection::BlockPtr& block, bool isVisible) {
    Entry& entry = m_entries[block.get()];
    if (!entry.block) entry.block = block;
    if (entry.answered == m_epoch || (entry.asked == m_epoch && (entry.isVisible || !isVisible))) return;
    entry.asked = m_epoch;
    entry.isVisible = isVisible;
    if (!hasWords(*block)) {
        stopWaitingFor(entry);
        entry.asked = entry.answered = m_epoch;
        entry.misspelt.clear();
        return;
    }
    if (!std::exchange(entry.isPending, true)) ++m_pendingCount;
    m_requests.push_back({reinterpret_cast<std::uintptr_t>(block.get()), m_epoch, block->text, languageOf(*block),
                          skipsOf(*block), isVisible});
}

void BlockSpelling::stopWaitingFor(Entry& entry) {
    entry.asked = 0;
    if (!std::exchange(entry.isPending, false)) return;
    --m_pendingCount;
    const auto key = reinterpret_cast<std::uintptr_t>(entry.block.get());
    std::erase_if(m_requests, [key](const spelling::CheckRequest& request) { return request.key == key; });
    m_checker.forget(key);
}

void BlockSpelling::sendRequests() {
    if (!m_requests.empty()) m_checker.check(std::exchange(m_requests, {}));
}

void BlockSpelling::askSeen() {
    for (const projection::BlockPtr& block : std::exchange(m_seen, {})) {
        // Another one stands in its place by now, perhaps.
        if (block.use_count() > 1) ask(block, true);
    }
    sendRequests();
}

void BlockSpelling::takeAnswers(const std::vector<spelling::CheckAnswer>& answers) {
    bool isSeen = false;
    for (const spelling::CheckAnswer& answer : answers) {
        const auto known = m_entries.find(reinterpret_cast<const projection::Block*>(answer.key));
        // An answer to what was asked before everything changed.
        if (known == m_entries.end() || answer.generation != known->second.asked) continue;
        Entry& entry = known->second;
        if (std::exchange(entry.isPending, false)) --m_pendingCount;
        entry.answered = answer.generation;
        if (entry.misspelt == answer.misspelt) continue;
        entry.misspelt = answer.misspelt;
        isSeen |= entry.isVisible;
    }
    if (isSeen) repaint();
    if (m_seek) continueSeek();
    walkLater();
}

void BlockSpelling::walkLater() {
    const bool hasWork = (!m_unwalked.empty() && m_pendingCount < kPendingCountMax) || m_sweepBucket;
    if (hasWork && !m_walkTimer.isActive()) m_walkTimer.start(0);
}

/// A slice of the blocks that nobody has looked at.
void BlockSpelling::walk() {
    QElapsedTimer clock;
    clock.start();
    const projection::BlockSequence& blocks = m_view.blocks();
    while (!m_unwalked.empty() && m_pendingCount < kPendingCountMax && clock.elapsed() < kSliceMs) {
        text::Range& range = m_unwalked.back();
        std::uint32_t index = blocks.positionOf(range.begin).block;
        const std::uint32_t sliceEnd = std::min(index + 32, blocks.blockCount());
        for (; index < sliceEnd; ++index)
            ask(blocks.blockAt(index), false);
        if (index == blocks.blockCount() || range.end < blocks.startOf(index)) {
            m_unwalked.pop_back();
        } else {
            range.begin = blocks.startOf(index);
        }
    }
    sendRequests();
    beginSweep();
    sweep(clock);
    walkLater();
}

/// When there are many more than the body has. Cells that are shown stay, and are looked at again each time.
void BlockSpelling::beginSweep() {
    const std::size_t expected = m_view.blocks().blockCount() + m_view.blocks().blockCount() / 4 + 256;
    if (!m_sweepBucket && m_entries.size() > expected) m_sweepBucket = 0;
}

/// Forgets blocks that nothing but this has any more.
void BlockSpelling::sweep(const QElapsedTimer& clock) {
    if (!m_sweepBucket) return;
    if (std::exchange(m_sweepBucketCount, m_entries.bucket_count()) != m_entries.bucket_count()) m_sweepBucket = 0;
    std::vector<const projection::Block*> gone;
    while (*m_sweepBucket < m_sweepBucketCount && clock.elapsed() < 2 * kSliceMs) {
        const std::size_t end = std::min(*m_sweepBucket + 64, m_sweepBucketCount);
        for (; *m_sweepBucket < end; ++*m_sweepBucket) {
            for (auto entry = m_entries.begin(*m_sweepBucket); entry != m_entries.end(*m_sweepBucket); ++entry) {
                if (entry->second.block.use_count() == 1) gone.push_back(entry->first);
            }
        }
    }
    for (const projection::Block* block : gone) {
        const auto entry = m_entries.find(block);
        stopWaitingFor(entry->second);
        m_entries.erase(entry);
    }
    if (*m_sweepBucket < m_sweepBucketCount) return;
    m_sweepBucket.reset();
    std::erase_if(m_beside, [this](const auto& text) {
        return std::ranges::none_of(text.second, [this](const auto* block) { return m_entries.contains(block); });
    });
}

projection::ReadingPlace BlockSpelling::placeToSeekFrom(Direction direction) const {
    const auto edge = [direction](const text::Range& range) {
        return direction == Direction::kForward ? range.end : range.begin;
    };
    // In the body nothing beside it has to be read for that.
    if (!m_view.insetPlace()) return {edge(m_view.selection().range()), 0, {}};
    const auto here = m_view.focusedSelection();
    const auto place = here ? m_view.textsBeside().placeOf(here->sequence, edge(here->range)) : std::nullopt;
    return place ? *place : m_view.readingPlace();
}

void BlockSpelling::seek(Direction direction) {
    m_seek.emplace(Seek{ReadingWalk(m_view, direction, placeToSeekFrom(direction))});
    continueSeek();
}

void BlockSpelling::askAhead(const QElapsedTimer& clock) {
    while (m_seek->ahead.size() < kSeekAhead && clock.elapsed() < kSliceMs) {
        auto stop = m_seek->walk.next();
        if (!stop) break;
        m_seek->ahead.push_back(*std::move(stop));
    }
    for (const ReadingWalk::Stop& stop : m_seek->ahead) {
        const projection::BlockPtr& block = stop.block();
        if (stop.sequence != kBody && entryOf(block.get()) == nullptr) adopt(stop.sequence, stop.index, block);
        ask(block, true);
    }
    sendRequests();
}

void BlockSpelling::continueSeek() {
    QElapsedTimer clock;
    clock.start();
    while (m_seek) {
        if (m_seek->ahead.empty()) {
            auto next = m_seek->walk.next();
            if (!next) break;
            m_seek->ahead.push_back(*std::move(next));
        }
        const ReadingWalk::Stop& stop = m_seek->ahead.front();
        const projection::Block* block = stop.block().get();
        const Entry* entry = entryOf(block);
        if (entry == nullptr || entry->answered != m_epoch) {
            askAhead(clock);
            entry = entryOf(block);
            if (entry->answered != m_epoch) return;
        }
        if (const auto range = soughtIn(entry->misspelt, stop, m_seek->walk.direction())) {
            const MisspeltWord word = wordOf(stop.sequence, stop.blocks, stop.index, *range);
            endSeek();
            Q_EMIT found(word);
            return;
        }
        m_seek->ahead.pop_front();
        if (clock.elapsed() >= kSliceMs) {
            m_seekTimer.start(0);
            return;
        }
    }
    if (!m_seek) return;
    endSeek();
    Q_EMIT nothingFound();
}

/// What was read for it is nobody else's.
void BlockSpelling::endSeek() {
    m_seek.reset();
    beginSweep();
    walkLater();
}

}  // namespace varve::ui
