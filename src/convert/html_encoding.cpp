#include "convert/html_encoding.h"

#include <iconv.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <optional>

#include "convert/html_tokenizer.h"
#include "convert/imported.h"

namespace varve::convert {

namespace {

constexpr std::size_t kHeadSize = 4096;

/// Only what is old and common: what the library knows besides may be anything.
bool isKnown(std::string_view name) {
    constexpr std::array<std::string_view, 7> kNames{"koi8-r", "koi8-u",  "shift_jis", "euc-jp",
                                                     "euc-kr", "gb18030", "big5"};
    return name.starts_with("windows-125") || name.starts_with("iso-8859-") ||
           std::ranges::find(kNames, name) != kNames.end();
}

std::string namedEncoding(BytesView bytes) {
    const std::string head = lowered(bytes.substr(0, kHeadSize));
    const std::size_t at = head.find("charset=");
    if (at == head.npos) return {};
    std::size_t begin = at + 8;
    if (begin < head.size() && (head[begin] == '"' || head[begin] == '\'')) ++begin;
    std::string name = head.substr(begin, head.find_first_of("\"' ;/>", begin) - begin);
    // What browsers do: files that claim to be Latin 1 are mostly the encoding of Windows.
    if (name == "iso-8859-1" || name == "latin1" || name == "us-ascii") name = "windows-1252";
    if (name == "gb2312" || name == "gbk") name = "gb18030";
    return name;
}

struct Closer {
    void operator()(void* descriptor) const { ::iconv_close(static_cast<iconv_t>(descriptor)); }
};

/// What fits no character becomes U+FFFD.
std::optional<std::string> converted(BytesView bytes, const std::string& encoding) {
    const iconv_t opened = ::iconv_open("UTF-8", encoding.c_str());
    if (opened == reinterpret_cast<iconv_t>(std::intptr_t{-1})) return std::nullopt;  // as iconv_open says
    const std::unique_ptr<void, Closer> descriptor(opened);
    std::string text;
    std::array<char, 8192> buffer{};
    auto* in = const_cast<char*>(bytes.data());  // read only, whatever its type says
    std::size_t left = bytes.size();
    while (left > 0) {
        char* out = buffer.data();
        std::size_t room = buffer.size();
        const std::size_t before = left;
        ::iconv(opened, &in, &left, &out, &room);
        text.append(buffer.data(), buffer.size() - room);
        if (left == before && room == buffer.size()) {
            text += "\xef\xbf\xbd";
            ++in;
            --left;
        }
    }
    return text;
}

}  // namespace

Result<DecodedText> decodeHtml(BytesView bytes) {
    auto decoded = decodeText(bytes);
    if (decoded || bytes.size() > kInputSizeMax) return decoded;
    const std::string encoding = namedEncoding(bytes);
    if (!isKnown(encoding)) return decoded;
    const auto text = converted(bytes, encoding);
    return text ? cleanText(*text) : decoded;
}

}  // namespace varve::convert
