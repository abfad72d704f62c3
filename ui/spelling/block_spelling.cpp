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
constexpr std::uint32_t kSeekAhead = 48;
/// Comparing longer blocks after each key press would be felt.
constexpr qsizetype kCarriedSizeMax = 1 << 18;
constexpr std::string_view kWordPrefix = "word:";

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
    connect(&m_view, &EditorView::caretMoved, this, [this] {
        const text::Offset caret = m_view.caret();
        if (m_writing && (caret < m_writing->begin || m_writing->end < caret)) setWriting(std::nullopt);
    });
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
    m_view.viewport()->update();
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
        const text::Offset caret = m_view.caret();
        if (changed.begin <= caret && caret <= changed.end) {
            setWriting(wordAround(caret));
        } else if (m_writing) {
            const text::Offset begin = patch.body.mapped(m_writing->begin, Bias::kAfter);
            setWriting(text::Range{begin, std::max(begin, patch.body.mapped(m_writing->end, Bias::kBefore))});
        }
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

/// Marks move along with what an edit left alone, so that they do not vanish with every key.
void BlockSpelling::carryOver(text::Offset begin) {
    const projection::BlockSequence& now = m_view.blocks();
    const projection::BlockPtr& before = m_before.blockAt(m_before.positionOf(begin).block);
    const projection::BlockPtr& after = now.blockAt(now.positionOf(begin).block);
    const auto known = m_entries.find(before.get());
    if (before == after || known == m_entries.end()) return;
    stopWaitingFor(known->second);
    const QString& a = before->text;
    const QString& b = after->text;
    if (known->second.misspelt.empty() || std::max(a.size(), b.size()) > kCarriedSizeMax) return;
    const qsizetype shorter = std::min(a.size(), b.size());
    const qsizetype prefix = std::mismatch(a.begin(), a.begin() + shorter, b.begin()).first - a.begin();
    qsizetype suffix = 0;
    while (suffix < shorter - prefix && a[a.size() - 1 - suffix] == b[b.size() - 1 - suffix])
        ++suffix;
    Entry entry;
    entry.block = after;
    for (const Utf16Range& range : known->second.misspelt) {
        if (range.end.value <= prefix) {
            entry.misspelt.push_back(range);
        } else if (range.begin.value >= a.size() - suffix) {
            const auto shift = static_cast<std::uint32_t>(b.size() - a.size());
            entry.misspelt.push_back({{range.begin.value + shift}, {range.end.value + shift}});
        }
    }
    m_entries.insert_or_assign(after.get(), std::move(entry));
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
    m_view.viewport()->update();
}

std::span<const Utf16Range> BlockSpelling::marksOf(const event::ObjectId& sequence, std::uint32_t index,
                                                   const projection::BlockPtr& block) {
    // The past is not corrected.
    if (m_view.isReadOnly()) return {};
    const Entry* entry = entryOf(block.get());
    if (entry == nullptr || (entry->answered != m_epoch && (entry->asked != m_epoch || !entry->isVisible))) {
        m_seen.push_back(block);
        if (!m_seenTimer.isActive()) m_seenTimer.start(0);
    }
    if (entry == nullptr || entry->misspelt.empty()) return {};
    const bool isBody = sequence == event::ObjectId{event::WellKnownObject::kBody};
    if (!isBody || !m_writing || m_writing->isEmpty()) return entry->misspelt;
    const projection::BlockPosition writing = m_view.blocks().positionOf(m_writing->begin);
    if (writing.block != index) return entry->misspelt;
    const auto end = static_cast<std::uint32_t>(m_view.blocks().positionOf(m_writing->end).utf16);
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
    const projection::BlockSequence& blocks = m_view.blocks();
    return languageOf(*blocks.blockAt(blocks.positionOf(offset).block));
}

std::optional<MisspeltWord> BlockSpelling::misspeltAt(text::Offset offset) const {
    const projection::BlockSequence& blocks = m_view.blocks();
    const projection::BlockPosition place = blocks.positionOf(offset);
    const projection::BlockPtr& block = blocks.blockAt(place.block);
    const Entry* entry = entryOf(block.get());
    if (entry == nullptr || m_view.isReadOnly()) return std::nullopt;
    const auto utf16 = static_cast<std::uint32_t>(place.utf16);
    const auto word = std::ranges::find_if(entry->misspelt, [utf16](const Utf16Range& range) {
        return range.begin.value <= utf16 && utf16 <= range.end.value;
    });
    if (word == entry->misspelt.end()) return std::nullopt;
    const auto at = [&](text::Utf16Offset unit) {
        return blocks.offsetOf(projection::BlockPosition{place.block, static_cast<int>(unit.value)});
    };
    return MisspeltWord{{at(word->begin), at(word->end)},
                        block->text.mid(word->begin.value, word->end - word->begin),
                        languageOf(*block)};
}

