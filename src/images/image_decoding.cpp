#include "images/image_decoding.h"

#include <QBuffer>
#include <QGuiApplication>
#include <QImageReader>
#include <QImageWriter>
#include <QPainter>
#include <QSvgRenderer>

#include <mutex>
#include <optional>
#include <utility>

#include "images/image_facts.h"
#include "images/raster_header.h"
#include "images/svg_cleaning.h"

namespace varve::images {

namespace {

std::unexpected<Error> damaged() {
    return failure(ErrorCode::kMalformed, "The image is damaged and cannot be shown.");
}

/// Qt's own bound, of the whole process, lies below ours.
void raiseAllocationLimit() {
    static std::once_flag once;
    std::call_once(once, [] {
        constexpr int kOurs = static_cast<int>(kDecodedSizeMax >> 20) + 1;
        if (QImageReader::allocationLimit() < kOurs) QImageReader::setAllocationLimit(kOurs);
    });
}

QByteArray formatName(RasterKind kind) {
    switch (kind) {
        case RasterKind::kPng:
            return QByteArrayLiteral("png");
        case RasterKind::kJpeg:
            return QByteArrayLiteral("jpeg");
        case RasterKind::kGif:
            return QByteArrayLiteral("gif");
        case RasterKind::kWebp:
            return QByteArrayLiteral("webp");
    }
    return {};
}

/// `natural`, or what it becomes when it has to fit into `target`.
QSize fitted(QSize natural, QSize target) {
    if (target.isEmpty() || (natural.width() <= target.width() && natural.height() <= target.height())) return natural;
    return natural.scaled(target, Qt::KeepAspectRatio).expandedTo(QSize(1, 1));
}

Result<QImage> decodeRaster(RasterKind kind, BytesView bytes, const ImageFacts& facts, QSize target) {
    raiseAllocationLimit();
    Bytes needed;
    if (kind == RasterKind::kPng) {
        needed = pngWithoutExtras(bytes);
        bytes = needed;
    }
    QByteArray data = QByteArray::fromRawData(bytes.data(), static_cast<qsizetype>(bytes.size()));
    QBuffer buffer(&data);
    QImageReader reader(&buffer, formatName(kind));
    reader.setAutoDetectImageFormat(false);
    reader.setAutoTransform(true);
    if (!QImageReader::supportedImageFormats().contains(formatName(kind))) {
        return failure(ErrorCode::kUnsupported, "Images of this kind (" + facts.media +
                                                    ") cannot be shown on this computer: a part of Qt is missing.");
    }
    const QSize natural(facts.pixelWidth, facts.pixelHeight);
    QSize size = fitted(natural, target);
    if (size != natural) {
        if (reader.transformation() & QImageIOHandler::TransformationRotate90) size.transpose();
        reader.setScaledSize(size);
    }
    QImage image = reader.read();
    if (image.isNull()) return damaged();
    return image;
}

Result<QImage> drawSvg(BytesView bytes, const ImageFacts& facts, QSize target) {
    if (qobject_cast<QGuiApplication*>(QCoreApplication::instance()) == nullptr) {
        return failure(ErrorCode::kUnsupported, "An SVG image cannot be drawn without a graphical environment.");
    }
    const Result<CleanSvg> svg = cleanSvg(bytes);
    if (!svg) return std::unexpected(svg.error());
    QSvgRenderer renderer;
    renderer.setAspectRatioMode(Qt::KeepAspectRatio);
    const bool isLoaded =
        renderer.load(QByteArray::fromRawData(svg->bytes.data(), static_cast<qsizetype>(svg->bytes.size())));
    if (!isLoaded) return damaged();
    const QSize natural(facts.pixelWidth, facts.pixelHeight);
    const QSize size = (target.isEmpty() ? natural : natural.scaled(target, Qt::KeepAspectRatio)).expandedTo({1, 1});
    const bool isTooLarge = std::int64_t{size.width()} * size.height() > kPixelCountMax;
    QImage image(isTooLarge ? QSize() : size, QImage::Format_ARGB32_Premultiplied);
    if (image.isNull()) {
        return failure(ErrorCode::kLimitExceeded, "The SVG image is too large to be drawn at this size.");
    }
    image.fill(Qt::transparent);
    QPainter painter(&image);
    renderer.render(&painter, QRectF(QPointF(), QSizeF(size)));
    painter.end();
    return image;
}

}  // namespace

Result<QImage> decodeImage(BytesView bytes, QSize target) {
    const Result<ImageFacts> facts = probeImage(bytes);
    if (!facts) return std::unexpected(facts.error());
    if (const std::optional<RasterKind> kind = rasterKindOf(bytes)) return decodeRaster(*kind, bytes, *facts, target);
    return drawSvg(bytes, *facts, target);
}

Result<Bytes> encodePng(const QImage& image) {
    if (image.isNull()) return failure(ErrorCode::kInvalidInput, "The picture is empty.");
    if (Result<void> checked = checkRasterSize({.width = image.width(), .height = image.height()}); !checked) {
        return std::unexpected(checked.error());
    }
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    // What a screenshot or another program noted beside the pixels is nobody's business.
    QImage plain = image;
    const QStringList keys = plain.textKeys();
    for (const QString& key : keys)
        plain.setText(key, QString());
    if (!QImageWriter(&buffer, QByteArrayLiteral("png")).write(plain)) {
        return failure(ErrorCode::kInputOutput, "The picture could not be packed.");
    }
    if (static_cast<std::size_t>(bytes.size()) > kImageSizeMax) {
        return failure(ErrorCode::kLimitExceeded, "The picture takes more than " + std::to_string(kImageSizeMax >> 20) +
                                                      " MB, which is more than Varve keeps for one.");
    }
    return bytes.toStdString();
}

}  // namespace varve::images
