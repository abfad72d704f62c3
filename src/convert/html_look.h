// What the open elements of HTML together say about the text in them: marks, and the kind of block that begins there.
#pragma once

#include <string>
#include <string_view>

#include "convert/css_style.h"
#include "convert/html_tokenizer.h"
#include "convert/loss_list.h"
#include "document/block_schema.h"
#include "document/content.h"

namespace varve::convert {

struct HtmlLook {
    document::Attributes marks;
    /// Of a paragraph that begins here; items of lists are told from the lists.
    document::BlockAttributes block;
    int listDepth = 0;
    int quoteDepth = 0;
    bool keepsBlanks = false;  // white-space: pre
    bool isCode = false;       // inside of pre: a line is a block
    bool isHidden = false;
    friend bool operator==(const HtmlLook&, const HtmlLook&) = default;
};

/// Who wrote the HTML decides how much of its style is meant.
struct HtmlOrigin {
    bool isOwn = false;
};

/// Adds what an inline element means: b, em, code, a, font, ... True when it is one of those known here.
bool applyElement(HtmlLook& look, const HtmlToken& tag, LossList& losses);
/// Adds what `style`, `align`, `dir`, `lang` and `hidden` say.
void applyAttributes(HtmlLook& look, const HtmlToken& tag, const CssDeclarations& style, HtmlOrigin origin);

}  // namespace varve::convert
