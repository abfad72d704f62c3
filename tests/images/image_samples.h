// Images made for the tests: honest ones by Qt, hostile ones byte by byte.
#pragma once

#include <QBuffer>
#include <QByteArray>
#include <QImage>
#include <QImageWriter>

#include "base/bytes.h"

namespace varve::images {

inline Bytes encoded(const QImage& image, const char* format) {
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    return QImageWriter(&buffer, format).write(image) ? bytes.toStdString() : Bytes();
}

/// Left half red, right half blue.
inline QImage redAndBlue(int width, int height) {
    QImage image(width, height, QImage::Format_RGB32);
    image.fill(Qt::blue);
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width / 2; ++x)
            image.setPixel(x, y, qRgb(255, 0, 0));
    }
    return image;
}

inline Bytes bigEndian(std::uint32_t value, int count) {
    Bytes bytes;
    for (int i = count - 1; i >= 0; --i)
        bytes.push_back(static_cast<char>(value >> (8 * i) & 0xff));
    return bytes;
}

inline Bytes littleEndian(std::uint32_t value, int count) {
    Bytes bytes = bigEndian(value, count);
    return {bytes.rbegin(), bytes.rend()};
}

/// The checksum of PNG (its specification, annex D), bit by bit.
inline std::uint32_t pngChecksum(BytesView bytes) {
    std::uint32_t crc = 0xffffffffU;
    for (const char c : bytes) {
        crc ^= static_cast<std::uint8_t>(c);
        for (int bit = 0; bit < 8; ++bit)
            crc = (crc & 1) != 0 ? 0xedb88320U ^ (crc >> 1) : crc >> 1;
    }
    return ~crc;
}

inline Bytes pngChunk(const Bytes& type, const Bytes& data) {
    const Bytes checked = type + data;
    return bigEndian(static_cast<std::uint32_t>(data.size()), 4) + checked + bigEndian(pngChecksum(checked), 4);
}

inline Bytes pngBeginning(std::uint32_t width, std::uint32_t height, char depth = 8, char colour = 2) {
    return Bytes("\x89PNG\r\n\x1a\n", 8) +
           pngChunk("IHDR", bigEndian(width, 4) + bigEndian(height, 4) + Bytes{depth, colour, 0, 0, 0});
}

/// `extra`: chunks between the header and the pixels.
inline Bytes pngWith(const Bytes& png, const Bytes& extra) {
    constexpr std::size_t kHeaderEnd = 8 + 25;
    return png.substr(0, kHeaderEnd) + extra + png.substr(kHeaderEnd);
}

/// A JPEG with the orientation that a camera notes.
inline Bytes jpegTurned(const QImage& image, char orientation) {
    const Bytes exif = Bytes("Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0", 25) + Bytes(1, orientation) +
                       Bytes(6, '\0');
    const Bytes jpeg = encoded(image, "jpeg");
    return jpeg.substr(0, 2) + "\xff\xe1" + bigEndian(static_cast<std::uint32_t>(exif.size() + 2), 2) + exif +
           jpeg.substr(2);
}

inline Bytes svgOf(const Bytes& attributes, const Bytes& content) {
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" " + attributes +
           ">" + content + "</svg>";
}

}  // namespace varve::images
