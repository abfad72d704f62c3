#include "merge/effect_outline.h"

#include <algorithm>
#include <bit>
#include <string>
#include <utility>

#include "base/check.h"
#include "merge/run_text.h"

namespace varve::merge {

using event::LocalRange;
using event::LocalVersion;

namespace {

/// A set of events as bits.
class EventSet {
  public:
    /// Of events before `end`.
    explicit EventSet(LocalVersion end) : m_words(end.value / 64 + 1) {}
    void add(LocalRange events) {
        for (std::uint32_t begin = events.begin.value; begin < events.end.value;) {
            const std::uint32_t stop = std::min(events.end.value, (begin / 64 + 1) * 64);
            const std::uint64_t ones = ~std::uint64_t{0} >> (64 - (stop - begin));
            m_words[begin / 64] |= ones << (begin % 64);
            begin = stop;
        }
    }
    /// How many events from the first of `range` on are in the set, or are not in it.
    [[nodiscard]] std::uint32_t prefixCount(LocalRange range, bool isInSet) const {
        std::uint32_t at = range.begin.value;
        while (at < range.end.value) {
            std::uint64_t rest = m_words[at / 64];
            if (isInSet) rest = ~rest;
            rest >>= at % 64;
            if (rest != 0) {
                at += static_cast<std::uint32_t>(std::countr_zero(rest));
                break;
            }
            at = (at / 64 + 1) * 64;
        }
        return std::min(at, range.end.value) - range.begin.value;
    }

  private:
    std::vector<std::uint64_t> m_words;
};

/// What is asked for every run.
struct Comparison {
    const event::EventLog& log;
    RunFinder runs;
    EventSet before;  // what was shown, in all sequences together: an event belongs to one
    EventSet after;
};

/// Runs with a place among them.
class RunReader {
  public:
    explicit RunReader(const std::vector<FormattedRun>& runs) : m_runs(runs) {}
    [[nodiscard]] bool atEnd() const { return m_index == m_runs.size(); }
    [[nodiscard]] const document::FormatPointer& format() const { return m_runs[m_index].format; }
    /// What is left of the current run; empty at the end.
    [[nodiscard]] LocalRange rest() const {
        if (atEnd()) return {};
        const LocalRange& events = m_runs[m_index].events;
        return {events.begin + m_done, events.end};
    }
    void skip(std::uint32_t count) {
        m_done += count;
        if (m_done < m_runs[m_index].events.count()) return;
        ++m_index;
        m_done = 0;
    }

  private:
    const std::vector<FormattedRun>& m_runs;
    std::size_t m_index = 0;
    std::uint32_t m_done = 0;
};

document::Patch patchBetween(const Comparison& comparison, const std::vector<FormattedRun>& before,
                             const std::vector<FormattedRun>& after) {
    RunReader old(before);
    RunReader now(after);
    document::Patch patch;
    while (!old.atEnd() || !now.atEnd()) {
        if (const std::uint32_t count = comparison.after.prefixCount(old.rest(), false); count > 0) {
            patch.remove(count);
            old.skip(count);
        } else if (const std::uint32_t added = comparison.before.prefixCount(now.rest(), false); added > 0) {
            for (LocalRange rest{now.rest().begin, now.rest().begin + added}; !rest.isEmpty();) {
                const event::OperationRun& run = comparison.runs.find(rest.begin);
                const LocalRange part{rest.begin, std::min(rest.end, run.events.end)};
                patch.add(comparison.log.insertedText(run, part), part.count(), now.format());
                rest.begin = part.end;
            }
            now.skip(added);
        } else {
            // Both have it, and the same one next: there is one order.
            CHECK(!old.atEnd() && !now.atEnd() && old.rest().begin == now.rest().begin);
            // Not further than both go: else what is left of a long insertion is looked at again for every mark in it.
            LocalRange both = old.rest();
            both.end = both.begin + std::min(both.count(), now.rest().count());
            const std::uint32_t kept =
                std::min(comparison.after.prefixCount(both, true), comparison.before.prefixCount(both, true));
            if (document::isSameFormat(old.format(), now.format())) {
                patch.retain(kept);
            } else {
                patch.restyle(kept, now.format());
            }
            old.skip(kept);
            now.skip(kept);
        }
    }
    return patch;
}

}  // namespace

EffectOutline::EffectOutline(const event::EventLog& log, const Tracker& tracker)
    : m_registers(tracker.registers(log, View::kEffect)) {
    m_runs[Tracker::kBody] = tracker.formattedRuns(log, View::kEffect);
    for (const event::ObjectId& sequence : tracker.sequences())
        m_runs[sequence] = tracker.formattedRuns(log, View::kEffect, sequence);
}

document::DocumentPatch EffectOutline::patchTo(const event::EventLog& log, const EffectOutline& later) const {
    static const Runs kNothing;
    Comparison comparison{log, RunFinder(log), EventSet(log.end()), EventSet(log.end())};
    for (const auto& [sequence, runs] : m_runs) {
        for (const FormattedRun& run : runs)
            comparison.before.add(run.events);
    }
    for (const auto& [sequence, runs] : later.m_runs) {
        for (const FormattedRun& run : runs)
            comparison.after.add(run.events);
    }
    document::DocumentPatch patch;
    // Sequences come and never go.
    for (const auto& [sequence, after] : later.m_runs) {
        const auto before = m_runs.find(sequence);
        document::Patch change = patchBetween(comparison, before == m_runs.end() ? kNothing : before->second, after);
        if (sequence == event::ObjectId{Tracker::kBody}) {
            patch.body = std::move(change);
        } else if (!change.isEmpty()) {
            patch.sequences.push_back({sequence, std::move(change)});
        }
    }
    patch.registers = registerChanges(m_registers, later.m_registers);
    return patch;
}

std::vector<document::RegisterChange> registerChanges(const std::vector<document::RegisterChange>& from,
                                                      const std::vector<document::RegisterChange>& to) {
    std::map<std::pair<event::ObjectId, std::string>, event::Value> changes;
    for (const document::RegisterChange& value : from)
        changes[{value.object, value.key}] = {};
    for (const document::RegisterChange& value : to)
        changes[{value.object, value.key}] = value.value;
    for (const document::RegisterChange& value : from) {
        const auto found = changes.find({value.object, value.key});
        if (found->second == value.value) changes.erase(found);
    }
    std::vector<document::RegisterChange> result;
    for (auto& [place, value] : changes)
        result.push_back({place.first, place.second, std::move(value)});
    return result;
}

}  // namespace varve::merge
