// What history mode keeps while it shows a restoring that nobody has done yet. Used by history mode only.
#pragma once

#include "history/partial_restore.h"
#include "projection/document_reader.h"
#include "replica/restore_preview.h"

namespace varve::ui {

struct HistoryPreview {
    HistoryPreview(replica::RestorePreview made_, history::PastPart part_);

    replica::RestorePreview made;  // its tracker prepares what the page shows
    history::PastPart part;
    projection::TrackerObjects objects;
};

}  // namespace varve::ui
