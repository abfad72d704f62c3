#include "editing/mark_commands.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_set>
#include <utility>

#include "document/mark_schema.h"
#include "text/utf8.h"

namespace varve::editing {

namespace {

using namespace document::mark_key;

/// Calls `receive(format)` for every stretch of one format in the range that holds a character.
template <typename Receive>
void forEachFormat(const projection::BlockSequence& blocks, text::Range range, Receive receive) {
    const projection::BlockPosition begin = blocks.positionOf(range.begin);
    const projection::BlockPosition end = blocks.positionOf(range.end);
    for (std::uint32_t index = begin.block; index <= end.block; ++index) {
        const projection::BlockPtr& block = blocks.blockAt(index);
        const int from = index == begin.block ? begin.utf16 : 0;
        const int to = index == end.block ? end.utf16 : block->utf16Count();
        if (from >= to) continue;
        if (block->formats.empty()) {
            receive(document::FormatPointer());
            continue;
        }
        int runBegin = 0;
        for (const projection::FormatRun& run : block->formats) {
            if (run.end > from && runBegin < to) receive(run.format);
            runBegin = run.end;
        }
    }
}

const event::Value& valueIn(const document::FormatPointer& format, std::string_view key) {
    static const event::Value kNull;
    return format ? document::valueOf(*format, key) : kNull;
}

bool isSet(const event::Value& value) {
    return !std::holds_alternative<std::monostate>(value);
}

replica::EditIntent formatIntent() {
    return {.kind = event::TransactionKind::kFormat};
}

/// The formats of the characters around a range, which may be breaks; null where there is none.
struct Neighbours {
    document::FormatPointer left;
    document::FormatPointer right;
    bool rightDecides = false;  // at a block's start the character that follows does, else the one before
};

Neighbours neighboursOf(const projection::BlockSequence& blocks, text::Range range) {
    const projection::BlockPosition before = blocks.positionOf(range.begin);
    const projection::BlockPosition behind = blocks.positionOf(range.end);
    const projection::Block& first = *blocks.blockAt(before.block);
    const projection::Block& last = *blocks.blockAt(behind.block);
    const bool isLast = behind.block + 1 == blocks.blockCount();
    const bool hasNext = behind.utf16 < last.utf16Count();
    const bool isAtStart = before.utf16 == 0;
    return {isAtStart ? first.breakFormat : first.formatAt(before.utf16 - 1),
            hasNext  ? last.formatAt(behind.utf16)
            : isLast ? nullptr
                     : blocks.blockAt(behind.block + 1)->breakFormat,
            isAtStart && hasNext};
}

std::string_view rivalOf(std::string_view key) {
    if (key == kSuperscript) return kSubscript;
    if (key == kSubscript) return kSuperscript;
    return {};
}

}  // namespace

text::Range withoutLastBreak(const projection::BlockSequence& blocks, text::Range range) {
    const projection::BlockPosition end = blocks.positionOf(range.end);
    if (end.utf16 == 0 && range.end > range.begin && end.block > 0) return {range.begin, range.end - 1U};
    return range;
}

MarkSummary markIn(const projection::BlockSequence& blocks, text::Range range, std::string_view key) {
    MarkSummary summary;
    bool isFirst = true;
    forEachFormat(blocks, range, [&](const document::FormatPointer& format) {
        const event::Value& value = valueIn(format, key);
        if (isFirst) {
            summary.common = value;
        } else if (summary.common != value) {
            summary.isMixed = true;
        }
        isFirst = false;
    });
    if (summary.isMixed) summary.common = {};
    return summary;
}

Edit markedWith(const projection::BlockSequence& blocks, text::Range range, std::string_view key,
                const event::Value& value) {
    Edit edit{formatIntent(), range};
    const text::Range marked = withoutLastBreak(blocks, range);
    if (marked.isEmpty()) return edit;
    const MarkSummary now = markIn(blocks, marked, key);
    if (!now.isMixed && now.common == value) return edit;
    edit.intent.marks.push_back({marked, std::string(key), value});
    const std::string_view rival = rivalOf(key);
    const bool takesAway = std::holds_alternative<std::monostate>(value);
    if (!rival.empty() && !takesAway && markIn(blocks, marked, rival) != MarkSummary{})
        edit.intent.marks.push_back({marked, std::string(rival), {}});
    return edit;
}

Edit toggledMark(const projection::BlockSequence& blocks, text::Range range, std::string_view key) {
    const MarkSummary now = markIn(blocks, withoutLastBreak(blocks, range), key);
    const bool hasAll = !now.isMixed && now.common == event::Value(true);
    return markedWith(blocks, range, key, hasAll ? event::Value() : event::Value(true));
}

Edit withoutLooks(const projection::BlockSequence& blocks, text::Range range) {
    return paintedWith(blocks, range, {});
}

Edit paintedWith(const projection::BlockSequence& blocks, text::Range range, const document::Attributes& format) {
    Edit edit{formatIntent(), range};
    const text::Range marked = withoutLastBreak(blocks, range);
    if (marked.isEmpty()) return edit;
    std::set<std::string> keys;
    forEachFormat(blocks, marked, [&](const document::FormatPointer& now) {
        if (!now) return;
        for (const auto& mark : *now) {
            if (document::isLook(mark.first)) keys.insert(mark.first);
        }
    });
    for (const auto& wanted : format) {
        if (document::isLook(wanted.first)) keys.insert(wanted.first);
    }
    for (const std::string& key : keys) {
        const event::Value& value = document::valueOf(format, key);
        const MarkSummary now = markIn(blocks, marked, key);
        if (now.isMixed || now.common != value) edit.intent.marks.push_back({marked, key, value});
    }
    return edit;
}

document::Attributes formatForTyping(const projection::BlockSequence& blocks, text::Offset place) {
    return formatForTyping(blocks, text::Range{place, place});
}

document::Attributes formatForTyping(const projection::BlockSequence& blocks, text::Range replaced) {
    const Neighbours neighbours = neighboursOf(blocks, replaced);
    const document::FormatPointer& deciding = neighbours.rightDecides ? neighbours.right : neighbours.left;
    const document::FormatPointer& other = neighbours.rightDecides ? neighbours.left : neighbours.right;
    document::Attributes result;
    if (!deciding) return result;
    for (const auto& [key, value] : *deciding) {
        if (document::expansionOf(key, false).end || valueIn(other, key) == value)
            document::setValue(result, key, value);
    }
    return result;
}

RangeFormat formatIn(const projection::BlockSequence& blocks, text::Range range) {
    RangeFormat result;
    bool isFirst = true;
    std::unordered_set<const document::Format*> seen;
    forEachFormat(blocks, range, [&](const document::FormatPointer& format) {
        if (!seen.insert(format.get()).second) return;
        static const document::Attributes kNone;
        const document::Attributes& here = format ? *format : kNone;
        if (std::exchange(isFirst, false)) {
            result.common = here;
            return;
        }
        std::erase_if(result.common, [&](const auto& mark) {
            if (document::valueOf(here, mark.first) == mark.second) return false;
            result.mixed.insert(mark.first);
            return true;
        });
        for (const auto& mark : here) {
            if (document::valueOf(result.common, mark.first) != mark.second) result.mixed.insert(mark.first);
        }
    });
    return result;
}

document::Attributes looksAt(const projection::BlockSequence& blocks, text::Range range) {
    if (range.isEmpty()) return formatForTyping(blocks, range.begin);
    const projection::BlockPosition begin = blocks.positionOf(range.begin);
    const document::FormatPointer& format = blocks.blockAt(begin.block)->formatAt(begin.utf16);
    document::Attributes looks;
    if (!format) return looks;
    for (const auto& [key, value] : *format) {
        if (document::isLook(key)) document::setValue(looks, key, value);
    }
    return looks;
}

replica::EditIntent typedWith(const projection::BlockSequence& blocks, text::Range range, std::string text,
                              const document::Attributes& wanted, event::TransactionKind kind) {
    replica::EditIntent intent{.kind = kind};
    const text::Offset end = range.begin + text::scalarCount(text);
    const document::Attributes inherited = formatForTyping(blocks, range);
    const Neighbours neighbours = neighboursOf(blocks, range);
    for (const auto& [key, value] : wanted) {
        // Of what does not grow, the looks of the neighbours do not tell whether one mark covers both.
        const bool isUnsure = !document::expansionOf(key, false).end &&
                              (isSet(valueIn(neighbours.left, key)) || isSet(valueIn(neighbours.right, key)));
        if (isUnsure || document::valueOf(inherited, key) != value)
            intent.marks.push_back({{range.begin, end}, key, value});
    }
    intent.edits.push_back({range, std::move(text)});
    return intent;
}

replica::EditIntent typedLike(const projection::BlockSequence& blocks, text::Range range, text::Offset model,
                              std::string text, event::TransactionKind kind) {
    const projection::BlockPosition place = blocks.positionOf(model);
    const projection::Block& block = *blocks.blockAt(place.block);
    if (place.utf16 == block.utf16Count()) return typedWith(blocks, range, std::move(text), {}, kind);
    const document::FormatPointer& format = block.formatAt(place.utf16);
    std::map<std::string, event::Value> wanted;  // null takes away
    const Neighbours neighbours = neighboursOf(blocks, range);
    for (const document::FormatPointer& neighbour : {neighbours.left, neighbours.right}) {
        if (!neighbour) continue;
        for (const auto& mark : *neighbour) {
            if (document::isLook(mark.first)) wanted[mark.first] = {};
        }
    }
    if (format) {
        for (const auto& [key, value] : *format) {
            if (document::isLook(key)) wanted[key] = value;
        }
        const event::Value& link = valueIn(format, kLink);
        const auto hasLinkAt = [&](text::Offset offset) {
            const projection::BlockPosition at = blocks.positionOf(offset);
            const projection::Block& holder = *blocks.blockAt(at.block);
            return at.utf16 < holder.utf16Count() && valueIn(holder.formatAt(at.utf16), kLink) == link;
        };
        if (isSet(link) && (hasLinkAt(range.end) || (range.begin > text::Offset{0} && hasLinkAt(range.begin - 1U))))
            wanted[std::string(kLink)] = link;
    }
    return typedWith(blocks, range, std::move(text), {wanted.begin(), wanted.end()}, kind);
}

}  // namespace varve::editing
