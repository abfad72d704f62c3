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

std::vector<NamedMoment> namedMoments(const document::Attributes& properties, const event::EventLog& log) {
    std::vector<NamedMoment> moments;
    const auto first = std::ranges::lower_bound(properties, document::kMomentPrefix, {},
                                                [](const auto& property) { return std::string_view(property.first); });
    for (auto property = first; property != properties.end(); ++property) {
        if (!property->first.starts_with(document::kMomentPrefix) || moments.size() == kNamedMomentCountMax) break;
        const auto [text, name] = document::momentPropertyOf(property->first);
        const auto id = name == moment_key::kName ? document::idFromText(text) : std::nullopt;
        if (!id) continue;
        const auto shown = [&, moment = text](std::string_view key) {
            return document::shownText(document::ValueHolder::kDocument, properties, document::momentKey(moment, key));
        };
        const auto event = namingEvent(log, *id, property->first);
        if (!event || shown(moment_key::kName).empty()) continue;
        const event::TransactionRecord record = log.transactionRecord(log.transactionIndexOf(*event));
        NamedMoment& moment = moments.emplace_back();
        moment.id = *id;
        moment.name = shown(moment_key::kName);
        moment.note = shown(moment_key::kNote);
        moment.version = versionIn(log, shown(moment_key::kAt)).value_or(log.graph().parentsOf(*event));
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
