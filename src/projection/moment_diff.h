// The difference of any two moments of a document: the body, cells and captions as words that came and went, formats,
// and the properties of blocks and objects. Made from the patches between the moments. For the compare mode of the
// window and for the command line tool. Values only.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "document/patch.h"
#include "event/operation.h"
#include "projection/object_source.h"
#include "projection/text_diff.h"
#include "projection/texts_beside.h"

namespace varve::projection {

/// A property of a block, an embed or the document that has another value; null is none.
struct PropertyChange {
    event::ObjectId object;
    std::string key;
    event::Value before;
    event::Value after;
    friend bool operator==(const PropertyChange&, const PropertyChange&) = default;
};

/// A block of the body that was there before and looks otherwise now, or an embed.
struct ObjectDiff {
    text::Offset offset;  // of the break or the embed in the body of the later moment; 0 for the first block
    bool isFirstBlock = false;
    bool isEmbed = false;
    std::vector<PropertyChange> properties;  // by key
    friend bool operator==(const ObjectDiff&, const ObjectDiff&) = default;
};

/// Of a cell or a caption that the later moment shows.
struct TextBesideDiff {
    event::ObjectId sequence;
    text::Offset embed;  // of its table or picture, in the body
    TextDiff diff;
    friend bool operator==(const TextBesideDiff&, const TextBesideDiff&) = default;
};

struct MomentDiff {
    TextDiff body;
    std::vector<TextBesideDiff> beside;    // as they are read
    std::vector<ObjectDiff> objects;       // by offset, the first block first
    std::vector<PropertyChange> settings;  // of the document itself: title, page, styles; by key

    [[nodiscard]] WordChange words() const;
    [[nodiscard]] bool isEmpty() const {
        return body.isEmpty() && beside.empty() && objects.empty() && settings.empty();
    }
    friend bool operator==(const MomentDiff&, const MomentDiff&) = default;
};

/// What leads from one moment to the other, and back. "Earlier" and "later" are words for their order here, whatever
/// their order in time.
struct PatchPair {
    document::DocumentPatch forward;
    document::DocumentPatch back;
};

/// What is known of the later moment.
struct LaterMoment {
    std::string_view body;
    const TextsBeside& beside;    // all read
    const ObjectSource* objects;  // null: nothing is told of blocks and embeds
    /// Whether an object was there at the earlier moment, as far as is known without looking; spares looking for those
    /// that were not.
    std::function<bool(const event::EventId&)> mayHaveBeen;
};

/// Properties are listed of blocks and embeds of the body that both moments show. Cost: textDiff for each text, and a
/// question of `objects` for each object whose properties changed.
[[nodiscard]] MomentDiff momentDiff(const PatchPair& patches, const LaterMoment& later);

}  // namespace varve::projection
