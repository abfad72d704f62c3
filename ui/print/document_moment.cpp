#include "ui/print/document_moment.h"

#include "projection/content_reader.h"

namespace varve::ui {

document::Content DocumentMoment::read() const {
    if (!version) return projection::contentOf(log, tracker, merge::View::kEffect);
    merge::Tracker moved = tracker;
    moved.movePrepareTo(log, *version);
    return projection::contentOf(log, moved, merge::View::kPrepare);
}

convert::BlobSource DocumentMoment::imageSource() const {
    return [source = blobs](std::string_view hash) -> std::optional<Bytes> {
        const auto name = document::blobNameOf(hash);
        if (!name) return std::nullopt;
        const auto blob = source(*name);
        return blob && *blob != nullptr ? std::optional((*blob)->bytes) : std::nullopt;
    };
}

}  // namespace varve::ui
