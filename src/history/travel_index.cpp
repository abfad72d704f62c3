#include "history/travel_index.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "base/check.h"

namespace varve::history {

TravelIndex::TravelIndex(std::uint32_t end, TravelFormats formats, SequenceTravel body, std::vector<Sequence> others,
                         TravelRegisters registers)
    : m_end(end),
      m_formats(std::move(formats)),
      m_body(std::move(body)),
      m_others(std::move(others)),
      m_registers(std::move(registers)) {}

TravelIndex::Moment TravelIndex::momentAt(std::uint32_t position) const {
    CHECK(position <= m_end);
    Moment moment{position, m_body.momentAt(position), {}};
    for (const Sequence& sequence : m_others)
        moment.others.push_back(sequence.travel.momentAt(position));
    return moment;
}

document::DocumentPatch TravelIndex::move(const event::EventLog& log, Moment& moment, std::uint32_t position) const {
    CHECK(position <= m_end && moment.others.size() == m_others.size());
    const SequenceTravel::Source source{log, m_formats};
    document::DocumentPatch patch;
    patch.body = m_body.move(source, moment.body, position);
    for (std::size_t index = 0; index < m_others.size(); ++index) {
        document::Patch change = m_others[index].travel.move(source, moment.others[index], position);
        if (!change.isEmpty()) patch.sequences.push_back({m_others[index].id, std::move(change)});
    }
    patch.registers = m_registers.changes(log, moment.position, position);
    moment.position = position;
    return patch;
}

document::DocumentPatch TravelIndex::patchBetween(const event::EventLog& log, std::uint32_t from,
                                                  std::uint32_t to) const {
    const SequenceTravel::Source source{log, m_formats};
    document::DocumentPatch patch;
    patch.body = m_body.patchBetween(source, from, to);
    for (const Sequence& sequence : m_others) {
        document::Patch change = sequence.travel.patchBetween(source, from, to);
        if (!change.isEmpty()) patch.sequences.push_back({sequence.id, std::move(change)});
    }
    patch.registers = m_registers.changes(log, from, to);
    return patch;
}

/// Among m_others.
std::optional<std::size_t> TravelIndex::indexOf(const event::ObjectId& sequence) const {
    const auto found = std::ranges::lower_bound(m_others, sequence, std::less<>(), &Sequence::id);
    if (found == m_others.end() || found->id != sequence) return std::nullopt;
    return static_cast<std::size_t>(found - m_others.begin());
}

const SequenceTravel* TravelIndex::travelOf(const event::ObjectId& sequence) const {
    if (sequence == event::ObjectId{event::WellKnownObject::kBody}) return &m_body;
    const auto index = indexOf(sequence);
    return index ? &m_others[*index].travel : nullptr;
}

std::vector<std::uint32_t> TravelIndex::insertionsAt(const Moment& moment, const event::ObjectId& sequence,
                                                     std::span<const text::Offset> offsets) const {
    if (sequence == event::ObjectId{event::WellKnownObject::kBody}) return m_body.insertionsAt(moment.body, offsets);
    const auto index = indexOf(sequence);
    CHECK(index || offsets.empty());
    if (!index) return {};
    return m_others[*index].travel.insertionsAt(moment.others[*index], offsets);
}

std::optional<text::Offset> TravelIndex::offsetOf(const Moment& moment, const event::ObjectId& sequence,
                                                  std::uint32_t insertion) const {
    if (sequence == event::ObjectId{event::WellKnownObject::kBody}) return m_body.offsetOf(moment.body, insertion);
    const auto index = indexOf(sequence);
    if (!index) return std::nullopt;
    return m_others[*index].travel.offsetOf(moment.others[*index], insertion);
}

document::Patch TravelIndex::textOf(const event::EventLog& log, const Moment& moment,
                                    const event::ObjectId& sequence) const {
    const SequenceTravel::Source source{log, m_formats};
    if (sequence == event::ObjectId{event::WellKnownObject::kBody})
        return m_body.patchBetween(source, 0, moment.position);
    const auto index = indexOf(sequence);
    if (!index) return {};
    return m_others[*index].travel.patchBetween(source, 0, moment.position);
}

std::size_t TravelIndex::stretchCount() const {
    std::size_t count = m_body.stretchCount();
    for (const Sequence& sequence : m_others)
        count += sequence.travel.stretchCount();
    return count;
}

std::size_t TravelIndex::memoryBytes() const {
    std::size_t bytes = m_formats.memoryBytes() + m_body.memoryBytes() + m_registers.memoryBytes();
    for (const Sequence& sequence : m_others)
        bytes += sizeof(Sequence) + sequence.travel.memoryBytes();
    return bytes;
}

}  // namespace varve::history