bool BlockSpelling::isIdle() const {
    return m_pendingCount == 0 && m_unwalked.empty() && m_seen.empty() && !m_seek;
}

void BlockSpelling::setWriting(std::optional<text::Range> range) {
    m_writing = range;
    m_view.viewport()->update();
}

text::Range BlockSpelling::wordAround(text::Offset offset) const {
    constexpr int kReach = 90;
    const projection::BlockSequence& blocks = m_view.blocks();
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
    if (isSeen) m_view.viewport()->update();
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
    const std::size_t expected = blocks.blockCount() + blocks.blockCount() / 4 + 256;
    if (!m_sweepBucket && m_entries.size() > expected) m_sweepBucket = 0;
    sweep(clock);
    walkLater();
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
    if (*m_sweepBucket == m_sweepBucketCount) m_sweepBucket.reset();
}

void BlockSpelling::seek(Direction direction, text::Offset from) {
    const projection::BlockPosition place = m_view.blocks().positionOf(from);
    m_seek = Seek{direction, place, place.block, 0};
    continueSeek();
}

std::uint32_t BlockSpelling::neighbour(std::uint32_t block) const {
    const std::uint32_t count = m_view.blocks().blockCount();
    if (m_seek->direction == Direction::kForward) return block + 1 == count ? 0 : block + 1;
    return block == 0 ? count - 1 : block - 1;
}

void BlockSpelling::askAhead(std::uint32_t block) {
    const std::uint32_t count = std::min(kSeekAhead, m_view.blocks().blockCount());
    for (std::uint32_t step = 0; step < count; ++step, block = neighbour(block))
        ask(m_view.blocks().blockAt(block), true);
    sendRequests();
}

/// In the block where it began only the part behind the place counts, and the other part at the end.
std::optional<Utf16Range> BlockSpelling::soughtIn(const Entry& entry) const {
    if (entry.misspelt.empty()) return std::nullopt;
    const bool isForward = m_seek->direction == Direction::kForward;
    if (m_seek->stepCount > 0) return isForward ? entry.misspelt.front() : entry.misspelt.back();
    const auto from = static_cast<std::uint32_t>(m_seek->from.utf16);
    if (isForward) {
        const auto next = std::ranges::lower_bound(entry.misspelt, text::Utf16Offset{from}, {}, &Utf16Range::begin);
        return next == entry.misspelt.end() ? std::nullopt : std::optional(*next);
    }
    const auto next = std::ranges::upper_bound(entry.misspelt, text::Utf16Offset{from}, {}, &Utf16Range::end);
    return next == entry.misspelt.begin() ? std::nullopt : std::optional(*std::prev(next));
}

void BlockSpelling::continueSeek() {
    QElapsedTimer clock;
    clock.start();
    const projection::BlockSequence& blocks = m_view.blocks();
    while (m_seek && m_seek->stepCount <= blocks.blockCount()) {
        const projection::BlockPtr& block = blocks.blockAt(m_seek->block);
        const Entry* entry = entryOf(block.get());
        if (entry == nullptr || entry->answered != m_epoch) {
            askAhead(m_seek->block);
            entry = entryOf(block.get());
            if (entry->answered != m_epoch) return;
        }
        if (const auto range = soughtIn(*entry)) {
            const auto at =
                blocks.offsetOf(projection::BlockPosition{m_seek->block, static_cast<int>(range->begin.value)});
            m_seek.reset();
            if (const auto word = misspeltAt(at)) Q_EMIT found(*word);
            return;
        }
        ++m_seek->stepCount;
        m_seek->block = neighbour(m_seek->block);
        if (clock.elapsed() >= kSliceMs) {
            m_seekTimer.start(0);
            return;
        }
    }
    if (std::exchange(m_seek, std::nullopt)) Q_EMIT nothingFound();
}

}  // namespace varve::ui
