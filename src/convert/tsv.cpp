#include "convert/tsv.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "convert/imported.h"
#include "convert/text_decoder.h"
#include "document/embed_schema.h"
#include "document/table_schema.h"
#include "text/utf8.h"

namespace varve::convert {

namespace {

using Cells = std::vector<std::vector<std::string>>;

/// Reads cell after cell. Line ends are U+000A already.
class CellReader {
  public:
    CellReader(std::string_view text, Separator separator) : m_text(text), m_separator(static_cast<char>(separator)) {}

    /// Nothing when there are too many.
    std::optional<Cells> read() {
        Cells rows(1);
        std::size_t columnCount = 0;
        while (true) {
            rows.back().push_back(nextCell());
            columnCount = std::max(columnCount, rows.back().size());
            if (columnCount > document::kTableColumnsMax) return std::nullopt;
            if (rows.size() > kImportedCellsMax / columnCount) return std::nullopt;
            const bool isRowEnd = m_at == m_text.size() || m_text[m_at] == '\n';
            m_at = std::min(m_at + 1, m_text.size());
            if (isRowEnd && m_at == m_text.size()) return rows;
            if (isRowEnd) rows.emplace_back();
        }
    }

  private:
    /// Up to the separator or line end behind it.
    std::string nextCell() {
        if (auto quoted = quotedCell()) return *std::move(quoted);
        const std::size_t begin = m_at;
        while (!isAtCellEnd())
            ++m_at;
        return std::string(m_text.substr(begin, m_at - begin));
    }
    /// Nothing when there is no cell in quotation marks that ends where a cell may end.
    std::optional<std::string> quotedCell() {
        if (m_isUnclosed || m_at == m_text.size() || m_text[m_at] != '"') return std::nullopt;
        const std::size_t begin = m_at++;
        std::string cell;
        while (true) {
            const std::size_t end = m_text.find('"', m_at);
            if (end == m_text.npos) {
                // Nor will any that begins behind here be closed.
                m_isUnclosed = true;
                break;
            }
            cell += m_text.substr(m_at, end - m_at);
            m_at = end + 1;
            if (isAtCellEnd()) return cell;
            if (m_text[m_at] != '"') break;
            cell += '"';
            ++m_at;
        }
        m_at = begin;
        return std::nullopt;
    }
    [[nodiscard]] bool isAtCellEnd() const {
        return m_at == m_text.size() || m_text[m_at] == m_separator || m_text[m_at] == '\n';
    }

    std::string_view m_text;
    char m_separator;
    std::size_t m_at = 0;
    bool m_isUnclosed = false;
};

document::ContentBlocks blocksOf(std::string_view cell) {
    document::ContentBlocks blocks;
    while (true) {
        const std::size_t end = cell.find('\n');
        const std::string_view line = cell.substr(0, end);
        document::ContentBlock& block = blocks.emplace_back();
        if (!line.empty()) block.inlines.push_back({.text = std::string(line)});
        if (end == cell.npos) return blocks;
        cell.remove_prefix(end + 1);
    }
}

std::string textOf(const document::ContentBlocks& blocks) {
    std::string text;
    bool isFirst = true;
    for (const document::ContentBlock& block : blocks) {
        if (!isFirst) text += '\n';
        isFirst = false;
        for (const document::Inline& part : block.inlines)
            text += part.text;
    }
    return text;
}

}  // namespace

Result<document::Embed> readCells(std::string_view utf8, Separator separator) {
    if (!text::isValidUtf8(utf8)) return failure(ErrorCode::kMalformed, "The cells are not valid UTF-8.");
    const std::string clean = cleanText(utf8).text;
    const auto rows = CellReader(clean, separator).read();
    if (!rows) {
        return failure(ErrorCode::kLimitExceeded,
                       "The cells are more than are brought in at once: 1,000 columns and 100,000 cells.");
    }
    document::Embed table;
    document::setValue(table.attributes, document::embed_key::kType, std::string(document::kTableType));
    for (const std::vector<std::string>& row : *rows)
        table.columns.resize(std::max(table.columns.size(), row.size()));
    for (const std::vector<std::string>& row : *rows) {
        document::TableRow& added = table.rows.emplace_back();
        for (const std::string& cell : row)
            added.cells.push_back(blocksOf(cell));
        added.cells.resize(table.columns.size(), document::ContentBlocks(1));
    }
    return table;
}

std::string writeCells(const document::Embed& table, Separator separator) {
    const char between = static_cast<char>(separator);
    std::string text;
    for (const document::TableRow& row : table.rows) {
        for (std::size_t column = 0; column < row.cells.size(); ++column) {
            if (column > 0) text += between;
            const std::string cell = textOf(row.cells[column]);
            const bool needsQuotes =
                std::ranges::any_of(cell, [&](char c) { return c == between || c == '\n' || c == '"' || c == '\r'; });
            if (!needsQuotes) {
                text += cell;
                continue;
            }
            text += '"';
            for (const char c : cell)
                text += c == '"' ? std::string("\"\"") : std::string(1, c);
            text += '"';
        }
        text += '\n';
    }
    return text;
}

bool looksLikeCells(std::string_view utf8) {
    if (utf8.find('\t') == utf8.npos) return false;
    const auto rows = CellReader(cleanText(utf8).text, Separator::kTab).read();
    if (!rows || rows->front().size() < 2) return false;
    const std::size_t columnCount = rows->front().size();
    const bool isEven =
        std::ranges::all_of(*rows, [columnCount](const auto& row) { return row.size() == columnCount; });
    return isEven && std::ranges::any_of(*rows, [](const auto& row) { return !row.front().empty(); });
}

}  // namespace varve::convert
