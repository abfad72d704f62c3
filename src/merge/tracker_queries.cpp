// Questions about a tracker's two documents.
#include <algorithm>
#include <tuple>
#include <utility>

#include "base/check.h"
#include "merge/formats.h"
#include "merge/run_text.h"
#include "merge/tracker_state.h"

namespace varve::merge {

using event::LocalRange;
using event::LocalVersion;

std::uint32_t Tracker::count(View view, const event::ObjectId& sequence) const {
    const State::Text* text = m_state->textOf(sequence);
    return text == nullptr ? 0 : text->tree.count(view);
}

std::string Tracker::text(const event::EventLog& log, View view, const event::ObjectId& sequence) const {
    std::string text;
    text.reserve(count(view, sequence));
    const RunFinder runs(log);
    for (const VisibleRun& visible : visibleRuns(view, sequence)) {
        for (LocalRange rest = visible.events; !rest.isEmpty();) {
            const event::OperationRun& run = runs.find(rest.begin);
            const LocalVersion end = std::min(rest.end, run.events.end);
            text += log.insertedText(run, {rest.begin, end});
            rest.begin = end;
        }
    }
    return text;
}

std::vector<VisibleRun> Tracker::visibleRuns(View view, const event::ObjectId& sequence) const {
    std::vector<VisibleRun> runs;
    const State::Text* text = m_state->textOf(sequence);
    if (text == nullptr) return runs;
    for (ItemTree::Cursor cursor = text->tree.begin(); text->tree.settle(cursor); ++cursor.index) {
        const Item& item = text->tree.at(cursor);
        if (!item.isVisible(view)) continue;
        if (!runs.empty() && runs.back().events.end.value == item.first) {
            runs.back().events.end = {item.end()};
        } else {
            runs.push_back({{{item.first}, {item.end()}}});
        }
    }
    return runs;
}

std::vector<CharacterRun> Tracker::characterRuns(const event::ObjectId& sequence) const {
    std::vector<CharacterRun> runs;
    const State::Text* text = m_state->textOf(sequence);
    if (text == nullptr) return runs;
    for (ItemTree::Cursor cursor = text->tree.begin(); text->tree.settle(cursor); ++cursor.index) {
        const Item& item = text->tree.at(cursor);
        const MarkSet marks = m_state->marks.coverage(item.coverage).marks;
        if (!runs.empty() && runs.back().events.end.value == item.first && runs.back().marks == marks) {
            runs.back().events.end = {item.end()};
        } else {
            runs.push_back({{{item.first}, {item.end()}}, marks});
        }
    }
    return runs;
}

std::vector<LocalVersion> Tracker::marksIn(std::uint32_t marks) const {
    std::vector<LocalVersion> events;
    m_state->marks.sets().forEach(marks, [&](MarkNumber mark) { events.push_back(m_state->marks.record(mark).event); });
    return events;
}

std::optional<text::Range> Tracker::markExtent(View view, LocalVersion mark) const {
    CHECK(mark < appliedEnd());
    if (isQuarantined(mark)) return std::nullopt;
    const MarkNumber number = m_state->index[mark.value];
    if (number >= m_state->marks.records().size()) return std::nullopt;
    const MarkRecord& record = m_state->marks.record(number);
    if (record.event != mark || record.leftmost == kNone) return std::nullopt;
    const event::ObjectId& sequence = m_state->texts[record.text].sequence;
    const Place first = placeOf(view, {record.leftmost}, sequence);
    const Place last = placeOf(view, {record.rightmost}, sequence);
    return text::Range{first.offset, last.offset + (last.visible ? 1U : 0U)};
}

const LivenessRegisters& Tracker::livenessRegisters() const {
    return m_state->liveness;
}

std::vector<FormattedRun> Tracker::formattedRuns(const event::EventLog& log, View view,
                                                 const event::ObjectId& sequence) const {
    std::vector<FormattedRun> runs;
    const State::Text* text = m_state->textOf(sequence);
    if (text == nullptr) return runs;
    Formats formats(log, *m_state, view);
    for (ItemTree::Cursor cursor = text->tree.begin(); text->tree.settle(cursor); ++cursor.index) {
        const Item& item = text->tree.at(cursor);
        if (!item.isVisible(view)) continue;
        const document::FormatPointer& format = formats.of(item.coverage);
        if (!runs.empty() && runs.back().events.end.value == item.first &&
            document::isSameFormat(runs.back().format, format)) {
            runs.back().events.end = {item.end()};
        } else {
            runs.push_back({{{item.first}, {item.end()}}, format});
        }
    }
    return runs;
}

LocalVersion Tracker::characterAt(View view, text::Offset offset, const event::ObjectId& sequence) const {
    const State::Text* text = m_state->textOf(sequence);
    CHECK(text != nullptr);
    const ItemTree::Place place = text->tree.find(view, offset.value);
    return {text->tree.at(place.cursor).first + place.offset};
}

document::FormatPointer Tracker::formatAt(const event::EventLog& log, View view, text::Offset offset,
                                          const event::ObjectId& sequence) const {
    const State::Text* text = m_state->textOf(sequence);
    CHECK(text != nullptr);
    const ItemTree::Place place = text->tree.find(view, offset.value);
    return Formats(log, *m_state, view).of(text->tree.at(place.cursor).coverage);
}

document::FormatPointer Tracker::formatForInsertAt(const event::EventLog& log, text::Offset offset,
                                                   const event::ObjectId& sequence) const {
    CHECK(offset.value <= count(View::kEffect, sequence));
    const State::Text* text = m_state->textOf(sequence);
    if (text == nullptr || !text->hasMarks) return nullptr;
    const ItemTree& tree = text->tree;
    std::uint32_t coverages[2] = {0, 0};
    bool isBlockStart = true;
    const auto readCharacter = [&](std::uint32_t at, std::uint32_t& coverage) {
        const ItemTree::Place place = tree.find(View::kEffect, at);
        const Item& item = tree.at(place.cursor);
        coverage = item.coverage;
        const LocalVersion unit{item.first + place.offset};
        return log.insertedText({unit, unit + 1}) == "\n";
    };
    if (offset.value > 0) isBlockStart = readCharacter(offset.value - 1, coverages[0]);
    if (offset.value < tree.count(View::kEffect)) {
        isBlockStart = !readCharacter(offset.value, coverages[1]) && isBlockStart;
    } else {
        isBlockStart = false;
    }
    return Formats(log, *m_state, View::kEffect).of(m_state->marks.inherited(coverages[0], coverages[1], isBlockStart));
}

Tracker::Place Tracker::placeOf(View view, LocalVersion character, const event::ObjectId& sequence) const {
    CHECK(character < appliedEnd());
    if (isQuarantined(character)) return {{count(view, sequence)}, false};
    const State::Text* text = m_state->textOf(sequence);
    CHECK(text != nullptr);
    const ItemTree& tree = text->tree;
    const std::uint32_t leaf = m_state->index[character.value];
    CHECK(leaf < tree.leafCount());
    const ItemTree::Place place = tree.locate(character.value, leaf);
    const bool visible = tree.at(place.cursor).isVisible(view);
    const std::uint32_t before = tree.visibleBefore(view, leaf) + tree.visibleBeforeInLeaf(view, place.cursor);
    return {{before + (visible ? place.offset : 0)}, visible};
}

std::optional<LocalVersion> Tracker::deletedCharacter(LocalVersion deletion) const {
    CHECK(deletion >= base());
    if (isQuarantined(deletion)) return std::nullopt;
    return LocalVersion{m_state->index[deletion.value]};
}

std::vector<event::ObjectId> Tracker::sequences() const {
    std::vector<event::ObjectId> result;
    for (const auto& [sequence, number] : m_state->textNumbers)
        result.push_back(sequence);
    return result;
}

std::optional<event::Value> Tracker::registerValue(const event::EventLog& log, View view, const event::ObjectId& object,
                                                   std::string_view key) const {
    const auto keyNumber = m_state->keys.find(std::string(key));
    if (!keyNumber) return std::nullopt;
    const auto number = m_state->registers.find({objectNumberOf(log, object), *keyNumber});
    if (!number) return std::nullopt;
    event::Value value = m_state->registers.value(log, *number, view);
    if (std::holds_alternative<std::monostate>(value)) return std::nullopt;
    return value;
}

std::vector<document::RegisterChange> Tracker::registers(const event::EventLog& log, View view) const {
    std::vector<document::RegisterChange> result;
    const auto registers = m_state->registers.registers();
    for (std::uint32_t number = 0; number < registers.size(); ++number) {
        event::Value value = m_state->registers.value(log, number, view);
        if (std::holds_alternative<std::monostate>(value)) continue;
        const Registers::Register& one = registers[number];
        result.push_back({objectIdOf(log, one.object), m_state->keys[one.key], std::move(value)});
    }
    std::ranges::sort(result, [](const document::RegisterChange& a, const document::RegisterChange& b) {
        return std::tie(a.object, a.key) < std::tie(b.object, b.key);
    });
    return result;
}

}  // namespace varve::merge
