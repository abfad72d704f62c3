#include "event/gunzip.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <limits>
#include <string_view>

#include "base/check.h"

namespace varve::event {

namespace {

class Inflater {
  public:
    Inflater() { CHECK(inflateInit2(&m_stream, 15 + 16) == Z_OK); }  // 16: gzip only
    Inflater(const Inflater&) = delete;
    Inflater& operator=(const Inflater&) = delete;
    ~Inflater() { inflateEnd(&m_stream); }
    z_stream& stream() { return m_stream; }

  private:
    z_stream m_stream{};
};

}  // namespace

bool isGzip(BytesView bytes) {
    return bytes.starts_with("\x1f\x8b");
}

Result<Bytes> gunzip(BytesView compressed, std::size_t sizeMax) {
    Inflater inflater;
    z_stream& stream = inflater.stream();
    std::array<char, 1U << 16> buffer{};
    Bytes result;
    for (;;) {
        if (stream.avail_in == 0 && !compressed.empty()) {
            const std::size_t size = std::min<std::size_t>(compressed.size(), std::numeric_limits<uInt>::max());
            stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(compressed.data()));  // zlib only reads it
            stream.avail_in = static_cast<uInt>(size);
            compressed.remove_prefix(size);
        }
        stream.next_out = reinterpret_cast<Bytef*>(buffer.data());
        stream.avail_out = static_cast<uInt>(buffer.size());
        const int status = inflate(&stream, Z_NO_FLUSH);
        const std::size_t size = buffer.size() - stream.avail_out;
        if (status != Z_OK && status != Z_STREAM_END) break;
        if (size > sizeMax - result.size()) {
            return failure(ErrorCode::kLimitExceeded, "The compressed file holds more than can be read.");
        }
        result.append(buffer.data(), size);
        if (status == Z_OK) continue;
        if (stream.avail_in == 0 && compressed.empty()) return result;
        inflateReset(&stream);  // another member follows
    }
    // Among the reasons is the end of the input before that of its last member (Z_BUF_ERROR).
    return failure(ErrorCode::kMalformed, "The compressed file is damaged or cut off.");
}

}  // namespace varve::event
