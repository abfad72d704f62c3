// How whoever shows a text follows the patches of the document: looks up the identities that patches do not carry, and
// finds the blocks and embeds that became something else. Used by the editor view and by tests; reading a whole
// version: document_reader.h.
#pragma once

#include <algorithm>
#include <concepts>
#include <optional>
#include <span>
#include <vector>

#include "document/patch.h"
#include "projection/block_sequence.h"
#include "projection/document_reader.h"
#include "projection/object_registers.h"
#include "projection/object_source.h"

namespace varve::projection {

/// Something that shows the blocks of a text.
template <typename View>
concept BlockView = requires(View& view, const document::Patch& patch, std::span<const event::EventId> ids,
                             const ObjectRegisters& registers, document::BlockAttributesPointer block,
                             AttributesPointer embed) {
    view.applyPatch(patch, ids, registers);
    view.setBlockAttributes(std::uint32_t{}, block);
    view.setEmbed(text::Offset{}, event::EventId{}, embed);
    { view.blocks().blockCount() } -> std::same_as<std::uint32_t>;
};

/// An object of the document became something else. Nothing happens when it is not seen in this text.
template <BlockView View>
void showObject(const event::ObjectId& object, const event::ObjectId& sequence, const ObjectRegisters& registers,
                const ObjectSource* objects, View& view) {
    if (object == firstBlockOf(sequence)) {
        view.setBlockAttributes(0, registers.blockAttributesOf(object));
        return;
    }
    const auto* id = std::get_if<event::EventId>(&object);
    const auto place = id != nullptr && objects != nullptr ? objects->placeOf(*id) : std::nullopt;
    if (!place || place->sequence != sequence) return;
    const BlockPosition position = view.blocks().positionOf(place->offset);
    if (position.utf16 < view.blocks().blockAt(position.block)->utf16Count()) {
        view.setEmbed(place->offset, *id, registers.attributesOf(object));
    } else {
        // A break stands behind the last character of the block before the one that it starts.
        view.setBlockAttributes(position.block + 1, registers.blockAttributesOf(object));
    }
}

/// Shows what the patch changes in the text of `sequence`. `registers` have taken the patch's already, so that what it
/// adds is shown as what it is; `objects` speaks of the version that the patch leads to, and is asked nothing while no
/// object of the document has properties; null where none ever has. Cost: the view's, and a question for each object
/// added or changed.
template <BlockView View>
void followPatch(const document::DocumentPatch& patch, const event::ObjectId& sequence,
                 const ObjectRegisters& registers, const ObjectSource* objects, View& view) {
    const bool hasObjects = objects != nullptr && !registers.isEmpty();
    const auto follow = [&](const document::Patch& change) {
        std::vector<event::EventId> ids;
        if (hasObjects) {
            const std::vector<text::Offset> places = addedObjects(change);
            if (!places.empty()) ids = objects->idsAt(sequence, places);
        }
        view.applyPatch(change, ids, registers);
    };
    if (const document::Patch* change = patch.patchOf(sequence)) follow(*change);
    const event::ObjectId* previous = nullptr;
    for (const document::RegisterChange& change : patch.registers) {
        if (previous == nullptr || *previous != change.object)
            showObject(change.object, sequence, registers, objects, view);
        previous = &change.object;
    }
}

}  // namespace varve::projection
