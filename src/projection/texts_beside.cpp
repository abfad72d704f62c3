#include "projection/texts_beside.h"

#include <algorithm>
#include <iterator>
#include <ranges>
#include <utility>

#include "document/embed_schema.h"

namespace varve::projection {

using event::EventId;
using event::ObjectId;

namespace {

constexpr auto kBody = event::WellKnownObject::kBody;

std::string_view typeOf(const EventId& embed, const ObjectRegisters& registers) {
    const AttributesPointer attributes = registers.attributesOf(embed);
    if (!attributes) return {};
    const std::string_view type = document::textOf(*attributes, document::embed_key::kType);
    // Of these only, so that no view of the registers is given away.
    if (type == document::kTableType) return document::kTableType;
    if (type == document::kImageType) return document::kImageType;
    return {};
}

}  // namespace

struct TextsBeside::Reader {
    const ObjectRegisters& registers;
    const ObjectSource& objects;
};

std::optional<TextsOfEmbed> TextsBeside::readEmbed(const EventId& embed, text::Offset offset, const Reader& reader) {
    TextsOfEmbed result{embed, offset, {}, false};
    const auto add = [&](const ObjectId& sequence, std::optional<TableCell> cell) {
        const auto known = m_texts.find(sequence);
        auto text = known != m_texts.end()
                        ? m_embeds[known->second.embed].texts[known->second.text].text
                        : std::make_shared<const std::string>(reader.objects.textOf(sequence).applied({}));
        result.texts.push_back({sequence, cell, std::move(text)});
    };
    const std::string_view type = typeOf(embed, reader.registers);
    if (type == document::kImageType) {
        add(embed, std::nullopt);
    } else if (type == document::kTableType) {
        const Table table = readTable(embed, reader.registers, reader.objects, kShownCellsMax);
        result.isCut = table.isCut;
        for (const TableRow& row : table.rows) {
            for (std::size_t column = 0; column < row.cells.size(); ++column) {
                for (const EventId& sequence : row.cells[column])
                    add(sequence, TableCell{row.part.shown, table.columns[column].part.shown});
            }
        }
        for (const EventId& part : partsOf(table))
            m_tableOf.insert_or_assign(part, embed);
    } else {
        return std::nullopt;
    }
    return result;
}

void TextsBeside::begin(const BlockSequence& body, const ObjectRegisters& registers, const ObjectSource* objects) {
    forget();
    m_isBegun = true;
    if (objects == nullptr || registers.isEmpty()) return;
    for (std::uint32_t index = body.blockCount(); index-- > 0;) {
        for (const BlockEmbed& embed : body.blockAt(index)->embeds | std::views::reverse) {
            if (!typeOf(embed.id, registers).empty()) m_unread.push_back(embed.id);
        }
    }
}

bool TextsBeside::readSome(const std::function<bool()>& mayGoOn, const ObjectRegisters& registers,
                           const ObjectSource* objects) {
    if (m_unread.empty() || objects == nullptr) return true;
    const Reader reader{registers, *objects};
    do {
        const EventId id = m_unread.back();
        m_unread.pop_back();
        const auto place = objects->placeOf(id);
        if (!place || place->sequence != ObjectId{kBody}) continue;
        if (auto texts = readEmbed(id, place->offset, reader)) m_embeds.push_back(std::move(*texts));
    } while (!m_unread.empty() && mayGoOn());
    std::ranges::sort(m_embeds, {}, &TextsOfEmbed::offset);
    index();
    return m_unread.empty();
}

/// Whether one of them is gone.
bool TextsBeside::moveEmbeds(const document::Patch& patch) {
    if (m_embeds.empty()) return false;
    text::Offset before{0};
    text::Offset after{0};
    auto from = m_embeds.begin();
    auto to = m_embeds.begin();
    const auto keep = [&] {
        const std::uint32_t distance = from->offset - before;
        if (to != from) *to = std::move(*from);
        to->offset = after + distance;
        ++to;
    };
    for (const document::PatchPiece& piece : patch.pieces()) {
        const text::Offset end = before + piece.oldCount();
        for (; from != m_embeds.end() && from->offset < end; ++from) {
            if (piece.kind != document::PatchPiece::Kind::kRemove) keep();
        }
        before = end;
        after = after + piece.newCount();
    }
    for (; from != m_embeds.end(); ++from)
        keep();
    const bool isGone = to != m_embeds.end();
    m_embeds.erase(to, m_embeds.end());
    return isGone;
}

bool TextsBeside::changeTexts(const document::DocumentPatch& patch) {
    bool isOther = false;
    for (const document::SequencePatch& change : patch.sequences) {
        const auto known = m_texts.find(change.sequence);
        if (known == m_texts.end()) continue;
        TextBeside& text = m_embeds[known->second.embed].texts[known->second.text];
        text.text = std::make_shared<const std::string>(change.patch.applied(*text.text));
        isOther = true;
    }
    return isOther;
}

bool TextsBeside::take(const document::DocumentPatch& patch, const BlockSequence& body,
                       const ObjectRegisters& registers, const ObjectSource* objects) {
    if (!m_isBegun || patch.isEmpty() || objects == nullptr) return false;
    bool isOther = changeTexts(patch);
    std::vector<EventId> toRead;
    const auto add = [&](const ObjectId& object) {
        const auto table = m_tableOf.find(object);
        if (table != m_tableOf.end()) toRead.push_back(table->second);
        return table != m_tableOf.end();
    };
    for (const document::SequencePatch& change : patch.sequences)
        add(change.sequence);
    for (const document::RegisterChange& change : patch.registers) {
        const auto* id = std::get_if<EventId>(&change.object);
        if (id == nullptr || add(change.object)) continue;
        const auto caption = m_texts.find(change.object);
        const bool isPicture = caption != m_texts.end() && m_embeds[caption->second.embed].embed == *id;
        if (isPicture || !typeOf(*id, registers).empty()) toRead.push_back(*id);
    }
    if (!registers.isEmpty()) {
        for (const text::Offset offset : addedObjects(patch.body)) {
            const BlockPosition place = body.positionOf(offset);
            const auto& embeds = body.blockAt(place.block)->embeds;
            const auto embed = std::ranges::lower_bound(embeds, place.utf16, {}, &BlockEmbed::position);
            if (embed != embeds.end() && embed->position == place.utf16) toRead.push_back(embed->id);
        }
    }
    if (moveEmbeds(patch.body)) {
        index();
        isOther = true;
    }
    if (toRead.empty()) return isOther;
    std::ranges::sort(toRead);
    toRead.erase(std::ranges::unique(toRead).begin(), toRead.end());
    readEmbeds(std::move(toRead), {registers, *objects});
    return true;
}

/// Anew; `embeds` ascending, known or not.
void TextsBeside::readEmbeds(std::vector<EventId> embeds, const Reader& reader) {
    std::vector<TextsOfEmbed> found;
    for (const EventId& id : embeds) {
        const auto place = reader.objects.placeOf(id);
        if (!place || place->sequence != ObjectId{kBody}) continue;
        if (auto texts = readEmbed(id, place->offset, reader)) found.push_back(std::move(*texts));
    }
    const auto isRead = [&](const EventId& id) { return std::ranges::binary_search(embeds, id); };
    std::erase_if(m_embeds, [&](const TextsOfEmbed& one) { return isRead(one.embed); });
    std::erase_if(m_unread, isRead);
    std::ranges::move(found, std::back_inserter(m_embeds));
    std::ranges::sort(m_embeds, {}, &TextsOfEmbed::offset);
    index();
}

/// Only wrong registers show one text in two places: the first one counts.
void TextsBeside::index() {
    m_texts.clear();
    for (std::size_t embed = 0; embed < m_embeds.size(); ++embed) {
        std::vector<TextBeside>& texts = m_embeds[embed].texts;
        std::erase_if(texts, [&, number = std::size_t{0}](const TextBeside& text) mutable {
            const bool isNew = m_texts.try_emplace(text.sequence, Where{embed, number}).second;
            if (isNew) ++number;
            return !isNew;
        });
    }
}

std::optional<TextsBeside::Found> TextsBeside::find(const ObjectId& sequence) const {
    const auto where = m_texts.find(sequence);
    if (where == m_texts.end()) return std::nullopt;
    const TextsOfEmbed& embed = m_embeds[where->second.embed];
    return Found{&embed, &embed.texts[where->second.text]};
}

std::optional<ReadingPlace> TextsBeside::placeOf(const ObjectId& sequence, text::Offset offset) const {
    if (sequence == ObjectId{kBody}) return ReadingPlace{offset, 0, {}};
    const auto where = m_texts.find(sequence);
    if (where == m_texts.end()) return std::nullopt;
    return ReadingPlace{m_embeds[where->second.embed].offset, where->second.text + 1, offset};
}

}  // namespace varve::projection
