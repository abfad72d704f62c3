// Captions: the text below a picture, which is the sequence of its embed. Shown where there is one, or where the caret
// is in it; written in by an inset.
#include <QKeyEvent>
#include <QMouseEvent>
#include <algorithm>
#include <cmath>

#include "document/embed_schema.h"
#include "layout/embed_painter.h"
#include "layout/text_painter.h"
#include "projection/patch_following.h"
#include "projection/sequence_reader.h"
#include "ui/editor/editor_view.h"

namespace varve::ui {

namespace {

constexpr qreal kEverything = 1e9;
constexpr int kCaptionMeasure = 24;  // characters that a caption has room for below a small picture

/// Between a picture and the words below it.
qreal captionGap(const layout::DocumentLayout& page) {
    return std::round(page.style().lineHeight * 0.2);
}

bool isImage(const projection::BlockEmbed& embed) {
    return embed.attributes && document::textOf(*embed.attributes, document::embed_key::kType) == document::kImageType;
}

}  // namespace

/// The caption as it is laid out for a picture in a column; null when none is to be shown.
layout::DocumentLayout* EditorView::captionOf(const projection::BlockEmbed& embed, qreal width) {
    if (m_objects == nullptr || !isImage(embed)) return nullptr;
    std::unique_ptr<layout::DocumentLayout>& caption = m_captions[embed.id];
    if (!caption) {
        caption = std::make_unique<layout::DocumentLayout>();
        caption->setBlocks(projection::readSequence(*m_objects, embed.id, registers(), m_layout.estimate()));
    }
    const bool isOpen = m_insetPlace && !m_insetPlace->cell && m_insetPlace->embed == embed.id;
    if (caption->blocks().count() == 0 && !isOpen) return nullptr;
    const layout::StyleSheet& sheet = m_layout.sheet();
    const qreal least = std::min(width, sheet.base().averageAdvance * kCaptionMeasure);
    const qreal captionWidth = std::max(layout::embedSize(embed, sheet, width).width(), least);
    if (caption->sheet().columnWidth() != captionWidth || m_captionSheet != m_layout.sharedSheet()) {
        if (m_captionSheet != m_layout.sharedSheet()) {
            m_captionSheet = m_layout.sharedSheet();
            // Others are dressed when they are asked for.
            for (auto& [id, other] : m_captions)
                other->setSheet(std::make_shared<const layout::StyleSheet>(sheet.inCaption(captionWidth)));
        }
        caption->setSheet(std::make_shared<const layout::StyleSheet>(sheet.inCaption(captionWidth)));
    }
    caption->layOutRange(0, kEverything);
    return caption.get();
}

QSizeF EditorView::imageBoxSize(const projection::BlockEmbed& embed, const layout::StyleSheet& sheet, qreal width) {
    const QSizeF picture = layout::embedSize(embed, sheet, width);
    layout::DocumentLayout* caption = captionOf(embed, width);
    if (caption == nullptr) return picture;
    return {std::max(picture.width(), caption->sheet().columnWidth()),
            picture.height() + captionGap(m_layout) + caption->totalHeight()};
}

/// The picture in the box that it shares with its caption.
QRectF EditorView::pictureIn(const projection::BlockEmbed& embed, const QRectF& box) const {
    const QSizeF size = layout::embedSize(embed, m_layout.sheet(), std::max(box.width(), 1.0)).boundedTo(box.size());
    return {box.topLeft(), size};
}

/// The embed that stands at a place.
const projection::BlockEmbed* EditorView::embedStandingAt(text::Offset offset) const {
    const projection::BlockPosition position = blocks().positionOf(offset);
    const projection::BlockPtr& block = blocks().blockAt(position.block);
    const auto embed = std::ranges::find(block->embeds, position.utf16, &projection::BlockEmbed::position);
    return embed != block->embeds.end() ? &*embed : nullptr;
}

std::optional<QRectF> EditorView::pictureRect(text::Offset offset) const {
    const projection::BlockEmbed* embed = embedStandingAt(offset);
    const auto box = m_layout.embedRect(offset);
    if (embed == nullptr || !box) return std::nullopt;
    return pictureIn(*embed, *box);
}

/// The caption below the picture at a place, in layout coordinates; nothing when none is shown.
std::optional<QRectF> EditorView::captionRect(text::Offset offset) {
    const projection::BlockEmbed* embed = embedStandingAt(offset);
    const auto box = m_layout.embedRect(offset);
    if (embed == nullptr || !box || captionOf(*embed, m_layout.sheet().columnWidth()) == nullptr) return std::nullopt;
    QRectF rect = *box;
    rect.setTop(pictureIn(*embed, *box).bottom() + captionGap(m_layout));
    return rect;
}

void EditorView::paintCaption(QPainter& painter, const projection::BlockEmbed& embed, const QRectF& box,
                              const QRectF& visible) {
    layout::DocumentLayout* caption = captionOf(embed, m_layout.sheet().columnWidth());
    if (caption == nullptr) return;
    const QPointF place(box.left(), pictureIn(embed, box).bottom() + captionGap(m_layout));
    layout::paintText(painter, *caption, place, std::max(0.0, visible.top() - place.y()),
                      std::min(caption->totalHeight(), visible.bottom() - place.y()),
                      paintingBeside(embed.id, pageColour(), {}));
}

void EditorView::followInCaptions(const document::DocumentPatch& patch) {
    bool isOther = false;
    for (auto& [id, caption] : m_captions) {
        const document::Patch* change = patch.patchOf(event::ObjectId{id});
        if (change == nullptr || change->isEmpty()) continue;
        projection::followPatch(patch, event::ObjectId{id}, registers(), m_objects, *caption);
        isOther = true;
    }
    if (isOther) m_layout.forgetEmbedSizes();
}

std::optional<text::Offset> EditorView::captionedPicture() const {
    if (isInset()) return std::nullopt;
    if (const auto selected = selectedImage()) return selected->offset;
    if (!m_selection.isEmpty()) return std::nullopt;
    // On its line, or at the start of the line below, where the caret is when it was just pasted.
    for (const std::uint32_t back : {1U, 2U}) {
        if (caret().value < back) break;
        const projection::BlockEmbed* embed = embedStandingAt(caret() - back);
        if (embed != nullptr && isImage(*embed)) return caret() - back;
        if (blocks().positionOf(caret()).utf16 > 0) break;
    }
    return std::nullopt;
}

void EditorView::editCaption() {
    const auto place = captionedPicture();
    const projection::BlockEmbed* embed = place ? embedStandingAt(*place) : nullptr;
    if (embed == nullptr || m_readOnly) return;
    openInset({.embed = embed->id}, 0);
    if (m_inset == nullptr) return;
    m_inset->changeSelection({m_inset->blocks().end(), m_inset->blocks().end()}, true);
    m_inset->ensureCaretVisible();
}

bool EditorView::pressCaption(QMouseEvent& event) {
    if (isInset()) return false;
    const QPointF point = event.position() - origin();
    const auto hit = m_layout.embedAt(point);
    const auto caption = hit ? captionRect(hit->offset) : std::nullopt;
    if (!caption || !caption->contains(point)) return false;
    const InsetPlace place{.embed = embedStandingAt(hit->offset)->id};
    if (m_inset == nullptr || m_insetPlace != place) openInset(place, 0);
    if (m_inset == nullptr) return true;
    m_isPressInInset = event.button() == Qt::LeftButton;
    forwardToInset(event);
    return true;
}

/// Keys that mean something else in a caption than on the page.
bool EditorView::keyInCaption(const QKeyEvent& event) {
    if (!isInset() || !m_host->m_insetPlace || m_host->m_insetPlace->cell) return false;
    const auto modifiers = event.modifiers() & ~Qt::KeypadModifier;
    const bool isEnter = event.key() == Qt::Key_Return || event.key() == Qt::Key_Enter;
    if (isEnter && modifiers == Qt::NoModifier) {
        m_host->leaveInset(InsetExit::kBelow, 0);
    } else if (event.key() == Qt::Key_Escape && modifiers == Qt::NoModifier) {
        const auto place = m_objects->placeOf(m_host->m_insetPlace->embed);
        if (place) m_host->changeSelection({place->offset, place->offset + 1U}, true);
    } else {
        return false;
    }
    return true;
}

}  // namespace varve::ui
