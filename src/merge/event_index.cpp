#include "merge/event_index.h"

#include <algorithm>
#include <utility>

#include "base/check.h"

namespace varve::merge {

/// Runs [first, end) of a block become `count` others.
struct EventIndex::Change {
    std::uint64_t starts = 0;  // of the block then
    std::uint32_t first = 0;
    std::uint32_t end = 0;
    std::array<std::uint32_t, 3> words{};
    std::uint32_t count = 0;
};

void EventIndex::resize(std::uint32_t eventCount) {
    m_size = eventCount;
    const std::size_t blockCount = (std::size_t{eventCount} - m_base + kBlock - 1) / kBlock;
    m_starts.resize(blockCount, 1);
    m_words.resize(blockCount);
}

void EventIndex::beginBulk(Bulk asked) {
    CHECK(m_mode == Mode::kRuns && m_runs.empty());
    m_mode = asked == Bulk::kNothing ? Mode::kWithoutPlaces : Mode::kPlain;
    if (m_mode == Mode::kPlain) m_plain.resize(m_size - m_base);
}

void EventIndex::layOutBlocks() {
    std::uint32_t size = 0;
    for (std::size_t block = 0; block < m_starts.size(); ++block) {
        const std::uint32_t count = countOf(m_starts[block]);
        if (count == 1) continue;
        m_words[block] = size;
        size += kCapacities[classOf(count)];
    }
    m_runs.resize(size);
}

void EventIndex::writeRun(const Run& run) {
    std::uint32_t first = run.first - m_base;
    const std::uint32_t end = run.end - m_base;
    std::uint32_t word = wordOf(run.entry, run.step);
    while (true) {
        const std::uint32_t block = first / kBlock;
        const std::uint64_t starts = m_starts[block];
        std::uint32_t& own =
            starts == 1 ? m_words[block] : m_runs[m_words[block] + countOf(starts & bitsBelow(first % kBlock))];
        own = word;
        const std::uint32_t count = kBlock - first % kBlock;
        if (end - first <= count) return;
        first += count;
        word = wordFrom(word, count);
    }
}

EventIndex::Run EventIndex::runAt(std::uint32_t event) const {
    if (m_mode == Mode::kPlain) {
        const std::uint32_t* const entries = m_plain.data() + (event - m_base);
        const std::uint32_t countMax = m_size - event;
        Run run{event, event + 1, entries[0], Step::kSame};
        if (countMax == 1 || !continues(entries[0], entries[1])) return run;
        run.step = static_cast<Step>(entries[1] - entries[0]);
        std::uint32_t count = 2;
        while (count < countMax && entries[count] == run.entryOf(event + count) && entries[count] != kNone)
            ++count;
        run.end = event + count;
        return run;
    }
    const std::uint32_t block = (event - m_base) / kBlock;
    const std::uint32_t offset = (event - m_base) % kBlock;
    const std::uint64_t starts = m_starts[block];
    const std::uint64_t upTo = starts & bitsBelow(offset + 1);
    const std::uint32_t word = starts == 1 ? m_words[block] : m_runs[m_words[block] + countOf(upTo) - 1];
    const std::uint64_t behind = starts & ~upTo;
    const std::uint32_t end = behind == 0 ? kBlock : static_cast<std::uint32_t>(std::countr_zero(behind));
    return {event, std::min(event + (end - offset), m_size), entryAt(word, offset - lastOf(upTo)),
            static_cast<Step>(stepOf(word))};
}

void EventIndex::setRun(const Run& run) {
    DCHECK(run.first >= m_base && run.first < run.end && run.end <= m_size);
    if (m_mode != Mode::kRuns) {
        m_bulkRuns.push_back(run);
        if (m_mode == Mode::kPlain) {
            // Nothing in the loop is behind a pointer, so that it becomes vectors.
            std::uint32_t* const entries = m_plain.data() + (run.first - m_base);
            const std::uint32_t count = run.end - run.first;
            const std::uint32_t entry = run.entry;
            const auto step = static_cast<std::uint32_t>(run.step);
            for (std::uint32_t offset = 0; offset < count; ++offset)
                entries[offset] = entry + step * offset;
        }
        return;
    }
    std::uint32_t first = run.first - m_base;
    const std::uint32_t end = run.end - m_base;
    std::uint32_t word = wordOf(run.entry, run.step);
    while (true) {
        const std::uint32_t block = first / kBlock;
        const std::uint32_t begin = first % kBlock;
        const std::uint32_t count = std::min(end - first, kBlock - begin);
        setInBlock(block, begin, begin + count, word);
        first += count;
        if (first == end) return;
        word = wordFrom(word, count);
    }
}

void EventIndex::placeRuns(std::uint32_t first, std::uint32_t end, std::uint32_t leaf) {
    while (first < end) {
        const std::uint32_t block = first / kBlock;
        const std::uint32_t begin = first % kBlock;
        const std::uint32_t count = std::min(end - first, kBlock - begin);
        const std::uint64_t starts = m_starts[block];
        // What begins from there on, up to the first event behind; a run that ends with the block has that as well.
        const std::uint64_t from = starts >> begin;
        const std::uint64_t marker = begin + count == kBlock ? 0 : std::uint64_t{1} << count;
        if ((from & (marker + marker - 1)) == (1 | marker)) {
            // Mostly an item goes to another leaf. Neighbours that go there too are not joined: they may part again.
            std::uint32_t& own =
                starts == 1 ? m_words[block] : m_runs[m_words[block] + countOf(starts & bitsBelow(begin))];
            own = leaf;
        } else {
            setInBlock(block, begin, begin + count, leaf);
        }
        first += count;
    }
}

/// Makes `left` both runs where the right one continues it. One event alone continues in any step.
bool EventIndex::join(std::uint32_t& left, std::uint32_t leftCount, std::uint32_t right, std::uint32_t rightCount) {
    const std::uint32_t last = entryAt(left, leftCount - 1);
    const std::uint32_t next = entryAt(right, 0);
    const std::uint32_t step = next - last;
    if (!continues(last, next) || (leftCount > 1 && step != stepOf(left)) || (rightCount > 1 && step != stepOf(right)))
        return false;
    left = wordOf(entryAt(left, 0), static_cast<Step>(step));
    return true;
}

void EventIndex::setInBlock(std::uint32_t block, std::uint32_t begin, std::uint32_t end, std::uint32_t word) {
    const std::uint64_t starts = m_starts[block];
    const std::uint32_t* const runs = starts == 1 ? &m_words[block] : &m_runs[m_words[block]];
    const std::uint64_t inFront = starts & bitsBelow(begin);
    const std::uint64_t upToEnd = starts & bitsBelow(end);
    const std::uint64_t behind = starts & ~upToEnd;
    Change change;
    change.first = countOf(inFront);
    change.end = countOf(upToEnd);
    change.starts = inFront | behind;

    std::uint32_t ownBegin = begin;
    if (inFront != 0) {
        std::uint32_t left = runs[change.first - 1];
        const std::uint32_t leftBegin = lastOf(inFront);
        if (join(left, begin - leftBegin, word, end - begin)) {
            word = left;
            ownBegin = leftBegin;
            --change.first;
        }
    }
    change.starts |= std::uint64_t{1} << ownBegin;
    change.words[change.count++] = word;
    if (end < kBlock) {
        // What follows is a run of its own, or the rest of the last one overwritten.
        const bool isRest = (behind >> end & 1) == 0;
        const std::uint32_t right = isRest ? wordFrom(runs[change.end - 1], end - lastOf(upToEnd)) : runs[change.end];
        const std::uint64_t next = behind & ~bitsBelow(end + 1);
        const std::uint32_t rightEnd = next == 0 ? kBlock : static_cast<std::uint32_t>(std::countr_zero(next));
        if (join(change.words[0], end - ownBegin, right, rightEnd - end)) {
            change.starts &= ~(std::uint64_t{1} << end);
            change.end += isRest ? 0 : 1;
        } else if (isRest) {
            change.starts |= std::uint64_t{1} << end;
            change.words[change.count++] = right;
        }
    }
    replaceRuns(block, change);
}

/// The smallest size that holds so many runs, which are at least two.
std::uint32_t EventIndex::classOf(std::uint32_t runCount) {
    static constexpr auto kClasses = [] {
        std::array<std::uint8_t, kBlock + 1> classes{};
        std::uint8_t sizeClass = 0;
        for (std::uint32_t count = 2; count <= kBlock; ++count) {
            if (kCapacities[sizeClass] < count) ++sizeClass;
            classes[count] = sizeClass;
        }
        return classes;
    }();
    return kClasses[runCount];
}

void EventIndex::replaceRuns(std::uint32_t block, const Change& change) {
    const std::uint64_t starts = std::exchange(m_starts[block], change.starts);
    const std::uint32_t oldCount = countOf(starts);
    const std::uint32_t newCount = oldCount - (change.end - change.first) + change.count;
    const std::uint32_t place = m_words[block];
    if (newCount == 1) {
        m_words[block] = change.words[0];
        if (oldCount > 1) release(place, classOf(oldCount));
        return;
    }
    const std::uint32_t sizeClass = classOf(newCount);
    std::uint32_t target = place;
    if (oldCount == 1 || classOf(oldCount) != sizeClass) {
        target = allocate(sizeClass);
        m_words[block] = target;
    }
    // The list of one run is the word itself, and that is not needed: all of it is replaced, or its head is `first`.
    std::uint32_t* const to = &m_runs[target];
    const std::uint32_t* const from = oldCount == 1 ? &place : &m_runs[place];
    const std::uint32_t movedTo = change.first + change.count;
    if (target == place && oldCount > 1) {
        if (movedTo > change.end) {
            std::copy_backward(to + change.end, to + oldCount, to + newCount);
        } else if (movedTo < change.end) {
            std::copy(to + change.end, to + oldCount, to + movedTo);
        }
    } else {
        std::copy_n(from, change.first, to);
        std::copy(from + change.end, from + oldCount, to + movedTo);
        if (oldCount > 1) release(place, classOf(oldCount));
    }
    std::copy_n(change.words.begin(), change.count, to + change.first);
}

std::uint32_t EventIndex::allocate(std::uint32_t sizeClass) {
    const std::uint32_t capacity = kCapacities[sizeClass];
    const std::uint32_t place = m_free[sizeClass];
    if (place != kNone) {
        m_free[sizeClass] = m_runs[place];
        m_freeCount -= capacity;
        return place;
    }
    m_runs.resize(m_runs.size() + capacity);
    return static_cast<std::uint32_t>(m_runs.size()) - capacity;
}

void EventIndex::release(std::uint32_t place, std::uint32_t sizeClass) {
    m_runs[place] = std::exchange(m_free[sizeClass], place);
    m_freeCount += kCapacities[sizeClass];
}

void EventIndex::trim() {
    const std::size_t used = m_runs.size() - m_freeCount;
    if (m_runs.capacity() - used > used / 8) {
        std::vector<std::uint32_t> packed;
        packed.reserve(used);
        for (std::size_t block = 0; block < m_starts.size(); ++block) {
            if (m_starts[block] == 1) continue;
            const std::uint32_t capacity = kCapacities[classOf(countOf(m_starts[block]))];
            const auto from = m_runs.begin() + m_words[block];
            m_words[block] = static_cast<std::uint32_t>(packed.size());
            packed.insert(packed.end(), from, from + capacity);
        }
        m_runs = std::move(packed);
        m_free = noneFree();
        m_freeCount = 0;
    }
    if (m_starts.capacity() - m_starts.size() > m_starts.size() / 8) {
        m_starts.shrink_to_fit();
        m_words.shrink_to_fit();
    }
}

std::size_t EventIndex::memoryBytes() const {
    return m_starts.capacity() * sizeof(std::uint64_t) +
           (m_words.capacity() + m_runs.capacity()) * sizeof(std::uint32_t) +
           m_plain.capacity() * sizeof(std::uint32_t) + m_bulkRuns.capacity() * sizeof(Run) + m_below.memoryBytes();
}

void EventIndex::setBelow(std::vector<BelowRun> below) {
    m_below = BelowRuns(std::move(below));
    checkInvariants();
}

void EventIndex::checkInvariants() const {
    std::vector<bool> isTaken(m_runs.size());
    const auto take = [&isTaken](std::size_t place, std::size_t count) {
        for (const std::size_t end = place + count; place < end; ++place) {
            CHECK(place < isTaken.size() && !isTaken[place]);
            isTaken[place] = true;
        }
    };
    for (std::size_t block = 0; block < m_starts.size(); ++block) {
        CHECK((m_starts[block] & 1) != 0);
        if (m_starts[block] != 1) take(m_words[block], kCapacities[classOf(countOf(m_starts[block]))]);
    }
    for (std::size_t sizeClass = 0; sizeClass < kCapacities.size(); ++sizeClass) {
        for (std::uint32_t place = m_free[sizeClass]; place != kNone; place = m_runs[place])
            take(place, kCapacities[sizeClass]);
    }
    CHECK(std::ranges::find(isTaken, false) == isTaken.end());
    m_below.checkInvariants(m_base);
}

}  // namespace varve::merge
