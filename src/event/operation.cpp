#include "event/operation.h"

#include "text/utf8.h"

namespace varve::event {

std::uint32_t unitCount(const Operation& operation) {
    struct Visitor {
        std::uint32_t operator()(const Insert& insert) const { return text::scalarCount(insert.text); }
        std::uint32_t operator()(const Delete& deletion) const { return deletion.count; }
        std::uint32_t operator()(const Mark&) const { return 1; }
        std::uint32_t operator()(const Set&) const { return 1; }
        std::uint32_t operator()(const Liveness&) const { return 1; }
    };
    return std::visit(Visitor{}, operation);
}

}  // namespace varve::event
