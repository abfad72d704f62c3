// What a tracker remembers of every event by its arrival number: where it stands, what it hit, or which mark or writer
// it is. From the tracker's base on in blocks of 64 events, each a short list of runs, so that memory follows the runs
// and a look-up is still a few instructions; of the events before the base only those are known that are still needed,
// as ordered runs.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "merge/below_runs.h"
#include "merge/item.h"

namespace varve::merge {

/// Insert: leaf in the tree of its text. Delete: the unit it hit. Mark: its number. Set: number of the writer.
/// Quarantined, or before the base and not needed any more: kNone. Liveness: 0.
/// Copies are copies of three arrays.
class EventIndex {
  public:
    /// Entries are below this, or kNone.
    static constexpr std::uint32_t kEntryEnd = std::uint32_t{1} << 29;

    /// How the entries of consecutive events follow each other.
    enum class Step : std::int32_t { kDown = -1, kSame = 0, kUp = 1 };

    /// Events before the base with one entry.
    using BelowRun = BelowRuns::Run;
    /// Events [first, end) from the base on: the entry of the first one, and how the others follow.
    struct Run {
        std::uint32_t first = 0;
        std::uint32_t end = 0;
        std::uint32_t entry = 0;
        Step step = Step::kSame;

        [[nodiscard]] std::uint32_t entryOf(std::uint32_t event) const {
            return entry + static_cast<std::uint32_t>(step) * (event - first);
        }
    };

    EventIndex() = default;
    explicit EventIndex(std::uint32_t base) : m_base(base), m_size(base) {}
    /// The runs before the base: in any order, disjoint (CHECKed). Cost: O(n log n).
    void setBelow(std::vector<BelowRun> below);

    [[nodiscard]] std::uint32_t base() const { return m_base; }
    /// The number of events, those before the base included.
    [[nodiscard]] std::uint32_t size() const { return m_size; }
    /// Only grows. New events have entry 0.
    void resize(std::uint32_t eventCount);

    /// Cost: O(1) from the base on, else O(log runs).
    [[nodiscard]] std::uint32_t operator[](std::uint32_t event) const {
        if (event < m_base) return m_below.entryOf(event);
        if (m_mode == Mode::kPlain) return m_plain[event - m_base];
        const std::uint32_t block = (event - m_base) / kBlock;
        const std::uint32_t offset = (event - m_base) % kBlock;
        const std::uint64_t starts = m_starts[block];
        if (starts == 1) return entryAt(m_words[block], offset);
        const std::uint64_t upTo = starts & (~std::uint64_t{0} >> (kBlock - 1 - offset));
        return entryAt(m_runs[m_words[block] + countOf(upTo) - 1], offset - lastOf(upTo));
    }
    /// A run that begins with `event`, which is not before the base; what follows may continue it. Cost: O(1).
    [[nodiscard]] Run runAt(std::uint32_t event) const;
    /// Events before the base are not. Cost: O(1).
    [[nodiscard]] bool isQuarantined(std::uint32_t event) const { return event >= m_base && (*this)[event] == kNone; }
    /// Whether every event of [first, end), before the base, is still known. Cost: O(log runs + runs inside).
    [[nodiscard]] bool holdsAllBelow(std::uint32_t first, std::uint32_t end) const {
        return m_below.holdsAll(first, end);
    }
    /// `event` is not before the base.
    void set(std::uint32_t event, std::uint32_t entry) { setRun({event, event + 1, entry, Step::kSame}); }
    /// Not before the base, not empty. Cost: O(count / 64 + 1).
    void setRun(const Run& run);
    /// Any events, at least one. Cost: O(count / 64 + 1) from the base on, else that of BelowRuns::fill().
    void fill(std::uint32_t first, std::uint32_t count, std::uint32_t entry) {
        if (first < m_base) {
            const std::uint32_t end = std::min(first + count, m_base);
            m_below.fill(first, end, entry);
            count -= end - first;
            first = end;
        }
        if (count > 0) setRun({first, first + count, entry, Step::kSame});
    }
    /// fill() for the leaf where inserted units stand now.
    void place(std::uint32_t first, std::uint32_t count, std::uint32_t leaf) {
        if (m_mode == Mode::kWithoutPlaces) return;
        if (m_mode == Mode::kPlain) {
            std::fill_n(m_plain.begin() + (first - m_base), count, leaf);
        } else if (first >= m_base) {
            placeRuns(first - m_base, first - m_base + count, leaf);
        } else {
            fill(first, count, leaf);
        }
    }
    [[nodiscard]] bool hasNothingBelow() const { return m_below.isEmpty(); }

    /// What is asked for while very many entries are set.
    enum class Bulk : std::uint8_t { kEverything, kNothing };
    /// For an index in which nothing is set yet: until rebuild() entries are kept in a way that is quick to change, but
    /// each is set once only, other than by place().
    void beginBulk(Bulk asked);
    /// What was set since then, but for places.
    [[nodiscard]] std::span<const Run> bulkRuns() const { return m_bulkRuns; }
    /// Makes everything from the base on anew: of each event but those with entry 0 there is one run, either in
    /// `others` or given to `visit(run)` by `forEachPlace(visit)`, in any order and the same when called again.
    /// Cost: O(runs + events / 64).
    template <typename ForEachPlace>
    void rebuild(ForEachPlace forEachPlace, std::span<const Run> others);
    /// Gives back memory where more than an eighth is not used. Cost: O(blocks).
    void trim();
    [[nodiscard]] std::size_t memoryBytes() const;
    /// CHECKs the order of the runs before the base, and that no two blocks share memory. Cost: O(runs).
    void checkInvariants() const;

