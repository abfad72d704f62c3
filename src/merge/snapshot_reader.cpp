// Reads tracker snapshots. Nothing in the bytes is believed: every number is looked at before it is used, and what
// would let the walker step outside its tables is refused.
#include <algorithm>
#include <limits>

#include "base/check.h"
#include "base/compression.h"
#include "merge/snapshot_parts.h"
#include "merge/tracker_fold.h"
#include "merge/tracker_snapshot.h"

namespace varve::merge {

using event::LocalRange;
using event::LocalVersion;
using event::OperationRun;
using event::OperationType;

namespace {

/// Entries of the index for units that are not placed yet: this and the number of their text. No arrival number and no
/// leaf is as great.
constexpr std::uint32_t kUnplaced = EventIndex::kEntryEnd / 2;
constexpr std::uint32_t kTextCountMax = EventIndex::kEntryEnd / 4;
/// For marks that were not named yet.
constexpr std::uint32_t kUnnamed = EventIndex::kEntryEnd - 1;

constexpr std::uint64_t kNumberMax = std::numeric_limits<std::uint32_t>::max();

struct UnitRange {
    std::uint32_t first = 0;
    std::uint32_t end = 0;
};

}  // namespace

class SnapshotReader {
  public:
    SnapshotReader(const event::EventLog& log, Tracker& tracker, BytesView content)
        : m_log(log), m_tracker(tracker), m_state(*tracker.m_state), m_reader(content) {}

    /// Whether the tracker is now that of the bytes. False leaves it unusable.
    [[nodiscard]] bool read() {
        return readFrame() && readAllItems() && readDeletions() && readMarks() && originsFit() && placeItems() &&
               foldRest();
    }

  private:
    [[nodiscard]] bool readFrame();
    [[nodiscard]] bool readTexts();
    void presetIndex();
    /// Counts what waits for its place, its target or its name; modulo 2^32.
    void addWaiting(const OperationRun& run, std::uint32_t count);
    void setQuarantined(LocalRange events);
    [[nodiscard]] bool readAllItems();
    [[nodiscard]] bool readItems(std::uint32_t text);
    [[nodiscard]] bool belowUnitsFit(std::uint32_t text);
    [[nodiscard]] bool readDeletions();
    /// As many targets as there are deletions.
    [[nodiscard]] bool setTargets(std::span<const TargetRun> targets);
    [[nodiscard]] bool readMarks();
    [[nodiscard]] bool originsFit() const;
    [[nodiscard]] bool placeItems();
    [[nodiscard]] bool foldRest();
    [[nodiscard]] bool statesFit() const;
    [[nodiscard]] bool isDeadAsSaid(const Item& item) const;
    [[nodiscard]] bool coveragesFit();
    [[nodiscard]] bool markPlacesFit() const;

    [[nodiscard]] std::uint64_t readCount() { return m_reader.readVarintUpTo(m_reader.remaining()); }
    /// A signed step from `predicted` to a number in 0 .. max.
    std::uint32_t readStep(std::uint64_t predicted, std::uint64_t max = kNumberMax - 1) {
        const std::int64_t step = m_reader.readSignedVarint();
        const auto limit = static_cast<std::int64_t>(kNumberMax);
        if (step < -limit || step > limit) m_reader.fail();
        const std::int64_t value = m_reader.failed() ? 0 : static_cast<std::int64_t>(predicted) + step;
        if (value < 0 || value > static_cast<std::int64_t>(max)) m_reader.fail();
        return m_reader.failed() ? 0 : static_cast<std::uint32_t>(value);
    }
    /// Whether a character of the text has this number, while units are still unplaced.
    [[nodiscard]] bool isUnitOf(std::uint32_t text, std::uint32_t unit) const;
    /// The same for several; all before m_end.
    [[nodiscard]] bool areUnitsOf(std::uint32_t text, std::uint32_t first, std::uint32_t count) const;
    /// Whether these, from the base on, still await their places in the text.
    [[nodiscard]] bool areUnplaced(std::uint32_t text, std::uint32_t first, std::uint32_t end) const;
    [[nodiscard]] bool isOriginOf(std::uint32_t text, std::uint32_t originOrNone, std::uint32_t first) const {
        return originOrNone == kNone || (originOrNone < first && isUnitOf(text, originOrNone));
    }

