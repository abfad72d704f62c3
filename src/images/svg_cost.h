// How much there is to draw in an SVG, where parts may be used again and again: `use` of a part that uses another one
// twice, thirty times over, is a thousand million elements. Filled by svg_cleaning.cpp.
#pragma once

#include <QHash>
#include <QString>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/result.h"

namespace varve::images {

class SvgCost {
  public:
    /// An element begins inside of the one that began last and has not ended. `reference`: the id it refers to, or
    /// empty.
    void begin(const QString& id, const QString& reference);
    void end();

    [[nodiscard]] std::size_t elementCount() const { return m_elements.size(); }
    [[nodiscard]] std::size_t depth() const { return m_open.size(); }
    /// Errors: kLimitExceeded (more to draw, or nested deeper, than the bounds), kMalformed (a part refers to itself).
    [[nodiscard]] Result<void> check();

  private:
    enum class State : std::uint8_t { kUnknown, kOpen, kKnown };
    struct Element {
        std::vector<std::size_t> children;
        QString reference;
        State state = State::kUnknown;
        std::uint64_t cost = 0;
        std::size_t height = 0;
    };
    Result<void> measure(std::size_t index, std::size_t depth);

    std::vector<Element> m_elements;
    std::vector<std::size_t> m_open;
    QHash<QString, std::vector<std::size_t>> m_byId;  // several may claim an id: all count
};

}  // namespace varve::images
