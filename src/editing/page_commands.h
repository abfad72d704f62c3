// Commands on the document as paper: its size, margins, header and footer. Plain functions; the results are single
// steps.
#pragma once

#include "document/page_schema.h"
#include "editing/edit_context.h"

namespace varve::editing {

/// The document gets this setup: an event for every register that changes, so that two people may change two of them at
/// once. `properties`: registers of the document now. Nothing to do when it is set up so already.
[[nodiscard]] Edit withPageSetup(event::EventId next, const document::Attributes& properties,
                                 const document::PageSetup& setup);

}  // namespace varve::editing
