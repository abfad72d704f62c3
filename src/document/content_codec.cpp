#include "document/content_codec.h"

#include <algorithm>
#include <utility>

#include "base/checksum.h"
#include "document/embed_schema.h"
#include "document/mark_schema.h"
#include "document/table_schema.h"
#include "text/utf8.h"

namespace varve::document {

namespace {

constexpr std::string_view kMagic = "VRVC";
constexpr std::uint8_t kVersion = 1;
constexpr std::size_t kChecksumSize = 8;
constexpr std::size_t kAttributeCountMax = 1000;
constexpr std::size_t kKeySizeMax = 500;
constexpr std::size_t kValueSizeMax = 1U << 20;
constexpr int kDepthMax = 8;
constexpr std::size_t kElementCountMax = 2'000'000;

enum class ValueTag : std::uint8_t { kFalse = 1, kTrue = 2, kNumber = 3, kText = 4 };
enum class InlineTag : std::uint8_t { kText = 0, kEmbed = 1 };

/// Means something in the document that it is of, and nowhere else.
bool isBound(std::string_view key) {
    return isComment(key) || key.starts_with(table_key::kColumnsPrefix) || key.starts_with(table_key::kCellPrefix) ||
           key == table_key::kRow || key == table_key::kColumn;
}

class Writer {
  public:
    Bytes write(const CarriedContent& carried) {
        m_out.writeRaw(kMagic);
        m_out.writeByte(kVersion);
        m_out.writeString(carried.documentId);
        writeAttributes(carried.content.properties);
        writeBlocks(carried.content.blocks);
        m_out.writeVarint(carried.blobs.size());
        for (const SharedBlob& blob : carried.blobs) {
            m_out.writeString(blob->media);
            m_out.writeString(blob->bytes);
        }
        m_out.writeFixed64(checksumOf(m_out.bytes()));
        return m_out.take();
    }

  private:
    void writeAttributes(const Attributes& attributes) {
        const auto isFree = [](const auto& one) { return !isBound(one.first); };
        m_out.writeVarint(static_cast<std::uint64_t>(std::ranges::count_if(attributes, isFree)));
        for (const auto& one : attributes) {
            if (!isFree(one)) continue;
            m_out.writeString(one.first);
            writeValue(one.second);
        }
    }
    void writeValue(const event::Value& value) {
        if (const auto* flag = std::get_if<bool>(&value)) {
            m_out.writeByte(static_cast<std::uint8_t>(*flag ? ValueTag::kTrue : ValueTag::kFalse));
        } else if (const auto* number = std::get_if<std::int64_t>(&value)) {
            m_out.writeByte(static_cast<std::uint8_t>(ValueTag::kNumber));
            m_out.writeSignedVarint(*number);
        } else {
            const auto* text = std::get_if<std::string>(&value);
            m_out.writeByte(static_cast<std::uint8_t>(ValueTag::kText));
            m_out.writeString(text != nullptr ? std::string_view(*text) : std::string_view());
        }
    }
    void writeBlocks(const ContentBlocks& blocks) {
        m_out.writeVarint(blocks.size());
        for (const ContentBlock& block : blocks) {
            writeAttributes(block.attributes);
            m_out.writeVarint(block.inlines.size());
            for (const Inline& part : block.inlines)
                writeInline(part);
        }
    }
    void writeInline(const Inline& part) {
        if (!part.embed) {
            m_out.writeByte(static_cast<std::uint8_t>(InlineTag::kText));
            m_out.writeString(part.text);
            writeAttributes(part.marks);
            return;
        }
        m_out.writeByte(static_cast<std::uint8_t>(InlineTag::kEmbed));
        writeAttributes(part.marks);
        writeAttributes(part.embed->attributes);
        writeBlocks(part.embed->caption);
        m_out.writeVarint(part.embed->columns.size());
        for (const Attributes& column : part.embed->columns)
            writeAttributes(column);
        m_out.writeVarint(part.embed->rows.size());
        for (const TableRow& row : part.embed->rows) {
            writeAttributes(row.attributes);
            for (std::size_t column = 0; column < part.embed->columns.size(); ++column) {
                static const ContentBlocks kEmpty{ContentBlock{}};
                const bool isThere = column < row.cells.size() && !row.cells[column].empty();
                writeBlocks(isThere ? row.cells[column] : kEmpty);
            }
        }
    }

    ByteWriter m_out;
};

class Reader {
  public:
    explicit Reader(BytesView body) : m_in(body) {}

    Result<CarriedContent> read() {
        CarriedContent carried;
        carried.documentId = readText(kKeySizeMax);
        carried.content.properties = readAttributes();
        carried.content.blocks = readBlocks();
        readBlobs(carried.blobs);
        if (m_isBeyond) return failure(ErrorCode::kLimitExceeded, "What was copied is too large to be pasted.");
        if (m_in.failed() || !m_in.atEnd())
            return failure(ErrorCode::kMalformed, "What was copied is damaged and cannot be pasted.");
        return carried;
    }