    const event::EventLog& m_log;
    Tracker& m_tracker;
    Tracker::State& m_state;
    ByteReader m_reader;
    std::uint32_t m_base = 0;
    std::uint32_t m_end = 0;
    std::uint32_t m_insertedCount = 0;                 // units from the base on that await their places
    std::uint32_t m_deletedCount = 0;                  // likewise deletions
    std::uint32_t m_markCount = 0;                     // from the base on
    std::vector<std::vector<Item>> m_items;            // by text
    std::vector<std::vector<UnitRange>> m_belowUnits;  // by text: units before the base, ascending
    std::vector<EventIndex::BelowRun> m_below;
    std::vector<MarkPlace> m_marks;
};

bool SnapshotReader::readFrame() {
    m_base = static_cast<std::uint32_t>(m_reader.readVarintUpTo(m_log.end().value));
    m_end = static_cast<std::uint32_t>(m_reader.readVarintUpTo(m_log.end().value));
    if (m_reader.failed() || m_base > m_end || m_reader.readFixed64() != arrivalChecksum(m_log, {m_end})) return false;
    m_state.index = EventIndex(m_base);
    m_state.index.resize(m_end);
    std::vector<LocalRange> quarantined;
    std::uint32_t before = m_base;
    for (std::uint64_t rest = readCount(); rest > 0; --rest) {
        LocalRange range;
        range.begin.value = before + static_cast<std::uint32_t>(m_reader.readVarintUpTo(m_end - before));
        range.end.value =
            range.begin.value + static_cast<std::uint32_t>(m_reader.readVarintUpTo(m_end - range.begin.value));
        if (m_reader.failed() || range.isEmpty()) return false;
        quarantined.push_back(range);
        before = range.end.value;
    }
    if (!readTexts()) return false;
    presetIndex();
    m_state.hasQuarantined = !quarantined.empty();
    for (const LocalRange& range : quarantined)
        setQuarantined(range);
    return true;
}

bool SnapshotReader::readTexts() {
    const std::uint64_t count = m_reader.readVarintUpTo(std::min<std::uint64_t>(m_reader.remaining(), kTextCountMax));
    if (m_reader.failed() || count == 0) return false;
    for (std::uint64_t text = 1; text < count; ++text) {
        const std::uint64_t sequence = m_reader.readVarint();
        if (m_reader.failed() || sequence == 0 || sequence >= m_log.sequences().size()) return false;
        const auto number = static_cast<std::uint32_t>(sequence);
        if (number < m_state.textBySequence.size() && m_state.textBySequence[number] != kNone) return false;
        m_state.createText(m_log, number);
    }
    m_items.resize(count);
    m_belowUnits.resize(count);
    return true;
}

/// Says of every event from the base on what it waits for.
void SnapshotReader::presetIndex() {
    for (const OperationRun& run : m_log.operationRuns()) {
        if (run.events.end.value <= m_base) continue;
        if (run.events.begin.value >= m_end) break;
        const std::uint32_t first = std::max(run.events.begin.value, m_base);
        const std::uint32_t count = std::min(run.events.end.value, m_end) - first;
        addWaiting(run, count);
        if (run.type == OperationType::kInsert) {
            const std::uint32_t text = m_state.textNumberOf(run);
            // Without a text nothing was inserted there: it was all quarantined, or the bytes are wrong.
            m_state.index.fill(first, count, kUnplaced + (text == kNone ? kTextCountMax : text));
        } else if (run.type == OperationType::kMark) {
            m_state.index.set(first, kUnnamed);
        }
    }
}

void SnapshotReader::addWaiting(const OperationRun& run, std::uint32_t count) {
    if (run.type == OperationType::kInsert) m_insertedCount += count;
    if (run.type == OperationType::kDelete) m_deletedCount += count;
    if (run.type == OperationType::kMark) m_markCount += count;
}

void SnapshotReader::setQuarantined(LocalRange events) {
    m_state.index.fill(events.begin.value, events.count(), kNone);
    for (std::size_t index = m_log.operationRunIndexOf(events.begin); !events.isEmpty(); ++index) {
        const OperationRun& run = m_log.operationRuns()[index];
        const LocalVersion end = std::min(events.end, run.events.end);
        addWaiting(run, 0U - (end - events.begin));
        events.begin = end;
    }
}

bool SnapshotReader::readAllItems() {
    for (std::uint32_t text = 0; text < m_items.size(); ++text) {
        if (!readItems(text)) return false;
    }
    return true;
}

bool SnapshotReader::readItems(std::uint32_t text) {
    std::vector<Item>& items = m_items[text];
    constexpr std::size_t kItemSizeMin = 5;  // columns
    items.resize(m_reader.readVarintUpTo(m_reader.remaining() / kItemSizeMin));
    // Firsts and counts are bounded together below: an item lies before m_end.
    std::uint32_t end = 0;
    std::vector<std::int64_t> steps(items.size());
    for (std::int64_t& step : steps)
        step = m_reader.readSignedVarint();
    for (std::size_t at = 0; at < items.size(); ++at) {
        Item& item = items[at];
        const std::int64_t first = std::int64_t{end} + std::clamp<std::int64_t>(steps[at], -1LL << 33, 1LL << 33);
        if (first < 0 || first >= m_end) return false;
        item.first = static_cast<std::uint32_t>(first);
        item.count = static_cast<std::uint32_t>(m_reader.readVarintUpTo(m_end - item.first));
        if (m_reader.failed() || item.count == 0) return false;
        end = item.end();
    }
    const auto unitOf = [](std::uint32_t number) { return number == 0 ? kNone : number - 1; };
    for (std::size_t at = 0; at < items.size(); ++at)
        items[at].leftOrigin = unitOf(readStep(at == 0 ? 0 : items[at - 1].end()));
    for (std::size_t at = 0; at < items.size(); ++at)
        items[at].rightOrigin = unitOf(readStep(at + 1 == items.size() ? 0 : std::uint64_t{items[at + 1].first} + 1));
    for (Item& item : items) {
        const std::uint64_t state = m_reader.readVarintUpTo(kNumberMax / 4);
        const auto bits = static_cast<std::uint32_t>(state >> 1) | ((state & 1) != 0 ? ScalarState::kDead : 0);
        item.state.fill(ScalarState{ScalarState::kInserted | bits});
        if (item.first < m_base) m_belowUnits[text].push_back({item.first, std::min(item.end(), m_base)});
    }
    return !m_reader.failed() && belowUnitsFit(text);
}

/// Whether the characters before the base are what was inserted into the text, each at most once.
bool SnapshotReader::belowUnitsFit(std::uint32_t text) {
    std::vector<UnitRange>& ranges = m_belowUnits[text];
    std::ranges::sort(ranges, {}, &UnitRange::first);
    const auto runs = m_log.operationRuns();
    std::size_t index = 0;
    std::uint32_t covered = 0;
    for (const UnitRange& range : ranges) {
        if (range.first < covered) return false;
        covered = range.end;
        while (runs[index].events.end.value <= range.first)
            ++index;
        for (std::size_t inside = index; inside < runs.size() && runs[inside].events.begin.value < range.end;
             ++inside) {
            if (runs[inside].type != OperationType::kInsert || m_state.textNumberOf(runs[inside]) != text) return false;
        }
    }
    return true;
}

bool SnapshotReader::isUnitOf(std::uint32_t text, std::uint32_t unit) const {
    if (unit >= m_end) return false;
    if (unit >= m_base) return m_state.index[unit] == kUnplaced + text;
    const auto& ranges = m_belowUnits[text];
    const auto after = std::ranges::upper_bound(ranges, unit, {}, &UnitRange::first);
    return after != ranges.begin() && unit < after[-1].end;
}

bool SnapshotReader::readDeletions() {
    std::vector<TargetRun> runs(m_reader.readVarintUpTo(m_reader.remaining() / 2));
    std::vector<std::int64_t> steps(runs.size());
    for (std::int64_t& step : steps)
        step = m_reader.readSignedVarint();
    std::uint64_t total = 0;
    std::int64_t last = 0;
    for (std::size_t at = 0; at < runs.size(); ++at) {
        TargetRun& run = runs[at];
        const std::int64_t first = last + std::clamp<std::int64_t>(steps[at], -1LL << 33, 1LL << 33);
        const std::uint64_t shape = m_reader.readVarintUpTo(2 * kNumberMax + 1);
        if (m_reader.failed() || first < 0 || first >= m_end) return false;
        run.first = static_cast<std::uint32_t>(first);
        run.isDescending = (shape & 1) != 0;
        const std::uint64_t more = shape >> 1;
        if (run.isDescending ? more > run.first : more >= m_end - run.first) return false;
        run.count = static_cast<std::uint32_t>(more) + 1;
        total += run.count;
        last = run.last();
    }
    if (total != m_deletedCount) return false;
    return setTargets(runs);
}

bool SnapshotReader::setTargets(std::span<const TargetRun> targets) {
    std::size_t at = 0;
    std::uint32_t done = 0;  // of target run number `at`
    for (const OperationRun& run : m_log.operationRuns()) {
        if (run.events.begin.value >= m_end) break;
        if (run.type != OperationType::kDelete || run.events.end.value <= m_base) continue;
        const std::uint32_t text = m_state.textNumberOf(run);
        const std::uint32_t end = std::min(run.events.end.value, m_end);
        for (std::uint32_t event = std::max(run.events.begin.value, m_base); event < end;) {
            if (m_state.index[event] == kNone) {
                ++event;
                continue;
            }
            std::uint32_t count = 1;
            const std::uint32_t most = std::min(end - event, targets[at].count - done);
            while (count < most && m_state.index[event + count] != kNone)
                ++count;
            const bool isDescending = targets[at].isDescending;
            const std::uint32_t first = isDescending ? targets[at].first - done : targets[at].first + done;
            const std::uint32_t lowest = isDescending ? first - (count - 1) : first;
            if (text == kNone || lowest + (count - 1) >= event || !areUnitsOf(text, lowest, count)) return false;
            m_state.index.setRun(
                {event, event + count, first, isDescending ? EventIndex::Step::kDown : EventIndex::Step::kUp});
            event += count;
            done += count;
            if (done == targets[at].count) ++at, done = 0;
        }
    }
    return true;
}

bool SnapshotReader::areUnitsOf(std::uint32_t text, std::uint32_t first, std::uint32_t count) const {
    for (; count > 0 && first < m_base; ++first, --count) {
        if (!isUnitOf(text, first)) return false;
    }
    return areUnplaced(text, first, first + count);
}

bool SnapshotReader::areUnplaced(std::uint32_t text, std::uint32_t first, std::uint32_t end) const {
    while (first < end) {
        const EventIndex::Run run = m_state.index.runAt(first);
        const std::uint32_t last = std::min(run.end, end) - 1;
        if (run.entry != kUnplaced + text || run.entryOf(last) != run.entry) return false;
        first = last + 1;
    }
    return true;
}

bool SnapshotReader::readMarks() {
    // The items' numbers stand behind all items, so that they can be left out where there are no marks.
    m_marks.resize(m_reader.readVarintUpTo(m_reader.remaining()));
    if (m_marks.empty()) return !m_reader.failed() && m_markCount == 0;
    std::uint32_t last = 0;
    for (MarkPlace& mark : m_marks) {
        last = readStep(last, m_end - 1);
        mark.event.value = last;
    }
    const auto unitOf = [](std::uint32_t number) { return number == 0 ? kNone : number - 1; };
    for (MarkPlace& mark : m_marks)
        mark.leftmost = unitOf(static_cast<std::uint32_t>(m_reader.readVarintUpTo(m_end)));
    for (MarkPlace& mark : m_marks)
        mark.rightmost = unitOf(readStep(mark.leftmost == kNone ? 0 : std::uint64_t{mark.leftmost} + 1, m_end));
    if (m_reader.failed()) return false;
    std::vector<LocalVersion> below;
    for (const MarkPlace& mark : m_marks) {
        const OperationRun& run = m_log.operationRuns()[m_log.operationRunIndexOf(mark.event)];
        if (run.type != OperationType::kMark) return false;
        const auto text = m_state.textNumberOf(std::get<event::Mark>(m_log.sideOperation(run)).sequence);
        if (!text || (mark.leftmost == kNone) != (mark.rightmost == kNone)) return false;
        if (mark.leftmost != kNone && !(isUnitOf(*text, mark.leftmost) && isUnitOf(*text, mark.rightmost)))
            return false;
        if (mark.event.value < m_base) {
            below.push_back(mark.event);
        } else if (m_state.index[mark.event.value] != kUnnamed) {
            return false;
        } else {
            m_state.index.set(mark.event.value, 0);
            --m_markCount;
        }
    }
    std::ranges::sort(below);
    return m_markCount == 0 && std::ranges::adjacent_find(below) == below.end();
}

bool SnapshotReader::originsFit() const {
    for (std::uint32_t text = 0; text < m_items.size(); ++text) {
        for (const Item& item : m_items[text]) {
            if (item.first < m_base) {
                // What stood around the characters before the base is forgotten.
                if (item.leftOrigin != (item.first == 0 ? kNone : item.first - 1) || item.rightOrigin != kNone)
                    return false;
                continue;
            }
            if (!isOriginOf(text, item.leftOrigin, item.first) || !isOriginOf(text, item.rightOrigin, item.first))
                return false;
        }
    }
    return true;
}

bool SnapshotReader::placeItems() {
    std::uint32_t placedCount = 0;
    bool fits = true;
    for (std::uint32_t text = 0; text < m_items.size(); ++text) {
        const auto place = [&](const Item& item, std::uint32_t leaf) {
            std::uint32_t first = item.first;
            if (first < m_base) {
                m_below.push_back({first, std::min(item.end(), m_base), leaf});
                first = m_below.back().end;
            }
            const std::uint32_t count = item.end() - first;
            fits = fits && areUnplaced(text, first, item.end());
            if (count > 0) m_state.index.fill(first, count, leaf);
            placedCount += count;
        };
        m_state.texts[text].tree = ItemTree::withItems(m_state.fanOut, m_items[text], place);
        if (!fits) return false;
    }
    return placedCount == m_insertedCount;
}

bool SnapshotReader::foldRest() {
    TrackerFold(m_log, m_state, {m_end}).fold(m_marks, std::move(m_below));
    return m_tracker.fitsBase(m_log, {{m_base}, {m_end}}) && statesFit() && (m_marks.empty() || coveragesFit()) &&
           m_reader.atEnd() && !m_reader.failed();
}

/// Whether every item is hidden by just as many deletions as hit it, and dead where it was switched off. Otherwise
/// taking these back would leave a state that no character can have.
bool SnapshotReader::statesFit() const {
    // What more deletions hit than a byte can count is left to the replay.
    std::vector<std::uint8_t> deletionCounts(m_end);
    constexpr std::uint8_t kMost = std::numeric_limits<std::uint8_t>::max();
    for (const OperationRun& run : m_log.operationRuns()) {
        if (run.events.begin.value >= m_end) break;
        if (run.type != OperationType::kDelete || run.events.end.value <= m_base) continue;
        const LocalRange events{std::max(run.events.begin, {m_base}), std::min(run.events.end, {m_end})};
        const auto count = [&](const LocalRange& alive) {
            for (std::uint32_t event = alive.begin.value; event < alive.end.value; ++event) {
                const std::uint32_t target = m_state.index[event];
                if (target != kNone && deletionCounts[target] < kMost) ++deletionCounts[target];
            }
        };
        if (m_state.liveness.isEmpty()) {
            count(events);
        } else {
            std::ranges::for_each(m_tracker.aliveParts({events}), count);
        }
    }
    for (const std::vector<Item>& items : m_items) {
        for (const Item& item : items) {
            const ScalarState state = item.state.front();
            if (state.deletionCount() >= kMost) return false;
            const auto counts = std::span(deletionCounts).subspan(item.first, item.count);
            const auto expected = static_cast<std::uint8_t>(state.deletionCount());
            if (!std::ranges::all_of(counts, [expected](std::uint8_t value) { return value == expected; }))
                return false;
            if (!isDeadAsSaid(item)) return false;
        }
    }
    return true;
}

bool SnapshotReader::isDeadAsSaid(const Item& item) const {
    const bool isDead = item.state.front().isDead();
    if (m_state.liveness.isEmpty()) return !isDead;
    std::uint32_t deadCount = 0;
    for (const LocalRange& range : m_tracker.deadParts({{{item.first}, {item.end()}}}))
        deadCount += range.count();
    return deadCount == (isDead ? item.count : 0);
}

bool SnapshotReader::coveragesFit() {
    const std::vector<std::uint32_t> textByCoverage = m_state.marks.readSets(m_reader);
    if (m_reader.failed()) return false;
    for (std::uint32_t text = 0; text < m_items.size(); ++text) {
        ItemTree& tree = m_state.texts[text].tree;
        for (ItemTree::Cursor cursor = tree.begin(); tree.settle(cursor); ++cursor.index) {
            const std::uint64_t coverage = m_reader.readVarint();
            if (coverage >= textByCoverage.size()) return false;
            if (coverage != 0 && textByCoverage[coverage] != text) return false;
            tree.setCoverage(cursor, static_cast<std::uint32_t>(coverage));
        }
    }
    return markPlacesFit();
}

bool SnapshotReader::markPlacesFit() const {
    for (const MarkRecord& record : m_state.marks.records()) {
        if (record.leftmost == kNone) continue;
        const ItemTree& tree = m_state.texts[record.text].tree;
        const auto placeOf = [&](std::uint32_t unit) { return tree.locate(unit, m_state.index[unit]); };
        if (tree.isBefore(placeOf(record.rightmost), placeOf(record.leftmost))) return false;
    }
    return true;
}

Result<Tracker> decodeTracker(const event::EventLog& log, BytesView bytes) {
    const auto malformed = [] {
        return failure(ErrorCode::kMalformed,
                       "A stored tracker does not fit the document. It is made from the events.");
    };
    ByteReader header(bytes);
    const std::uint8_t version = header.readByte();
    const std::uint8_t codec = header.readByte();
    if (header.failed()) return malformed();
    if (version != kTrackerSnapshotVersion) {
        return failure(ErrorCode::kUnsupported, "A stored tracker comes from another version of Varve.");
    }
    BytesView content = header.readRaw(header.remaining());
    Bytes unpacked;
    if (codec == kSnapshotZstd) {
        Result<Bytes> raw = decompressBytes(content, snapshotSizeMax(content.size()));
        if (!raw) return malformed();
        unpacked = std::move(*raw);
        content = unpacked;
    } else if (codec != kSnapshotRaw) {
        return malformed();
    }
    Tracker tracker;
    if (!SnapshotReader(log, tracker, content).read()) return malformed();
    return tracker;
}

}  // namespace varve::merge
