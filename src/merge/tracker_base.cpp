// A tracker with a base: what happened up to a critical version is known by what is seen there alone.
//
// Why nothing that comes later is changed by that, for a critical version V whose later events switch nothing that is
// forgotten. (1) The history of V is a prefix of the order of arrival (event/critical_versions.h), so "before the base"
// is a comparison of numbers. (2) Every later event follows all of V: prepare never moves behind V, and no character of
// V is ever concurrent with a later one. So a search for the place of an insert stops at the first character of V, and
// origins of those are never compared. (3) A later insert stands right behind its left origin or behind later
// characters, in front of any hidden character of V: its left origin is visible in its author's version, hence known
// here (what was hidden at V is never switched back), and the hidden ones that follow it are inserted in that version
// and end the search. So no two characters ever stand in an order that a forgotten one decided, and the next known
// character as a right origin in place of a forgotten one changes neither the order nor the equality of right origins.
// (4) Every mark of V happened before every later character, which has it from its visible neighbours and not from
// anchors; so open marks can be forgotten. (5) Deletions and switches of V are in what is seen. What can still be
// switched are marks, values of registers, and characters that are there; rule (b) of canApplyNewEvents() refuses the
// rest. Source: Eg-walker (EuroSys 2025), section 3.5; tst_clearing compares with the definition.
#include <algorithm>
#include <unordered_map>

#include "base/check.h"
#include "event/critical_versions.h"
#include "merge/tracker_fold.h"
#include "merge/walker.h"

namespace varve::merge {

using event::LocalRange;
using event::LocalVersion;
using event::OperationRun;
using event::OperationType;

/// Makes a tracker with a base out of one whose prepare document stands there.
class BaseBuilder {
  public:
    BaseBuilder(const event::EventLog& log, const Tracker::State& source, LocalVersion base, Tracker::State& target)
        : m_log(log), m_source(source), m_target(target), m_base(base) {}

    void build() {
        m_target.index = EventIndex(m_base.value);
        m_target.texts.clear();
        for (const Tracker::State::Text& text : m_source.texts)
            m_target.texts.push_back({text.sequence, ItemTree(m_target.fanOut)});
        m_target.textBySequence = m_source.textBySequence;
        m_target.textNumbers = m_source.textNumbers;
        numberMarks();
        for (std::uint32_t text = 0; text < m_source.texts.size(); ++text)
            takeItems(text);
        findMarkPlaces();
        TrackerFold(m_log, m_target, m_base).fold(m_marks, std::move(m_below));
    }

  private:
    /// Marks keep their order, but those behind the base go.
    void numberMarks() {
        for (const MarkRecord& record : m_source.marks.records()) {
            m_newNumbers.push_back(record.event < m_base ? static_cast<MarkNumber>(m_marks.size()) : kNone);
            if (record.event < m_base) m_marks.push_back({record.event});
        }
    }

    void takeItems(std::uint32_t text) {
        std::vector<Item> items;
        const ItemTree& tree = m_source.texts[text].tree;
        for (ItemTree::Cursor cursor = tree.begin(); tree.settle(cursor); ++cursor.index) {
            const Item& item = tree.at(cursor);
            if (!item.isVisible(View::kPrepare)) continue;
            CHECK(item.end() <= m_base.value);
            Item kept;
            kept.first = item.first;
            kept.count = item.count;
            kept.leftOrigin = item.first == 0 ? kNone : item.first - 1;
            kept.state.fill(ScalarState{ScalarState::kInserted});
            kept.coverage = keptCoverage(item.coverage, item.first, item.end() - 1);
            if (!items.empty() && items.back().isContinuedBy(kept)) {
                items.back().count += kept.count;
            } else {
                items.push_back(kept);
            }
        }
        m_target.texts[text].tree =
            ItemTree::withItems(m_target.fanOut, items, [this](const Item& item, std::uint32_t leaf) {
                m_below.push_back({item.first, item.end(), leaf});
            });
    }

    /// The same marks without those behind the base, and none that are open: whoever types from now on knows them all.
    std::uint32_t keptCoverage(std::uint32_t coverage, std::uint32_t first, std::uint32_t last) {
        if (coverage == 0) return 0;
        const MarkSet old = m_source.marks.coverage(coverage).marks;
        const auto [known, isNew] = m_keptSets.try_emplace(old);
        KeptSet& kept = known->second;
        if (isNew) {
            kept.firstUnit = first;
            kept.firstItem = m_itemCount;
            m_source.marks.sets().forEach(old, [&](MarkNumber mark) {
                if (m_newNumbers[mark] != kNone) kept.marks.push_back(m_newNumbers[mark]);
            });
            kept.coverage = m_target.marks.coverageOf(kept.marks);
        }
        kept.lastUnit = last;
        kept.lastItem = m_itemCount++;
        return kept.coverage;
    }

