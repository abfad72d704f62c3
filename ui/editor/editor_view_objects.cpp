// The part of the editor view that knows what blocks and embeds are: their properties in patches, the page's style
// sheet, and what is painted around the text: bullets and numbers, bars, panels, rules.
#include <QPainter>
#include <QPainterPath>
#include <algorithm>
#include <cmath>

#include "document/embed_schema.h"
#include "layout/colour_mixing.h"
#include "projection/list_numbers.h"
#include "projection/patch_following.h"
#include "ui/editor/editor_view.h"

namespace varve::ui {

using document::BlockType;

void EditorView::applyToBlocks(const document::DocumentPatch& patch) {
    if (!patch.sequences.empty() || !patch.registers.empty()) forgetTables();
    // First, so that what the patch adds is shown as what it is.
    m_registers.take(patch.registers);
    projection::followPatch(patch, event::WellKnownObject::kBody, m_registers, m_objects, m_layout);
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
    const projection::AttributesPointer properties = m_registers.attributesOf(event::WellKnownObject::kDocument);
    layout::StyleOverrides overrides;
    if (properties) overrides = layout::styleOverridesOf(*properties);
    auto sheet =
        std::make_shared<const layout::StyleSheet>(m_page, m_geometry.columnWidth, pageColours(), std::move(overrides));
    if (*sheet != m_layout.sheet()) m_tables.clear();
    m_layout.setSheet(std::move(sheet));
    viewport()->update();
}

/// Panels behind code and bars beside quotes, which reach over the gaps between blocks of the same kind.
void EditorView::paintBlockBacks(QPainter& painter, QRectF visible) {
    const layout::PageColours& colours = m_layout.sheet().colours();
    const qreal pad = std::round(m_layout.style().averageAdvance);
    const auto isSameKind = [this](std::uint32_t index, BlockType type) {
        return index < blocks().blockCount() && blocks().blockAt(index)->shownAttributes().type == type;
    };
    m_layout.forEachBlock(
        visible.top(), visible.bottom(), [&](std::uint32_t index, qreal y, layout::BlockLayout& block) {
            if (block.block()->shownAttributes().startsPage && index > 0) {
                painter.setPen(QPen(colours.rule, 1, Qt::DashLine));
                const qreal line = std::round(y - pad * 0.6) + 0.5;
                painter.drawLine(QPointF(0, line), QPointF(m_layout.sheet().columnWidth(), line));
            }
            const BlockType type = block.block()->shownAttributes().type;
            if (type != BlockType::kCode && type != BlockType::kQuote) return;
            const bool goesOn = isSameKind(index + 1, type);
            const bool hasBefore = index > 0 && isSameKind(index - 1, type);
            const qreal bottom = y + (goesOn ? block.height() : block.linesHeight());
            if (type == BlockType::kCode) {
                const qreal above = hasBefore ? 0 : std::round(pad * 0.5);
                const qreal below = goesOn ? 0 : std::round(pad * 0.5);
                painter.fillRect(
                    QRectF(block.left() - pad, y - above, block.width() + 2 * pad, bottom - y + above + below),
                    colours.panel);
            } else {
                const qreal width = std::max(2.0, std::round(m_layout.style().lineHeight / 10));
                const qreal x =
                    block.isRightToLeft() ? block.left() + block.width() + pad * 1.5 : block.left() - pad * 1.7;
                painter.fillRect(QRectF(std::round(x), y, width, bottom - y), colours.rule);
            }
        });
}

void EditorView::paintMarkers(QPainter& painter, QRectF visible) {
    std::optional<projection::ListCounter> counter;
    m_layout.forEachBlock(visible.top(), visible.bottom(),
                          [&](std::uint32_t index, qreal y, layout::BlockLayout& block) {
                              const document::BlockAttributes& attributes = block.block()->shownAttributes();
                              if (!counter && !attributes.isListItem()) return;
                              if (!counter) counter = projection::listCounterBefore(blocks(), index);
                              const std::uint32_t number = counter->pass(attributes);
                              if (!attributes.isListItem()) return;
                              const QString text = attributes.type == BlockType::kNumber
                                                       ? projection::listNumberText(number, attributes.indent)
                                                       : QString();
                              paintMarker(painter, block, {block.left(), y + block.firstBaseline()}, text);
                          });
}

/// `place`: where the first line of the text begins, on its baseline.
void EditorView::paintMarker(QPainter& painter, const layout::BlockLayout& block, QPointF place,
                             const QString& number) {
    const document::BlockAttributes& attributes = block.block()->shownAttributes();
    const layout::PageColours& colours = m_layout.sheet().colours();
    const QFontMetricsF metrics(block.style().text.font);
    const qreal gap = std::round(m_layout.style().averageAdvance * 1.1);
    const qreal side = block.isRightToLeft() ? place.x() + block.width() + gap : place.x() - gap;
    const qreal middle = place.y() - metrics.xHeight() / 2;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    if (attributes.type == BlockType::kNumber) {
        painter.setPen(colours.muted);
        painter.setFont(block.style().text.font);
        const qreal width = metrics.horizontalAdvance(number);
        painter.drawText(QPointF(block.isRightToLeft() ? side : side - width, place.y()), number);
    } else if (attributes.type == BlockType::kBullet) {
        const qreal radius = metrics.xHeight() * 0.3;
        const qreal x = block.isRightToLeft() ? side + radius : side - radius;
        const QRectF dot(x - radius, middle - radius, 2 * radius, 2 * radius);
        painter.setPen(attributes.indent % 3 == 1 ? QPen(colours.ink, radius * 0.45) : QPen(Qt::NoPen));
        painter.setBrush(attributes.indent % 3 == 1 ? QBrush(Qt::NoBrush) : QBrush(colours.ink));
        if (attributes.indent % 3 == 2) {
            painter.drawRect(dot.adjusted(radius * 0.15, radius * 0.15, -radius * 0.15, -radius * 0.15));
        } else {
            painter.drawEllipse(dot);
        }
    } else {
        const QRectF box = checkBoxRect(block, place);
        painter.setPen(QPen(attributes.isChecked ? colours.link : colours.muted, 1.4));
        painter.setBrush(attributes.isChecked ? QBrush(colours.link) : QBrush(Qt::NoBrush));
        painter.drawRoundedRect(box, 2.5, 2.5);
        if (attributes.isChecked) {
            painter.setPen(QPen(colours.page, box.width() * 0.13, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
            const auto at = [&box](qreal x, qreal y) {
                return QPointF(box.left() + box.width() * x, box.top() + box.height() * y);
            };
            painter.drawPolyline(QPolygonF{{at(0.22, 0.52), at(0.42, 0.72), at(0.78, 0.3)}});
        }
    }
    painter.restore();
}

QRectF EditorView::checkBoxRect(const layout::BlockLayout& block, QPointF place) const {
    const QFontMetricsF metrics(block.style().text.font);
    const qreal size = std::round(metrics.capHeight() * 1.15);
    const qreal gap = std::round(m_layout.style().averageAdvance * 1.1);
    const qreal left = block.isRightToLeft() ? place.x() + block.width() + gap : place.x() - gap - size;
    return {std::round(left) + 0.5, std::round(place.y() - metrics.capHeight() / 2 - size / 2) + 0.5, size, size};
}

void EditorView::paintEmbeds(QPainter& painter, QRectF visible) {
    const layout::PageColours& colours = m_layout.sheet().colours();
    m_layout.forEachBlock(
        visible.top(), visible.bottom(), [&](std::uint32_t /*index*/, qreal y, layout::BlockLayout& block) {
            for (const projection::BlockEmbed& embed : block.block()->embeds) {
                const auto rect = block.embedRect(embed.position);
                if (!rect) continue;
                const QRectF box = rect->translated(block.left(), y);
                if (!box.intersects(visible)) continue;
                const std::string_view type = embed.attributes
                                                  ? document::textOf(*embed.attributes, document::embed_key::kType)
                                                  : std::string_view();
                if (type == document::kRuleType) {
                    painter.fillRect(QRectF(box.left(), std::round(box.center().y()), box.width(), 1), colours.rule);
                } else if (type == document::kTableType) {
                    paintTable(painter, embed.id, box, visible);
                } else if (type == document::kImageType) {
                    paintImage(painter, document::imageAttributesOf(*embed.attributes), box);
                } else {
                    painter.setPen(colours.rule);
                    painter.setBrush(colours.panel);
                    painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5));
                }
            }
        });
}

}  // namespace varve::ui
