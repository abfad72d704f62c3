#include "convert/markdown_guard.h"

#include <algorithm>
#include <cstdint>

#include "convert/imported.h"
#include "document/embed_schema.h"

namespace varve::convert {

namespace {

constexpr std::size_t kLineCountMax = 2'000'000;
constexpr std::size_t kNestingMax = 60;
constexpr std::size_t kLeadingBlanksMax = 400;
constexpr std::size_t kDelimiterRowsMax = 64;
constexpr std::size_t kColumnsMax = 200;
constexpr std::size_t kSignsOfParagraphMax = 300'000;
constexpr std::size_t kSignsMax = 2'000'000;

bool isBlank(char byte) {
    return byte == ' ' || byte == '\t';
}
bool isDigit(char byte) {
    return byte >= '0' && byte <= '9';
}
/// Whether the parser makes a piece of its own of it.
bool isSign(char byte) {
    return std::string_view("*_`[]!<&\\~:w|").find(byte) != std::string_view::npos;
}

std::size_t skipBlanks(std::string_view line, std::size_t at) {
    while (at < line.size() && isBlank(line[at]))
        ++at;
    return at;
}

/// Size of the marker of a quote or list item at `at`; 0 when there is none.
std::size_t markerSize(std::string_view line, std::size_t at) {
    if (at >= line.size()) return 0;
    if (line[at] == '>') return 1;
    std::size_t end = at;
    if (line[at] == '-' || line[at] == '+' || line[at] == '*') {
        end = at + 1;
    } else {
        while (end < line.size() && isDigit(line[end]))
            ++end;
        if (end == at || end == line.size() || (line[end] != '.' && line[end] != ')')) return 0;
        ++end;
    }
    return end == line.size() || isBlank(line[end]) ? end - at : 0;
}

/// Columns that the line would give a table as its delimiter row; 0 when it cannot be one.
std::size_t delimiterColumns(std::string_view line) {
    std::size_t pipes = 0;
    bool hasDash = false;
    for (const char byte : line) {
        if (std::string_view("|-: \t>").find(byte) == std::string_view::npos) return 0;
        pipes += byte == '|' ? 1 : 0;
        hasDash = hasDash || byte == '-';
    }
    const bool isRow = hasDash && (pipes > 0 || line.find(':') != line.npos);
    return isRow ? pipes + 1 : 0;
}

class Guard {
  public:
    Guard(std::string_view text, LossList& losses) : m_losses(losses) { m_result.text.reserve(text.size() + 16); }

    /// Lines without a blank one between them.
    void addStretch(const std::vector<std::string_view>& lines) {
        std::size_t signs = lines.size();
        for (const std::string_view line : lines)
            signs += static_cast<std::size_t>(std::ranges::count_if(line, isSign));
        if (signs > kSignsOfParagraphMax) {
            addPlain(lines);
            return;
        }
        m_signs += signs;
        std::size_t delimiterRows = 0;
        for (std::size_t index = 0; index < lines.size(); ++index) {
            const std::size_t columns = delimiterColumns(lines[index]);
            delimiterRows += columns > 0 ? 1 : 0;
            const std::size_t cells = columns * (lines.size() - index);  // at most
            const bool isTooMuch =
                columns > 0 && (delimiterRows > kDelimiterRowsMax || columns > kColumnsMax || cells > m_cellsLeft);
            if (!isTooMuch) m_cellsLeft -= cells;
            addLine(lines[index], isTooMuch);
        }
    }
    /// Its blanks count in code.
    void addBlankLine(std::string_view line) { m_result.text.append(line.substr(0, kLeadingBlanksMax)).append("\n"); }
    [[nodiscard]] std::size_t signs() const { return m_signs; }
    GuardedMarkdown take() { return std::move(m_result); }

  private:
    void addPlain(const std::vector<std::string_view>& lines) {
        m_losses.add("A paragraph with hundreds of thousands of formatting signs was taken as plain text.");
        std::string paragraph;
        for (const std::string_view line : lines)
            paragraph.append(paragraph.empty() ? "" : " ").append(line);
        const std::string index = std::to_string(m_result.plainParagraphs.size());
        m_result.plainParagraphs.push_back(std::move(paragraph));
        m_result.text.append("\n")
            .append(document::kEmbedText)
            .append(index)
            .append(document::kEmbedText)
            .append("\n\n");
    }
    void addLine(std::string_view line, bool isEscaped) {
        const std::size_t blanks = skipBlanks(line, 0);
        if (blanks > kLeadingBlanksMax) {
            m_losses.add("Lines indented by hundreds of blanks were moved to the left.");
            line.remove_prefix(blanks - kLeadingBlanksMax);
        }
        std::size_t at = skipBlanks(line, 0);
        std::size_t depth = 0;
        for (std::size_t size = markerSize(line, at); size > 0 && depth < kNestingMax; size = markerSize(line, at)) {
            at = skipBlanks(line, at + size);
            ++depth;
        }
        if (depth == kNestingMax) m_losses.add("Lists and quotes nested too deeply were cut off at a depth of 60.");
        const bool needsEscape = isEscaped || (depth == kNestingMax && markerSize(line, at) > 0);
        m_result.text += line.substr(0, at);
        if (needsEscape) m_result.text += isDigitAt(line, at) ? "&#8203;" : "\\";
        m_result.text += line.substr(at);
        m_result.text += '\n';
        if (isEscaped) m_losses.add("A table too large to be one was taken as text.");
    }
    static bool isDigitAt(std::string_view line, std::size_t at) { return at < line.size() && isDigit(line[at]); }

    LossList& m_losses;
    GuardedMarkdown m_result;
    std::size_t m_signs = 0;
    std::size_t m_cellsLeft = kImportedCellsMax;
};

}  // namespace

Result<GuardedMarkdown> guardMarkdown(std::string_view text, LossList& losses) {
    if (static_cast<std::size_t>(std::ranges::count(text, '\n')) > kLineCountMax) {
        return failure(ErrorCode::kLimitExceeded,
                       "This has more than two million lines, more than can be read as Markdown; import it as text.");
    }
    Guard guard(text, losses);
    std::vector<std::string_view> stretch;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(end == text.npos ? text.size() : end + 1);
        const bool isBlankLine = skipBlanks(line, 0) == line.size();
        if (!isBlankLine) stretch.push_back(line);
        if (!isBlankLine && !text.empty()) continue;
        guard.addStretch(stretch);
        stretch.clear();
        if (isBlankLine) guard.addBlankLine(line);
        if (guard.signs() > kSignsMax) {
            return failure(ErrorCode::kLimitExceeded,
                           "This has more than two million signs that could mean formatting, more than can be read as "
                           "Markdown; import it as text.");
        }
    }
    return guard.take();
}

}  // namespace varve::convert
