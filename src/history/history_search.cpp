#include "history/history_search.h"

#include <algorithm>
#include <span>
#include <string_view>
#include <tuple>
#include <utility>

#include "history/moment_tails.h"
#include "text/utf8.h"

namespace varve::history {

namespace {

using State = TextAutomaton::State;

constexpr std::uint32_t kNoNode = 0xffffffffU;
constexpr std::size_t kFoundCountMax = std::size_t{1} << 18;  // places, before those of one hit are put together
constexpr std::size_t kAskEvery = 1024;                       // stretches

/// Scalars that a tail consists of: some of those that events from `first` on inserted, behind a part of another
/// node's.
struct Node {
    std::uint32_t before = kNoNode;
    std::uint32_t beforeCount = 0;
    std::uint32_t first = 0;
};

/// A match ends behind the first `count` scalars of a node, and was seen at [begin, end).
struct Found {
    std::uint32_t node = 0;
    std::uint32_t count = 0;
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
};

/// Reads one sequence.
class SequenceSearch {
  public:
    /// `tails`: empty, of every position of the index.
    SequenceSearch(const event::EventLog& log, const SequenceTravel& travel, TextAutomaton& automaton,
                   MomentTails& tails)
        : m_content(log.content()),
          m_travel(travel),
          m_automaton(automaton),
          m_limit(travel.end() + 1),
          m_tails(tails) {}

    /// Returns false when the search was not wanted any more, or found too much.
    bool run(const std::function<bool()>& isWanted) {
        readEdge();
        std::uint32_t first = 0;
        for (std::size_t index = 0; index < m_travel.stretchCount(); ++index) {
            if (m_found.size() > kFoundCountMax) return false;
            if (index % kAskEvery == 0 && isWanted && !isWanted()) return false;
            const Stretch stretch = m_travel.stretchAt(index);
            if (!stretch.continues) first = static_cast<std::uint32_t>(stretch.onPosition);
            read(stretch, first);
        }
        readEnd();
        return true;
    }
    /// The characters of every match, and when it was seen.
    void collect(const event::ObjectId& sequence, std::vector<HistoryHit>& hits) const;

  private:
    void readEdge();
    void readEnd();
    void read(const Stretch& stretch, std::uint32_t first);
    void classify(const Stretch& stretch);
    void readFromNothing();
    void carryOn(const MomentTail& tail);
    void readSuffixes(std::uint32_t begin, std::uint32_t end);
    void readSuffixes(const MomentTail& tail);
    void putPrefixes(std::uint32_t begin, std::uint32_t end);
    void putLengths(std::uint32_t begin, std::uint32_t end, bool isComing);
    void putPrefix(std::uint32_t begin, std::uint32_t end, std::uint32_t length);
    void put(std::uint32_t begin, std::uint32_t end, State state, std::uint32_t node, std::uint32_t count) {
        if (state != TextAutomaton::kNothing && begin < end) m_tails.put({begin, end, state, node, count});
    }
    void add(std::uint32_t node, std::uint32_t count, std::uint32_t begin, std::uint32_t end) {
        if (begin < end) m_found.push_back({node, count, begin, end});
    }
    std::uint32_t addNode(const Node& node) {
        m_nodes.push_back(node);
        return static_cast<std::uint32_t>(m_nodes.size() - 1);
    }
    [[nodiscard]] std::uint32_t nodeFromNothing() {
        if (m_ownNode == kNoNode) m_ownNode = addNode({kNoNode, 0, m_first});
        return m_ownNode;
    }
    /// Positions at which scalar `index` of the stretch is seen.
    [[nodiscard]] std::uint32_t comesAt(std::uint32_t index) const {
        return static_cast<std::uint32_t>(m_stretch.onPosition) + (m_stretch.comesAtOnce ? 0 : index) + 1;
    }
    [[nodiscard]] std::uint32_t goesAt(std::uint32_t index) const {
        if (m_stretch.offPosition == Stretch::kNever) return m_limit;
        const std::uint32_t passed =
            m_stretch.goesAtOnce ? 0 : (m_stretch.goesBackward ? m_stretch.count - 1 - index : index);
        return static_cast<std::uint32_t>(m_stretch.offPosition) + passed + 1;
    }
    [[nodiscard]] std::vector<InsertionRange> charactersOf(const Found& found) const;

