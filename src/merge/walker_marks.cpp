// The walker's part for marks and registers: which characters a mark covers, what new text inherits, who writes a
// register.
#include <algorithm>

#include "base/check.h"
#include "merge/walker.h"
#include "text/utf8.h"

namespace varve::merge {

using event::LocalVersion;
using event::OperationRun;

bool Walker::isBreak(std::uint32_t unit) const {
    return m_log.insertedText({{unit}, {unit + 1}}) == "\n";
}

void Walker::putWithMarks(std::uint32_t text, Item item, ItemTree::Cursor cursor, const Item* left,
                          std::uint32_t offset) {
    ItemTree& tree = m_state.texts[text].tree;
    Marks& marks = m_state.marks;
    Marks::Surroundings around;
    std::uint32_t rightUnit = kNone;
    if (left != nullptr) around.left = left->coverage;
    if (offset < tree.count(View::kPrepare)) {
        const ItemTree::Place right = tree.find(View::kPrepare, offset);
        around.right = tree.at(right.cursor).coverage;
        rightUnit = tree.at(right.cursor).first + right.offset;
    }
    if (cursor.index > 0) around.before = tree.at({cursor.leaf, cursor.index - 1}).coverage;
    ItemTree::Cursor behind = cursor;
    if (tree.settle(behind)) around.behind = tree.at(behind).coverage;

    Item rest = item.part(0, 0);
    if (around.left == around.right || rightUnit == kNone || isBreak(rightUnit)) {
        item.coverage = marks.inserted(around, false);
    } else if (item.leftOrigin == kNone || isBreak(item.leftOrigin)) {
        item.coverage = marks.inserted(around, true);
    } else {
        item.coverage = marks.inserted(around, false);
        // Each character of a run has the one before it on its left. Inheriting from an heir gives what the heir has,
        // but for the text behind the first break of the run, which begins a block.
        const std::string_view inserted = m_log.insertedText({{item.first}, {item.end()}});
        const std::size_t firstBreak = inserted.find('\n');
        if (firstBreak != std::string_view::npos) {
            const std::uint32_t kept = text::scalarCount(inserted.substr(0, firstBreak + 1));
            rest = item.part(kept, item.count - kept);
            rest.coverage = marks.inserted(around, true);
            item = item.part(0, kept);
        }
    }
    ItemTree::Pieces pieces;
    pieces.push(item);
    pieces.push(rest);
    m_state.index.place(item.first, item.count + rest.count, cursor.leaf);
    if (pieces.count == 1) {
        tree.insert(cursor, item, m_state.index);
    } else {
        tree.replace(cursor, 0, pieces, m_state.index);
    }
    for (std::uint32_t piece = 0; piece < pieces.count; ++piece)
        stretchMarks(text, pieces.items[piece], marks.edgeMarks(pieces.items[piece].coverage, around));
}

/// Lets `marks` reach as far as the item, which they cover.
void Walker::stretchMarks(std::uint32_t text, const Item& item, MarkSet marks) {
    const ItemTree& tree = m_state.texts[text].tree;
    m_state.marks.sets().forEach(marks, [&](MarkNumber mark) {
        MarkRecord& record = m_state.marks.record(mark);
        if (comparePlaces(tree, item.first, record.leftmost, 0) < 0) record.leftmost = item.first;
        if (comparePlaces(tree, item.end() - 1, record.rightmost, 0) > 0) record.rightmost = item.end() - 1;
    });
}

std::uint32_t Walker::applyMark(const OperationRun& run, std::uint32_t runIndex) {
    const auto& mark = std::get<event::Mark>(m_log.sideOperation(run));
    const auto text = m_state.textNumberOf(mark.sequence);
    if (!text || mark.end.value > m_state.texts[*text].tree.count(View::kPrepare)) return 0;
    ItemTree& tree = m_state.texts[*text].tree;
    m_state.texts[*text].hasMarks = true;

    // The unit at a place, or the first one behind it; kNone at the end.
    const auto unitAt = [&tree](ItemTree::Place place) {
        if (place.offset == tree.at(place.cursor).count) place = {{place.cursor.leaf, place.cursor.index + 1}, 0};
        return tree.settle(place.cursor) ? tree.at(place.cursor).first + place.offset : kNone;
    };
    const auto unitBehind = [&](std::uint32_t offset) {
        ItemTree::Place place = tree.find(View::kPrepare, offset);
        ++place.offset;
        return unitAt(place);
    };
    const auto unitOf = [&](std::uint32_t offset) { return unitAt(tree.find(View::kPrepare, offset)); };
    std::uint32_t firstUnit = kNone;
    if (!mark.expandBegin) {
        firstUnit = unitOf(mark.begin.value);
    } else {
        firstUnit = mark.begin.value == 0 ? unitAt({tree.begin(), 0}) : unitBehind(mark.begin.value - 1);
    }
    std::uint32_t endUnit = kNone;
    if (!mark.expandEnd) {
        endUnit = unitBehind(mark.end.value - 1);
    } else if (mark.end.value < tree.count(View::kPrepare)) {
        endUnit = unitOf(mark.end.value);
    }

    MarkRecord record;
    record.event = run.events.begin;
    record.operationRun = runIndex;
    record.lamport = m_log.graph().lamportOf(record.event);
    record.key = m_state.keys.intern(mark.key);
    record.text = *text;
    record.expandsBegin = mark.expandBegin;
    record.expandsEnd = mark.expandEnd;
    const MarkNumber number = m_state.marks.add(record);
    m_state.index.set(record.event.value, number);
    cover(*text, number, firstUnit, endUnit);
    m_state.tidyMarks();
    if (m_view) m_state.touched.flipMark(number);
    return 1;
}

/// Covers everything from `firstUnit` up to `endUnit` (kNone: the end of the text), whatever its state.
void Walker::cover(std::uint32_t text, MarkNumber mark, std::uint32_t firstUnit, std::uint32_t endUnit) {
    ItemTree& tree = m_state.texts[text].tree;
    Marks& marks = m_state.marks;
    const auto locate = [&](std::uint32_t unit) { return tree.locate(unit, m_state.index[unit]); };
    const auto cut = [&](const ItemTree::Place& place, std::uint32_t begin, std::uint32_t end) {
        const Item item = tree.at(place.cursor);
        ItemTree::Pieces pieces;
        pieces.push(item.part(0, begin));
        Item middle = item.part(begin, end - begin);
        middle.coverage = marks.covered(item.coverage, mark);
        pieces.push(middle);
        pieces.push(item.part(end, item.count - end));
        tree.replace(place.cursor, 1, pieces, m_state.index);
    };
    MarkRecord& record = marks.record(mark);
    record.leftmost = firstUnit;
    // Cutting an item can move others to a new leaf, so places are looked up again behind each cut.
    std::uint32_t stop = endUnit;
    if (endUnit != kNone) {
        const ItemTree::Place end = locate(endUnit);
        if (end.offset > 0) {
            const Item item = tree.at(end.cursor);
            record.rightmost = endUnit - 1;
            const bool isOneItem = item.holds(firstUnit);
            cut(end, isOneItem ? firstUnit - item.first : 0, end.offset);
            if (isOneItem) return;
            stop = item.first;
        }
    }
    ItemTree::Place begin = locate(firstUnit);
    std::uint32_t last = record.rightmost;
    if (begin.offset > 0) {
        const Item item = tree.at(begin.cursor);
        if (last == kNone) last = item.end() - 1;
        cut(begin, begin.offset, item.count);
        begin = locate(firstUnit);
        ++begin.cursor.index;
    }
    for (ItemTree::Cursor cursor = begin.cursor; tree.settle(cursor); ++cursor.index) {
        const Item& item = tree.at(cursor);
        if (item.holds(stop)) break;
        if (record.rightmost == kNone) last = item.end() - 1;
        tree.setCoverage(cursor, marks.covered(item.coverage, mark));
    }
    record.rightmost = last;
}

void Walker::applySet(const OperationRun& run, std::uint32_t runIndex) {
    const auto& set = std::get<event::Set>(m_log.sideOperation(run));
    Registers::Writer writer;
    writer.event = run.events.begin;
    writer.operationRun = runIndex;
    writer.lamport = m_log.graph().lamportOf(writer.event);
    const Registers::Register target{objectNumberOf(m_log, set.object), m_state.keys.intern(set.key)};
    const std::uint32_t number = m_state.registers.add(target, writer);
    m_state.index.set(writer.event.value, number);
    if (m_view) m_state.touched.flipWriter(number);
}

void Walker::setMarkCounted(MarkNumber mark, const CountedFlags& counted) {
    CountedFlags& flags = m_state.marks.record(mark).counted;
    if (m_view && flags.isCounted(*m_view) != counted.isCounted(*m_view)) m_state.touched.flipMark(mark);
    if (flags.inPrepare != counted.inPrepare) m_state.marks.setInPrepare(mark, counted.inPrepare);
    flags = counted;
}

void Walker::setWriterCounted(std::uint32_t writer, const CountedFlags& counted) {
    CountedFlags& flags = m_state.registers.writer(writer).counted;
    if (m_view && flags.isCounted(*m_view) != counted.isCounted(*m_view)) m_state.touched.flipWriter(writer);
    flags = counted;
}

}  // namespace varve::merge
