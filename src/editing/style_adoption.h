// Named styles that go along with copied text: which ones it needs, and making them in a document that has not got
// them.
#pragma once

#include "document/content.h"
#include "editing/step_builder.h"

namespace varve::editing {

/// The registers of those styles that content has and what they are based on, of all registers of its document. Styles
/// that are built in are not among them: text looks as its kind does wherever it goes. Cost: O(content + registers).
[[nodiscard]] document::Attributes stylesUsedIn(const document::ContentBlocks& blocks,
                                                const document::Attributes& documentProperties);

/// The content as it goes into a document with these registers. A style that the document has under the same id or, of
/// the same kind, under the same name is that one; any other is made by `builder`. Cost: O(content) where styles have
/// other ids here, else O(registers).
[[nodiscard]] document::ContentBlocks withStylesMade(StepBuilder& builder, const document::Content& content,
                                                     const document::Attributes& documentProperties);

}  // namespace varve::editing
