#include "projection/text_diff.h"

#include <QChar>
#include <algorithm>
#include <optional>
#include <span>

#include "base/check.h"
#include "projection/counts.h"
#include "text/utf8.h"

namespace varve::projection {

namespace {

using document::PatchPiece;

constexpr char32_t kNone = 0;
constexpr char32_t kEmbedScalar = 0xfffc;
constexpr char32_t kJoiner = 0x200d;
constexpr std::string_view kNoBreakSpace = "\u00a0";

bool isTrailByte(char byte) {
    return (static_cast<unsigned char>(byte) & 0xc0U) == 0x80;
}

/// A place in a text, in both units.
struct Place {
    std::size_t byte = 0;
    std::uint32_t scalar = 0;
};

void skip(std::string_view text, Place& place, std::uint32_t count) {
    const std::size_t ascii = text::asciiPrefixSize(text.substr(place.byte, count));
    place.byte += ascii;
    for (auto left = count - static_cast<std::uint32_t>(ascii); left > 0; --left)
        place.byte += text::sequenceSizeOf(text[place.byte]);
    place.scalar += count;
}

void stepBack(std::string_view text, Place& place) {
    do {
        --place.byte;
    } while (isTrailByte(text[place.byte]));
    --place.scalar;
}

char32_t scalarBefore(std::string_view text, std::size_t byte) {
    if (byte == 0) return kNone;
    std::size_t begin = byte - 1;
    while (isTrailByte(text[begin]))
        --begin;
    return text::decodeScalar(text.substr(begin));
}

char32_t scalarAt(std::string_view text, std::size_t byte) {
    return byte < text.size() ? text::decodeScalar(text.substr(byte)) : kNone;
}

bool isWordPart(char32_t scalar) {
    if (scalar < 0x80) {
        const char32_t small = scalar | 0x20U;
        return (small >= U'a' && small <= U'z') || (scalar >= U'0' && scalar <= U'9') || scalar == U'_' ||
               scalar == U'\'';
    }
    return scalar == U'\u2019' || QChar::isLetterOrNumber(scalar);
}

/// Belongs to the character before it.
bool isExtending(char32_t scalar) {
    if (scalar < 0x300) return false;
    return scalar == kJoiner || QChar::isMark(scalar) || (scalar >= 0x1f3fb && scalar <= 0x1f3ff);
}

bool isRegional(char32_t scalar) {
    return scalar >= 0x1f1e6 && scalar <= 0x1f1ff;
}

/// Whether a change between two neighbours is a change inside of something that is read as one.
bool belongTogether(char32_t left, char32_t right) {
    if (left == kNone || right == kNone) return false;
    if (isExtending(right)) return !QChar::isSpace(left) && left != kEmbedScalar;
    if (left == kJoiner || (isRegional(left) && isRegional(right))) return true;
    return isWordPart(left) && isWordPart(right) && !(isWordOfItsOwn(left) || isWordOfItsOwn(right));
}

/// A change as the patch has it: nothing stays inside.
struct Hunk {
    Place begin;  // in the later text
    Place end;
    std::uint32_t oldBegin = 0;
    std::string_view removed;
};

/// Hunks that are read as one change, with what stays of the words that they are in.
struct Group {
    Place begin;
    Place end;
    std::size_t firstHunk = 0;
    std::size_t endHunk = 0;
};

std::vector<Hunk> hunksOf(const document::Patch& back, std::string_view after) {
    std::vector<Hunk> hunks;
    Place place;
    std::uint32_t old = 0;
    bool isOpen = false;
    for (const PatchPiece& piece : back.pieces()) {
        const bool stays = piece.kind == PatchPiece::Kind::kRetain || piece.kind == PatchPiece::Kind::kRestyle;
        if (stays) {
            skip(after, place, piece.count);
            old += piece.count;
            isOpen = false;
            continue;
        }
        if (!isOpen) hunks.push_back({place, place, old, {}});
        isOpen = true;
        Hunk& hunk = hunks.back();
        if (piece.kind == PatchPiece::Kind::kRemove) {
            skip(after, place, piece.count);
            hunk.end = place;
        } else {
            // Additions side by side lie side by side in the patch's text.
            const std::string_view text = back.textOf(piece);
            hunk.removed =
                hunk.removed.empty() ? text : std::string_view(hunk.removed.data(), hunk.removed.size() + text.size());
            old += piece.count;
        }
    }
    return hunks;
}

/// Takes in what stays of the words that the hunk cuts; no further than to `floor`.
Group wordsAround(const Hunk& hunk, std::string_view after, std::size_t floor) {
    Group group{hunk.begin, hunk.end, 0, 0};
    const char32_t left = scalarBefore(after, hunk.begin.byte);
    const char32_t right = scalarAt(after, hunk.end.byte);
    const std::string_view inserted = after.substr(hunk.begin.byte, hunk.end.byte - hunk.begin.byte);
    const auto firstOf = [&](std::string_view text) { return text.empty() ? right : scalarAt(text, 0); };
    const auto lastOf = [&](std::string_view text) { return text.empty() ? left : scalarBefore(text, text.size()); };
    if (belongTogether(left, firstOf(inserted)) || belongTogether(left, firstOf(hunk.removed))) {
        for (std::uint32_t steps = 0; steps < kWordReach && group.begin.byte > floor; ++steps) {
            stepBack(after, group.begin);
            const bool goesOn =
                belongTogether(scalarBefore(after, group.begin.byte), scalarAt(after, group.begin.byte));
            if (!goesOn) break;
        }
    }
    if (belongTogether(lastOf(inserted), right) || belongTogether(lastOf(hunk.removed), right)) {
        for (std::uint32_t steps = 0; steps < kWordReach; ++steps) {
            skip(after, group.end, 1);
            const bool goesOn = belongTogether(scalarBefore(after, group.end.byte), scalarAt(after, group.end.byte));
            if (!goesOn) break;
        }
    }
    return group;
}

bool joins(std::string_view between) {
    return between.empty() || between == " " || between == kNoBreakSpace;
}

std::vector<Group> groupsOf(std::span<const Hunk> hunks, std::string_view after) {
    std::vector<Group> groups;
    for (std::size_t index = 0; index < hunks.size(); ++index) {
        const std::size_t floor = index > 0 ? hunks[index - 1].end.byte : 0;
        Group group = wordsAround(hunks[index], after, floor);
        group.firstHunk = index;
        group.endHunk = index + 1;
        if (!groups.empty()) {
            Group& last = groups.back();
            const bool overlaps = group.begin.byte <= last.end.byte;
            if (overlaps || joins(after.substr(last.end.byte, group.begin.byte - last.end.byte))) {
                if (group.end.byte > last.end.byte) last.end = group.end;
                last.endHunk = group.endHunk;
                continue;
            }
        }
        groups.push_back(group);
    }
    return groups;
}

/// Appends what stood in place of the group.
void appendOld(std::string& old, const Group& group, std::span<const Hunk> hunks, std::string_view after) {
    std::size_t from = group.begin.byte;
    for (const Hunk& hunk : hunks.subspan(group.firstHunk, group.endHunk - group.firstHunk)) {
        old += after.substr(from, hunk.begin.byte - from);
        old += hunk.removed;
        from = hunk.end.byte;
    }
    old += after.substr(from, group.end.byte - from);
}

bool isInside(std::string_view text, std::size_t byte) {
    return belongTogether(scalarBefore(text, byte), scalarAt(text, byte));
}

/// Bytes at the beginning that both have, up to the end of a word in both. Objects are never the same.
std::size_t commonWordsBefore(std::string_view a, std::string_view b) {
    const auto differ = std::ranges::mismatch(a, b);
    auto size = static_cast<std::size_t>(differ.in1 - a.begin());
    while (size > 0 && ((size < a.size() && isTrailByte(a[size])) || (size < b.size() && isTrailByte(b[size]))))
        --size;
    size = std::min(size, a.substr(0, size).find("\uFFFC"));
    Place place{size, 0xffffffff};
    while (place.byte > 0 && (isInside(a, place.byte) || isInside(b, place.byte)))
        stepBack(a, place);
    return place.byte;
}

/// The same at the end.
std::size_t commonWordsBehind(std::string_view a, std::string_view b) {
    const std::size_t sizeMax = std::min(a.size(), b.size());
    std::size_t size = 0;
    while (size < sizeMax && a[a.size() - 1 - size] == b[b.size() - 1 - size])
        ++size;
    while (size > 0 && isTrailByte(a[a.size() - size]))
        --size;
    const std::size_t object = a.substr(a.size() - size).rfind("\uFFFC");
    if (object != std::string_view::npos) size -= object + std::string_view("\uFFFC").size();
    while (size > 0 && (isInside(a, a.size() - size) || isInside(b, b.size() - size)))
        size -= text::sequenceSizeOf(a[a.size() - size]);
    return size;
}

/// The change that a group is, without what was written again as it was; nothing when that was all.
void appendChange(TextDiff& diff, const Group& group, std::span<const Hunk> hunks, std::string_view after) {
    const std::size_t removedBegin = diff.removedText.size();
    appendOld(diff.removedText, group, hunks, after);
    const std::string_view old = std::string_view(diff.removedText).substr(removedBegin);
    const std::string_view now = after.substr(group.begin.byte, group.end.byte - group.begin.byte);
    const std::size_t before = commonWordsBefore(old, now);
    const std::size_t behind = commonWordsBehind(old.substr(before), now.substr(before));
    const std::string_view removed = old.substr(before, old.size() - before - behind);
    const std::string_view inserted = now.substr(before, now.size() - before - behind);
    if (removed.empty() && inserted.empty()) {
        diff.removedText.resize(removedBegin);
        return;
    }
    const Hunk& first = hunks[group.firstHunk];
    const std::uint32_t shift = text::scalarCount(now.substr(0, before));
    const text::Offset begin{group.begin.scalar + shift};
    const text::Offset oldBegin{first.oldBegin - (first.begin.scalar - group.begin.scalar) + shift};
    diff.changes.push_back({{begin, begin + text::scalarCount(inserted)},
                            {oldBegin, oldBegin + text::scalarCount(removed)},
                            static_cast<std::uint32_t>(removedBegin),
                            static_cast<std::uint32_t>(removed.size())});
    diff.words.inserted += countsOf(inserted).words;
    diff.words.removed += countsOf(removed).words;
    diff.removedText.erase(removedBegin + before + removed.size());
    diff.removedText.erase(removedBegin, before);
}

struct Restyled {
    text::Range range;  // in the later text
    document::FormatPointer format;
};

/// What has another format behind the patch. `isForward`: whether that leads to the later text, or comes from it.
std::vector<Restyled> restyledBy(const document::Patch& patch, bool isForward) {
    std::vector<Restyled> ranges;
    text::Offset at;
    for (const PatchPiece& piece : patch.pieces()) {
        if (piece.kind == PatchPiece::Kind::kRestyle) ranges.push_back({{at, at + piece.count}, patch.formatOf(piece)});
        at = at + (isForward ? piece.newCount() : piece.oldCount());
    }
    return ranges;
}

/// Both patches restyle the same characters, in pieces of their own.
std::vector<FormatChange> formatChanges(const document::Patch& forward, const document::Patch& back) {
    const std::vector<Restyled> after = restyledBy(forward, true);
    std::vector<FormatChange> changes;
    auto now = after.begin();
    for (const Restyled& before : restyledBy(back, false)) {
        text::Offset at = before.range.begin;
        while (at < before.range.end) {
            while (now != after.end() && now->range.end <= at)
                ++now;
            CHECK(now != after.end() && now->range.begin <= at);
            const text::Offset end = std::min(before.range.end, now->range.end);
            changes.push_back({{at, end}, before.format, now->format});
            at = end;
        }
    }
    return changes;
}

}  // namespace

TextDiff textDiff(const document::Patch& forward, const document::Patch& back, std::string_view after) {
    TextDiff diff;
    const std::vector<Hunk> hunks = hunksOf(back, after);
    for (const Group& group : groupsOf(hunks, after))
        appendChange(diff, group, hunks, after);
    diff.formats = formatChanges(forward, back);
    return diff;
}

}  // namespace varve::projection
