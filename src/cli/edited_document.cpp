#include "cli/edited_document.h"

#include <utility>

#include "cli/input_file.h"
#include "convert/text_decoder.h"
#include "document/embed_schema.h"
#include "projection/sequence_reader.h"

namespace varve::cli {

namespace {

constexpr auto kNow = merge::View::kEffect;

}  // namespace

EditedDocument::EditedDocument(CommandDocument document) : m_document(std::move(document)) {
    const replica::DocumentReplica& replica = m_document.replica();
    m_registers = projection::ObjectRegisters(replica.presentTracker().registers(replica.log(), kNow));
}

std::expected<EditedDocument, Problem> EditedDocument::open(const Arguments& arguments, Access access) {
    auto document = CommandDocument::open(arguments, arguments.positional[0], access);
    if (!document) return std::unexpected(document.error());
    return EditedDocument(std::move(*document));
}

projection::BlockSequence EditedDocument::read(const event::ObjectId& sequence) const {
    return projection::readSequence(*this, sequence, m_registers);
}

editing::EditContext EditedDocument::contextOf(const projection::BlockSequence& blocks,
                                               const event::ObjectId& sequence) const {
    return {blocks, m_registers, *this, m_document.replica().nextEventId(), sequence};
}

std::expected<event::EventId, Problem> EditedDocument::imageAt(const std::string& offset) const {
    const auto wanted = parseCount(offset, "OFFSET");
    if (!wanted) return std::unexpected(wanted.error());
    for (const projection::PlacedEmbed& embed : projection::embedsOf(*this, event::WellKnownObject::kBody)) {
        const projection::AttributesPointer attributes = m_registers.attributesOf(embed.id);
        const bool isImage =
            attributes && document::textOf(*attributes, document::embed_key::kType) == document::kImageType;
        if (embed.offset.value == *wanted && isImage) return embed.id;
    }
    return failure(ErrorCode::kNotFound,
                   "The character with number " + offset + " is no picture. Nothing was changed.");
}

Outcome EditedDocument::apply(const editing::Edit& edit) {
    if (edit.isEmpty()) return {};
    if (auto done = m_document.replica().apply(edit.intent); !done) return std::unexpected(done.error());
    if (auto saved = m_document.save(); !saved) return std::unexpected(saved.error());
    return {};
}

std::vector<event::EventId> EditedDocument::idsAt(const event::ObjectId& sequence,
                                                  std::span<const text::Offset> offsets) const {
    const replica::DocumentReplica& replica = m_document.replica();
    return history::idsAt(replica.log(), replica.presentTracker(), kNow, sequence, offsets);
}

std::optional<projection::ObjectSource::Place> EditedDocument::placeOf(const event::EventId& id) const {
    const replica::DocumentReplica& replica = m_document.replica();
    return history::placeOf(replica.log(), replica.presentTracker(), kNow, id);
}

document::Patch EditedDocument::textOf(const event::ObjectId& sequence) const {
    const replica::DocumentReplica& replica = m_document.replica();
    return history::textOf(replica.log(), replica.presentTracker(), kNow, sequence);
}

std::expected<std::string, Problem> textArgument(const std::string& word) {
    Bytes bytes(word);
    if (word == "-") {
        auto input = readInput(word);
        if (!input) return std::unexpected(input.error());
        bytes = std::move(*input);
    }
    auto decoded = convert::decodeText(bytes);
    if (!decoded)
        return std::unexpected(Error{decoded.error().code, decoded.error().message + " Nothing was changed."});
    return std::move(decoded->text);
}

}  // namespace varve::cli
