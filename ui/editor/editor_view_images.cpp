// Pictures on the page: how large they are shown, painting, choosing one, changing its width by its handle, inserting.
#include <QFile>
#include <QFileInfo>
#include <QPainter>
#include <algorithm>
#include <cmath>

#include "images/image_decoding.h"
#include "images/image_facts.h"
#include "images/image_limits.h"
#include "layout/embed_painter.h"
#include "ui/editor/editor_view.h"
#include "ui/exchange/background_import.h"

namespace varve::ui {

namespace {

constexpr qreal kHandleSize = 11;

}  // namespace

QSizeF EditorView::embedSize(const projection::BlockEmbed& embed, const layout::StyleSheet& sheet, qreal width) {
    const std::string_view type =
        embed.attributes ? document::textOf(*embed.attributes, document::embed_key::kType) : std::string_view();
    if (type == document::kImageType) return imageBoxSize(embed, sheet, width);
    const layout::TableLayout* table = type == document::kTableType ? tableLayout(embed.id, width) : nullptr;
    return table != nullptr ? table->size() : layout::embedSize(embed, sheet, width);
}

void EditorView::setBlobs(Blobs blobs) {
    m_blobs = std::move(blobs);
    viewport()->update();
}

void EditorView::imageArrived(const std::string& /*name*/) {
    viewport()->update();
}

void EditorView::paintImage(QPainter& painter, const document::ImageAttributes& image, QRectF box) {
    const QSize target = (box.size() * devicePixelRatioF()).toSize();
    images::ImageLoader::Picture picture;
    if (!image.blob.empty()) {
        picture = m_images.find(image.blob, target);
        const bool isWanted = !picture.isSharp && !picture.isLoading && picture.problem.isEmpty();
        if (isWanted && m_blobs.find) {
            if (const document::SharedBlob blob = m_blobs.find(image.blob))
                m_images.load(image.blob, std::shared_ptr<const Bytes>(blob, &blob->bytes), target);
        }
    }
    const QString alt = QString::fromStdString(image.alt);
    const QString words = !picture.problem.isEmpty() ? picture.problem : alt.isEmpty() ? tr("Picture") : alt;
    layout::paintPicture(painter, m_layout.sheet(), box, picture.image, words);
}

std::optional<EditorView::ImageAt> EditorView::selectedImage() const {
    const text::Range range = m_selection.range();
    if (range.count() != 1) return std::nullopt;
    const projection::BlockPosition position = blocks().positionOf(range.begin);
    const projection::BlockPtr& block = blocks().blockAt(position.block);
    const auto embed = std::ranges::find(block->embeds, position.utf16, &projection::BlockEmbed::position);
    if (embed == block->embeds.end() || !embed->attributes) return std::nullopt;
    if (document::textOf(*embed->attributes, document::embed_key::kType) != document::kImageType) return std::nullopt;
    return ImageAt{range.begin, document::imageAttributesOf(*embed->attributes)};
}

/// In layout coordinates, at the end edge of the picture that is selected alone.
std::optional<QRectF> EditorView::resizeHandle() const {
    const auto selected = selectedImage();
    if (!selected || m_readOnly) return std::nullopt;
    const auto rect = pictureRect(selected->offset);
    if (!rect) return std::nullopt;
    const QPointF corner = rect->bottomRight();
    return QRectF(corner.x() - kHandleSize / 2, corner.y() - kHandleSize / 2, kHandleSize, kHandleSize);
}

void EditorView::paintImageFrame(QPainter& painter) {
    const auto selected = selectedImage();
    if (!selected) return;
    auto rect = pictureRect(selected->offset);
    if (!rect) return;
    if (m_resizedWidth) rect->setSize(rect->size() * (*m_resizedWidth / rect->width()));
    const QColor colour = palette().color(QPalette::Highlight);
    painter.save();
    painter.setPen(QPen(colour, 2));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(*rect);
    if (const auto handle = resizeHandle()) {
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(m_layout.sheet().colours().page, 1.5));
        painter.setBrush(colour);
        painter.drawEllipse(handle->translated(rect->bottomRight() - handle->center()));
    }
    painter.restore();
}

/// Chooses the picture under the mouse, or takes hold of its handle.
bool EditorView::pressImage(QPointF viewportPoint) {
    const QPointF point = viewportPoint - origin();
    if (const auto handle = resizeHandle(); handle && handle->adjusted(-4, -4, 4, 4).contains(point)) {
        m_resizedWidth = pictureRect(selectedImage()->offset)->width();
        return true;
    }
    const auto embed = m_layout.embedAt(point);
    if (!embed) return false;
    m_sinceDoubleClick.invalidate();
    changeSelection({embed->offset, embed->offset + 1U}, true);
    return true;
}

