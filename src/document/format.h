// The format of a character: the values of the marks that count on it. A plain value, shared because neighbours mostly
// have the same one; what a key means and how it looks is the view's affair.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "event/operation.h"

namespace varve::document {

/// Mark key and value; keys ascending and unique, no value is null.
using Format = std::vector<std::pair<std::string, event::Value>>;
/// Nothing stands for no marks at all; an empty format is never pointed to.
using FormatPointer = std::shared_ptr<const Format>;

/// Same values. Cost: O(marks), O(1) for the same pointer.
[[nodiscard]] inline bool isSameFormat(const FormatPointer& a, const FormatPointer& b) {
    return a == b || (a && b && *a == *b);
}

}  // namespace varve::document
