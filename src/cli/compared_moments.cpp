#include "cli/compared_moments.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/json_values.h"
#include "cli/listing.h"
#include "projection/diff_words.h"
#include "text/utf8.h"

namespace varve::cli {

namespace {

using Json = nlohmann::ordered_json;
using event::ObjectId;
using event::WellKnownObject;

constexpr auto kPrepare = merge::View::kPrepare;
constexpr std::uint32_t kContextMax = 32;  // scalars to each side of a change

Json versionJson(const event::EventLog& log, const event::Version& version) {
    Json heads = Json::array();
    for (const event::EventId& id : log.idsOf(version))
        heads.push_back(idJson(id));
    return heads;
}

/// Marks of `format` whose values are others in `other`.
Json marksBeside(const document::FormatPointer& format, const document::FormatPointer& other) {
    Json marks = Json::object();
    if (!format) return marks;
    for (const auto& mark : *format) {
        if (!other || std::ranges::find(*other, mark) == other->end()) marks[mark.first] = valueJson(mark.second);
    }
    return marks;
}

void appendTextJson(const ObjectId& sequence, const projection::TextDiff& diff, std::string_view after, Json& json) {
    std::size_t byte = 0;
    std::uint32_t scalar = 0;
    for (const projection::TextChange& change : diff.changes) {
        byte += text::byteIndexOfScalar(after.substr(byte), change.range.begin.value - scalar);
        scalar = change.range.begin.value;
        json["changes"].push_back({{"text", objectJson(sequence)},
                                   {"at", change.range.begin.value},
                                   {"inserted", text::scalarSlice(after.substr(byte), 0, change.range.count())},
                                   {"oldAt", change.oldRange.begin.value},
                                   {"removed", diff.removed(change)}});
    }
    for (const projection::FormatChange& change : diff.formats) {
        json["formats"].push_back({{"text", objectJson(sequence)},
                                   {"begin", change.range.begin.value},
                                   {"end", change.range.end.value},
                                   {"before", marksBeside(change.before, change.after)},
                                   {"after", marksBeside(change.after, change.before)},
                                   {"words", projection::formatChangeWords(change).toStdString()}});
    }
}

Json propertyJson(const projection::PropertyChange& change) {
    return {{"key", change.key}, {"before", valueJson(change.before)}, {"after", valueJson(change.after)}};
}

/// Documents may hold anything; a terminal should not do what they say.
std::string quiet(std::string_view text) {
    std::string line;
    for (const char byte : text) {
        if (byte == '\n') {
            line += "¶";
        } else {
            line += byte;
        }
    }
    return withoutControls(std::move(line));
}

/// One text, read from its beginning to its end, change by change.
class LineWriter {
  public:
    LineWriter(std::string_view text, std::string name) : m_text(text), m_name(std::move(name)) {}

    void write(const projection::TextDiff& diff, std::string& lines) {
        for (const projection::TextChange& change : diff.changes) {
            goTo(change.range.begin);
            const std::string_view rest = m_text.substr(m_byte);
            const std::string_view inserted = text::scalarSlice(rest, 0, change.range.count());
            lines += place() + before();
            if (change.removedSize > 0) lines += "[-" + quiet(diff.removed(change)) + "-]";
            if (!inserted.empty()) lines += "{+" + quiet(inserted) + "+}";
            lines += behind(rest.substr(inserted.size())) + "\n";
        }
    }
    void writeFormats(const projection::TextDiff& diff, std::string& lines) {
        for (const projection::FormatChange& change : diff.formats) {
            const QString words = projection::formatChangeWords(change);
            if (words.isEmpty()) continue;
            goTo(change.range.begin);
            const std::string_view text = text::scalarSlice(m_text.substr(m_byte), 0, change.range.count());
            lines += place() + withoutControls(words.toStdString()) + ": " + quiet(text) + "\n";
        }
    }
    /// The number of the paragraph in which the next change is.
    std::string placeAt(text::Offset offset) {
        goTo(offset);
        return place();
    }

  private:
    /// Offsets ascend but for a new kind of change, which begins anew.
    void goTo(text::Offset offset) {
        if (offset.value < m_scalar) {
            m_byte = 0;
            m_scalar = 0;
            m_breakCount = 0;
        }
        const std::size_t size = text::byteIndexOfScalar(m_text.substr(m_byte), offset.value - m_scalar);
        const std::string_view passed = m_text.substr(m_byte, size);
        m_breakCount += static_cast<std::size_t>(std::ranges::count(passed, '\n'));
        m_byte += size;
        m_scalar = offset.value;
    }
    [[nodiscard]] std::string place() const { return m_name + "¶" + std::to_string(m_breakCount + 1) + "\t"; }
    /// The end of the paragraph's text before the place.
    [[nodiscard]] std::string before() const {
        std::size_t begin = m_byte;
        bool isCut = false;
        for (std::uint32_t count = 0; begin > 0 && m_text[begin - 1] != '\n'; ++count) {
            if (count == kContextMax) {
                isCut = true;
                break;
            }
            do {
                --begin;
            } while ((static_cast<unsigned char>(m_text[begin]) & 0xc0U) == 0x80);
        }
        return (isCut ? "…" : "") + quiet(m_text.substr(begin, m_byte - begin));
    }
    static std::string behind(std::string_view rest) {
        const std::string_view paragraph = rest.substr(0, rest.find('\n'));
        std::size_t size = 0;
        for (std::uint32_t count = 0; size < paragraph.size() && count < kContextMax; ++count)
            size += text::sequenceSizeOf(paragraph[size]);
        return quiet(paragraph.substr(0, size)) + (size < paragraph.size() ? "…" : "");
    }

