#include "convert/formats.h"

#include <algorithm>
#include <array>

#include "base/check.h"
#include "convert/export_losses.h"
#include "convert/html.h"
#include "convert/html_tokenizer.h"
#include "convert/markdown.h"
#include "convert/odt.h"
#include "convert/pandoc.h"
#include "convert/plain_text.h"
#include "convert/text_decoder.h"

namespace varve::convert {

namespace {

constexpr std::array<FormatFacts, 10> kFormats{{
    {Format::kText, "text", "Plain text", "txt text", "text/plain",
     "the text, lists with their signs, tables with tabs", ""},
    {Format::kMarkdown, "md", "Markdown", "md markdown mkd", "text/markdown",
     "headings, lists, quotes, code, tables, images, links, bold, italic, strike, underline, super- and subscript", ""},
    {Format::kHtml, "html", "HTML", "html htm xhtml", "text/html",
     "everything but comments, page setup and named styles", ""},
    {Format::kOdt, "odt", "OpenDocument text", "odt", "application/vnd.oasis.opendocument.text",
     "everything but named styles; page setup when writing", ""},
    {Format::kDocx, "docx", "Word document", "docx",
     "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
     "text, headings, lists, tables, images, links and simple formats", "docx"},
    {Format::kRtf, "rtf", "Rich text", "rtf", "application/rtf", "what pandoc makes of it", "rtf"},
    {Format::kEpub, "epub", "Electronic book", "epub", "application/epub+zip", "what pandoc makes of it", "epub"},
    {Format::kRst, "rst", "reStructuredText", "rst", "text/x-rst", "what pandoc makes of it", "rst"},
    {Format::kOrg, "org", "Org mode", "org", "text/org", "what pandoc makes of it", "org"},
    {Format::kLatex, "latex", "LaTeX", "tex latex", "application/x-tex", "what pandoc makes of it", "latex"},
}};

bool hasSuffix(const FormatFacts& facts, std::string_view suffix) {
    std::string_view rest = facts.suffixes;
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find(' '), rest.size());
        if (rest.substr(0, end) == suffix) return true;
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return false;
}

/// What a zip archive holds, by the names at its beginning.
std::optional<Format> formatOfArchive(BytesView bytes) {
    constexpr std::size_t kHeadSize = 4096;
    const BytesView head = bytes.substr(0, kHeadSize);
    if (head.find("application/vnd.oasis.opendocument.text") != head.npos) return Format::kOdt;
    if (head.find("application/epub+zip") != head.npos) return Format::kEpub;
    if (head.find("word/") != head.npos || head.find("[Content_Types].xml") != head.npos) return Format::kDocx;
    return std::nullopt;
}

}  // namespace

std::span<const FormatFacts> allFormats() {
    return kFormats;
}

const FormatFacts& factsOf(Format format) {
    const auto found = std::ranges::find(kFormats, format, &FormatFacts::format);
    CHECK(found != kFormats.end());
    return *found;
}

std::string filePatterns(const FormatFacts& facts) {
    std::string patterns = "*.";
    for (const char c : facts.suffixes) {
        if (c == ' ') {
            patterns += " *.";
        } else {
            patterns += c;
        }
    }
    return patterns;
}

std::optional<Format> formatOfFileName(std::string_view fileName) {
    const std::size_t dot = fileName.find_last_of("./");
    if (dot == fileName.npos || fileName[dot] == '/') return std::nullopt;
    const std::string suffix = lowered(fileName.substr(dot + 1));
    const auto found =
        std::ranges::find_if(kFormats, [&](const FormatFacts& facts) { return hasSuffix(facts, suffix); });
    return found != kFormats.end() ? std::optional(found->format) : std::nullopt;
}

std::optional<Format> formatNamed(std::string_view id) {
    const auto found = std::ranges::find(kFormats, id, &FormatFacts::id);
    return found != kFormats.end() ? std::optional(found->format) : std::nullopt;
}

std::optional<Format> formatOfBytes(BytesView bytes) {
    if (bytes.starts_with("PK\x03\x04")) return formatOfArchive(bytes);
    if (bytes.starts_with("{\\rtf")) return Format::kRtf;
    constexpr std::size_t kHeadSize = 1024;
    const std::string head = lowered(bytes.substr(0, kHeadSize));
    for (const std::string_view sign : {"<!doctype html", "<html", "<body", "<meta "}) {
        if (head.find(sign) != head.npos) return Format::kHtml;
    }
    return decodeText(bytes) ? std::optional(Format::kText) : std::nullopt;
}

Result<Imported> importAs(Format format, BytesView bytes, const Progress& progress) {
    const FormatFacts& facts = factsOf(format);
    if (!facts.pandoc.empty()) return importWithPandoc(bytes, facts.pandoc, facts.name, progress);
    if (format == Format::kMarkdown) return importMarkdown(bytes, progress);
    if (format == Format::kHtml) return importHtml(bytes, progress);
    if (format == Format::kOdt) return importOdt(bytes, progress);
    return importText(bytes, progress);
}

namespace {

Result<Bytes> bytesAs(Format format, const document::Content& content, const BlobSource& blobs,
                      const Progress& progress) {
    const FormatFacts& facts = factsOf(format);
    if (!facts.pandoc.empty()) return exportWithPandoc(content, blobs, facts.pandoc, facts.name, progress);
    if (format == Format::kMarkdown) return exportMarkdown(content, blobs, progress);
    if (format == Format::kHtml) return exportHtml(content, blobs, progress);
    if (format == Format::kOdt) return exportOdt(content, blobs, progress);
    return exportText(content, blobs, progress);
}

}  // namespace

Result<Exported> exportAs(Format format, const document::Content& content, const BlobSource& blobs,
                          const Progress& progress) {
    WatchedBlobs watched(blobs);
    auto bytes = bytesAs(format, content, watched.source(), progress);
    if (!bytes) return std::unexpected(std::move(bytes.error()));
    Exported exported{std::move(*bytes), exportLosses(format, content)};
    if (std::string missing = watched.missingWords(content); !missing.empty())
        exported.losses.push_back(std::move(missing));
    return exported;
}

}  // namespace varve::convert
