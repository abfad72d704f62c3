#include "merge/registers.h"

#include <algorithm>

#include "base/check.h"

namespace varve::merge {

namespace {

/// Well-known objects count down from here; no event has such a number.
constexpr ObjectNumber kWellKnownEnd = 0xffffffffU;

}  // namespace

ObjectNumber objectNumberOf(const event::EventLog& log, const event::ObjectId& object) {
    if (const auto* id = std::get_if<event::EventId>(&object)) {
        const auto event = log.find(*id);
        return event ? event->value : kNone;
    }
    return kWellKnownEnd - 1 - static_cast<ObjectNumber>(std::get<event::WellKnownObject>(object));
}

event::ObjectId objectIdOf(const event::EventLog& log, ObjectNumber object) {
    if (object < log.end().value) return log.idOf({object});
    return static_cast<event::WellKnownObject>(kWellKnownEnd - 1 - object);
}

bool Registers::winsOver(const event::EventLog& log, const Writer& a, const Writer& b) const {
    return a.lamport != b.lamport ? a.lamport > b.lamport : log.idLess(b.event, a.event);
}

std::uint32_t Registers::add(Register target, Writer writer) {
    writer.target = m_registers.intern(target);
    if (writer.target == m_strongest.size()) m_strongest.push_back(kNone);
    const auto number = static_cast<std::uint32_t>(m_writers.size());
    m_writers.push_back(writer);
    m_unsettled.push_back(number);
    return number;
}

void Registers::settle(const event::EventLog& log) {
    std::ranges::sort(m_unsettled, [&](std::uint32_t a, std::uint32_t b) {
        const Writer& writerA = m_writers[a];
        const Writer& writerB = m_writers[b];
        return writerA.target != writerB.target ? writerA.target < writerB.target : winsOver(log, writerA, writerB);
    });
    std::uint32_t* link = nullptr;
    std::uint32_t target = kNone;
    for (const std::uint32_t number : m_unsettled) {
        Writer& writer = m_writers[number];
        if (target != writer.target) link = &m_strongest[target = writer.target];
        while (*link != kNone && winsOver(log, m_writers[*link], writer))
            link = &m_writers[*link].weaker;
        writer.weaker = *link;
        *link = number;
    }
    m_unsettled.clear();
}

event::Value Registers::value(const event::EventLog& log, std::uint32_t number, View view) const {
    return value(log, number, view, {});
}

event::Value Registers::value(const event::EventLog& log, std::uint32_t number, View view,
                              std::span<const std::uint32_t> flipped) const {
    for (std::uint32_t index = m_strongest[number]; index != kNone; index = m_writers[index].weaker) {
        const Writer& writer = m_writers[index];
        if (writer.counted.isCounted(view) == std::ranges::binary_search(flipped, index)) continue;
        return std::get<event::Set>(log.sideOperation(log.operationRuns()[writer.operationRun])).value;
    }
    return {};
}

std::size_t Registers::memoryBytes() const {
    return m_registers.memoryBytes() + m_strongest.capacity() * sizeof(std::uint32_t) +
           m_writers.capacity() * sizeof(Writer);
}

void Registers::checkInvariants(const event::EventLog& log) const {
    CHECK(m_strongest.size() == m_registers.count() && m_unsettled.empty());
    std::size_t linkedCount = 0;
    for (std::uint32_t number = 0; number < m_strongest.size(); ++number) {
        CHECK(m_registers.find(m_registers[number]) == number);
        for (std::uint32_t index = m_strongest[number]; index != kNone; index = m_writers[index].weaker) {
            const Writer& writer = m_writers[index];
            CHECK(writer.target == number && writer.lamport == log.graph().lamportOf(writer.event));
            const auto& set = std::get<event::Set>(log.sideOperation(log.operationRuns()[writer.operationRun]));
            CHECK(objectNumberOf(log, set.object) == m_registers[number].object);
            if (writer.weaker != kNone) CHECK(winsOver(log, writer, m_writers[writer.weaker]));
            ++linkedCount;
        }
    }
    CHECK(linkedCount == m_writers.size());
}

}  // namespace varve::merge
