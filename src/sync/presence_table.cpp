#include "sync/presence_table.h"

#include <algorithm>

namespace varve::sync {

namespace {

bool isNews(const Presence& received, const Presence& known) {
    if (received.counter != known.counter) return received.counter > known.counter;
    return received.isGone && !known.isGone;
}

void markGone(Presence& presence) {
    presence.isGone = true;
    presence.caret.reset();
    presence.selectionStart.reset();
    presence.text.reset();
}

}  // namespace

bool PresenceTable::makeRoom() {
    if (m_entries.size() < kCountMax) return true;
    const auto gone = std::ranges::find_if(m_entries, [](const auto& entry) { return entry.second.presence.isGone; });
    if (gone == m_entries.end()) return false;
    m_entries.erase(gone);
    return true;
}

bool PresenceTable::take(const Presence& presence, ConnectionId via) {
    const auto known = m_entries.find(presence.agent);
    if (known == m_entries.end()) {
        if (presence.isGone || !makeRoom()) return false;
        m_entries.emplace(presence.agent, Entry{presence, via, m_nextNumber++, 0});
        return true;
    }
    Entry& entry = known->second;
    if (!isNews(presence, entry.presence)) return false;
    const bool returns = entry.presence.isGone && !presence.isGone;
    if (returns) entry.number = m_nextNumber++;
    entry.presence = presence;
    entry.via = via;
    entry.silentTicks = 0;
    return true;
}

std::vector<Presence> PresenceTable::forget(ConnectionId via) {
    std::vector<Presence> farewells;
    for (auto& [agent, entry] : m_entries) {
        if (entry.via != via || entry.presence.isGone) continue;
        markGone(entry.presence);
        farewells.push_back(entry.presence);
    }
    return farewells;
}

void PresenceTable::tick() {
    for (auto& [agent, entry] : m_entries) {
        if (++entry.silentTicks > kSilentTickCountMax) markGone(entry.presence);
    }
}

std::vector<PresenceTable::Entry> PresenceTable::present() const {
    std::vector<Entry> present;
    for (const auto& [agent, entry] : m_entries) {
        if (!entry.presence.isGone) present.push_back(entry);
    }
    return present;
}

}  // namespace varve::sync