    const std::string_view m_content;
    const SequenceTravel& m_travel;
    TextAutomaton& m_automaton;
    const std::uint32_t m_limit;  // behind the last position
    MomentTails& m_tails;
    std::vector<Node> m_nodes;
    std::vector<Found> m_found;
    // Of the stretch that is read:
    Stretch m_stretch;
    std::uint32_t m_first = 0;  // which event inserted its first scalar
    PositionRange m_seen;       // at which anything of it is seen
    PositionRange m_whole;      // at which all of it is
    std::uint32_t m_ownNode = kNoNode;
    std::vector<TextAutomaton::Class> m_classes;
    std::vector<State> m_states;           // after so many scalars, where nothing stands in front
    std::vector<std::uint32_t> m_lengths;  // after which that is not kNothing; without all of them
    std::vector<MomentTail> m_taken;
    // Of the tail in front of it, until what is read has nothing to do with the tail any more:
    std::uint32_t m_carriedNode = kNoNode;
    std::vector<State> m_carried;  // after so many scalars; the first is the tail's own
};

void SequenceSearch::readEdge() {
    const State state = m_automaton.step(TextAutomaton::kNothing, TextAutomaton::kEdge).state;
    if (state != TextAutomaton::kNothing) m_tails.put({0, m_limit, state, addNode({}), 1});
}

/// Nothing is left in m_tails afterwards.
void SequenceSearch::readEnd() {
    m_tails.take(0, m_limit, m_taken);
    for (const MomentTail& tail : m_taken) {
        if (m_automaton.step(tail.state, TextAutomaton::kEdge).isMatch)
            add(addNode({tail.node, tail.count, 0}), 1, tail.begin, tail.end);
    }
}

void SequenceSearch::read(const Stretch& stretch, std::uint32_t first) {
    m_stretch = stretch;
    m_first = first;
    m_ownNode = kNoNode;
    const std::uint32_t last = stretch.count - 1;
    m_seen = {comesAt(0), std::max(goesAt(0), goesAt(last))};
    m_whole = {comesAt(last), std::min(goesAt(0), goesAt(last))};
    classify(stretch);
    readFromNothing();
    m_tails.take(m_seen.begin, m_seen.end, m_taken);
    std::uint32_t done = m_seen.begin;
    const auto passOver = [&](std::uint32_t begin, std::uint32_t end) {
        m_carried.clear();
        putPrefixes(begin, end);
        readSuffixes(begin, end);
    };
    for (const MomentTail& tail : m_taken) {
        if (done < tail.begin) passOver(done, tail.begin);
        carryOn(tail);
        putPrefixes(tail.begin, tail.end);
        readSuffixes(tail);
        done = tail.end;
    }
    if (done < m_seen.end) passOver(done, m_seen.end);
}

void SequenceSearch::classify(const Stretch& stretch) {
    m_classes.clear();
    std::string_view rest = m_content.substr(stretch.textBegin);
    if (!stretch.isWide) {
        for (const char scalar : rest.substr(0, stretch.count))
            m_classes.push_back(m_automaton.classOf(static_cast<unsigned char>(scalar)));
        return;
    }
    for (std::uint32_t index = 0; index < stretch.count; ++index) {
        m_classes.push_back(m_automaton.classOf(text::decodeScalar(rest)));
        rest.remove_prefix(text::sequenceSizeOf(rest.front()));
    }
}

/// What the stretch has by itself: matches within it, and what its beginnings end with.
void SequenceSearch::readFromNothing() {
    m_states.assign(1, TextAutomaton::kNothing);
    m_lengths.clear();
    for (std::uint32_t length = 1; length <= m_stretch.count; ++length) {
        const TextAutomaton::Step step = m_automaton.step(m_states.back(), m_classes[length - 1]);
        m_states.push_back(step.state);
        if (step.state != TextAutomaton::kNothing && length < m_stretch.count) m_lengths.push_back(length);
        if (!step.isMatch) continue;
        const std::uint32_t from = length - m_automaton.matchCount();
        add(nodeFromNothing(), length, comesAt(length - 1), std::min(goesAt(from), goesAt(length - 1)));
    }
}

/// Reads the stretch behind a tail, and finds what begins in the tail and ends in the stretch, as long as the stretch's
/// first scalars are seen.
void SequenceSearch::carryOn(const MomentTail& tail) {
    m_carried.assign(1, tail.state);
    m_carriedNode = kNoNode;
    for (std::uint32_t length = 1; length <= m_stretch.count; ++length) {
        const TextAutomaton::Step step = m_automaton.step(m_carried.back(), m_classes[length - 1]);
        const bool isAlive = m_automaton.lengthOf(step.state) > length;
        const bool isMatch = step.isMatch && length < m_automaton.matchCount();
        if ((isAlive || isMatch) && m_carriedNode == kNoNode) m_carriedNode = addNode({tail.node, tail.count, m_first});
        if (isMatch) {
            const std::uint32_t end = m_stretch.goesBackward ? goesAt(length - 1) : goesAt(0);
            add(m_carriedNode, length, std::max(tail.begin, comesAt(length - 1)), std::min(tail.end, end));
        }
        if (!isAlive) return;
        m_carried.push_back(step.state);
    }
}

/// Puts what moments [begin, end) end with where the stretch's first scalars are seen, or all: the tail in front is in
/// m_carried, or empty.
void SequenceSearch::putPrefixes(std::uint32_t begin, std::uint32_t end) {
    if (!m_stretch.comesAtOnce) putLengths(begin, end, true);
    putPrefix(std::max(begin, m_whole.begin), std::min(end, m_whole.end), m_stretch.count);
    if (!m_stretch.goesAtOnce && m_stretch.goesBackward) putLengths(begin, end, false);
}

/// Puts those at which the stretch comes, or goes backward, scalar by scalar.
void SequenceSearch::putLengths(std::uint32_t begin, std::uint32_t end, bool isComing) {
    const auto on = static_cast<std::uint32_t>(m_stretch.onPosition);
    const PositionRange range = isComing ? PositionRange{m_seen.begin, m_whole.begin}  //
                                         : PositionRange{m_whole.end, m_seen.end};
    begin = std::max(begin, range.begin);
    end = std::min(end, range.end);
    if (begin >= end) return;
    const std::uint32_t shortest = isComing ? begin - on : m_seen.end - end + 1;
    const std::uint32_t longest = isComing ? end - 1 - on : m_seen.end - begin;
    const auto putOne = [&](std::uint32_t length) {
        const std::uint32_t position = isComing ? on + length : m_seen.end - length;
        putPrefix(position, position + 1, length);
    };
    const auto carried = static_cast<std::uint32_t>(std::max<std::size_t>(m_carried.size(), 1) - 1);
    for (std::uint32_t length = std::max(shortest, 1U); length <= std::min(longest, carried); ++length)
        putOne(length);
    auto length = std::ranges::lower_bound(m_lengths, std::max(shortest, carried + 1));
    for (; length != m_lengths.end() && *length <= longest; ++length)
        putOne(*length);
}

void SequenceSearch::putPrefix(std::uint32_t begin, std::uint32_t end, std::uint32_t length) {
    if (begin >= end) return;
    if (length < m_carried.size()) {
        put(begin, end, m_carried[length], m_carriedNode, length);
    } else if (m_states[length] != TextAutomaton::kNothing) {
        put(begin, end, m_states[length], nodeFromNothing(), length);
    }
}

/// The same for moments without a tail at which only the stretch's last scalars are seen, since it goes from the first
/// one on.
void SequenceSearch::readSuffixes(std::uint32_t begin, std::uint32_t end) {
    if (m_stretch.goesAtOnce || m_stretch.goesBackward || m_stretch.offPosition == Stretch::kNever) return;
    const State whole = m_states.back();
    const std::uint32_t count = m_stretch.count;
    if (whole == TextAutomaton::kNothing) return;
    const std::uint32_t needed = m_automaton.lengthOf(whole);
    begin = std::max(begin, m_whole.end);  // one scalar is gone there
    end = std::min(end, m_seen.end);
    const std::uint32_t enough = m_whole.end + (count - needed);
    put(begin, std::min(end, enough), whole, nodeFromNothing(), count);
    for (std::uint32_t position = std::max(begin, enough); position < end; ++position) {
        const std::uint32_t left = count - 1 - (position - m_whole.end);
        put(position, position + 1, m_automaton.shortened(whole, left), nodeFromNothing(), count);
    }
}

/// For moments with a tail, which what is left of the stretch follows.
void SequenceSearch::readSuffixes(const MomentTail& tail) {
    if (m_stretch.goesAtOnce || m_stretch.goesBackward || m_stretch.offPosition == Stretch::kNever) return;
    const std::uint32_t end = std::min(tail.end, m_seen.end);
    for (std::uint32_t position = std::max(tail.begin, m_whole.end); position < end; ++position) {
        const std::uint32_t gone = position - m_whole.end + 1;
        const std::uint32_t left = m_stretch.count - gone;
        State state = tail.state;
        std::uint32_t node = kNoNode;
        std::uint32_t length = 1;
        for (; length <= left; ++length) {
            const TextAutomaton::Step step = m_automaton.step(state, m_classes[gone + length - 1]);
            const bool isAlive = m_automaton.lengthOf(step.state) > length;
            const bool isMatch = step.isMatch && length < m_automaton.matchCount();
            if ((isAlive || isMatch) && node == kNoNode) node = addNode({tail.node, tail.count, m_first + gone});
            if (isMatch) add(node, length, position, position + 1);
            if (!isAlive) break;
            state = step.state;
        }
        if (length > left) {
            put(position, position + 1, state, node, left);
        } else {
            readSuffixes(position, position + 1);
        }
    }
}

/// In document order; for whole words without what stands beside.
std::vector<InsertionRange> SequenceSearch::charactersOf(const Found& found) const {
    std::vector<InsertionRange> backward;
    const std::uint32_t beside = m_automaton.isWholeWord() ? 1 : 0;
    std::uint32_t left = m_automaton.matchCount();
    std::uint32_t dropped = beside;
    std::uint32_t node = found.node;
    std::uint32_t count = found.count;
    while (left > beside) {
        const std::uint32_t part = std::min(left, count);
        const std::uint32_t end = m_nodes[node].first + count;
        const std::uint32_t dropEnd = std::min(part, dropped);
        const std::uint32_t dropBegin = left == part ? beside : 0;
        if (part > dropEnd + dropBegin) {
            const InsertionRange range{end - part + dropBegin, part - dropEnd - dropBegin};
            if (!backward.empty() && range.first + range.count == backward.back().first) {
                backward.back() = {range.first, range.count + backward.back().count};
            } else {
                backward.push_back(range);
            }
        }
        dropped -= dropEnd;
        left -= part;
        count = m_nodes[node].beforeCount;
        node = m_nodes[node].before;
    }
    std::ranges::reverse(backward);
    return backward;
}

void SequenceSearch::collect(const event::ObjectId& sequence, std::vector<HistoryHit>& hits) const {
    std::vector<std::pair<std::vector<InsertionRange>, PositionRange>> places;
    places.reserve(m_found.size());
    for (const Found& found : m_found)
        places.emplace_back(charactersOf(found), PositionRange{found.begin, found.end});
    std::ranges::sort(places);
    for (auto& [characters, shown] : places) {
        if (hits.empty() || hits.back().sequence != sequence || hits.back().characters != characters)
            hits.push_back({sequence, std::move(characters), {}});
        std::vector<PositionRange>& ranges = hits.back().shown;
        if (!ranges.empty() && shown.begin <= ranges.back().end) {
            ranges.back().end = std::max(ranges.back().end, shown.end);
        } else {
            ranges.push_back(shown);
        }
    }
}

}  // namespace

HistoryHits searchHistory(const event::EventLog& log, const TravelIndex& index, std::span<const TextPattern> patterns,
                          const HistorySearchOptions& options) {
    HistoryHits result;
    MomentTails tails(index.end() + 1);
    for (const TextPattern& pattern : patterns) {
        TextAutomaton automaton(pattern);
        index.visitSequences([&](const event::ObjectId& sequence, const SequenceTravel& travel) {
            if (!result.isComplete) return;
            SequenceSearch search(log, travel, automaton, tails);
            result.isComplete = search.run(options.isWanted);
            search.collect(sequence, result.hits);
        });
    }
    const auto key = [](const HistoryHit& hit) {
        return std::tie(hit.shown.front().begin, hit.sequence, hit.characters);
    };
    std::ranges::sort(result.hits, [&](const HistoryHit& a, const HistoryHit& b) { return key(a) < key(b); });
    if (result.hits.size() > options.hitCountMax) {
        result.hits.resize(options.hitCountMax);
        result.isComplete = false;
    }
    return result;
}

std::uint32_t lastMomentOf(const Timeline& timeline, const HistoryHit& hit, std::uint32_t now) {
    const PositionRange& shown = hit.shown.back();
    if (shown.end > now) return now;
    const auto begin = static_cast<std::uint32_t>(timeline.spanAt(shown.end - 1, Grain::kStep).beginPosition);
    return begin >= shown.begin ? begin : shown.end - 1;
}

std::uint32_t firstMomentOf(const Timeline& timeline, const HistoryHit& hit) {
    const PositionRange& shown = hit.shown.front();
    if (shown.begin == 0) return 0;
    const auto end = static_cast<std::uint32_t>(timeline.spanAt(shown.begin - 1, Grain::kStep).endPosition);
    return end < shown.end ? end : shown.begin;
}

HitSurroundings surroundingsOf(const event::EventLog& log, const TravelIndex& index, const HistoryHit& hit,
                               std::uint32_t position, std::uint32_t countAround) {
    HitSurroundings found;
    std::uint32_t count = 0;
    for (const InsertionRange& range : hit.characters)
        count += range.count;
    const SequenceTravel* travel = index.travelOf(hit.sequence);
    if (travel == nullptr) return found;
    const SequenceTravel::Excerpt excerpt =
        travel->excerptAt(log, position, hit.characters.front().first, {countAround, count + countAround});
    const std::size_t lineBegin = excerpt.before.rfind('\n');
    found.before = lineBegin == std::string::npos ? excerpt.before : excerpt.before.substr(lineBegin + 1);
    const std::size_t textEnd =
        text::byteIndexOfScalar(excerpt.behind, std::min(count, text::scalarCount(excerpt.behind)));
    found.text = excerpt.behind.substr(0, textEnd);
    found.behind = excerpt.behind.substr(textEnd);
    found.behind.resize(std::min(found.behind.size(), found.behind.find('\n')));
    return found;
}

}  // namespace varve::history
