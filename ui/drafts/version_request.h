// What a window asks for that shall show another version of its document, and what is to be done there.
#pragma once

#include <optional>

#include "history/draft_index.h"

namespace varve::ui {

struct VersionRequest {
    enum class Errand : std::uint8_t { kNone, kMerge, kCompare };

    std::optional<history::DraftId> draft;        // to be shown; nothing: the document itself
    Errand errand = Errand::kNone;                // once it is shown
    std::optional<history::DraftId> source = {};  // whom the errand is about
};

}  // namespace varve::ui
