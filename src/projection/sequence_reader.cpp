#include "projection/sequence_reader.h"

#include "document/embed_schema.h"
#include "projection/block_builder.h"
#include "projection/document_reader.h"
#include "text/utf8.h"

namespace varve::projection {

BlockSequence readSequence(const ObjectSource& objects, const event::ObjectId& sequence,
                           const ObjectRegisters& registers, const HeightEstimate& estimate) {
    const document::Patch text = objects.textOf(sequence);
    const std::vector<text::Offset> places = addedObjects(text);
    const std::vector<event::EventId> ids =
        places.empty() ? std::vector<event::EventId>() : objects.idsAt(sequence, places);
    BlockBuilder builder(registers.blockAttributesOf(firstBlockOf(sequence)));
    auto id = ids.begin();
    for (const document::PatchPiece& piece : text.pieces()) {
        builder.appendMixed(text.textOf(piece), text.formatOf(piece), registers,
                            [&id](std::size_t /*byte*/) { return *id++; });
    }
    return {builder.finish(), estimate};
}

std::vector<PlacedEmbed> embedsOf(const ObjectSource& objects, const event::ObjectId& sequence) {
    const document::Patch text = objects.textOf(sequence);
    std::vector<text::Offset> places;
    text::Offset scalar{0};
    for (const document::PatchPiece& piece : text.pieces()) {
        std::string_view rest = text.textOf(piece);
        while (!rest.empty()) {
            if (rest.starts_with(document::kEmbedText)) places.push_back(scalar);
            rest.remove_prefix(text::sequenceSizeOf(rest.front()));
            scalar = scalar + 1;
        }
    }
    std::vector<PlacedEmbed> embeds;
    if (places.empty()) return embeds;
    embeds.reserve(places.size());
    const std::vector<event::EventId> ids = objects.idsAt(sequence, places);
    for (std::size_t index = 0; index < places.size(); ++index)
        embeds.push_back({ids[index], places[index]});
    return embeds;
}

}  // namespace varve::projection
