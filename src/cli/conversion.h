// Documents in the formats of other programs, for cat and convert.
#pragma once

#include <expected>
#include <optional>
#include <string>

#include "cli/command_document.h"
#include "convert/formats.h"

namespace varve::cli {

/// Nothing stands for PDF, which is written but never read.
using OutputFormat = std::optional<convert::Format>;

/// One moment of the document in another format. `path`: of its file. Problems: those of the writer.
std::expected<convert::Exported, Problem> exportedDocument(CommandDocument& document, const std::string& path,
                                                           const event::Version& version, OutputFormat format);
/// Says on standard error what a conversion left out, a line each.
void tellLosses(const std::vector<std::string>& losses);

}  // namespace varve::cli
