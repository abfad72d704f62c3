#include "bench/recorded_trace.h"

#include <algorithm>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <set>

#include "base/random.h"
#include "bench/measuring.h"
#include "event/gunzip.h"
#include "event/trace_import.h"
#include "event/trace_parser.h"
#include "text/utf8.h"

namespace varve::bench {

namespace {

using event::EventBatch;
using event::EventId;

constexpr std::size_t kTraceSizeMax = std::size_t{1} << 30;
constexpr std::size_t kMomentCount = 100;
constexpr std::int64_t kFirstTimeMs = 1'700'000'000'000;

std::string contentOf(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) stop(path + " cannot be read.");
    std::string bytes{std::istreambuf_iterator<char>(file), {}};
    return event::isGzip(bytes) ? orStop(event::gunzip(bytes, kTraceSizeMax)) : bytes;
}

/// Whether each of the trace's transactions changes anything; the importer leaves out those that do not.
std::vector<bool> hasPatches(const event::ParsedTrace& trace) {
    std::vector<bool> result;
    for (const event::TraceTransaction& transaction : trace.transactions) {
        const auto patches = std::span(trace.patches).subspan(transaction.patchesBegin, transaction.patchesCount);
        result.push_back(std::ranges::any_of(
            patches, [](const event::TracePatch& patch) { return patch.deletedCount > 0 || patch.textSize > 0; }));
    }
    return result;
}

/// Every event of the batch that no other has as an ancestor; sorted.
std::vector<EventId> headsOf(const EventBatch& batch) {
    std::set<EventId> heads;
    for (const EventBatch::TransactionEntry& entry : batch.transactions()) {
        for (const EventId& parent : batch.parentsOf(entry))
            heads.erase(parent);
        const EventId first = batch.firstOf(entry);
        heads.insert({first.agent, first.sequence + (entry.unitCount - 1)});
    }
    return {heads.begin(), heads.end()};
}

void addOperations(const EventBatch& from, const EventBatch::TransactionEntry& entry, EventBatch& to) {
    for (const EventBatch::OperationEntry& operation : from.operationsOf(entry)) {
        const event::ObjectId& sequence = from.sequences()[operation.sequence];
        if (operation.type == event::OperationType::kInsert) {
            to.addInsert(sequence, operation.offset, from.textOf(operation));
        } else {
            to.addDelete(sequence, operation.offset, operation.count, operation.direction);
        }
    }
}

EventBatch glued(const EventBatch& one, std::size_t times) {
    std::map<event::AgentId, std::uint32_t> unitCounts;
    for (const EventBatch::TransactionEntry& entry : one.transactions())
        unitCounts[one.firstOf(entry).agent] += entry.unitCount;
    const std::vector<EventId> heads = headsOf(one);
    EventBatch all;
    all.agents = one.agents;
    for (std::uint32_t copy = 0; copy < times; ++copy) {
        const auto shifted = [&](const EventId& id, std::uint32_t by) {
            return EventId{id.agent, id.sequence + by * unitCounts.at(id.agent)};
        };
        for (const EventBatch::TransactionEntry& entry : one.transactions()) {
            std::vector<EventId> parents;
            for (const EventId& parent : one.parentsOf(entry))
                parents.push_back(shifted(parent, copy));
            if (parents.empty() && copy > 0) {
                for (const EventId& head : heads)
                    parents.push_back(shifted(head, copy - 1));
            }
            all.beginTransaction(shifted(one.firstOf(entry), copy), parents, entry.timeMs, entry.kind,
                                 entry.joinsPrevious, std::nullopt);
            addOperations(one, entry, all);
        }
    }
    return all;
}

/// A gap buffer of scalars.
class PlainText {
  public:
    void splice(std::size_t position, std::size_t deletedCount, std::string_view inserted) {
        while (m_before.size() > position)
            shift(m_before, m_after);
        while (m_before.size() < position)
            shift(m_after, m_before);
        m_after.resize(m_after.size() - deletedCount);
        while (!inserted.empty()) {
            m_before.push_back(text::decodeScalar(inserted));
            inserted.remove_prefix(text::sequenceSizeOf(inserted.front()));
        }
    }
    [[nodiscard]] std::string text() const {
        std::string utf8;
        for (const char32_t scalar : m_before)
            text::appendScalar(utf8, scalar);
        for (auto scalar = m_after.rbegin(); scalar != m_after.rend(); ++scalar)
            text::appendScalar(utf8, *scalar);
        return utf8;
    }

