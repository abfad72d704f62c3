#include "convert/image_source.h"

#include "base/hash.h"
#include "images/image_facts.h"

#include <QByteArray>
#include <algorithm>

namespace varve::convert {

namespace {

constexpr std::size_t kImagesSizeMax = std::size_t{256} << 20;
constexpr std::size_t kImageCountMax = 10'000;

}  // namespace

std::optional<Bytes> bytesOfDataUri(std::string_view uri) {
    constexpr std::string_view kScheme = "data:";
    constexpr std::string_view kEncoding = ";base64";
    if (!uri.starts_with(kScheme)) return std::nullopt;
    const std::size_t comma = uri.find(',');
    if (comma == uri.npos || !uri.substr(0, comma).ends_with(kEncoding)) return std::nullopt;
    const std::string_view data = uri.substr(comma + 1);
    std::string packed;  // line ends and blanks inside are common and mean nothing
    packed.reserve(data.size());
    std::ranges::copy_if(data, std::back_inserter(packed),
                         [](char byte) { return static_cast<unsigned char>(byte) > 0x20; });
    const auto decoded =
        QByteArray::fromBase64Encoding(QByteArray::fromRawData(packed.data(), static_cast<qsizetype>(packed.size())),
                                       QByteArray::Base64Encoding | QByteArray::AbortOnBase64DecodingErrors);
    if (!decoded || decoded.decoded.isEmpty()) return std::nullopt;
    return decoded.decoded.toStdString();
}

std::string dataUriOf(std::string_view media, BytesView bytes) {
    const auto raw = QByteArray::fromRawData(bytes.data(), static_cast<qsizetype>(bytes.size()));
    return "data:" + std::string(media) + ";base64," + raw.toBase64().toStdString();
}

std::optional<document::Embed> ImageCollection::add(Bytes bytes, std::string_view alt, LossList& losses) {
    const auto facts = images::probeImage(bytes);
    if (!facts) {
        losses.add("An image was left out: " + facts.error().message);
        return std::nullopt;
    }
    document::ImageAttributes image{.blob = toHex(hashView(hashBytes(bytes))),
                                    .media = facts->media,
                                    .pixelWidth = facts->pixelWidth,
                                    .pixelHeight = facts->pixelHeight,
                                    .width = 0,
                                    .alt = std::string(alt)};
    const bool isNew = std::ranges::find(m_images, image.blob, &ImportedImage::hash) == m_images.end();
    if (isNew && (m_sizeBytes + bytes.size() > kImagesSizeMax || m_images.size() == kImageCountMax)) {
        losses.add("Some images were left out: all together they are more than a document takes.");
        return std::nullopt;
    }
    if (isNew) {
        m_sizeBytes += bytes.size();
        m_images.push_back({.hash = image.blob, .media = image.media, .bytes = std::move(bytes)});
    }
    return document::Embed{.attributes = document::registersOf(image)};
}

std::optional<document::Embed> ImageCollection::addFromUri(std::string_view uri, std::string_view alt,
                                                           LossList& losses) {
    auto bytes = bytesOfDataUri(uri);
    if (bytes) return add(std::move(*bytes), alt, losses);
    losses.add(
        uri.starts_with("data:")
            ? "An image whose data is damaged was left out."
            : "Images that lie elsewhere were left out, because nothing is fetched; their descriptions are kept.");
    return std::nullopt;
}

}  // namespace varve::convert