  private:
    /// How many elements follow, each of them at least a byte. Their number in all is bounded, and with it the memory.
    std::size_t readCount(std::size_t countMax) {
        const std::uint64_t count = m_in.readVarint();
        if (count > m_in.remaining()) {
            m_in.fail();
            return 0;
        }
        if (count > countMax || m_elementCount + count > kElementCountMax) {
            m_isBeyond = true;
            m_in.fail();
            return 0;
        }
        m_elementCount += count;
        return static_cast<std::size_t>(count);
    }
    std::string readText(std::size_t sizeMax) {
        const BytesView text = m_in.readString(sizeMax);
        if (!text::isValidUtf8(text)) m_in.fail();
        return m_in.failed() ? std::string() : std::string(text);
    }
    Attributes readAttributes() {
        Attributes attributes;
        std::string last;
        const std::size_t count = readCount(kAttributeCountMax);
        for (std::size_t index = 0; index < count && !m_in.failed(); ++index) {
            std::string key = readText(kKeySizeMax);
            if (key.empty() || (index > 0 && key <= last)) m_in.fail();
            event::Value value = readValue();
            if (m_in.failed()) break;
            last = key;
            if (!isBound(key)) attributes.emplace_back(std::move(key), std::move(value));
        }
        return attributes;
    }
    event::Value readValue() {
        switch (static_cast<ValueTag>(m_in.readByte())) {
            case ValueTag::kFalse:
                return false;
            case ValueTag::kTrue:
                return true;
            case ValueTag::kNumber:
                return m_in.readSignedVarint();
            case ValueTag::kText:
                return readText(kValueSizeMax);
        }
        m_in.fail();
        return {};
    }
    ContentBlocks readBlocks() {
        if (m_depth == kDepthMax) {
            m_isBeyond = true;
            m_in.fail();
            return {};
        }
        ++m_depth;
        ContentBlocks blocks(readCount(kElementCountMax));
        for (ContentBlock& block : blocks) {
            if (m_in.failed()) break;
            block.attributes = readAttributes();
            const std::size_t count = readCount(kElementCountMax);
            for (std::size_t index = 0; index < count && !m_in.failed(); ++index)
                readInline(block);
        }
        --m_depth;
        return blocks;
    }
    void readInline(ContentBlock& block) {
        Inline part;
        switch (static_cast<InlineTag>(m_in.readByte())) {
            case InlineTag::kText:
                part.text = readText(kCarriedSizeMax);
                part.marks = readAttributes();
                if (part.text.empty() || part.text.find('\n') != part.text.npos ||
                    part.text.find(kEmbedText) != part.text.npos)
                    m_in.fail();
                break;
            case InlineTag::kEmbed:
                part.marks = readAttributes();
                part.embed = std::make_shared<const Embed>(readEmbed());
                break;
            default:
                m_in.fail();
        }
        if (!m_in.failed()) appendInline(block, std::move(part));
    }
    Embed readEmbed() {
        Embed embed;
        embed.attributes = readAttributes();
        embed.caption = readBlocks();
        embed.columns.resize(readCount(kTableColumnsMax));
        for (Attributes& column : embed.columns)
            column = readAttributes();
        const std::size_t rowCount = readCount(kElementCountMax);
        for (std::size_t index = 0; index < rowCount && !m_in.failed(); ++index) {
            TableRow& row = embed.rows.emplace_back();
            row.attributes = readAttributes();
            for (std::size_t column = 0; column < embed.columns.size() && !m_in.failed(); ++column) {
                row.cells.push_back(readBlocks());
                if (row.cells.back().empty()) m_in.fail();
            }
        }
        return embed;
    }
    void readBlobs(std::vector<SharedBlob>& blobs) {
        const std::size_t count = readCount(kElementCountMax);
        for (std::size_t index = 0; index < count && !m_in.failed(); ++index) {
            std::string media = readText(kBlobMediaSizeMax);
            auto blob = makeBlob(Bytes(m_in.readString(kBlobSizeMax)), std::move(media));
            if (!blob) m_in.fail();
            if (!m_in.failed()) blobs.push_back(std::move(*blob));
        }
    }

    ByteReader m_in;
    int m_depth = 0;
    std::size_t m_elementCount = 0;
    bool m_isBeyond = false;
};

}  // namespace

Bytes encodeContent(const CarriedContent& carried) {
    return Writer().write(carried);
}

Result<CarriedContent> decodeContent(BytesView bytes) {
    if (bytes.size() > kCarriedSizeMax)
        return failure(ErrorCode::kLimitExceeded, "What was copied is too large to be pasted.");
    const std::size_t headSize = kMagic.size() + 1;
    if (bytes.size() < headSize + kChecksumSize || !bytes.starts_with(kMagic))
        return failure(ErrorCode::kMalformed, "What was copied is damaged and cannot be pasted.");
    if (static_cast<std::uint8_t>(bytes[kMagic.size()]) != kVersion) {
        return failure(ErrorCode::kUnsupported,
                       "What was copied comes from a newer version of Varve and cannot be pasted as it is.");
    }
    const std::size_t bodyEnd = bytes.size() - kChecksumSize;
    if (ByteReader(bytes.substr(bodyEnd)).readFixed64() != checksumOf(bytes.substr(0, bodyEnd)))
        return failure(ErrorCode::kMalformed, "What was copied is damaged and cannot be pasted.");
    return Reader(bytes.substr(headSize, bodyEnd - headSize)).read();
}

}  // namespace varve::document
