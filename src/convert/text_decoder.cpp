#include "convert/text_decoder.h"

#include <cstdint>

#include "convert/imported.h"
#include "text/utf8.h"

namespace varve::convert {

namespace {

constexpr std::string_view kUtf8Mark = "\xef\xbb\xbf";
constexpr std::string_view kLittleEndianMark = "\xff\xfe";
constexpr std::string_view kBigEndianMark = "\xfe\xff";

bool isControl(char32_t scalar) {
    return (scalar < 0x20 && scalar != '\t' && scalar != '\n') || scalar == 0x7f;
}

/// Marks, embeddings, overrides and isolates of the bidirectional algorithm: they change the order in which text is
/// shown and are not seen themselves.
bool isDirectional(char32_t scalar) {
    return scalar == 0x061c || scalar == 0x200e || scalar == 0x200f || (scalar >= 0x202a && scalar <= 0x202e) ||
           (scalar >= 0x2066 && scalar <= 0x2069);
}

constexpr char32_t kParagraphSeparator = 0x2029;
constexpr char32_t kObjectReplacement = 0xfffc;

std::string counted(std::size_t count, std::string_view one, std::string_view many) {
    return std::to_string(count) + " " + std::string(count == 1 ? one : many);
}

std::unexpected<Error> notText(std::string_view encoding, std::size_t position, BytesView before) {
    std::size_t line = 1;
    for (const char byte : before)
        line += byte == '\n' ? 1 : 0;
    return failure(ErrorCode::kMalformed, "This is not " + std::string(encoding) + " text: byte " +
                                              std::to_string(position + 1) + " (line " + std::to_string(line) +
                                              ") fits no character; save it as UTF-8 and import it again.");
}

Result<std::string> fromUtf16(BytesView bytes, bool isBigEndian) {
    const auto unitAt = [&](std::size_t index) {
        const auto first = static_cast<unsigned char>(bytes[index]);
        const auto second = static_cast<unsigned char>(bytes[index + 1]);
        return static_cast<std::uint32_t>(isBigEndian ? first << 8 | second : second << 8 | first);
    };
    std::string text;
    text.reserve(bytes.size());
    std::size_t index = 0;
    while (index + 1 < bytes.size()) {
        const std::uint32_t unit = unitAt(index);
        if (unit < 0xd800 || unit > 0xdfff) {
            text::appendScalar(text, unit);
            index += 2;
            continue;
        }
        const std::uint32_t low = index + 3 < bytes.size() ? unitAt(index + 2) : 0;
        if (unit > 0xdbff || low < 0xdc00 || low > 0xdfff) return notText("UTF-16", index + 2, text);
        text::appendScalar(text, 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00));
        index += 4;
    }
    if (index < bytes.size()) return notText("UTF-16", index + 2, text);
    return text;
}

/// Puts the cleaned text together and counts what was met on the way.
class Cleaner {
  public:
    explicit Cleaner(std::string_view text) : m_rest(text) { m_result.text.reserve(text.size()); }

    DecodedText clean() {
        while (!m_rest.empty())
            takeNext();
        addNotices();
        return std::move(m_result);
    }

  private:
    static bool isPlain(char byte) {
        const auto value = static_cast<unsigned char>(byte);
        return (value >= 0x20 && value < 0x7f) || value == '\n' || value == '\t';
    }
    void takeNext() {
        std::size_t plain = 0;
        while (plain < m_rest.size() && isPlain(m_rest[plain]))
            ++plain;
        m_result.text += m_rest.substr(0, plain);
        m_rest.remove_prefix(plain);
        if (m_rest.empty()) return;
        const std::size_t size = text::sequenceSizeOf(m_rest.front());
        const char32_t scalar = text::decodeScalar(m_rest);
        if (scalar == '\r') {
            m_result.text += '\n';
            if (m_rest.starts_with("\r\n")) m_rest.remove_prefix(1);
        } else if (scalar == kParagraphSeparator) {
            m_result.text += '\n';
        } else if (isControl(scalar)) {
            ++m_controlCount;
        } else if (scalar == kObjectReplacement) {
            ++m_placeholderCount;
        } else {
            m_directionalCount += isDirectional(scalar) ? 1 : 0;
            m_result.text += m_rest.substr(0, size);
        }
        m_rest.remove_prefix(size);
    }
    void addNotices() {
        auto& notices = m_result.notices;
        if (m_controlCount > 0) {
            notices.push_back(counted(m_controlCount, "control character that has no meaning in a text was left out.",
                                      "control characters that have no meaning in a text were left out."));
        }
        if (m_placeholderCount > 0) {
            notices.push_back(counted(m_placeholderCount,
                                      "placeholder of an object that is not in the text was left out.",
                                      "placeholders of objects that are not in the text were left out."));
        }
        if (m_directionalCount > 0) {
            notices.push_back(
                "The text has " +
                counted(m_directionalCount, "invisible character that changes", "invisible characters that change") +
                " the direction of writing; what you see may be in another order than it is stored.");
        }
    }

    std::string_view m_rest;
    DecodedText m_result;
    std::size_t m_controlCount = 0;
    std::size_t m_placeholderCount = 0;
    std::size_t m_directionalCount = 0;
};

}  // namespace

std::size_t validUtf8PrefixSize(BytesView bytes) {
    std::size_t valid = 0;
    while (valid < bytes.size()) {
        valid += text::asciiPrefixSize(bytes.substr(valid));
        if (valid == bytes.size()) break;
        const std::size_t size = text::sequenceSizeOf(bytes[valid]);
        if (size > bytes.size() - valid || !text::isValidUtf8(bytes.substr(valid, size))) break;
        valid += size;
    }
    return valid;
}

DecodedText cleanText(std::string_view utf8) {
    return Cleaner(utf8).clean();
}

Result<DecodedText> decodeText(BytesView bytes) {
    if (bytes.size() > kInputSizeMax) {
        return failure(ErrorCode::kLimitExceeded, "This is larger than " + std::to_string(kInputSizeMax >> 20) +
                                                      " MB, more than can be imported as one document.");
    }
    if (bytes.starts_with(kLittleEndianMark) || bytes.starts_with(kBigEndianMark)) {
        auto text = fromUtf16(bytes.substr(2), bytes.starts_with(kBigEndianMark));
        if (!text) return std::unexpected(text.error());
        return cleanText(*text);
    }
    const std::size_t markSize = bytes.starts_with(kUtf8Mark) ? kUtf8Mark.size() : 0;
    const BytesView rest = bytes.substr(markSize);
    if (!text::isValidUtf8(rest)) {
        const std::size_t valid = validUtf8PrefixSize(rest);
        return notText("UTF-8", markSize + valid, rest.substr(0, valid));
    }
    return cleanText(rest);
}

}  // namespace varve::convert
