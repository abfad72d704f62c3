#include "merge/crowds.h"

namespace varve::merge {

void Crowd::append(std::uint32_t unit) {
    if (m_blocks.empty()) {
        addTo(0, 0, unit);
    } else {
        addTo(m_blocks.size() - 1, m_blocks.back().size(), unit);
    }
}

void Crowd::addTo(std::size_t block, std::size_t place, std::uint32_t unit) {
    if (m_blocks.empty()) m_blocks.emplace_back();
    Block& units = m_blocks[block];
    units.insert(units.begin() + static_cast<std::ptrdiff_t>(place), unit);
    if (units.size() <= kBlockMax) return;
    const auto middle = units.begin() + static_cast<std::ptrdiff_t>(units.size() / 2);
    Block upper(middle, units.end());
    units.erase(middle, units.end());
    m_blocks.insert(m_blocks.begin() + static_cast<std::ptrdiff_t>(block) + 1, std::move(upper));
}

std::size_t Crowd::memoryBytes() const {
    std::size_t bytes = m_blocks.capacity() * sizeof(Block);
    for (const Block& block : m_blocks)
        bytes += block.capacity() * sizeof(std::uint32_t);
    return bytes;
}

std::size_t Crowds::memoryBytes() const {
    std::size_t bytes = 0;
    for (const auto& [origins, crowd] : m_crowds)
        bytes += sizeof(origins) + sizeof(Crowd) + crowd.memoryBytes();
    return bytes;
}

}  // namespace varve::merge
