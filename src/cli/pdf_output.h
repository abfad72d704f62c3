// PDF as one of the formats that documents go to. It alone needs fonts, and so a QGuiApplication, which main() makes
// for it and for nothing else, on a platform without a display.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "convert/imported.h"

namespace varve::cli {

inline constexpr std::string_view kPdfId = "pdf";

[[nodiscard]] bool isPdfName(std::string_view path);
/// Whether a command line may ask for a PDF. A wrong yes costs some milliseconds.
[[nodiscard]] bool mayNeedFonts(std::span<const std::string> arguments);
/// With the date of today. `path`: of the document, whose name is its title where it has no other. Errors: those of
/// print::writePdf().
[[nodiscard]] Result<Bytes> pdfOf(const document::Content& content, const convert::BlobSource& blobs,
                                  const std::string& path);

}  // namespace varve::cli
