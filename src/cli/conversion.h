// Documents in the formats of other programs, for cat and convert.
#pragma once

#include <expected>
#include <string>

#include "cli/command_document.h"
#include "convert/formats.h"

namespace varve::cli {

/// One moment of the document in another format. Problems: those of the writer.
std::expected<Bytes, Problem> exportedDocument(CommandDocument& document, const event::Version& version,
                                               convert::Format format);

}  // namespace varve::cli
