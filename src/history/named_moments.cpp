#include "history/named_moments.h"

#include <algorithm>
#include <map>
#include <optional>
#include <tuple>

#include "document/moment_schema.h"
#include "document/object_names.h"
#include "document/value_rules.h"
#include "history/moment.h"

namespace varve::history {

namespace {

namespace moment_key = document::moment_key;

/// The event that named the moment first; nothing when the id is that of another event, or of none.
std::optional<event::LocalVersion> namingEvent(const event::EventLog& log, const event::EventId& id,
                                               std::string_view key) {
    const auto found = log.find(id);
    if (!found) return std::nullopt;
    const event::OperationRun& run = log.operationRuns()[log.operationRunIndexOf(*found)];
    if (run.type != event::OperationType::kSet) return std::nullopt;
    const auto& set = std::get<event::Set>(log.sideOperation(run));
    const bool isOfDocument = set.object == event::ObjectId{event::WellKnownObject::kDocument};
    return isOfDocument && set.key == key ? found : std::nullopt;
}

std::optional<event::Version> versionIn(const event::EventLog& log, std::string_view frontier) {
    if (frontier.empty()) return std::nullopt;
    const auto moment = parseMoment(frontier);
    const auto* heads = moment ? std::get_if<FrontierMoment>(&*moment) : nullptr;
    if (heads == nullptr) return std::nullopt;
    auto version = log.versionOf(heads->heads);
    return version ? std::optional(*std::move(version)) : std::nullopt;
}

}  // namespace

namespace {

/// A name that is well-formed, before its note and its place are read.
struct NamedKey {
    event::EventId id;
    std::string_view text;  // the id as it stands in the key
    event::LocalVersion event;
    std::size_t rank = 0;  // among those of its agent, in the order of naming
};

std::vector<NamedKey> namedKeys(const document::Attributes& properties, const event::EventLog& log) {
    std::vector<NamedKey> keys;
    auto property = std::ranges::lower_bound(properties, document::kMomentPrefix, {},
                                             [](const auto& one) { return std::string_view(one.first); });
    for (; property != properties.end() && property->first.starts_with(document::kMomentPrefix); ++property) {
        const auto [text, name] = document::momentPropertyOf(property->first);
        const auto id = name == moment_key::kName ? document::idFromText(text) : std::nullopt;
        const auto event = id ? namingEvent(log, *id, property->first) : std::nullopt;
        const bool isShown =
            event && !document::shownText(document::ValueHolder::kDocument, properties, property->first).empty();
        if (isShown) keys.push_back({*id, text, *event});
    }
    std::ranges::sort(keys, {}, &NamedKey::id);
    for (std::size_t i = 1; i < keys.size(); ++i)
        keys[i].rank = keys[i].id.agent == keys[i - 1].id.agent ? keys[i - 1].rank + 1 : 0;
    return keys;
}

}  // namespace

std::vector<NamedMoment> namedMoments(const document::Attributes& properties, const event::EventLog& log) {
    std::vector<NamedKey> keys = namedKeys(properties, log);
    if (keys.size() > kNamedMomentCountMax) {
        std::ranges::sort(
            keys, [](const NamedKey& a, const NamedKey& b) { return std::tie(a.rank, a.id) < std::tie(b.rank, b.id); });
        keys.resize(kNamedMomentCountMax);
    }
    std::vector<NamedMoment> moments;
    moments.reserve(keys.size());
    for (const NamedKey& key : keys) {
        const auto shown = [&](std::string_view property) {
            return document::shownText(document::ValueHolder::kDocument, properties,
                                       document::momentKey(key.text, property));
        };
        const event::TransactionRecord record = log.transactionRecord(log.transactionIndexOf(key.event));
        NamedMoment& moment = moments.emplace_back();
        moment.id = key.id;
        moment.name = shown(moment_key::kName);
        moment.note = shown(moment_key::kNote);
        moment.version = versionIn(log, shown(moment_key::kAt)).value_or(log.graph().parentsOf(key.event));
        moment.agent = record.agent;
        moment.namedMs = record.timeMs;
    }
    std::ranges::sort(moments, [](const NamedMoment& a, const NamedMoment& b) {
        return std::tie(a.namedMs, a.id) < std::tie(b.namedMs, b.id);
    });
    return moments;
}

std::uint64_t positionOf(const event::Version& version, const event::EventLog& log, const Timeline& timeline) {
    std::uint64_t position = 0;
    for (const event::LocalVersion head : version)
        position = std::max(position, timeline.positionOf(log, head) + 1);
    return position;
}

std::vector<const NamedMoment*> momentsNamed(const std::vector<NamedMoment>& moments, std::string_view name) {
    std::vector<const NamedMoment*> named;
    for (const NamedMoment& moment : moments) {
        if (moment.name == name) named.push_back(&moment);
    }
    return named;
}

}  // namespace varve::history