    std::string_view m_text;
    std::string m_name;  // of a text beside the body
    std::size_t m_byte = 0;
    std::uint32_t m_scalar = 0;
    std::size_t m_breakCount = 0;
};

}  // namespace

ComparedMoments compareMoments(const event::EventLog& log, const merge::Tracker& tracker, const event::Version& from,
                               const event::Version& to) {
    ComparedMoments moments;
    moments.from = from;
    moments.to = to;
    merge::Tracker moved = tracker;
    moved.movePrepareTo(log, to);
    projection::PatchPair patches;
    patches.back = moved.movePrepareTo(log, from);
    patches.forward = moved.movePrepareTo(log, to);
    moments.body = moved.text(log, kPrepare);
    moments.registers = projection::ObjectRegisters(moved.registers(log, kPrepare));
    moments.blocks = projection::readBlocks(log, moved, kPrepare, WellKnownObject::kBody, moments.registers, {});
    const projection::TrackerObjects objects(
        log, [&]() -> const merge::Tracker& { return moved; }, kPrepare);
    moments.beside.begin(moments.blocks, moments.registers, &objects);
    while (!moments.beside.readSome([] { return true; }, moments.registers, &objects)) {
    }
    moments.diff = projection::momentDiff(patches, {moments.body, moments.beside, &objects, {}});
    return moments;
}

std::string diffJson(const event::EventLog& log, const ComparedMoments& moments) {
    const projection::MomentDiff& diff = moments.diff;
    const projection::WordChange words = diff.words();
    Json json = {{"from", versionJson(log, moments.from)},
                 {"to", versionJson(log, moments.to)},
                 {"words", {{"inserted", words.inserted}, {"removed", words.removed}}},
                 {"changes", Json::array()},
                 {"formats", Json::array()},
                 {"objects", Json::array()},
                 {"settings", Json::array()}};
    appendTextJson(WellKnownObject::kBody, diff.body, moments.body, json);
    for (const projection::TextBesideDiff& text : diff.beside)
        appendTextJson(text.sequence, text.diff, *moments.beside.find(text.sequence)->text->text, json);
    for (const projection::ObjectDiff& object : diff.objects) {
        Json properties = Json::array();
        for (const projection::PropertyChange& change : object.properties)
            properties.push_back(propertyJson(change));
        json["objects"].push_back({{"at", object.offset.value},
                                   {"kind", object.isEmbed ? "embed" : "block"},
                                   {"words", projection::objectDiffWords(object).toStdString()},
                                   {"properties", std::move(properties)}});
    }
    for (const projection::PropertyChange& change : diff.settings)
        json["settings"].push_back(propertyJson(change));
    return json.dump() + "\n";
}

std::string diffText(const ComparedMoments& moments) {
    const projection::MomentDiff& diff = moments.diff;
    std::string lines;
    LineWriter body(moments.body, {});
    body.write(diff.body, lines);
    for (const projection::TextBesideDiff& text : diff.beside) {
        const auto found = moments.beside.find(text.sequence);
        const std::string place = body.placeAt(found->embed->offset);
        const std::string kind = found->text->cell ? " cell " : " caption ";
        LineWriter writer(*found->text->text, place.substr(0, place.size() - 1) + kind);
        writer.write(text.diff, lines);
        writer.writeFormats(text.diff, lines);
    }
    body.writeFormats(diff.body, lines);
    for (const projection::ObjectDiff& object : diff.objects) {
        const QString words = projection::objectDiffWords(object);
        // A block begins behind its break.
        const bool isInside = !object.isFirstBlock && !object.isEmbed;
        const text::Offset begin = object.offset + (isInside ? 1U : 0U);
        if (!words.isEmpty()) lines += body.placeAt(begin) + withoutControls(words.toStdString()) + "\n";
    }
    for (const projection::PropertyChange& change : diff.settings)
        lines += withoutControls(projection::propertyChangeWords(change).toStdString()) + "\n";
    const QString words = projection::wordChangeWords(diff.words());
    return (words.isEmpty() ? std::string() : withoutControls(words.toStdString()) + "\n") + lines;
}

}  // namespace varve::cli