  private:
    static void shift(std::vector<char32_t>& from, std::vector<char32_t>& to) {
        to.push_back(from.back());
        from.pop_back();
    }
    std::vector<char32_t> m_before;
    std::vector<char32_t> m_after;  // last scalar first
};

}  // namespace

TextPrint printOf(std::string_view text) {
    return {text.size(), std::hash<std::string_view>{}(text)};
}

RecordedTrace readTrace(const std::string& path, std::size_t times) {
    const std::string json = contentOf(path);
    RecordedTrace trace;
    trace.name = path.substr(path.find_last_of('/') + 1);
    trace.name = trace.name.substr(0, trace.name.find('.'));
    if (times > 1) trace.name += "*" + std::to_string(times);
    std::vector<bool> isIn;
    {
        const event::ParsedTrace parsed = orStop(event::parseTrace(json));
        if (!parsed.startContent.empty()) stop(path + " does not start from an empty text.");
        trace.isConcurrent = std::ranges::any_of(parsed.transactions, &event::TraceTransaction::hasParents);
        isIn = hasPatches(parsed);
    }
    event::ImportedTrace imported = orStop(event::importTrace(json, {.firstTimeMs = kFirstTimeMs}));
    if (!imported.endContent) stop(path + " does not say what the text is in the end.");
    const std::size_t countOfOne = imported.batch.transactions().size();
    trace.batch = times > 1 ? glued(imported.batch, times) : std::move(imported.batch);
    for (std::size_t copy = 0; copy < times; ++copy)
        trace.endContent += *imported.endContent;
    trace.recordedCount = isIn.size() * times;
    for (std::size_t k = 1; k <= kMomentCount; ++k) {
        // round() of JavaScript: halves go up.
        const std::size_t recorded = (k * trace.recordedCount * 2 + kMomentCount) / (2 * kMomentCount);
        const auto part = isIn.begin() + static_cast<std::ptrdiff_t>(recorded % isIn.size());
        const auto inPart = static_cast<std::size_t>(std::count(isIn.begin(), part, true));
        trace.moments.push_back(recorded / isIn.size() * countOfOne + inPart);
    }
    return trace;
}

std::vector<TextPrint> expectedTexts(const RecordedTrace& trace) {
    std::vector<TextPrint> prints;
    PlainText plain;
    std::size_t done = 0;
    for (const std::size_t moment : trace.moments) {
        for (; done < moment; ++done) {
            for (const auto& operation : trace.batch.operationsOf(trace.batch.transactions()[done])) {
                const bool inserts = operation.type == event::OperationType::kInsert;
                plain.splice(operation.offset.value, inserts ? 0 : operation.count,
                             inserts ? trace.batch.textOf(operation) : std::string_view());
            }
        }
        prints.push_back(printOf(plain.text()));
    }
    return prints;
}

event::EventBatch withoutTransactions(const event::EventBatch& batch) {
    EventBatch bare;
    EventId last;
    for (const EventBatch::TransactionEntry& entry : batch.transactions()) {
        const EventId first = batch.firstOf(entry);
        const auto parents = batch.parentsOf(entry);
        const bool goesOn = !bare.isEmpty() && parents.size() == 1 && parents.front() == last &&
                            first == EventId{last.agent, last.sequence + 1};
        if (!goesOn) bare.beginTransaction(first, parents, 0, event::TransactionKind::kEdit, false, std::nullopt);
        addOperations(batch, entry, bare);
        last = {first.agent, first.sequence + (entry.unitCount - 1)};
    }
    return bare;
}

event::EventBatch withTypedTimes(const event::EventBatch& batch) {
    EventBatch timed;
    timed.agents = batch.agents;
    Random random(7);
    std::int64_t timeMs = kFirstTimeMs;
    for (const EventBatch::TransactionEntry& entry : batch.transactions()) {
        timeMs += random.chance(2) ? 2000 + random.below(60'000) : 60 + random.below(240);
        timed.beginTransaction(batch.firstOf(entry), batch.parentsOf(entry), timeMs, entry.kind, entry.joinsPrevious,
                               std::nullopt);
        addOperations(batch, entry, timed);
    }
    return timed;
}

}  // namespace varve::bench
