#include "images/svg_cleaning.h"

#include <QByteArray>
#include <QXmlStreamReader>
#include <QXmlStreamWriter>

#include <algorithm>
#include <array>
#include <optional>

#include "images/image_limits.h"
#include "images/raster_header.h"
#include "images/svg_cost.h"

namespace varve::images {

namespace {

constexpr QLatin1String kSvgNamespace("http://www.w3.org/2000/svg");
constexpr QLatin1String kXlinkNamespace("http://www.w3.org/1999/xlink");
constexpr QLatin1String kXmlNamespace("http://www.w3.org/XML/1998/namespace");
/// CSS 2.1: an image without a size of its own.
constexpr QSizeF kDefaultSize(300, 150);

std::unexpected<Error> damaged() {
    return failure(ErrorCode::kMalformed, "The SVG image is damaged: it is no well-formed XML.");
}

QByteArray viewOf(BytesView bytes) {
    return QByteArray::fromRawData(bytes.data(), static_cast<qsizetype>(bytes.size()));
}

bool isSvg(const QXmlStreamReader& reader) {
    return reader.namespaceUri() == kSvgNamespace || reader.namespaceUri().isEmpty();
}

/// Elements that are left out with everything inside of them.
bool isUnwanted(QStringView name) {
    static constexpr std::array<QLatin1String, 12> kUnwanted = {
        QLatin1String("script"),        QLatin1String("handler"),
        QLatin1String("foreignObject"), QLatin1String("video"),
        QLatin1String("audio"),         QLatin1String("animate"),
        QLatin1String("set"),           QLatin1String("animateTransform"),
        QLatin1String("animateColor"),  QLatin1String("discard"),
        QLatin1String("animateMotion"), QLatin1String("iframe")};
    return std::ranges::any_of(kUnwanted, [&](QLatin1String unwanted) { return name == unwanted; });
}

/// A length in pixels; nothing for a share of something or for what is none.
std::optional<double> pixelsOf(QStringView text) {
    struct Unit {
        QLatin1String name;
        double pixels;
    };
    static constexpr std::array<Unit, 8> kUnits = {{{QLatin1String("px"), 1},
                                                    {QLatin1String("pt"), 96.0 / 72},
                                                    {QLatin1String("pc"), 16},
                                                    {QLatin1String("mm"), 96 / 25.4},
                                                    {QLatin1String("cm"), 96 / 2.54},
                                                    {QLatin1String("in"), 96},
                                                    {QLatin1String("em"), 16},
                                                    {QLatin1String("ex"), 8}}};
    QStringView number = text.trimmed();
    double scale = 1;
    for (const Unit& unit : kUnits) {
        if (!number.endsWith(unit.name)) continue;
        number = number.chopped(unit.name.size());
        scale = unit.pixels;
    }
    bool isNumber = false;
    const double value = number.toDouble(&isNumber) * scale;
    if (!isNumber || !(value > 0)) return std::nullopt;
    return value;
}

std::optional<QSizeF> viewBoxOf(QStringView text) {
    QString spaced = text.toString();
    spaced.replace(QLatin1Char(','), QLatin1Char(' '));
    const QStringList parts = spaced.simplified().split(QLatin1Char(' '));
    if (parts.size() != 4) return std::nullopt;
    const auto width = pixelsOf(parts[2]);
    const auto height = pixelsOf(parts[3]);
    if (!width || !height) return std::nullopt;
    return QSizeF(*width, *height);
}

/// Width and height where both are given, else the missing one by the view box.
QSizeF sizeOf(const QXmlStreamAttributes& attributes) {
    const auto width = pixelsOf(attributes.value(QLatin1String("width")));
    const auto height = pixelsOf(attributes.value(QLatin1String("height")));
    const QSizeF box = viewBoxOf(attributes.value(QLatin1String("viewBox"))).value_or(kDefaultSize);
    if (width && height) return {*width, *height};
    if (width) return {*width, *width * box.height() / box.width()};
    if (height) return {*height * box.width() / box.height(), *height};
    return box;
}

class Cleaning {
  public:
    explicit Cleaning(BytesView bytes) : m_reader(viewOf(bytes)), m_writer(&m_output) {
        m_reader.setNamespaceProcessing(true);
    }

    Result<CleanSvg> run() {
        while (!m_reader.atEnd()) {
            Result<void> taken;
            switch (m_reader.readNext()) {
                case QXmlStreamReader::StartElement:
                    taken = begin();
                    break;
                case QXmlStreamReader::EndElement:
                    m_cost.end();
                    m_writer.writeEndElement();
                    break;
                case QXmlStreamReader::Characters:
                    m_writer.writeCharacters(m_reader.text().toString());
                    break;
                default:  // comments, instructions, the document type, entities nobody declared
                    break;
            }
            if (!taken) return std::unexpected(taken.error());
        }
        if (m_reader.hasError() || m_cost.elementCount() == 0) return damaged();
        if (Result<void> checked = m_cost.check(); !checked) return std::unexpected(checked.error());
        return CleanSvg{m_output.toStdString(), m_size};
    }