void EditorView::resizeImageTo(QPointF viewportPoint) {
    const auto selected = selectedImage();
    const auto rect = selected ? pictureRect(selected->offset) : std::nullopt;
    if (!rect) return;
    const qreal width = viewportPoint.x() - origin().x() - rect->left();
    m_resizedWidth = std::clamp(width, layout::kLeastPictureWidth, m_layout.sheet().columnWidth());
    viewport()->update();
}

void EditorView::finishResizing() {
    const qreal width = *std::exchange(m_resizedWidth, std::nullopt);
    const auto selected = selectedImage();
    viewport()->update();
    if (!selected) return;
    const auto points = static_cast<std::int64_t>(std::lround(width / m_layout.sheet().pixelsPerPoint() * 100));
    document::Attributes values;
    document::setValue(values, document::embed_key::kWidth, points);
    setEmbedValues(selected->offset, values);
}

void EditorView::setEmbedValues(text::Offset place, const document::Attributes& values) {
    if (const auto context = editContext()) run(editing::withEmbedValues(*context, place, values));
}

namespace {

/// A picture as content of its own: the bytes say themselves what they are. Any thread.
Result<ReadContent> pictureOf(Bytes bytes, const QString& alt) {
    const auto facts = images::probeImage(bytes);
    if (!facts) return std::unexpected(facts.error());
    auto blob = document::makeBlob(std::move(bytes), facts->media);
    if (!blob) return std::unexpected(blob.error());
    document::Embed embed;
    embed.attributes = document::registersOf(document::ImageAttributes{.blob = document::blobNameText((*blob)->name),
                                                                       .media = facts->media,
                                                                       .pixelWidth = facts->pixelWidth,
                                                                       .pixelHeight = facts->pixelHeight,
                                                                       .width = 0,
                                                                       .alt = alt.toStdString()});
    ReadContent read;
    read.blobs.push_back(*std::move(blob));
    read.content.blocks.emplace_back().inlines.push_back(
        {{}, {}, std::make_shared<const document::Embed>(std::move(embed))});
    return read;
}

Result<ReadContent> pictureInFile(const QString& path) {
    QFile file(path);
    const QFileInfo facts(file);
    if (facts.size() > static_cast<qint64>(images::kImageSizeMax) || !file.open(QIODevice::ReadOnly)) {
        return failure(
            ErrorCode::kInputOutput,
            EditorView::tr("“%1” cannot be read, or is larger than 32 MB.").arg(facts.fileName()).toStdString());
    }
    return pictureOf(file.read(static_cast<qint64>(images::kImageSizeMax)).toStdString(), facts.completeBaseName());
}

}  // namespace

void EditorView::insertImageFile(const QString& path) {
    if (refuseWriting() || !m_blobs.add) return;
    if (QFileInfo(path).size() <= static_cast<qint64>(BackgroundImport::kPictureAtOnceSizeMax)) {
        takePicture(pictureInFile(path));
        return;
    }
    readLater([path](const convert::Progress&) { return pictureInFile(path); },
              [this](const Result<ReadContent>& read) { takePicture(read); });
}

void EditorView::insertImage(Bytes bytes, const QString& alt) {
    if (refuseWriting() || !m_blobs.add) return;
    if (bytes.size() <= BackgroundImport::kPictureAtOnceSizeMax) {
        takePicture(pictureOf(std::move(bytes), alt));
        return;
    }
    readLater([bytes = std::move(bytes), alt](const convert::Progress&) { return pictureOf(bytes, alt); },
              [this](const Result<ReadContent>& read) { takePicture(read); });
}

void EditorView::insertPixels(const QImage& image) {
    if (!m_blobs.add) return;
    const auto encoded = [image]() -> Result<ReadContent> {
        auto png = images::encodePng(image);
        if (!png) return std::unexpected(png.error());
        return pictureOf(*std::move(png), {});
    };
    // Packing takes some ten times as long as naming.
    if (image.sizeInBytes() <= static_cast<qsizetype>(BackgroundImport::kPictureAtOnceSizeMax / 10)) {
        takePicture(encoded());
        return;
    }
    readLater([encoded](const convert::Progress&) { return encoded(); },
              [this](const Result<ReadContent>& read) { takePicture(read); });
}

/// A picture on a line of its own in place of the selection.
void EditorView::takePicture(const Result<ReadContent>& read) {
    if (refuseWriting()) return;
    const auto added = read ? m_blobs.add(read->blobs.front()) : std::unexpected(read.error());
    if (!added) {
        Q_EMIT failureRaised(tr("%1 Nothing was inserted.").arg(QString::fromStdString(added.error().message)));
        return;
    }
    const document::EmbedPointer embed = read->content.blocks.front().inlines.front().embed;
    if (const auto context = editContext()) run(editing::insertedEmbed(*context, m_selection.range(), embed));
}

}  // namespace varve::ui
