// The difference of two moments of one text, as a person reads it: whole words that came and went, and formats that
// changed. Made from the patches between the moments, in which characters have their identity; two texts are never
// compared as such. Values only; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "document/patch.h"
#include "text/position.h"

namespace varve::projection {

/// Words that came, words that went, or both: these in place of those.
struct TextChange {
    text::Range range;               // what came, in the later text; empty at the place where something only went
    text::Range oldRange;            // what went, in the earlier text
    std::uint32_t removedBegin = 0;  // bytes in TextDiff::removedText
    std::uint32_t removedSize = 0;
    friend bool operator==(const TextChange&, const TextChange&) = default;
};

/// Characters that were there before and have another format now.
struct FormatChange {
    text::Range range;  // in the later text
    document::FormatPointer before;
    document::FormatPointer after;
    friend bool operator==(const FormatChange& a, const FormatChange& b) {
        return a.range == b.range && document::isSameFormat(a.before, b.before) &&
               document::isSameFormat(a.after, b.after);
    }
};

/// Words as countsOf counts them.
struct WordChange {
    std::uint64_t inserted = 0;
    std::uint64_t removed = 0;
    WordChange& operator+=(const WordChange& other) {
        inserted += other.inserted;
        removed += other.removed;
        return *this;
    }
    friend bool operator==(const WordChange&, const WordChange&) = default;
};

struct TextDiff {
    std::vector<TextChange> changes;    // ascending; something stays between any two
    std::vector<FormatChange> formats;  // ascending, disjoint
    std::string removedText;            // of all changes, in their order
    WordChange words;

    [[nodiscard]] bool isEmpty() const { return changes.empty() && formats.empty(); }
    /// What a change took away.
    [[nodiscard]] std::string_view removed(const TextChange& change) const {
        return std::string_view(removedText).substr(change.removedBegin, change.removedSize);
    }
    friend bool operator==(const TextDiff&, const TextDiff&) = default;
};

/// `forward` leads from the earlier text to the later one, `back` the other way; `after` is the later text. A change
/// inside a word takes the whole word, up to kWordReach characters to each side; changes with nothing but a blank
/// between them are one; words that were deleted and written again as they were are no change. Order of time does not
/// matter: "earlier" may be the newer moment. Cost: O(text, a fast scan, + pieces + changed text).
[[nodiscard]] TextDiff textDiff(const document::Patch& forward, const document::Patch& back, std::string_view after);

inline constexpr std::uint32_t kWordReach = 64;

}  // namespace varve::projection