    void findMarkPlaces() {
        std::vector<std::size_t> firstItems(m_marks.size(), ~std::size_t{0});
        std::vector<std::size_t> lastItems(m_marks.size(), 0);
        for (const auto& [set, kept] : m_keptSets) {
            for (const MarkNumber mark : kept.marks) {
                if (kept.firstItem < firstItems[mark]) {
                    firstItems[mark] = kept.firstItem;
                    m_marks[mark].leftmost = kept.firstUnit;
                }
                if (kept.lastItem >= lastItems[mark]) {
                    lastItems[mark] = kept.lastItem;
                    m_marks[mark].rightmost = kept.lastUnit;
                }
            }
        }
    }

    struct KeptSet {
        std::vector<MarkNumber> marks;
        std::uint32_t coverage = 0;
        std::uint32_t firstUnit = kNone;
        std::uint32_t lastUnit = kNone;
        std::size_t firstItem = 0;
        std::size_t lastItem = 0;
    };

    const event::EventLog& m_log;
    const Tracker::State& m_source;
    Tracker::State& m_target;
    LocalVersion m_base;
    std::vector<MarkPlace> m_marks;
    std::vector<MarkNumber> m_newNumbers;             // by number in the source
    std::unordered_map<MarkSet, KeptSet> m_keptSets;  // its order reaches no result: the greatest item decides
    std::size_t m_itemCount = 0;                      // with marks, so far
    std::vector<EventIndex::BelowRun> m_below;
};

LocalVersion Tracker::base() const {
    return {m_state->index.base()};
}

bool Tracker::canApplyNewEvents(const event::EventLog& log) const {
    return fitsBase(log, {appliedEnd(), log.end()});
}

/// Whether these events, when everything between the base and them does, follow all of the base and switch nothing that
/// is not known any more.
bool Tracker::fitsBase(const event::EventLog& log, LocalRange events) const {
    if (base() == LocalVersion{0} || events.isEmpty()) return true;
    const auto runs = log.graph().runs();
    for (std::size_t index = log.graph().runIndexOf(events.begin);
         index < runs.size() && runs[index].events.begin < events.end; ++index) {
        // Whatever follows an event behind the base follows all of the base.
        const LocalVersion before{events.begin.value - 1};
        const bool continues = runs[index].events.begin < events.begin;
        const auto parents = continues ? std::span(&before, 1) : log.graph().parentsOf(runs[index]);
        const bool follows = !parents.empty() && parents.back() >= base();
        if (!follows && !std::ranges::equal(parents, m_state->baseVersion)) return false;
    }
    const auto operations = log.operationRuns();
    for (std::size_t index = log.operationRunIndexOf(events.begin);
         index < operations.size() && operations[index].events.begin < events.end; ++index) {
        if (operations[index].type == OperationType::kLiveness && !hasTargets(log, operations[index])) return false;
    }
    return true;
}

/// Whether everything that a liveness event switches is still there to be switched.
bool Tracker::hasTargets(const event::EventLog& log, const OperationRun& liveness) const {
    const LocalVersion start = base();
    for (const event::EventSpan& span : std::get<event::Liveness>(log.sideOperation(liveness)).targets) {
        for (LocalRange range : log.rangesOf(span)) {
            while (!range.isEmpty() && range.begin < start) {
                const OperationRun& run = log.operationRuns()[log.operationRunIndexOf(range.begin)];
                const LocalVersion end = std::min({range.end, run.events.end, start});
                if (run.type == OperationType::kDelete) return false;
                if (run.type == OperationType::kInsert && !m_state->index.holdsAllBelow(range.begin.value, end.value))
                    return false;
                range.begin = end;
            }
        }
    }
    return true;
}

bool Tracker::knows(LocalVersion event) const {
    return event >= base() || m_state->index[event.value] != kNone;
}

std::optional<Tracker> Tracker::basedAt(const event::EventLog& log, LocalVersion end) const {
    CHECK(appliedEnd() == log.end() && end <= log.end());
    if (m_state->hasQuarantined || end < base()) return std::nullopt;
    const event::Version version = event::criticalVersionAt(log.graph(), end);
    if (LocalVersion{version.empty() ? 0 : version.back().value + 1} != end || !log.graph().isCritical(version))
        return std::nullopt;
    Tracker source(*this);
    Walker(*source.m_state, log, std::nullopt).movePrepareTo(version);
    Tracker result(m_state->fanOut);
    BaseBuilder(log, *source.m_state, end, *result.m_state).build();
    if (!result.canApplyNewEvents(log)) return std::nullopt;
    result.applyNewEventsQuietly(log);
    return result;
}

}  // namespace varve::merge
