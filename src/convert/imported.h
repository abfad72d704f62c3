// What importers give and exporters ask for: plain values. Importers take bytes that anybody may have made and give a
// document, or one clear sentence; what they had to leave out they say. Nothing remote is ever fetched. Used by the
// window, the clipboard and the command line tool.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "document/content.h"

namespace varve::convert {

/// An image that came with an imported document; embeds name it by its hash.
struct ImportedImage {
    std::string hash;   // 64 hexadecimal digits: BLAKE2b-256 of the bytes
    std::string media;  // one that document::isImageMedia knows
    Bytes bytes;
    friend bool operator==(const ImportedImage&, const ImportedImage&) = default;
};

struct Imported {
    document::Content content;          // at least one block
    std::vector<ImportedImage> images;  // each hash once, all of them named in the content
    std::vector<std::string> losses;    // one sentence for each kind of thing that was left out or is worth knowing
};

/// The bytes of an image; nothing when they are not at hand. Exporters then write its alternative text.
using BlobSource = std::function<std::optional<Bytes>(std::string_view hash)>;

/// Called now and then by long conversions, on the thread that converts. Either function may be empty.
struct Progress {
    std::function<void(double fraction)> report{};  // 0 to 1
    std::function<bool()> isCancelled{};

    [[nodiscard]] bool wasCancelled() const { return isCancelled && isCancelled(); }
    void say(double fraction) const {
        if (report) report(fraction);
    }
};

/// What a conversion ends with that the user stopped.
[[nodiscard]] inline std::unexpected<Error> cancelled() {
    return failure(ErrorCode::kInvalidInput, "The conversion was cancelled; nothing was changed.");
}

/// Larger inputs are refused before they are looked at.
inline constexpr std::size_t kInputSizeMax = std::size_t{64} << 20;

/// What all tables of one import have together at most: each cell is a text of its own, and takes about 8 kB of memory
/// when it is in a document. Cells of tables beyond are taken as paragraphs or as the text they are.
inline constexpr std::size_t kImportedCellsMax = 100'000;

}  // namespace varve::convert
