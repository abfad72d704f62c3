#include "images/svg_cost.h"

#include <algorithm>

#include "images/image_limits.h"

namespace varve::images {

void SvgCost::begin(const QString& id, const QString& reference) {
    const std::size_t index = m_elements.size();
    m_elements.emplace_back().reference = reference;
    if (!m_open.empty()) m_elements[m_open.back()].children.push_back(index);
    if (!id.isEmpty()) m_byId[id].push_back(index);
    m_open.push_back(index);
}

void SvgCost::end() {
    m_open.pop_back();
}

Result<void> SvgCost::check() {
    return m_elements.empty() ? Result<void>() : measure(0, 0);
}

Result<void> SvgCost::measure(std::size_t index, std::size_t depth) {
    const std::unexpected<Error> isTooMuch =
        failure(ErrorCode::kLimitExceeded, "The SVG image repeats or nests more than Varve draws.");
    Element& element = m_elements[index];
    if (depth + element.height > kSvgDepthMax) return isTooMuch;
    if (element.state == State::kKnown) return {};
    if (element.state == State::kOpen) {
        return failure(ErrorCode::kMalformed, "The SVG image is damaged: a part of it contains itself.");
    }
    element.state = State::kOpen;
    std::vector<std::size_t> parts = element.children;
    if (!element.reference.isEmpty()) {
        if (const auto targets = m_byId.constFind(element.reference); targets != m_byId.constEnd()) {
            parts.insert(parts.end(), targets->begin(), targets->end());
        }
    }
    element.cost = 1;
    for (const std::size_t part : parts) {
        if (Result<void> measured = measure(part, depth + 1); !measured) return measured;
        element.cost += m_elements[part].cost;
        element.height = std::max(element.height, m_elements[part].height + 1);
        if (element.cost > kSvgElementCountMax) return isTooMuch;
    }
    element.state = State::kKnown;
    return {};
}

}  // namespace varve::images
