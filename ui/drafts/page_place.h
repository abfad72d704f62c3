// Where a reader of one version of a document is in another version of it: by characters, because offsets differ.
#pragma once

#include "replica/document_replica.h"
#include "ui/editor/view_state.h"

namespace varve::ui {

/// The same place on the page of `to`: beside the same characters, or the nearest ones before them that `to` knows. A
/// caret in a cell or caption is put beside its object. Cost: O(log n), and O(log n) for each character passed over,
/// at most a few thousand.
[[nodiscard]] ViewState viewStateIn(const replica::DocumentReplica& to, const replica::DocumentReplica& from,
                                    const ViewState& state);

}  // namespace varve::ui
