// What history mode keeps while it shows a restoring that nobody has done yet. Used by history mode only.
#pragma once

#include "projection/document_reader.h"
#include "replica/restore_preview.h"

namespace varve::ui {

struct HistoryPreview {
    explicit HistoryPreview(replica::RestorePreview made_);

    replica::RestorePreview made;  // its tracker prepares what the page shows
    projection::TrackerObjects objects;
};

}  // namespace varve::ui
