// The document itself and its drafts in words, for the list beside the page and the bar above it. Values.
#pragma once

#include <QString>
#include <optional>
#include <vector>

#include "replica/document_replica.h"

namespace varve::ui {

struct DraftRow {
    enum class State : std::uint8_t { kDocument, kOpen, kMerged, kAbandoned };

    std::optional<history::DraftId> id;  // nothing: the document itself
    QString name;
    QString detail;  // who began it, when, from what
    QString state;   // how much of it is new to the version on display, and when it was written in last
    State kind = State::kDocument;
    bool isShown = false;
    std::uint32_t newCount = 0;  // events that merging would bring
    friend bool operator==(const DraftRow&, const DraftRow&) = default;
};

/// The document first, then open drafts, then those that are merged, then abandoned ones, each with the newest first.
/// Cost: O(what each draft has that the version on display has not).
[[nodiscard]] std::vector<DraftRow> draftRows(const replica::DocumentReplica& replica, qint64 nowMs);

/// "12 changes"
[[nodiscard]] QString changeCountWords(std::uint32_t count);
/// The name in words; "Draft" for one whose name has not arrived.
[[nodiscard]] QString draftName(const history::Draft& draft);
/// "begun Tuesday, 14:02, by Ana, from 3 May 2025, 11:20"
[[nodiscard]] QString draftBeginWords(const replica::DocumentReplica& replica, const history::Draft& draft,
                                      qint64 nowMs);

}  // namespace varve::ui
