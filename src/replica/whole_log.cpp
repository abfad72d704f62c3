#include "replica/whole_log.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "document/draft_schema.h"

namespace varve::replica {

namespace {

/// What leads from the version `from` of `whole` to `to`, for a log that holds the former.
event::EventBatch batchFor(const event::EventLog& shown, const event::EventLog& whole, const event::Version& from,
                           const event::Version& to) {
    event::Version head = to;
    for (;;) {
        event::EventBatch batch = history::batchBetween(whole, from, head);
        // Nobody writes on a version without one's own events; should somebody say so, they come along.
        std::vector<event::LocalVersion> lacking;
        std::map<event::AgentId, event::SequenceNumber> next;
        for (const event::EventBatch::TransactionEntry& entry : batch.transactions()) {
            const event::EventId first = batch.firstOf(entry);
            const auto [known, isNew] = next.try_emplace(first.agent, shown.nextSequence(first.agent));
            if (first.sequence > known->second) {
                const auto before = whole.find({first.agent, {first.sequence.value - 1}});
                CHECK(before);
                lacking.push_back(*before);
            }
            known->second = std::max(known->second, first.sequence + entry.unitCount);
        }
        if (lacking.empty()) return batch;
        lacking.insert(lacking.end(), head.begin(), head.end());
        head = whole.graph().reduced(std::move(lacking));
    }
}

}  // namespace

DividedLog divide(event::EventLog whole, const std::optional<history::DraftId>& draft) {
    DividedLog divided;
    divided.drafts.followLog(whole);
    const event::Version head = divided.drafts.versionOf(whole, draft);
    if (!draft && head == whole.version()) {
        divided.shown = std::move(whole);
        return divided;
    }
    const event::AppendOutcome outcome = divided.shown.append(batchFor(divided.shown, whole, {}, head));
    CHECK(outcome.rejected.empty() && outcome.waiting.empty());
    divided.whole = std::move(whole);
    return divided;
}

WholeLog::WholeLog(std::optional<event::EventLog> whole, std::optional<history::DraftId> draft,
                   history::DraftIndex drafts)
    : m_draft(draft), m_log(std::move(whole)), m_drafts(std::move(drafts)) {
    CHECK(m_log || !m_draft);
    if (!m_log) return;
    m_drafts.followLog(*m_log);
    m_shownHead = m_drafts.versionOf(*m_log, m_draft);
}

const history::DraftIndex& WholeLog::drafts(const event::EventLog& shown) const {
    m_drafts.followLog(log(shown));
    return m_drafts;
}

std::size_t WholeLog::followShown(const event::EventLog& shown, std::size_t first) {
    if (!m_log) return first;
    const std::size_t firstOfAll = m_log->transactionCount();
    const event::AppendOutcome outcome = m_log->append(shown.batch(first, shown.transactionCount()));
    CHECK(outcome.rejected.empty() && outcome.waiting.empty());
    m_shownHead = drafts(shown).versionOf(*m_log, m_draft);
    return firstOfAll;
}

bool WholeLog::isOfAnotherVersion(const event::EventBatch& batch, const event::EventLog& shown) const {
    if (history::bringsDraftWriter(batch)) return true;
    const history::DraftIndex& index = drafts(shown);
    if (!index.hasWriters()) return false;
    return std::ranges::any_of(batch.agentIds(), [&](const event::AgentId& id) {
        const auto agent = shown.agentIndex(id);
        return agent && index.draftOf(*agent);
    });
}

bool WholeLog::takesFirst(const event::EventBatch& batch, const event::EventLog& shown) {
    if (m_log) return true;
    if (!isOfAnotherVersion(batch, shown)) return false;
    CHECK(!m_draft);
    m_log = shown;
    m_shownHead = drafts(shown).versionOf(shown, m_draft);
    return true;
}

bool WholeLog::mayTakeFirst(BytesView columns, const event::EventLog& shown) const {
    if (m_log || drafts(shown).hasWriters()) return true;
    // Keys stand in the columns as they are.
    return columns.find(document::kDraftPrefix) != columns.npos;
}

event::EventBatch WholeLog::takeShown(const event::EventLog& shown) {
    const event::Version head = drafts(shown).versionOf(*m_log, m_draft);
    event::EventBatch batch = batchFor(shown, *m_log, m_shownHead, head);
    m_shownHead = head;
    return batch;
}

std::uint32_t WholeLog::newEventCount(const std::optional<history::DraftId>& source,
                                      const event::EventLog& shown) const {
    if (!m_log) return 0;
    const history::DraftIndex& index = drafts(shown);
    return history::changeCountBetween(*m_log, m_shownHead, index.versionOf(*m_log, source));
}

event::EventBatch WholeLog::batchOf(const std::optional<history::DraftId>& source, const event::EventLog& shown) const {
    if (!m_log) return {};
    const history::DraftIndex& index = drafts(shown);
    const event::Version to = m_log->graph().merged(m_shownHead, index.versionOf(*m_log, source));
    return batchFor(shown, *m_log, m_shownHead, to);
}

}  // namespace varve::replica
