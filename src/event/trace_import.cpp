#include "event/trace_import.h"

#include <algorithm>
#include <limits>
#include <map>
#include <utility>

#include "event/event_graph.h"
#include "event/identity_map.h"
#include "event/limits.h"
#include "event/trace_parser.h"
#include "text/utf8.h"

namespace varve::event {

namespace {

constexpr std::int64_t kStepPauseMs = 2000;
constexpr std::uint32_t kStepKeyCount = 30;  // about five seconds of typing
constexpr std::uint64_t kLengthMax = std::numeric_limits<std::uint32_t>::max();

class TraceImporter {
  public:
    TraceImporter(ParsedTrace trace, const TraceOptions& options) : m_trace(std::move(trace)), m_options(options) {}

    Result<ImportedTrace> run();

  private:
    /// What the author's last transaction was, when it was a single key press that the next one may continue.
    struct OpenStep {
        bool deletes = false;
        bool endsWithSpace = false;
        std::uint32_t keyCount = 0;
        std::int64_t timeMs = 0;
    };
    struct Author {
        std::uint32_t next = 0;      // sequence number
        std::uint64_t position = 0;  // where it last edited
        std::optional<OpenStep> step;
    };

    void completeTimes();
    std::uint32_t authorIndex(std::uint32_t number);
    bool addStart();
    bool addTransaction(std::size_t index);
    bool addPatch(const TracePatch& patch, Author& author);
    bool joinsStep(std::span<const TracePatch> patches, std::int64_t timeMs, Author& author) const;
    void begin(std::uint32_t author, const Version& parents, std::int64_t timeMs, TransactionKind kind,
               bool joinsPrevious);
    Version finish(std::uint32_t author, const Version& parents);
    [[nodiscard]] Version parentsOf(std::size_t index) const;
    bool refuse(std::size_t index, const std::string& why) {
        m_fault = "The trace was not understood: in transaction " + std::to_string(index) + " " + why + ".";
        return false;
    }

