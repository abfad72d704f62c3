// What compare mode marks in one text of the page: the words that came, the places where words went, formats and blocks
// that are others. Values, in the order of the text.
#pragma once

#include <QString>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "event/operation.h"
#include "projection/text_diff.h"

namespace varve::ui {

struct ChangeMarks {
    /// A block that looks otherwise, or an embed.
    struct Object {
        text::Offset offset;  // in the block
        QString words{};      // what became of it
    };
    projection::TextDiff diff;
    std::vector<Object> objects{};

    /// Indexes [first, second) of the changes and of the formats that touch [begin, end]. Cost: O(log n).
    [[nodiscard]] std::pair<std::size_t, std::size_t> changesTouching(text::Range range) const;
    [[nodiscard]] std::pair<std::size_t, std::size_t> formatsTouching(text::Range range) const;
};
using ChangeMarksPointer = std::shared_ptr<const ChangeMarks>;
using ChangeMarksByText = std::map<event::ObjectId, ChangeMarksPointer>;

/// What changed in a stretch of a text, for a strip beside it.
enum ChangeKind : std::uint8_t { kNothingChanged = 0, kWordsCame = 1, kWordsWent = 2, kLooksChanged = 4 };
/// `bounds`: ascending; the kinds between each and the next, as bits. Cost: O(bounds · log n).
[[nodiscard]] std::vector<std::uint8_t> changeKindsBetween(const ChangeMarks& marks,
                                                           const std::vector<text::Offset>& bounds);

/// The words as they are shown where they went: in one line, blanks as they are, U+00B6 for breaks, a box for objects;
/// cut behind `lengthMax` UTF-16 units.
[[nodiscard]] QString removedWords(std::string_view utf8, int lengthMax);

}  // namespace varve::ui
