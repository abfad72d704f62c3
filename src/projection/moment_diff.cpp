#include "projection/moment_diff.h"

#include <algorithm>
#include <iterator>
#include <tuple>

#include "base/check.h"
#include "text/utf8.h"

namespace varve::projection {

namespace {

using document::RegisterChange;
using event::ObjectId;
using event::WellKnownObject;

constexpr std::string_view kEmbedText = "\uFFFC";

/// Settings that say something about how the document reads; names of moments and the dictionary do not.
bool isShownSetting(std::string_view key) {
    return key == "title" || key == "language" || key == "header" || key == "footer" || key.starts_with("page-") ||
           key.starts_with("margin-") || key.starts_with("style:");
}

/// Keys with an id in them belong to tables and comments: these are told by their texts.
bool isShownProperty(const PropertyChange& change) {
    return change.key.find(':') == std::string::npos;
}

/// Both patches change the same registers.
std::vector<PropertyChange> propertyChanges(const PatchPair& patches) {
    std::vector<PropertyChange> changes;
    const auto& back = patches.back.registers;
    auto before = back.begin();
    for (const RegisterChange& after : patches.forward.registers) {
        const auto isBefore = [&](const RegisterChange& one) {
            return std::tie(one.object, one.key) < std::tie(after.object, after.key);
        };
        while (before != back.end() && isBefore(*before))
            ++before;
        const bool isSame = before != back.end() && before->object == after.object && before->key == after.key;
        changes.push_back({after.object, after.key, isSame ? before->value : event::Value{}, after.value});
    }
    return changes;
}

/// Whether what stands at a place of the body was not there before.
bool isNew(const TextDiff& body, text::Offset offset) {
    const auto behind = std::ranges::partition_point(
        body.changes, [offset](const TextChange& change) { return change.range.end <= offset; });
    return behind != body.changes.end() && behind->range.begin <= offset;
}

void sortOut(std::vector<PropertyChange> changes, const LaterMoment& later, MomentDiff& diff) {
    for (auto first = changes.begin(); first != changes.end();) {
        const auto end = std::find_if(first, changes.end(),
                                      [&](const PropertyChange& change) { return change.object != first->object; });
        const ObjectId object = first->object;
        if (object == ObjectId{WellKnownObject::kDocument}) {
            std::copy_if(first, end, std::back_inserter(diff.settings),
                         [](const PropertyChange& change) { return isShownSetting(change.key); });
        } else if (object == ObjectId{WellKnownObject::kFirstBlock}) {
            diff.objects.push_back({{}, true, false, {first, end}});
        } else if (const auto* id = std::get_if<event::EventId>(&object);
                   id != nullptr && later.objects != nullptr && (!later.mayHaveBeen || later.mayHaveBeen(*id))) {
            const auto place = later.objects->placeOf(*id);
            const bool isInBody = place && place->sequence == ObjectId{WellKnownObject::kBody};
            if (isInBody && !isNew(diff.body, place->offset)) {
                ObjectDiff found{place->offset, false, false, {}};
                std::copy_if(first, end, std::back_inserter(found.properties), isShownProperty);
                if (!found.properties.empty()) diff.objects.push_back(std::move(found));
            }
        }
        first = end;
    }
    std::ranges::sort(diff.objects, {},
                      [](const ObjectDiff& object) { return std::pair(!object.isFirstBlock, object.offset); });
}

/// Which of the objects are embeds: one pass over the body.
void tellEmbeds(std::string_view body, std::vector<ObjectDiff>& objects) {
    std::size_t byte = 0;
    std::uint32_t scalar = 0;
    for (ObjectDiff& object : objects) {
        if (object.isFirstBlock) continue;
        byte += text::byteIndexOfScalar(body.substr(byte), object.offset.value - scalar);
        scalar = object.offset.value;
        object.isEmbed = body.substr(byte).starts_with(kEmbedText);
    }
}

}  // namespace

WordChange MomentDiff::words() const {
    WordChange words = body.words;
    for (const TextBesideDiff& text : beside)
        words += text.diff.words;
    return words;
}

MomentDiff momentDiff(const PatchPair& patches, const LaterMoment& later) {
    MomentDiff diff;
    diff.body = textDiff(patches.forward.body, patches.back.body, later.body);
    for (const document::SequencePatch& change : patches.forward.sequences) {
        const auto found = later.beside.find(change.sequence);
        if (!found) continue;
        const document::Patch* back = patches.back.patchOf(change.sequence);
        CHECK(back != nullptr);
        TextDiff text = textDiff(change.patch, *back, *found->text->text);
        if (!text.isEmpty()) diff.beside.push_back({change.sequence, found->embed->offset, std::move(text)});
    }
    std::ranges::sort(diff.beside, {},
                      [&](const TextBesideDiff& text) { return *later.beside.placeOf(text.sequence, {}); });
    sortOut(propertyChanges(patches), later, diff);
    tellEmbeds(later.body, diff.objects);
    return diff;
}

}  // namespace varve::projection
