// The document at one moment, for threads that read it while writing goes on: copies of log and tracker are snapshots.
// Values; made on the GUI thread, read on another.
#pragma once

#include <optional>

#include "convert/imported.h"
#include "event/event_log.h"
#include "merge/tracker.h"
#include "session/document_session.h"

namespace varve::ui {

struct DocumentMoment {
    event::EventLog log;
    merge::Tracker tracker;                 // of the present
    std::optional<event::Version> version;  // of the past; nothing for the present
    session::BlobSource blobs;
    QString title;

    /// Cost: O(text), of the past also what happened since.
    [[nodiscard]] document::Content read() const;
    /// What can be found of images; the function may outlive this value.
    [[nodiscard]] convert::BlobSource imageSource() const;
};

}  // namespace varve::ui
