// What a named style looks like in the end, in units of people: what the style says, what it is based on, and what its
// kind of block has by itself. Values only.
#pragma once

#include <QColor>
#include <QString>

#include "document/block_schema.h"
#include "layout/style_sheet.h"
#include "projection/named_styles.h"

namespace varve::ui {

struct ShownLook {
    QString font;
    double size = 0;  // points
    bool isBold = false;
    bool isItalic = false;
    bool isUnderlined = false;
    QColor colour;     // not valid: that of text
    QColor highlight;  // not valid: none
    document::Alignment align = document::Alignment::kByDirection;
    int lineSpacingPercent = 100;
    double spaceBefore = 0;  // points
    double spaceAfter = 0;
    int indent = 0;
    friend bool operator==(const ShownLook&, const ShownLook&) = default;
};

/// `page`: as the reader has set it; its zoom does not count. `properties`: registers of the document, from which
/// `styles` were read. A character style is shown as it looks in a plain paragraph.
[[nodiscard]] ShownLook shownLookOf(const layout::PageStyle& page, const document::Attributes& properties,
                                    const projection::NamedStyles& styles, const projection::NamedStyle& style);

}  // namespace varve::ui