  private:
    Result<void> begin() {
        const QStringView name = m_reader.name();
        const bool isFirst = m_cost.elementCount() == 0;
        if (isFirst && name != QLatin1String("svg")) return damaged();
        if (!isSvg(m_reader) || isUnwanted(name)) {
            m_reader.skipCurrentElement();
            return {};
        }
        if (m_cost.elementCount() >= kSvgElementCountMax || m_cost.depth() >= kSvgDepthMax) {
            return failure(ErrorCode::kLimitExceeded, "The SVG image has more elements than Varve draws.");
        }
        const QXmlStreamAttributes attributes = m_reader.attributes();
        QString reference = referenceOf(attributes);
        if (name == QLatin1String("image")) {
            reference = innerImage(reference);
            if (reference.isEmpty()) {
                m_reader.skipCurrentElement();
                return {};
            }
        } else if (!reference.startsWith(QLatin1Char('#'))) {
            reference.clear();  // of a link or of another document
        }
        if (isFirst) m_size = sizeOf(attributes);
        write(name, attributes, reference, isFirst);
        const bool isInside = reference.startsWith(QLatin1Char('#'));
        m_cost.begin(attributes.value(QLatin1String("id")).toString(), isInside ? reference.mid(1) : QString());
        return {};
    }

    static QString referenceOf(const QXmlStreamAttributes& attributes) {
        const QStringView old = attributes.value(kXlinkNamespace, QLatin1String("href"));
        return (old.isEmpty() ? attributes.value(QLatin1String("href")) : old).trimmed().toString();
    }

    void write(QStringView name, const QXmlStreamAttributes& attributes, const QString& reference, bool isFirst) {
        m_writer.writeStartElement(name.toString());
        if (isFirst) {
            m_writer.writeAttribute(QStringLiteral("xmlns"), kSvgNamespace);
            m_writer.writeAttribute(QStringLiteral("xmlns:xlink"), kXlinkNamespace);
        }
        for (const QXmlStreamAttribute& attribute : attributes) {
            const bool isPlain = attribute.namespaceUri().isEmpty() && attribute.name() != QLatin1String("href");
            if (isPlain) m_writer.writeAttribute(attribute.name().toString(), attribute.value().toString());
            if (attribute.namespaceUri() == kXmlNamespace && attribute.name() == QLatin1String("space")) {
                m_writer.writeAttribute(QStringLiteral("xml:space"), attribute.value().toString());
            }
        }
        if (!reference.isEmpty()) m_writer.writeAttribute(QStringLiteral("xlink:href"), reference);
    }

    /// An image inside: kept when its bytes are in the address itself and are of a kind and size that may be decoded.
    /// Result: the address to write, empty when it is left out.
    QString innerImage(const QString& address) {
        if (!address.startsWith(QLatin1String("data:"), Qt::CaseInsensitive)) return {};
        const qsizetype comma = address.indexOf(QLatin1Char(','));
        if (comma < 0 || !address.left(comma).endsWith(QLatin1String(";base64"), Qt::CaseInsensitive)) return {};
        Bytes bytes = QByteArray::fromBase64(address.mid(comma + 1).toLatin1()).toStdString();
        const std::optional<RasterKind> kind = rasterKindOf(bytes);
        if (!kind) return {};
        const Result<RasterHeader> header = readRasterHeader(*kind, bytes);
        if (!header || !checkRasterSize(*header)) return {};
        m_innerPixelCount += header->width * header->height;
        if (m_innerPixelCount > kSvgInnerPixelCountMax) return {};
        if (*kind == RasterKind::kPng) bytes = pngWithoutExtras(bytes);
        return QStringLiteral("data:image;base64,") + QString::fromLatin1(viewOf(bytes).toBase64());
    }

    QXmlStreamReader m_reader;
    QByteArray m_output;
    QXmlStreamWriter m_writer;
    SvgCost m_cost;
    QSizeF m_size = kDefaultSize;
    std::int64_t m_innerPixelCount = 0;
};

}  // namespace

bool looksLikeSvg(BytesView bytes) {
    constexpr BytesView kByteOrderMark = "\xef\xbb\xbf";
    if (bytes.starts_with(kByteOrderMark)) bytes.remove_prefix(kByteOrderMark.size());
    const std::size_t first = bytes.find_first_not_of(" \t\r\n");
    if (first == BytesView::npos || bytes[first] != '<') return false;
    QXmlStreamReader reader(viewOf(bytes.substr(first)));
    while (!reader.atEnd() && !reader.isStartElement())
        reader.readNext();
    return reader.isStartElement() && reader.name() == QLatin1String("svg") && isSvg(reader);
}

Result<CleanSvg> cleanSvg(BytesView bytes) {
    if (bytes.size() > kSvgSizeMax) {
        return failure(ErrorCode::kLimitExceeded, "The SVG image has more than " + std::to_string(kSvgSizeMax >> 20) +
                                                      " MB, which is more than Varve draws.");
    }
    return Cleaning(bytes).run();
}

}  // namespace varve::images
