// Commands on named styles: making, changing, renaming and deleting them, giving them to text. Plain functions; each
// result is one step with an event for every property that changes, so that two people may change two properties of one
// style at once. Rules of styles: CONTENT.md.
#pragma once

#include <string>
#include <string_view>

#include "editing/edit_context.h"
#include "projection/named_styles.h"

namespace varve::editing {

/// A name as it would be written: without space around, one line. Empty when it cannot be one (nothing left, longer
/// than document::kStyleNameSizeMax).
[[nodiscard]] std::string styleNameFrom(std::string_view typed);

/// Values for properties of a style; null takes one away. Looks, `based-on` or a name; what is not of the form of
/// CONTENT.md is left out. Nothing to do for values that it has already, or for a style that is not listed.
[[nodiscard]] Edit withStyleValues(event::EventId next, const projection::NamedStyles& styles, std::string_view style,
                                   const std::vector<std::pair<std::string, event::Value>>& values);
/// Another name; an empty one gives a style that is built in its own name back.
[[nodiscard]] Edit renamedStyle(event::EventId next, const projection::NamedStyles& styles, std::string_view style,
                                std::string_view name);
/// The style looks like the one that it is based on, or as it does in a new document.
[[nodiscard]] Edit resetStyle(event::EventId next, const projection::NamedStyles& styles, std::string_view style);
/// Text that has the style looks as its kind does, and has the style again when this is undone. Nothing to do for a
/// style that is built in. `properties`: registers of the document.
[[nodiscard]] Edit deletedStyle(event::EventId next, const document::Attributes& properties,
                                const projection::NamedStyles& styles, std::string_view style);

struct NewStyle {
    std::string id;  // once the step is applied
    Edit edit;
};
/// A style that says only what it is based on: nothing, or a style of its kind.
[[nodiscard]] NewStyle newStyle(event::EventId next, const projection::NamedStyles& styles, document::StyleKind kind,
                                std::string_view name, std::string_view basedOn);
/// A style that says what the selection looks like beyond its style, and which the selection gets instead: paragraphs
/// the one, characters the other kind.
[[nodiscard]] NewStyle newStyleFrom(const EditContext& context, const projection::NamedStyles& styles,
                                    text::Range range, document::StyleKind kind, std::string_view name);
/// The style takes on what was given to the selection directly, which the selection has from it afterwards. Looks of
/// characters are those that all of the selection has.
[[nodiscard]] Edit styleMatching(const EditContext& context, const projection::NamedStyles& styles, text::Range range,
                                 std::string_view style);
/// Every block of the range gets a paragraph style, and with it the kind of block that this is made for.
[[nodiscard]] Edit withParagraphStyle(const EditContext& context, const projection::NamedStyles& styles,
                                      text::Range range, std::string_view style);

}  // namespace varve::editing
