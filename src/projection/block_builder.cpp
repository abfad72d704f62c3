#include "projection/block_builder.h"

#include <QStringDecoder>
#include <algorithm>

#include "document/embed_schema.h"

namespace varve::projection {

void BlockBuilder::closeFormat(const document::FormatPointer& format) {
    const auto end = static_cast<int>(m_text.size());
    if (format) m_hasFormat = true;
    if (!m_formats.empty() && document::isSameFormat(m_formats.back().format, format)) {
        m_formats.back().end = end;
    } else if (m_formats.empty() ? end > 0 : m_formats.back().end < end) {
        m_formats.push_back({end, format});
    }
}

void BlockBuilder::appendPart(const Block& block, int begin, int end,
                              const std::optional<document::FormatPointer>& format) {
    if (begin >= end) return;
    const auto shift = static_cast<int>(m_text.size()) - begin;
    const auto embedsBegin = std::ranges::lower_bound(block.embeds, begin, {}, &BlockEmbed::position);
    for (auto embed = embedsBegin; embed != block.embeds.end() && embed->position < end; ++embed)
        m_embeds.push_back({embed->position + shift, embed->id, embed->attributes});
    const auto appendUnits = [&](int from, int to) {
        if (m_text.isEmpty() && from == 0 && to == block.utf16Count() && m_text.capacity() <= to) {
            m_text = block.text;  // shared until somebody adds to it
        } else {
            m_text += QStringView(block.text).mid(from, to - from);
        }
    };
    if (format || block.formats.empty()) {
        appendUnits(begin, end);
        closeFormat(format ? *format : nullptr);
        return;
    }
    auto run = std::ranges::upper_bound(block.formats, begin, {}, &FormatRun::end);
    if (begin == 0 && end == block.utf16Count() && m_text.isEmpty() && m_formats.empty()) {
        appendUnits(begin, end);
        m_formats = block.formats;
        m_hasFormat = true;
        return;
    }
    for (int at = begin; at < end; ++run) {
        const int to = std::min(run->end, end);
        appendUnits(at, to);
        closeFormat(run->format);
        at = to;
    }
}

void BlockBuilder::appendText(std::string_view utf8, const document::FormatPointer& format) {
    // Straight into the block's text: never more units than bytes.
    const qsizetype size = m_text.size();
    m_text.resize(size + static_cast<qsizetype>(utf8.size()));
    QStringDecoder decoder(QStringDecoder::Utf8, QStringConverter::Flag::Stateless);
    const QChar* end = decoder.appendToBuffer(m_text.data() + size, QByteArrayView(utf8.data(), utf8.size()));
    m_text.truncate(end - m_text.constData());
    closeFormat(format);
}

void BlockBuilder::appendEmbed(const event::EventId& id, AttributesPointer attributes,
                               const document::FormatPointer& format) {
    m_embeds.push_back({static_cast<int>(m_text.size()), id, std::move(attributes)});
    m_text += QChar(kEmbed);
    closeFormat(format);
}

void BlockBuilder::breakBlock(document::BlockAttributesPointer next, document::FormatPointer breakFormat) {
    endBlock();
    m_attributes = std::move(next);
    m_breakFormat = std::move(breakFormat);
}

void BlockBuilder::endBlock() {
    auto block = std::make_shared<Block>(std::move(m_text));
    if (m_hasFormat) {
        m_formats.shrink_to_fit();
        block->formats = std::move(m_formats);
    }
    block->embeds = std::move(m_embeds);
    block->attributes = std::move(m_attributes);
    block->breakFormat = std::move(m_breakFormat);
    m_blocks.push_back(std::move(block));
    m_text = QString();
    m_formats.clear();
    m_embeds.clear();
    m_hasFormat = false;
}

std::vector<BlockPtr> BlockBuilder::finish() {
    endBlock();
    return std::move(m_blocks);
}

std::size_t BlockBuilder::endOfPlainText(std::string_view utf8) {
    const std::string_view line = utf8.substr(0, utf8.find('\n'));
    const std::size_t embed = line.find(document::kEmbedText);
    return embed == line.npos ? line.size() : embed;
}

}  // namespace varve::projection
