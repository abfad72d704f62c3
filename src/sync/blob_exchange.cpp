#include "sync/blob_exchange.h"

#include <algorithm>
#include <utility>

namespace varve::sync {

namespace {

constexpr std::size_t kEarlyCountMax = kBlobWindowSizeMax / kBlobPartSizeMax;
constexpr std::uint32_t kIdleTicksMax = 2;     // without a part, after which it is asked for again
constexpr std::uint32_t kRepeatsMax = 5;       // after which somebody else is asked
constexpr std::uint32_t kWindowTicksMax = 60;  // for one stretch, however its bytes trickle
/// After which those who did not have it are asked again, in case their announcement was lost.
constexpr std::uint32_t kForgetTicks = 8;

std::unexpected<Error> misbehaved(const char* what) {
    return failure(ErrorCode::kMalformed, what);
}

}  // namespace

bool BlobExchange::isWanted(const Hash& name) const {
    return m_port != nullptr && m_port->wantedBlobs().contains(name);
}

void BlobExchange::opened(ConnectionId id) {
    m_mayStart = m_others.try_emplace(id).second || m_mayStart;
}

void BlobExchange::closed(ConnectionId id) {
    m_others.erase(id);
    m_mayStart = true;
    if (m_fetching && m_fetching->from == id) putAside();
}

Result<void> BlobExchange::receive(ConnectionId from, const BlobMessage& message) {
    const auto other = m_others.find(from);
    if (m_port == nullptr || other == m_others.end()) return {};
    if (const auto* part = std::get_if<BlobPart>(&message)) return takePart(from, *part);
    if (const auto* want = std::get_if<WantBlob>(&message)) {
        // The newest question is the one that counts: it was asked because earlier answers got lost.
        other->second.serving = Serving{want->name, want->offset, std::size_t{want->offset} + want->count};
        return {};
    }
    for (const Hash& name : std::get<HoldBlobs>(message).names) {
        if (!isWanted(name) && !m_port->holdsBlob(name)) continue;
        other->second.lacks.erase(name);
        other->second.holds.insert(name);
        m_mayStart = true;
    }
    return {};
}

// Asking

Result<void> BlobExchange::takePart(ConnectionId from, const BlobPart& part) {
    // What was not asked for, or not of this one, may be late; it is nobody's fault and is not kept.
    if (!m_fetching || m_fetching->from != from || m_fetching->name != part.name) return {};
    Fetching& fetching = *m_fetching;
    if (part.size == 0) {
        giveUpOn(from);
        return {};
    }
    if (fetching.size != 0 && fetching.size != part.size) {
        if (!fetching.isMixed) return misbehaved("An image changed its size on the way.");
        m_unmixable.insert(fetching.name);
        m_fetching.reset();
        m_mayStart = true;
        return {};
    }
    if (part.bytes.empty() || part.offset + part.bytes.size() > part.size) {
        return misbehaved("A part of an image lies outside of it.");
    }
    fetching.size = part.size;
    if (fetching.media.empty()) fetching.media = part.media;
    const bool isNew = part.offset >= fetching.bytes.size() && part.offset < fetching.windowEnd;
    const bool hasRoom = fetching.early.size() < kEarlyCountMax || part.offset == fetching.bytes.size();
    if (!isNew || !hasRoom) return {};
    fetching.early.insert_or_assign(part.offset, part.bytes);
    takeEarlyParts();
    return advance();
}

/// Joins what follows on.
void BlobExchange::takeEarlyParts() {
    Fetching& fetching = *m_fetching;
    while (!fetching.early.empty() && fetching.early.begin()->first <= fetching.bytes.size()) {
        const auto part = fetching.early.extract(fetching.early.begin());
        if (part.key() != fetching.bytes.size()) continue;
        fetching.bytes += part.mapped();
        fetching.hasProgressed = true;
        fetching.repeats = 0;
    }
}

Result<void> BlobExchange::advance() {
    Fetching& fetching = *m_fetching;
    if (fetching.bytes.size() < fetching.size) {
        fetching.isAskDue = fetching.isAskDue || fetching.bytes.size() >= fetching.windowEnd;
        return {};
    }
    Fetching done = std::move(fetching);
    m_fetching.reset();
    const Result<document::SharedBlob> blob = document::makeBlob(std::move(done.bytes), std::move(done.media));
    m_mayStart = true;
    const bool isRight = blob && (*blob)->name == done.name;
    if (isRight) {
        m_unmixable.erase(done.name);
        if (isWanted(done.name)) m_port->receiveBlob(*blob);
    } else if (done.isMixed) {
        // Nobody knows who it was.
        m_unmixable.insert(done.name);
    } else {
        return misbehaved("An image does not match its name.");
    }
    return {};
}

void BlobExchange::putAside() {
    m_aside = std::exchange(m_fetching, std::nullopt);
    m_mayStart = true;
    if (m_aside->bytes.empty() || m_unmixable.contains(m_aside->name)) m_aside.reset();
}

void BlobExchange::giveUpOn(ConnectionId id) {
    const auto other = m_others.find(id);
    if (other != m_others.end()) {
        other->second.holds.erase(m_fetching->name);
        other->second.lacks.insert(m_fetching->name);
    }
    putAside();
}

void BlobExchange::prepare() {
    if (m_fetching && !isWanted(m_fetching->name)) m_fetching.reset();
    if (m_aside && !isWanted(m_aside->name)) m_aside.reset();
    if (m_fetching || m_port == nullptr || m_others.empty() || !m_mayStart) return;
    if (m_aside && startOn(m_aside->name)) return;
    const std::set<Hash>& wanted = m_port->wantedBlobs();
    // Round and round, so that those that nobody has are not looked at again for each that somebody has.
    auto name = wanted.upper_bound(m_lastTried);
    for (std::size_t count = wanted.size(); count > 0; --count) {
        if (name == wanted.end()) name = wanted.begin();
        if (startOn(*name)) return;
        ++name;
    }
    m_mayStart = false;
}

/// False when nobody may have it.
bool BlobExchange::startOn(const Hash& name) {
    const auto hasIt = [&](const auto& other) { return other.second.holds.contains(name); };
    const auto mayHaveIt = [&](const auto& other) { return !other.second.lacks.contains(name); };
    auto chosen = std::ranges::find_if(m_others, hasIt);
    if (chosen == m_others.end()) chosen = std::ranges::find_if(m_others, mayHaveIt);
    if (chosen == m_others.end()) return false;
    Fetching fetching;
    fetching.name = m_lastTried = name;
    fetching.from = chosen->first;
    if (m_aside && m_aside->name == name) {
        fetching.bytes = std::move(m_aside->bytes);
        fetching.media = std::move(m_aside->media);
        fetching.size = m_aside->size;
        fetching.isMixed = true;
        m_aside.reset();
    }
    m_fetching = std::move(fetching);
    return true;
}

void BlobExchange::tick() {
    if (++m_ticks % kForgetTicks == 0) {
        for (auto& [id, other] : m_others)
            other.lacks.clear();
        m_mayStart = true;
    }
    if (!m_fetching) return;
    Fetching& fetching = *m_fetching;
    if (++fetching.windowTicks > kWindowTicksMax) return giveUpOn(fetching.from);
    fetching.idleTicks = std::exchange(fetching.hasProgressed, false) ? 0 : fetching.idleTicks + 1;
    if (fetching.idleTicks < kIdleTicksMax) return;
    fetching.idleTicks = 0;
    fetching.isAskDue = true;
    ++fetching.repeats;
    if (fetching.repeats > kRepeatsMax) giveUpOn(fetching.from);
}

std::optional<BlobMessage> BlobExchange::ask() {
    Fetching& fetching = *m_fetching;
    if (!std::exchange(fetching.isAskDue, false)) return std::nullopt;
    const std::size_t begin = fetching.bytes.size();
    if (begin >= fetching.windowEnd) fetching.windowTicks = 0;
    fetching.windowEnd = begin + kBlobWindowSizeMax;
    return WantBlob{fetching.name, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(kBlobWindowSizeMax)};
}

// Giving

void BlobExchange::announce(const Hash& name) {
    for (auto& [id, other] : m_others)
        other.announcementsDue.insert(name);
}

std::optional<BlobMessage> BlobExchange::serve(Other& other) {
    if (!other.serving) return std::nullopt;
    Serving& serving = *other.serving;
    const document::SharedBlob blob =
        m_port->holdsBlob(serving.name) ? m_port->blobForOthers(serving.name) : document::SharedBlob();
    // Being read from disk: it is asked for again when it is there.
    if (blob == nullptr && m_port->holdsBlob(serving.name)) return std::nullopt;
    if (blob == nullptr || serving.offset >= blob->bytes.size()) {
        const Hash name = serving.name;
        other.serving.reset();
        return BlobPart{name, 0, {}, 0, {}};
    }
    const std::size_t end = std::min({serving.end, blob->bytes.size(), serving.offset + kBlobPartSizeMax});
    BlobPart part{serving.name, static_cast<std::uint32_t>(blob->bytes.size()), blob->media,
                  static_cast<std::uint32_t>(serving.offset), blob->bytes.substr(serving.offset, end - serving.offset)};
    serving.offset = end;
    if (end >= serving.end || end >= blob->bytes.size()) other.serving.reset();
    return part;
}

std::optional<BlobMessage> BlobExchange::next(ConnectionId to) {
    const auto found = m_others.find(to);
    if (m_port == nullptr || found == m_others.end()) return std::nullopt;
    Other& other = found->second;
    if (!other.announcementsDue.empty()) {
        HoldBlobs hold;
        while (!other.announcementsDue.empty() && hold.names.size() < kHoldBlobsCountMax) {
            hold.names.push_back(other.announcementsDue.extract(other.announcementsDue.begin()).value());
        }
        return hold;
    }
    if (m_fetching && m_fetching->from == to) {
        if (auto question = ask()) return question;
    }
    return serve(other);
}

bool BlobExchange::otherHolds(ConnectionId id, const Hash& name) const {
    const auto other = m_others.find(id);
    return other != m_others.end() && other->second.holds.contains(name);
}

bool BlobExchange::isLackedByAll(const Hash& name) const {
    return !m_others.empty() &&
           std::ranges::all_of(m_others, [&](const auto& other) { return other.second.lacks.contains(name); });
}

}  // namespace varve::sync
