// The part of the editor view that knows what blocks and embeds are: their properties in patches, the page's style
// sheet, and what is painted around the text: bullets and numbers, bars, panels, rules.
#include <QPainter>
#include <algorithm>
#include <cmath>

#include "document/embed_schema.h"
#include "layout/block_painter.h"
#include "layout/colour_mixing.h"
#include "layout/embed_painter.h"
#include "projection/list_numbers.h"
#include "projection/patch_following.h"
#include "ui/editor/editor_view.h"

namespace varve::ui {

using document::BlockType;

void EditorView::applyToBlocks(const document::DocumentPatch& patch) {
    // First, so that what the patch adds is shown as what it is.
    if (!isInset()) m_registers.take(patch.registers);
    if (m_sequence) projection::followPatch(patch, *m_sequence, registers(), m_objects, m_layout);
    followInTables(patch);
    followInCaptions(patch);
    const bool changesDocument = std::ranges::any_of(patch.registers, [](const document::RegisterChange& change) {
        return change.object == event::ObjectId{event::WellKnownObject::kDocument};
    });
    if (changesDocument) updateSheet();
}

layout::PageColours EditorView::pageColours() const {
    layout::PageColours colours;
    colours.page = pageColour();
    colours.ink = palette().color(QPalette::Text);
    colours.muted = layout::mixed(colours.ink, colours.page, 0.32);
    colours.link = layout::legibleOn(colours.page, colours.ink, palette().color(QPalette::Link), 4.5);
    colours.panel = layout::mixed(colours.page, colours.ink, 0.055);
    colours.rule = layout::mixed(colours.page, colours.ink, 0.25);
    // The view itself tints those that are open.
    colours.comment = QColor();
    return colours;
}

void EditorView::updateSheet() {
    // The page gives an inset the sheet of its cell.
    if (isInset()) return;
    const projection::AttributesPointer properties = registers().attributesOf(event::WellKnownObject::kDocument);
    layout::StyleOverrides overrides;
    if (properties) overrides = layout::styleOverridesOf(*properties);
    auto sheet =
        std::make_shared<const layout::StyleSheet>(m_page, m_geometry.columnWidth, pageColours(), std::move(overrides));
    m_layout.setSheet(std::move(sheet));
    placeInset();
    viewport()->update();
}

/// Panels behind code and bars beside quotes, which reach over the gaps between blocks of the same kind.
void EditorView::paintBlockBacks(QPainter& painter, QRectF visible) {
    const layout::StyleSheet& sheet = m_layout.sheet();
    const auto isSameKind = [this](std::uint32_t index, BlockType type) {
        return index < blocks().blockCount() && blocks().blockAt(index)->shownAttributes().type == type;
    };
    m_layout.forEachBlock(
        visible.top(), visible.bottom(), [&](std::uint32_t index, qreal y, layout::BlockLayout& block) {
            if (block.block()->shownAttributes().startsPage && index > 0) {
                painter.setPen(QPen(sheet.colours().rule, 1, Qt::DashLine));
                const qreal line = std::round(y - std::round(sheet.base().averageAdvance) * 0.6) + 0.5;
                painter.drawLine(QPointF(0, line), QPointF(sheet.columnWidth(), line));
            }
            const BlockType type = block.block()->shownAttributes().type;
            if (type != BlockType::kCode && type != BlockType::kQuote) return;
            const bool goesOn = isSameKind(index + 1, type);
            const bool hasBefore = index > 0 && isSameKind(index - 1, type);
            layout::paintBack(painter, sheet, block,
                              {.top = y,
                               .bottom = y + (goesOn ? block.height() : block.linesHeight()),
                               .begins = !hasBefore,
                               .ends = !goesOn});
        });
}

void EditorView::paintMarkers(QPainter& painter, QRectF visible) {
    std::optional<projection::ListCounter> counter;
    m_layout.forEachBlock(
        visible.top(), visible.bottom(), [&](std::uint32_t index, qreal y, layout::BlockLayout& block) {
            const document::BlockAttributes& attributes = block.block()->shownAttributes();
            if (!counter && !attributes.isListItem()) return;
            if (!counter) counter = projection::listCounterBefore(blocks(), index);
            const std::uint32_t number = counter->pass(attributes);
            if (!attributes.isListItem()) return;
            const QString text = attributes.type == BlockType::kNumber
                                     ? projection::listNumberText(number, attributes.indent)
                                     : QString();
            layout::paintMarker(painter, m_layout.sheet(), block, {block.left(), y + block.firstBaseline()}, text);
        });
}

void EditorView::paintEmbeds(QPainter& painter, QRectF visible) {
    m_layout.forEachBlock(visible.top(), visible.bottom(),
                          [&](std::uint32_t /*index*/, qreal y, layout::BlockLayout& block) {
                              for (const projection::BlockEmbed& embed : block.block()->embeds) {
                                  const auto rect = block.embedRect(embed.position);
                                  if (!rect) continue;
                                  const QRectF box = rect->translated(block.left(), y);
                                  if (box.intersects(visible)) paintEmbed(painter, embed, box, visible);
                              }
                          });
}

void EditorView::paintEmbed(QPainter& painter, const projection::BlockEmbed& embed, QRectF box, QRectF visible) {
    const std::string_view type =
        embed.attributes ? document::textOf(*embed.attributes, document::embed_key::kType) : std::string_view();
    if (type == document::kRuleType) {
        layout::paintRule(painter, m_layout.sheet(), box);
    } else if (type == document::kTableType) {
        paintTable(painter, embed.id, box, visible);
    } else if (type == document::kImageType) {
        paintImage(painter, document::imageAttributesOf(*embed.attributes), pictureIn(embed, box));
        paintCaption(painter, embed, box, visible);
    } else {
        layout::paintEmptyBox(painter, m_layout.sheet(), box);
    }
}

}  // namespace varve::ui
