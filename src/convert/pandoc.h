// Formats that are left to the program pandoc where it is installed: it is run for each conversion, on the other side
// of HTML, without access to files or the network when it reads what others made, with bounds on time, memory and
// output.
#pragma once

#include <string_view>

#include "convert/imported.h"

namespace varve::convert {

/// Whether there is a program of that name. Cost: a search of the path.
[[nodiscard]] bool hasPandoc();

/// `format`: pandoc's name of it, such as docx; `name`: for sentences. Errors: kUnsupported (pandoc is not installed),
/// kMalformed (it could not read this), kLimitExceeded (it took too long or gave too much), those of importHtml,
/// cancelled. Thread: any but the GUI's, it waits.
[[nodiscard]] Result<Imported> importWithPandoc(BytesView bytes, std::string_view format, std::string_view name,
                                                const Progress& progress = {});
/// Errors: as above, and those of exportHtml.
[[nodiscard]] Result<Bytes> exportWithPandoc(const document::Content& content, const BlobSource& blobs,
                                             std::string_view format, std::string_view name,
                                             const Progress& progress = {});

}  // namespace varve::convert
