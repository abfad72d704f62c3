// The port through which keyframes are kept. The SQLite implementation is in src/storage; tests have one in memory. A
// keyframe is a cache: a store may drop any of them at any time, and an error here never stands in the way of opening a
// document from its events. Used by one thread at a time.
#pragma once

#include <optional>
#include <vector>

#include "base/result.h"
#include "history/keyframe.h"

namespace varve::history {

class KeyframeStore {
  public:
    virtual ~KeyframeStore() = default;

    /// Keeps the keyframe; one of the same version is replaced. Which older ones stay is the store's choice; the newest
    /// always does.
    [[nodiscard]] virtual Result<void> save(const Keyframe& keyframe) = 0;
    /// The one saved last that can be read; nothing when there is none. Damaged ones are passed over.
    [[nodiscard]] virtual Result<std::optional<Keyframe>> newest() = 0;
    /// Every keyframe, oldest first, for verification. Errors: the first damaged one.
    [[nodiscard]] virtual Result<std::vector<Keyframe>> load() = 0;
};

}  // namespace varve::history
