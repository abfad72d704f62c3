#include "merge/patch_builder.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "merge/run_text.h"

namespace varve::merge {

namespace {

std::vector<bool> flagsOf(const std::vector<MarkNumber>& marks) {
    std::vector<bool> flags(marks.empty() ? 0 : marks.back() + 1);
    for (const MarkNumber mark : marks)
        flags[mark] = true;
    return flags;
}

/// Calls `take(begin, end)` for the parts of [begin, end) outside of `units` (begin, end, begin, end ... ascending).
template <typename Take>
void forEachOutside(std::span<const std::uint32_t> units, std::uint32_t begin, std::uint32_t end, Take take) {
    auto next = std::ranges::upper_bound(units, begin);
    if ((next - units.begin()) % 2 == 1) begin = *next++;
    while (begin < end) {
        const std::uint32_t partEnd = next == units.end() ? end : std::min(end, *next);
        if (begin < partEnd) take(begin, partEnd);
        if (next == units.end()) return;
        begin = next[1];
        next += 2;
    }
}

}  // namespace

PatchBuilder::PatchBuilder(const event::EventLog& log, Tracker::State& state, View view)
    : m_log(log),
      m_state(state),
      m_view(view),
      m_marks(state.touched.marks()),
      m_markSet(state.marks.setOf(m_marks)),
      m_now(log, state, view),
      m_before(log, state, view, flagsOf(m_marks)) {}

document::DocumentPatch PatchBuilder::take() {
    document::DocumentPatch patch;
    const auto textOf = [this](MarkNumber mark) { return m_state.marks.record(mark).text; };
    std::ranges::sort(m_marks, {}, [&](MarkNumber mark) { return std::pair(textOf(mark), mark); });
    std::vector<std::uint32_t> texts = m_state.touched.texts();
    for (const MarkNumber mark : m_marks)
        texts.push_back(textOf(mark));
    if (texts.size() > 1) {
        std::ranges::sort(texts);
        texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
    }
    for (const std::uint32_t text : texts) {
        const auto marks = std::ranges::equal_range(m_marks, text, {}, textOf);
        document::Patch change = patchOf(text, marks);
        if (change.isEmpty()) continue;
        if (text == 0) {
            patch.body = std::move(change);
        } else {
            patch.sequences.push_back({m_state.texts[text].sequence, std::move(change)});
        }
    }
    std::ranges::sort(patch.sequences, {}, &document::SequencePatch::sequence);
    patch.registers = registerChanges();
    m_state.touched.clear();
    return patch;
}

document::Patch PatchBuilder::patchOf(std::uint32_t text, std::span<const MarkNumber> marks) {
    const ItemTree& tree = m_state.texts[text].tree;
    const std::span<const std::uint32_t> units = m_state.touched.units(text);
    std::vector<Piece> pieces;
    addFlipped(tree, units, pieces);
    if (!marks.empty()) addRestyled(tree, marks, units, pieces);
    // Removed pieces with one offset stand in one gap, where a patch knows only one removal: their order is free. A
    // visible piece with the same offset stands behind them.
    const auto isBefore = [](const Piece& a, const Piece& b) {
        if (a.offset != b.offset) return a.offset < b.offset;
        return (a.kind == Piece::Kind::kRemove) > (b.kind == Piece::Kind::kRemove);
    };
    if (!std::ranges::is_sorted(pieces, isBefore)) std::ranges::sort(pieces, isBefore);
    document::Patch patch;
    std::uint32_t position = 0;
    for (const Piece& piece : pieces) {
        patch.retain(piece.offset - position);
        position = piece.offset;
        if (piece.kind == Piece::Kind::kRemove) {
            patch.remove(piece.count);
            continue;
        }
        const document::FormatPointer& format = m_now.of(piece.coverage);
        if (piece.kind == Piece::Kind::kRestyle) {
            patch.restyle(piece.count, format);
        } else {
            const event::LocalRange events{{piece.first}, {piece.first + piece.count}};
            forEachOperationRun(m_log, events, [&](event::LocalRange part) {
                patch.add(m_log.insertedText(part), part.count(), format);
            });
        }
        position += piece.count;
    }
    return patch;
}

void PatchBuilder::addFlipped(const ItemTree& tree, std::span<const std::uint32_t> units,
                              std::vector<Piece>& pieces) const {
    std::uint32_t leaf = kNone;
    std::uint32_t leafOffset = 0;
    for (std::size_t end = 0; end < units.size(); end += 2) {
        for (std::uint32_t unit = units[end]; unit < units[end + 1];) {
            const ItemTree::Place place = tree.locate(unit, m_state.index[unit]);
            if (place.cursor.leaf != leaf) {
                leaf = place.cursor.leaf;
                leafOffset = tree.visibleBefore(m_view, leaf);
            }
            const Item& item = tree.at(place.cursor);
            const bool isVisible = item.isVisible(m_view);
            Piece piece;
            piece.kind = isVisible ? Piece::Kind::kAdd : Piece::Kind::kRemove;
            piece.offset = leafOffset + tree.visibleBeforeInLeaf(m_view, place.cursor) + (isVisible ? place.offset : 0);
            piece.first = unit;
            piece.count = std::min(item.end(), units[end + 1]) - unit;
            piece.coverage = item.coverage;
            pieces.push_back(piece);
            unit += piece.count;
        }
    }
}

void PatchBuilder::addRestyled(const ItemTree& tree, std::span<const MarkNumber> marks,
                               std::span<const std::uint32_t> units, std::vector<Piece>& pieces) {
    struct Interval {
        ItemTree::Place begin;
        ItemTree::Place last;
    };
    const auto placeOf = [&](std::uint32_t unit) { return tree.locate(unit, m_state.index[unit]); };
    std::vector<Interval> intervals;
    intervals.reserve(marks.size());
    for (const MarkNumber mark : marks) {
        const MarkRecord& record = m_state.marks.record(mark);
        if (record.leftmost == kNone) continue;  // nothing that it covered is known any more
        intervals.push_back({placeOf(record.leftmost), placeOf(record.rightmost)});
    }
    std::ranges::sort(intervals, [&](const Interval& a, const Interval& b) { return tree.isBefore(a.begin, b.begin); });
    for (std::size_t index = 0; index < intervals.size();) {
        Interval interval = intervals[index++];
        // Intervals that overlap are walked as one, so that no item is looked at twice.
        const auto reaches = [&](const ItemTree::Place& begin) {
            return !tree.isBefore(interval.last, {begin.cursor, 0});
        };
        for (; index < intervals.size() && reaches(intervals[index].begin); ++index) {
            if (tree.isBefore(interval.last, intervals[index].last)) interval.last = intervals[index].last;
        }
        ItemTree::Cursor cursor = interval.begin.cursor;
        const ItemTree::Cursor last = interval.last.cursor;
        std::uint32_t offset = tree.visibleBefore(m_view, cursor.leaf) + tree.visibleBeforeInLeaf(m_view, cursor);
        for (bool isLast = false; !isLast && tree.settle(cursor); ++cursor.index) {
            isLast = cursor.leaf == last.leaf && cursor.index == last.index;
            const Item& item = tree.at(cursor);
            if (!item.isVisible(m_view)) continue;
            if (isRestyled(item.coverage)) {
                forEachOutside(units, item.first, item.end(), [&](std::uint32_t begin, std::uint32_t end) {
                    const Piece piece{Piece::Kind::kRestyle, offset + (begin - item.first), begin, end - begin,
                                      item.coverage};
                    // Where nothing came or went, nothing can stand between neighbours.
                    if (units.empty() && !pieces.empty() && pieces.back().coverage == piece.coverage &&
                        pieces.back().offset + pieces.back().count == piece.offset) {
                        pieces.back().count += piece.count;
                    } else {
                        pieces.push_back(piece);
                    }
                });
            }
            offset += item.count;
        }
    }
}

bool PatchBuilder::isRestyled(std::uint32_t coverage) {
    if (coverage == m_recentCoverage) return m_isRecentRestyled;
    m_recentCoverage = coverage;
    m_isRecentRestyled = m_state.marks.sets().intersects(m_state.marks.coverage(coverage).marks, m_markSet) &&
                         !document::isSameFormat(m_before.of(coverage), m_now.of(coverage));
    return m_isRecentRestyled;
}

std::vector<document::RegisterChange> PatchBuilder::registerChanges() const {
    const std::vector<std::uint32_t> writers = m_state.touched.writers();
    std::vector<std::uint32_t> targets;
    for (const std::uint32_t writer : writers)
        targets.push_back(m_state.registers.writer(writer).target);
    std::ranges::sort(targets);
    targets.erase(std::unique(targets.begin(), targets.end()), targets.end());
    std::vector<document::RegisterChange> changes;
    for (const std::uint32_t target : targets) {
        event::Value value = m_state.registers.value(m_log, target, m_view);
        if (value == m_state.registers.value(m_log, target, m_view, writers)) continue;
        const Registers::Register& changed = m_state.registers.registers()[target];
        changes.push_back({objectIdOf(m_log, changed.object), m_state.keys[changed.key], std::move(value)});
    }
    std::ranges::sort(changes, [](const document::RegisterChange& a, const document::RegisterChange& b) {
        return std::tie(a.object, a.key) < std::tie(b.object, b.key);
    });
    return changes;
}

}  // namespace varve::merge
