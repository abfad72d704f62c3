// People who write in one document and its drafts, each at a computer of their own, and exchange what they have.
#pragma once

#include <QTest>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/random.h"
#include "document/draft_schema.h"
#include "event/event_codec.h"
#include "history/moment.h"
#include "replica/document_replica.h"
#include "support/event_builders.h"

namespace varve::test {

using event::EventId;
using event::TransactionKind;
using history::DraftId;
using replica::DocumentReplica;

inline constexpr event::WellKnownObject kDocument = event::WellKnownObject::kDocument;

inline event::AgentRecord agentOf(std::uint32_t number, std::string user) {
    return {.id = test::agent(number), .user = std::move(user), .device = "test", .startedMs = 0};
}

/// One person at a computer: shows one version after the other, each with an agent of its own.
class Writer {
  public:
    Writer(std::string user, std::uint32_t& nextAgent, ManualClock& clock)
        : m_user(std::move(user)), m_nextAgent(nextAgent), m_clock(clock) {
        show({}, event::EventLog());
    }

    DocumentReplica& operator*() { return *m_replica; }
    DocumentReplica* operator->() { return m_replica.get(); }
    const std::string& followed() const { return m_followed; }

    void show(const std::optional<DraftId>& draft) { show(draft, event::EventLog(m_replica->wholeLog())); }
    void edit(std::uint32_t begin, std::uint32_t end, std::string text) {
        m_clock.advance(1000);
        const auto done = m_replica->apply({TransactionKind::kTyping, {{{{begin}, {end}}, std::move(text)}}});
        QVERIFY2(done, done ? "" : done.error().message.c_str());
    }
    DraftId makeDraft(std::string name, const std::optional<event::Version>& version = {}) {
        replica::EditIntent intent{TransactionKind::kName};
        const EventId id = m_replica->nextEventId();
        intent.operations.emplace_back(event::Set{kDocument, document::draftKey(id, "name"), std::move(name)});
        if (version) {
            intent.operations.emplace_back(
                event::Set{kDocument, document::draftKey(id, "at"),
                           history::formatMoment(history::FrontierMoment{m_replica->log().idsOf(*version)})});
        }
        const auto done = m_replica->apply(intent);
        if (!done) qFatal("%s", done.error().message.c_str());
        return id;
    }
    /// Another name, or another opinion on whether it is abandoned.
    void speakOf(const DraftId& draft, Random& random) {
        replica::EditIntent intent{TransactionKind::kName};
        const bool isName = random.below(2) == 0;
        const event::Value value = isName ? event::Value(std::string(random.below(3), 'n'))
                                          : (random.below(2) == 0 ? event::Value(true) : event::Value());
        intent.operations.emplace_back(
            event::Set{kDocument, document::draftKey(draft, isName ? "name" : "abandoned"), value});
        const auto done = m_replica->apply(intent);
        QVERIFY2(done, done ? "" : done.error().message.c_str());
    }
    void receive(const event::EventBatch& batch, bool asColumns) {
        if (asColumns && m_replica->receiveWhole(event::encodeColumns(batch), {}, m_replica->agent().id)) return;
        const event::AppendOutcome outcome = m_replica->receive(batch);
        QVERIFY(outcome.rejected.empty() && outcome.waiting.empty());
    }

  private:
    void show(const std::optional<DraftId>& draft, event::EventLog whole) {
        replica::DividedLog divided = replica::divide(std::move(whole), draft);
        m_replica = std::make_unique<DocumentReplica>(
            replica::LoadedDocument{.documentId = "00000000-0000-4000-8000-000000000001",
                                    .state = merge::CurrentState(std::move(divided.shown)),
                                    .timeline = history::Timeline(0, draft ? history::DraftPlaces::kWhereWritten
                                                                           : history::DraftPlaces::kWhereMerged),
                                    .draft = draft,
                                    .whole = std::move(divided.whole),
                                    .drafts = std::move(divided.drafts)},
            agentOf(m_nextAgent++, m_user), m_clock);
        m_followed = m_replica->text().text();
        QObject::connect(m_replica.get(), &DocumentReplica::patchApplied, m_replica.get(),
                         [this](const document::DocumentPatch& patch) { m_followed = patch.body.applied(m_followed); });
        m_replica->joinDraft();
    }

    std::string m_user;
    std::uint32_t& m_nextAgent;
    ManualClock& m_clock;
    std::unique_ptr<DocumentReplica> m_replica;
    std::string m_followed;  // the text by patches alone
};

struct World {
    explicit World(std::size_t count) {
        writers.reserve(count);  // they are known by their places
        for (std::size_t index = 0; index < count; ++index)
            writers.emplace_back(std::string(1, static_cast<char>('a' + index)), nextAgent, clock);
    }
    void exchange(std::size_t from, std::size_t to, bool asColumns = false) {
        DocumentReplica& source = *writers[from];
        writers[to].receive(source.wholeLog().missingFrom(writers[to]->wholeLog().versionVector()), asColumns);
    }
    void exchangeAll() {
        for (int round = 0; round < 2; ++round) {
            for (std::size_t from = 0; from < writers.size(); ++from) {
                for (std::size_t to = 0; to < writers.size(); ++to)
                    if (from != to) exchange(from, to);
            }
        }
    }

    ManualClock clock{1000};
    std::uint32_t nextAgent = 1;
    std::vector<Writer> writers;
};

}  // namespace varve::test
