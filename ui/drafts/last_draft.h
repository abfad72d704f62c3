// Which draft of a document its reader wrote in last on this computer. Remembered in the settings, by the document's
// id; it belongs to the reader, not to the log. For the newest documents only.
#pragma once

#include <QString>
#include <optional>

#include "history/draft_index.h"

namespace varve::ui {

/// Documents that are remembered; older ones are forgotten.
inline constexpr int kLastDraftsMax = 64;

/// Nothing: the document itself was written in.
void rememberLastDraft(const QString& documentId, const std::optional<history::DraftId>& draft);
[[nodiscard]] std::optional<history::DraftId> lastDraft(const QString& documentId);

}  // namespace varve::ui