  private:
    static constexpr std::uint32_t kBlock = 64;
    /// Sizes that the list of a block may have in m_runs; a block of one run has none.
    static constexpr std::array<std::uint8_t, 19> kCapacities{2,  3,  4,  5,  6,  7,  8,  10, 12, 14,
                                                              16, 20, 24, 28, 32, 40, 48, 56, 64};
    static constexpr std::uint32_t kStepShift = 30;

    enum class Mode : std::uint8_t { kRuns, kPlain, kWithoutPlaces };

    /// What one block says, while it changes.
    struct Change;

    // A run in one word: its step in the two highest bits, below them the entry of its first event, both signed, which
    // makes kNone an entry like any other.
    [[nodiscard]] static std::uint32_t wordOf(std::uint32_t entry, Step step) {
        return (static_cast<std::uint32_t>(step) << kStepShift) | (entry & ((1U << kStepShift) - 1));
    }
    [[nodiscard]] static std::uint32_t stepOf(std::uint32_t word) {
        return static_cast<std::uint32_t>(static_cast<std::int32_t>(word) >> kStepShift);
    }
    /// Of event number `offset` of the run.
    [[nodiscard]] static std::uint32_t entryAt(std::uint32_t word, std::uint32_t offset) {
        return static_cast<std::uint32_t>(static_cast<std::int32_t>(word << 2) >> 2) + stepOf(word) * offset;
    }
    /// The same run from event number `offset` on.
    [[nodiscard]] static std::uint32_t wordFrom(std::uint32_t word, std::uint32_t offset) {
        return wordOf(entryAt(word, offset), static_cast<Step>(stepOf(word)));
    }
    /// std::popcount is a call where the processor is not known to have it.
    [[nodiscard]] static std::uint32_t countOf(std::uint64_t bits) {
        bits -= (bits >> 1) & 0x5555555555555555U;
        bits = (bits & 0x3333333333333333U) + ((bits >> 2) & 0x3333333333333333U);
        bits = (bits + (bits >> 4)) & 0x0f0f0f0f0f0f0f0fU;
        return static_cast<std::uint32_t>((bits * 0x0101010101010101U) >> 56);
    }
    /// Place of the highest bit, of which there is one.
    [[nodiscard]] static std::uint32_t lastOf(std::uint64_t bits) {
        return 63U - static_cast<std::uint32_t>(std::countl_zero(bits));
    }
    /// Bits below `place`, which is at most 64.
    [[nodiscard]] static std::uint64_t bitsBelow(std::uint32_t place) {
        return place == kBlock ? ~std::uint64_t{0} : (std::uint64_t{1} << place) - 1;
    }
    /// Whether both can be in one run, side by side. kNone is no number that others come before or after.
    [[nodiscard]] static bool continues(std::uint32_t entry, std::uint32_t next) {
        return next == entry || (next - entry + 1 <= 2 && next != kNone && entry != kNone);
    }
    [[nodiscard]] static std::uint32_t classOf(std::uint32_t runCount);
    [[nodiscard]] static bool join(std::uint32_t& left, std::uint32_t leftCount, std::uint32_t right,
                                   std::uint32_t rightCount);

    // Of rebuild(): first where runs begin and where the next thing does, then room for them, then what they say.
    void startRun(const Run& run) {
        const std::uint32_t first = run.first - m_base;
        const std::uint32_t end = run.end - m_base;
        m_starts[first / kBlock] |= std::uint64_t{1} << (first % kBlock);
        if (end % kBlock != 0) m_starts[end / kBlock] |= std::uint64_t{1} << (end % kBlock);
    }
    void layOutBlocks();
    void writeRun(const Run& run);
    void placeRuns(std::uint32_t first, std::uint32_t end, std::uint32_t leaf);
    void setInBlock(std::uint32_t block, std::uint32_t begin, std::uint32_t end, std::uint32_t word);
    void replaceRuns(std::uint32_t block, const Change& change);
    [[nodiscard]] std::uint32_t allocate(std::uint32_t sizeClass);
    void release(std::uint32_t place, std::uint32_t sizeClass);

    std::uint32_t m_base = 0;
    std::uint32_t m_size = 0;
    Mode m_mode = Mode::kRuns;
    std::vector<std::uint32_t> m_plain;  // all entries while plain
    std::vector<Run> m_bulkRuns;         // set in a bulk, but for places
    // By block: the events that begin a run, the first one always; and the only run, or where in m_runs they are.
    // Behind the last event there is entry 0.
    std::vector<std::uint64_t> m_starts;
    std::vector<std::uint32_t> m_words;
    std::vector<std::uint32_t> m_runs;
    std::array<std::uint32_t, kCapacities.size()> m_free = noneFree();  // by size: first of a list through m_runs
    std::size_t m_freeCount = 0;                                        // words in these lists
    BelowRuns m_below;

    [[nodiscard]] static constexpr std::array<std::uint32_t, kCapacities.size()> noneFree() {
        std::array<std::uint32_t, kCapacities.size()> heads{};
        heads.fill(kNone);
        return heads;
    }
};

template <typename ForEachPlace>
void EventIndex::rebuild(ForEachPlace forEachPlace, std::span<const Run> others) {
    EventIndex built(m_base);
    built.resize(m_size);
    built.m_below = std::move(m_below);
    const auto start = [&built](const Run& run) { built.startRun(run); };
    forEachPlace(start);
    std::ranges::for_each(others, start);
    built.layOutBlocks();
    const auto write = [&built](const Run& run) { built.writeRun(run); };
    forEachPlace(write);
    std::ranges::for_each(others, write);
    *this = std::move(built);
}

}  // namespace varve::merge
