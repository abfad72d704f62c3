#include "merge/walker.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "base/check.h"
#include "merge/walk_plan.h"

namespace varve::merge {

using event::LocalRange;
using event::LocalVersion;
using event::OperationRun;
using event::OperationType;

namespace {

/// Index of the run that holds `event`, looked for from run `recent` on in both directions: the next span of a walk is
/// mostly a few runs from the last one, and which one of them cannot be predicted. Cost: O(log r) in the runs r
/// between.
std::size_t runIndexNear(std::span<const OperationRun> runs, LocalVersion event, std::size_t recent) {
    constexpr std::size_t kFew = 8;
    std::size_t low = recent;  // the run begins at or before the event
    if (runs[low].events.begin <= event) {
        for (const std::size_t end = std::min(low + kFew, runs.size()); low < end; ++low) {
            if (event < runs[low].events.end) return low;
        }
        --low;
    } else {
        for (const std::size_t end = low - std::min(low, kFew); low > end;) {
            if (runs[--low].events.begin <= event) return low;
        }
    }
    std::size_t high = low + 1;
    std::size_t step = 1;
    if (runs[low].events.begin <= event) {
        while (high < runs.size() && runs[high].events.begin <= event) {
            low = high;
            high = std::min(runs.size(), high + step);
            step *= 2;
        }
    } else {
        while (runs[low].events.begin > event) {
            high = low;
            low -= std::min(low, step);
            step *= 2;
        }
    }
    while (high - low > 1) {
        const std::size_t middle = low + (high - low) / 2;
        (runs[middle].events.begin <= event ? low : high) = middle;
    }
    return low;
}

}  // namespace

template <typename Take>
void Walker::forEachRun(LocalRange events, Take take) {
    if (events.isEmpty()) return;
    const auto runs = m_log.operationRuns();
    for (std::size_t index = runIndexNear(runs, events.begin, m_recentRun);; ++index) {
        m_recentRun = index;
        const LocalVersion end = std::min(events.end, runs[index].events.end);
        if (!take(runs[index], LocalRange{events.begin, end})) return;
        events.begin = end;
        if (events.isEmpty()) return;
    }
}

template <typename Take>
void Walker::forEachRunBackwards(LocalRange events, Take take) {
    if (events.isEmpty()) return;
    const auto runs = m_log.operationRuns();
    for (std::size_t index = runIndexNear(runs, events.end - 1, m_recentRun);; --index) {
        m_recentRun = index;
        const LocalVersion begin = std::max(events.begin, runs[index].events.begin);
        take(runs[index], LocalRange{begin, events.end});
        events.end = begin;
        if (events.isEmpty()) return;
    }
}

void Walker::movePrepareTo(std::span<const LocalVersion> version) {
    m_log.graph().difference(m_state.prepareVersion, version, m_state.difference);
    const event::Difference& difference = m_state.difference;
    for (auto range = difference.onlyFrom.rbegin(); range != difference.onlyFrom.rend(); ++range)
        retreat(*range);
    for (const LocalRange& range : difference.onlyTo)
        advance(range);
    m_state.prepareVersion.assign(version.begin(), version.end());
}

void Walker::toggle(LocalRange events, bool on) {
    // Liveness events make the order matter: what is taken out must go in the exact reverse of how it came.
    const auto toggleOne = [this, on](const OperationRun& run, LocalRange part) {
        toggleRun(run, part, on);
        return true;
    };
    if (on) {
        forEachRun(events, toggleOne);
    } else {
        forEachRunBackwards(events, toggleOne);
    }
}

void Walker::toggleRun(const OperationRun& run, LocalRange events, bool on) {
    const auto withInPrepare = [on](CountedFlags counted) {
        counted.inPrepare = on;
        return counted;
    };
    switch (run.type) {
        case OperationType::kInsert:
            changeInserted(m_state.textNumberOf(run), events,
                           {on ? ScalarState::kInserted : 0U - ScalarState::kInserted, 0});
            break;
        case OperationType::kDelete:
            changeDeleted(m_state.textNumberOf(run), events, {on ? 1U : 0U - 1U, 0});
            break;
        case OperationType::kLiveness:
            toggleLiveness(run, on);
            break;
        case OperationType::kMark: {
            const MarkNumber mark = m_state.index[events.begin.value];
            if (mark != kNone) setMarkCounted(mark, withInPrepare(m_state.marks.record(mark).counted));
            break;
        }
        case OperationType::kSet: {
            const std::uint32_t writer = m_state.index[events.begin.value];
            if (writer != kNone) setWriterCounted(writer, withInPrepare(m_state.registers.writer(writer).counted));
            break;
        }
    }
}

void Walker::toggleLiveness(const OperationRun& run, bool on) {
    const LocalVersion writer = run.events.begin;
    if (m_state.index[writer.value] == kNone) return;
    LivenessRegisters& registers = m_state.liveness;
    const bool alive = registers.saysAlive(writer) == on;  // what the targets become where this writer decides
    for (const event::EventSpan& span : std::get<event::Liveness>(m_log.sideOperation(run)).targets) {
        for (const LocalRange& targets : m_log.rangesOf(span)) {
            for (std::size_t index = registers.firstRunBehind(targets.begin);
                 index < registers.runs().size() && registers.runs()[index].targets.begin < targets.end; ++index) {
                const auto& written = registers.runs()[index];
                if (registers.switchInPrepare(m_log, index, writer, on)) {
                    changeLiveness(written.targets, alive, true, false);
                }
            }
        }
    }
}

void Walker::apply(LocalRange events) {
    LocalVersion applied = events.begin;
    const auto applyPart = [this, &applied](const OperationRun& run, LocalRange part) {
        const std::uint32_t count = applyRun(run, part);
        applied = part.begin + count;
        return count == part.count();
    };
    if (!m_state.hasQuarantined && !m_keepsVersion) {
        forEachRun(events, applyPart);
    } else {
        LocalVersion predecessor;
        const auto parents = parentsOf(m_log.graph(), events.begin, predecessor);
        if (!m_state.hasQuarantined || !isAnyQuarantined(parents)) forEachRun(events, applyPart);
        if (m_keepsVersion && applied > events.begin)
            event::advanceFrontier(m_state.effectVersion, parents, applied - 1);
    }
    if (applied < events.end) quarantine({applied, events.end});
    m_state.prepareVersion.assign(1, events.end - 1);
}

bool Walker::isAnyQuarantined(std::span<const LocalVersion> events) const {
    return std::ranges::any_of(events, [this](LocalVersion event) { return m_state.index.isQuarantined(event.value); });
}

void Walker::finishVersion() {
    if (m_keepsVersion) return;
    if (!m_state.hasQuarantined) {
        m_state.effectVersion = m_log.version();
        return;
    }
    m_state.effectVersion = m_state.soundVersion(m_log, m_log.end());
}

void Walker::quarantine(LocalRange events) {
    m_state.hasQuarantined = true;
    m_state.index.fill(events.begin.value, events.count(), kNone);
    m_quarantined.push_back(events);
}

std::vector<LocalRange> Walker::takeQuarantined() {
    std::ranges::sort(m_quarantined, {}, &LocalRange::begin);
    std::vector<LocalRange> joined;
    for (const LocalRange& range : m_quarantined) {
        if (!joined.empty() && joined.back().end == range.begin) {
            joined.back().end = range.end;
        } else {
            joined.push_back(range);
        }
    }
    m_quarantined.clear();
    return joined;
}

std::uint32_t Walker::applyRun(const OperationRun& run, LocalRange events) {
    const std::uint32_t skipped = events.begin - run.events.begin;
    const auto runIndex = static_cast<std::uint32_t>(&run - m_log.operationRuns().data());
    switch (run.type) {
        case OperationType::kInsert:
            return applyInsert(run, events, run.offset + skipped);
        case OperationType::kDelete: {
            const std::uint32_t text = m_state.textNumberOf(run);
            if (text == kNone) return 0;
            if (run.direction == event::Direction::kForward)
                return applyDelete(text, events, run.offset, run.direction);
            return applyDelete(text, events, run.offset - skipped - (events.count() - 1), run.direction);
        }
        case OperationType::kLiveness:
            applyLiveness(run);
            return 1;
        case OperationType::kMark:
            return applyMark(run, runIndex);
        case OperationType::kSet:
            applySet(run, runIndex);
            return 1;
    }
    std::unreachable();
}

std::uint32_t Walker::applyInsert(const OperationRun& run, LocalRange events, std::uint32_t offset) {
    std::uint32_t text = m_state.textNumberOf(run);
    if (text == kNone) {
        if (offset > 0) return 0;
        text = m_state.createText(m_log, run.sequence);
    }
    ItemTree& tree = m_state.texts[text].tree;
    if (offset > tree.count(View::kPrepare)) return 0;
    Item item;
    item.first = events.begin.value;
    item.count = events.count();
    item.state = {ScalarState{ScalarState::kInserted}, ScalarState{ScalarState::kInserted}};
    if (m_view) m_state.touched.flip(text, item.first, item.count);

    const bool hasMarks = m_state.texts[text].hasMarks;
    ItemTree::Cursor cursor = tree.begin();
    const Item* leftItem = nullptr;
    if (offset > 0) {
        const ItemTree::Place place = tree.find(View::kPrepare, offset - 1);
        const Item& left = tree.at(place.cursor);
        const std::uint32_t kept = place.offset + 1;
        item.leftOrigin = left.first + place.offset;
        leftItem = &left;
        if (kept < left.count) {  // the next scalar of the same item is the right origin
            item.rightOrigin = item.leftOrigin + 1;
            if (hasMarks)
                item.coverage =
                    m_state.marks.inserted({left.coverage, left.coverage, left.coverage, left.coverage}, false);
            m_state.index.place(item.first, item.count, place.cursor.leaf);
            tree.insertBehind(place, item, m_state.index);
            return item.count;
        }
        cursor = {place.cursor.leaf, place.cursor.index + 1};
    }
    // Only scalars that the author did not have may stand between the origins; the hidden ones were there.
    ItemTree::Cursor right = cursor;
    const bool hasConcurrent = tree.settle(right) && !tree.at(right).isInserted(View::kPrepare);
    if (tree.moveToInserted(right)) item.rightOrigin = tree.at(right).first;
    if (hasConcurrent) cursor = integrate(tree, item, cursor, right);
    if (hasMarks) {
        putWithMarks(text, item, cursor, leftItem, offset);
    } else {
        m_state.index.place(item.first, item.count, cursor.leaf);
        tree.insert(cursor, item, m_state.index);
    }
    return item.count;
}

ItemTree::Cursor Walker::integrate(ItemTree& tree, const Item& item, ItemTree::Cursor behindLeft,
                                   ItemTree::Cursor right) {
    SiblingSearch search{tree, item, m_log.idOf({item.first}), behindLeft, behindLeft};
    Crowd* const crowd = tree.crowds().find(item.leftOrigin, item.rightOrigin);
    if (crowd != nullptr) {
        // The search comes to the last sibling with a smaller id in any case, and passes it over for good.
        const std::uint32_t sibling =
            crowd->insert(item.first, [this, &search](std::uint32_t other) { return m_log.idOf({other}) < search.id; });
        if (sibling != kNone) {
            search.scan = tree.locate(sibling, m_state.index[sibling]).cursor;
            ++search.scan.index;
            search.destination = search.scan;
        }
        constexpr auto kAll = std::numeric_limits<std::uint32_t>::max();
        static_cast<void>(continueSearch(search, kAll));
        return search.destination;
    }
    if (!continueSearch(search, tree.fanOut().searchStepMax())) {
        skipFurtherRight(search, behindLeft, right);
        static_cast<void>(continueSearch(search, std::numeric_limits<std::uint32_t>::max()));
    }
    if (search.siblingCount >= tree.fanOut().crowdMin()) addCrowd(tree, item, behindLeft);
    return search.destination;
}

bool Walker::continueSearch(SiblingSearch& search, std::uint32_t stepCountMax) const {
    const ItemTree& tree = search.tree;
    for (; tree.settle(search.scan); ++search.scan.index, --stepCountMax) {
        if (stepCountMax == 0) return false;
        const Item& other = tree.at(search.scan);
        if (other.isInserted(View::kPrepare)) return true;
        const int left = comparePlaces(tree, other.leftOrigin, search.item.leftOrigin, -1);
        if (left < 0) return true;
        if (left == 0) {
            const int right = comparePlaces(tree, other.rightOrigin, search.item.rightOrigin, 1);
            if (right == 0 && search.id < m_log.idOf({other.first})) return true;
            if (right == 0) ++search.siblingCount;
            search.isScanning = right < 0;
        }
        // The rest of the item stands behind its own first scalar, so one step passes all of it.
        if (!search.isScanning) search.destination = {search.scan.leaf, search.scan.index + 1};
    }
    return true;
}

void Walker::skipFurtherRight(SiblingSearch& search, ItemTree::Cursor behindLeft, ItemTree::Cursor right) const {
    // Nothing between the origins and such an item ends the search or lasts: an item with the same origins as the new
    // one stands behind it, and its own left origin is the same, so everything from there to it belongs to that.
    if (search.item.rightOrigin == kNone) return;
    const ItemTree& tree = search.tree;
    while (tree.stepBack(right)) {
        const Item& other = tree.at(right);
        if (other.leftOrigin == search.item.leftOrigin &&
            comparePlaces(tree, other.rightOrigin, search.item.rightOrigin, 1) > 0) {
            search.scan = {right.leaf, right.index + 1};
            search.destination = search.scan;
            search.isScanning = false;
            return;
        }
        if (right.leaf == behindLeft.leaf && right.index <= behindLeft.index) return;
    }
}

void Walker::addCrowd(ItemTree& tree, const Item& item, ItemTree::Cursor behindLeft) {
    Crowd& crowd = tree.crowds().add(item.leftOrigin, item.rightOrigin);
    for (ItemTree::Cursor scan = behindLeft; tree.settle(scan); ++scan.index) {
        const Item& other = tree.at(scan);
        if (other.isInserted(View::kPrepare)) break;
        if (other.leftOrigin == item.leftOrigin && other.rightOrigin == item.rightOrigin) crowd.append(other.first);
    }
    const event::EventId id = m_log.idOf({item.first});
    crowd.insert(item.first, [this, &id](std::uint32_t other) { return m_log.idOf({other}) < id; });
}

int Walker::comparePlaces(const ItemTree& tree, std::uint32_t a, std::uint32_t b, int sideOfNone) const {
    if (a == b) return 0;
    if (a == kNone) return sideOfNone;
    if (b == kNone) return -sideOfNone;
    return tree.isBefore(tree.locate(a, m_state.index[a]), tree.locate(b, m_state.index[b])) ? -1 : 1;
}

std::uint32_t Walker::applyDelete(std::uint32_t text, LocalRange events, std::uint32_t lowest,
                                  event::Direction direction) {
    ItemTree& tree = m_state.texts[text].tree;
    const std::uint32_t available = tree.count(View::kPrepare);
    std::uint32_t fitting = lowest < available ? std::min(events.count(), available - lowest) : 0;
    // Backwards the first unit has the highest offset: when it does not fit, none of its successors counts.
    const bool isBackward = direction == event::Direction::kBackward;
    if (isBackward && fitting < events.count()) fitting = 0;
    constexpr StateChange kDeletion{1, 1};
    for (std::uint32_t done = 0; done < fitting;) {
        const auto beforeChange = [&](const Item& item, std::uint32_t first, std::uint32_t count) {
            if (isBackward) {
                const std::uint32_t end = events.begin.value + (fitting - done);
                m_state.index.setRun({end - count, end, first + (count - 1), EventIndex::Step::kDown});
            } else {
                const std::uint32_t begin = events.begin.value + done;
                m_state.index.setRun({begin, begin + count, first, EventIndex::Step::kUp});
            }
            noteChange(text, item, first, count, kDeletion);
            done += count;
        };
        const ItemTree::Place place = tree.find(View::kPrepare, lowest);
        tree.changeVisible(place, fitting - done, kDeletion, m_state.index, beforeChange);
    }
    return fitting;
}

void Walker::applyLiveness(const OperationRun& run) {
    const LocalVersion writer = run.events.begin;
    const auto& liveness = std::get<event::Liveness>(m_log.sideOperation(run));
    LivenessRegisters& registers = m_state.liveness;
    registers.addWriter(writer, liveness.alive);
    std::vector<LocalRange> targets;
    for (const event::EventSpan& span : liveness.targets) {
        const std::vector<LocalRange> ranges = m_log.rangesOf(span);
        targets.insert(targets.end(), ranges.begin(), ranges.end());
    }
    std::ranges::sort(targets, {}, &LocalRange::begin);
    registers.write(m_log, targets, writer);
    for (const LocalRange& range : targets) {
        for (std::size_t index = registers.firstRunBehind(range.begin);
             index < registers.runs().size() && registers.runs()[index].targets.begin < range.end; ++index) {
            const auto& written = registers.runs()[index];
            changeLiveness(written.targets, liveness.alive, registers.isDecidedBy(written, View::kPrepare, writer),
                           registers.isDecidedBy(written, View::kEffect, writer));
        }
    }
}

void Walker::changeLiveness(LocalRange targets, bool alive, bool inPrepare, bool inEffect) {
    if (!inPrepare && !inEffect) return;
    const auto inViews = [inPrepare, inEffect](std::uint32_t bits) {
        return StateChange{inPrepare ? bits : 0, inEffect ? bits : 0};
    };
    forEachRun(targets, [&](const OperationRun& run, LocalRange part) {
        const auto withAlive = [=](CountedFlags counted) {
            if (inPrepare) counted.alive[static_cast<std::size_t>(View::kPrepare)] = alive;
            if (inEffect) counted.alive[static_cast<std::size_t>(View::kEffect)] = alive;
            return counted;
        };
        const std::uint32_t number = m_state.index[part.begin.value];
        switch (run.type) {
            case OperationType::kInsert:
                changeInserted(m_state.textNumberOf(run), part,
                               inViews(alive ? 0U - ScalarState::kDead : ScalarState::kDead));
                break;
            case OperationType::kDelete:
                changeDeleted(m_state.textNumberOf(run), part, inViews(alive ? 1U : 0U - 1U));
                break;
            case OperationType::kMark:
                if (number != kNone) setMarkCounted(number, withAlive(m_state.marks.record(number).counted));
                break;
            case OperationType::kSet:
                if (number != kNone) setWriterCounted(number, withAlive(m_state.registers.writer(number).counted));
                break;
            case OperationType::kLiveness:
                break;  // its own liveness means nothing
        }
        return true;
    });
}

void Walker::changeInserted(std::uint32_t text, LocalRange events, StateChange change) {
    // Where nothing was ever inserted all events are quarantined.
    if (text == kNone) return;
    m_state.texts[text].tree.changeUnits(events.begin.value, events.end.value, change, m_state.index,
                                         [=, this](const Item& item, std::uint32_t first, std::uint32_t count) {
                                             noteChange(text, item, first, count, change);
                                         });
}

void Walker::changeDeleted(std::uint32_t text, LocalRange events, StateChange change) {
    for (std::uint32_t unit = events.begin.value; unit < events.end.value;) {
        const EventIndex::Run hit = m_state.index.runAt(unit);
        const std::uint32_t end = std::min(hit.end, events.end.value);
        if (hit.entry == kNone) {
            unit = end;
        } else if (hit.step == EventIndex::Step::kSame) {
            for (; unit < end; ++unit)
                changeInserted(text, {{hit.entry}, {hit.entry + 1}}, change);
        } else {
            const auto [lowest, highest] = std::minmax({hit.entry, hit.entryOf(end - 1)});
            changeInserted(text, {{lowest}, {highest + 1}}, change);
            unit = end;
        }
    }
}

void Walker::noteChange(std::uint32_t text, const Item& item, std::uint32_t first, std::uint32_t count,
                        StateChange change) {
    if (!m_view) return;
    ScalarState state = item.state[static_cast<std::size_t>(*m_view)];
    state.bits += *m_view == View::kPrepare ? change.prepare : change.effect;
    if (item.isVisible(*m_view) != state.isVisible()) m_state.touched.flip(text, first, count);
}

}  // namespace varve::merge
