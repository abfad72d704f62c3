#include "projection/object_registers.h"

#include <algorithm>
#include <cstring>

namespace varve::projection {

namespace {

constexpr std::size_t kRecentCountMax = 8;

}  // namespace

std::size_t ObjectIdHash::operator()(const event::ObjectId& object) const {
    const auto* id = std::get_if<event::EventId>(&object);
    if (id == nullptr) return static_cast<std::size_t>(std::get<event::WellKnownObject>(object));
    std::uint64_t agent = 0;
    std::memcpy(&agent, id->agent.bytes.data(), sizeof agent);
    return (agent ^ id->sequence.value) * 0x9e3779b97f4a7c15U;
}

void ObjectRegisters::take(std::span<const document::RegisterChange> changes) {
    for (std::size_t begin = 0; begin < changes.size();) {
        const event::ObjectId& object = changes[begin].object;
        const auto known = m_objects.find(object);
        document::Attributes attributes = known == m_objects.end() ? document::Attributes() : *known->second;
        std::size_t end = begin;
        for (; end < changes.size() && changes[end].object == object; ++end)
            document::setValue(attributes, changes[end].key, changes[end].value);
        if (attributes.empty()) {
            if (known != m_objects.end()) m_objects.erase(known);
        } else {
            m_objects.insert_or_assign(object, std::make_shared<const document::Attributes>(std::move(attributes)));
        }
        begin = end;
    }
}

AttributesPointer ObjectRegisters::attributesOf(const event::ObjectId& object) const {
    const auto known = m_objects.find(object);
    return known == m_objects.end() ? nullptr : known->second;
}

document::BlockAttributesPointer ObjectRegisters::blockAttributesOf(const event::ObjectId& object) const {
    const auto known = m_objects.find(object);
    if (known == m_objects.end()) return nullptr;
    const document::BlockAttributes attributes = document::blockAttributesOf(*known->second);
    if (attributes == document::BlockAttributes{}) return nullptr;
    const auto same = std::ranges::find_if(m_recent, [&](const auto& recent) { return *recent == attributes; });
    if (same != m_recent.end()) return *same;
    if (m_recent.size() == kRecentCountMax) m_recent.erase(m_recent.begin());
    return m_recent.emplace_back(std::make_shared<const document::BlockAttributes>(attributes));
}

const event::Value& ObjectRegisters::documentValue(std::string_view key) const {
    static const event::Value kNull;
    const auto known = m_objects.find(event::WellKnownObject::kDocument);
    return known == m_objects.end() ? kNull : document::valueOf(*known->second, key);
}

}  // namespace varve::projection
