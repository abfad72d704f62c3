// The formats that documents come from and go to: how they are called and recognised, what they keep, and the one way
// to read and write each of them. The window makes its file dialogs of this, the command line tool its words.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "convert/imported.h"

namespace varve::convert {

enum class Format : std::uint8_t { kText, kMarkdown, kHtml, kOdt, kDocx, kRtf, kEpub, kRst, kOrg, kLatex };

struct FormatFacts {
    Format format = Format::kText;
    std::string_view id;         // for the command line
    std::string_view name;       // for people: "OpenDocument text"
    std::string_view suffixes;   // without dots, separated by blanks, the usual one first
    std::string_view mediaType;  // of files and of the clipboard
    std::string_view keeps;      // half a sentence: what survives
    std::string_view pandoc;     // pandoc's name where the program does it; empty for our own
};

/// In the order in which dialogs list them.
[[nodiscard]] std::span<const FormatFacts> allFormats();
[[nodiscard]] const FormatFacts& factsOf(Format format);
/// `*.md *.markdown`, for file dialogs.
[[nodiscard]] std::string filePatterns(const FormatFacts& facts);

/// By the last suffix, whatever the case of its letters. Nothing when no format has it.
[[nodiscard]] std::optional<Format> formatOfFileName(std::string_view fileName);
[[nodiscard]] std::optional<Format> formatNamed(std::string_view id);
/// By what the bytes begin with; text when nothing says more and they are valid UTF-8 or UTF-16.
[[nodiscard]] std::optional<Format> formatOfBytes(BytesView bytes);

/// Errors: those of the format's own reader.
[[nodiscard]] Result<Imported> importAs(Format format, BytesView bytes, const Progress& progress = {});
/// A file in another format, and one sentence for each kind of thing in the document that is not in it.
struct Exported {
    Bytes bytes;
    std::vector<std::string> losses;
};
/// Errors: those of the format's own writer.
[[nodiscard]] Result<Exported> exportAs(Format format, const document::Content& content, const BlobSource& blobs,
                                        const Progress& progress = {});

}  // namespace varve::convert