    ParsedTrace m_trace;
    const TraceOptions& m_options;
    ImportedTrace m_result;
    EventGraph m_graph;
    IdentityMap m_identities;
    std::map<std::uint32_t, std::uint32_t> m_authorIndexes;
    std::vector<Author> m_authors;
    std::vector<Version> m_versions;  // after each transaction of a concurrent trace
    Version m_root;                   // after the start content
    Version m_tip;                    // of a sequential trace
    bool m_isConcurrent = false;
    std::uint64_t m_length = 0;  // of a sequential trace
    std::string m_fault;
};

Result<ImportedTrace> TraceImporter::run() {
    completeTimes();
    m_isConcurrent = std::ranges::any_of(m_trace.transactions, &TraceTransaction::hasParents);
    m_result.batch.reserve(m_trace.transactions.size() + 1, m_trace.patches.size() + 1, m_trace.text.size());
    bool isFine = addStart();
    for (std::size_t index = 0; isFine && index < m_trace.transactions.size(); ++index)
        isFine = addTransaction(index);
    if (!isFine) return failure(ErrorCode::kMalformed, std::move(m_fault));
    for (const auto& [number, index] : m_authorIndexes) {
        const std::string suffix = m_authorIndexes.size() > 1 ? " " + std::to_string(std::uint64_t{number} + 1) : "";
        m_result.batch.agents.push_back({m_identities.agents()[index].id, m_options.userName + suffix, "", 0});
    }
    m_result.endContent = std::move(m_trace.endContent);
    return std::move(m_result);
}

/// Fills the gaps (the epoch itself counts as one), or replaces times that nobody can have typed in.
void TraceImporter::completeTimes() {
    std::vector<TraceTransaction>& transactions = m_trace.transactions;
    std::optional<std::int64_t> last;
    std::int64_t min = std::numeric_limits<std::int64_t>::max();
    std::int64_t max = 0;
    for (TraceTransaction& transaction : transactions) {
        if (transaction.timeMs && *transaction.timeMs <= 0) transaction.timeMs.reset();
        if (!transaction.timeMs) transaction.timeMs = last;
        if (!transaction.timeMs) continue;
        last = transaction.timeMs;
        min = std::min(min, *last);
        max = std::max(max, *last);
    }
    const bool isReal = last && static_cast<std::uint64_t>(max - min) >= transactions.size() - 1;
    for (std::size_t index = transactions.size(); index-- > 0;) {
        if (!isReal) {
            transactions[index].timeMs = m_options.firstTimeMs + m_options.stepMs * static_cast<std::int64_t>(index);
        } else if (!transactions[index].timeMs) {
            transactions[index].timeMs = transactions[index + 1].timeMs;
        }
    }
}

std::uint32_t TraceImporter::authorIndex(std::uint32_t number) {
    const auto [place, isNew] = m_authorIndexes.try_emplace(number, static_cast<std::uint32_t>(m_authors.size()));
    if (isNew) {
        AgentId id;
        for (std::size_t k = 0; k < 4; ++k)
            id.bytes[k] = static_cast<std::uint8_t>(number >> (24 - 8 * k));
        std::ranges::copy(m_options.agentSuffix, id.bytes.begin() + 4);
        m_identities.internAgent(id);
        m_authors.emplace_back();
    }
    return place->second;
}

bool TraceImporter::addStart() {
    if (m_trace.startContent.empty()) return true;
    const std::uint32_t author = authorIndex(m_trace.transactions.empty() ? 0 : m_trace.transactions.front().agent);
    const std::int64_t timeMs =
        m_trace.transactions.empty() ? m_options.firstTimeMs : *m_trace.transactions.front().timeMs;
    begin(author, {}, timeMs, TransactionKind::kImport, false);
    m_result.batch.addInsert(WellKnownObject::kBody, {}, m_trace.startContent);
    m_length = m_result.batch.transactions().back().unitCount;
    m_root = finish(author, {});
    m_tip = m_root;
    return true;
}

Version TraceImporter::parentsOf(std::size_t index) const {
    const TraceTransaction& transaction = m_trace.transactions[index];
    if (!m_isConcurrent) return m_tip;
    const auto parents = std::span(m_trace.parents).subspan(transaction.parentsBegin, transaction.parentsCount);
    if (parents.empty()) return m_root;
    if (parents.size() == 1) return m_versions[parents.front()];
    std::vector<LocalVersion> heads;
    for (const std::uint32_t parent : parents) {
        heads.insert(heads.end(), m_versions[parent].begin(), m_versions[parent].end());
    }
    return m_graph.reduced(std::move(heads));
}

bool TraceImporter::addTransaction(std::size_t index) {
    const TraceTransaction& transaction = m_trace.transactions[index];
    if (m_isConcurrent && !transaction.hasParents) return refuse(index, "the parents are missing");
    const Version parents = parentsOf(index);
    const auto patches = std::span(m_trace.patches).subspan(transaction.patchesBegin, transaction.patchesCount);
    const bool isEmpty = std::ranges::all_of(
        patches, [](const TracePatch& patch) { return patch.deletedCount == 0 && patch.textSize == 0; });
    Version version = parents;
    if (!isEmpty) {
        const std::uint32_t author = authorIndex(transaction.agent);
        begin(author, parents, *transaction.timeMs, TransactionKind::kEdit,
              joinsStep(patches, *transaction.timeMs, m_authors[author]));
        for (const TracePatch& patch : patches) {
            if (!addPatch(patch, m_authors[author])) {
                return refuse(index, "a patch reaches beyond the end of the text");
            }
        }
        if (m_result.batch.unitCount() > kEventCountMax) return refuse(index, "there are too many edits");
        version = finish(author, parents);
    }
    if (m_isConcurrent) {
        m_versions.push_back(std::move(version));
    } else {
        m_tip = std::move(version);
    }
    return true;
}

bool TraceImporter::addPatch(const TracePatch& patch, Author& author) {
    const std::uint64_t deletedEnd = std::uint64_t{patch.position} + patch.deletedCount;
    if (deletedEnd > (m_isConcurrent ? kLengthMax : m_length)) return false;
    const text::Offset offset{patch.position};
    if (patch.deletedCount > 0) {
        const bool isBackspace = patch.deletedCount == 1 && author.position == deletedEnd;
        m_result.batch.addDelete(WellKnownObject::kBody, offset, patch.deletedCount,
                                 isBackspace ? Direction::kBackward : Direction::kForward);
        author.position = patch.position;
        m_length -= patch.deletedCount;
    }
    if (patch.textSize > 0) {
        const std::string_view text = std::string_view(m_trace.text).substr(patch.textBegin, patch.textSize);
        const std::uint32_t count = text::scalarCount(text);
        if (std::uint64_t{patch.position} + count > kLengthMax) return false;
        m_result.batch.addInsert(WellKnownObject::kBody, offset, text);
        author.position = std::uint64_t{patch.position} + count;
        m_length += count;
    }
    return true;
}

/// Whether the transaction is a key press that continues the author's last one: the rules of live typing (a pause of two
/// seconds, a block break, another place or the other direction ends a step), with a count of keys in place of a
/// duration, since most traces have no real times.
bool TraceImporter::joinsStep(std::span<const TracePatch> patches, std::int64_t timeMs, Author& author) const {
    const std::optional<OpenStep> last = std::exchange(author.step, std::nullopt);
    if (patches.size() != 1) return false;
    const TracePatch& patch = patches.front();
    const std::string_view text = std::string_view(m_trace.text).substr(patch.textBegin, patch.textSize);
    const bool deletes = patch.deletedCount == 1 && text.empty();
    const bool types = patch.deletedCount == 0 && text != "\n" && text::scalarCount(text) == 1;
    if (!deletes && !types) return false;
    const bool isSpace = text == " ";
    const std::uint64_t place = patch.position;
    const bool joined = last && last->deletes == deletes && timeMs >= last->timeMs &&
                        timeMs - last->timeMs < kStepPauseMs &&
                        (place == author.position || (deletes && place + 1 == author.position)) &&
                        !(last->keyCount >= kStepKeyCount && last->endsWithSpace && !isSpace);
    author.step = OpenStep{deletes, isSpace, joined ? last->keyCount + 1 : 1, timeMs};
    return joined;
}

void TraceImporter::begin(std::uint32_t author, const Version& parents, std::int64_t timeMs, TransactionKind kind,
                          bool joinsPrevious) {
    const EventId first{m_identities.agents()[author].id, {m_authors[author].next}};
    if (parents.size() == 1) {
        const EventId parent = m_identities.idOf(parents.front());
        m_result.batch.beginTransaction(first, {&parent, 1}, timeMs, kind, joinsPrevious, std::nullopt);
        return;
    }
    std::vector<EventId> ids;
    for (const LocalVersion head : parents)
        ids.push_back(m_identities.idOf(head));
    std::ranges::sort(ids);
    m_result.batch.beginTransaction(first, ids, timeMs, kind, joinsPrevious, std::nullopt);
}

Version TraceImporter::finish(std::uint32_t author, const Version& parents) {
    const LocalRange events = m_graph.append(m_result.batch.transactions().back().unitCount, parents);
    m_identities.append(author, events);
    m_authors[author].next += events.count();
    return {events.end - 1};
}

}  // namespace

Result<ImportedTrace> importTrace(std::string_view json, const TraceOptions& options) {
    Result<ParsedTrace> parsed = parseTrace(json);
    if (!parsed) return std::unexpected(std::move(parsed.error()));
    return TraceImporter(std::move(*parsed), options).run();
}

}  // namespace varve::event
