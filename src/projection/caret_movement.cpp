#include "projection/caret_movement.h"

#include <QTextBoundaryFinder>
#include <algorithm>

namespace varve::projection {

namespace {

/// Text on either side that boundaries may depend on; keeps a key press in a huge block cheap.
constexpr int kReach = 1024;

/// The part of a block around a place in which boundaries are looked for.
struct Window {
    Window(const BlockSequence& blocks, BlockPosition position) : whole(blocks.blockAt(position.block)->text) {
        begin = std::max(0, position.utf16 - kReach);
        int end = std::min(static_cast<int>(whole.size()), position.utf16 + kReach);
        // Not into the middle of a pair, and to a space where there is one, so that no word is cut.
        for (int back = 0; back < kReach / 2 && begin > 0 && whole[begin] != u' '; ++back)
            --begin;
        for (int on = 0; on < kReach / 2 && end < whole.size() && whole[end] != u' '; ++on)
            ++end;
        text = whole.mid(begin, end - begin);
        local = position.utf16 - begin;
    }
    QString whole;
    QString text;
    int begin = 0;
    int local = 0;
};

text::Offset inBlock(const BlockSequence& blocks, BlockPosition position, qsizetype utf16) {
    return blocks.offsetOf(BlockPosition{position.block, static_cast<int>(utf16)});
}

}  // namespace

text::Offset nextCharacter(const BlockSequence& blocks, text::Offset offset) {
    const BlockPosition position = blocks.positionOf(offset);
    if (position.utf16 == blocks.blockAt(position.block)->utf16Count()) {
        return offset < blocks.end() ? offset + 1 : offset;
    }
    const Window window(blocks, position);
    QTextBoundaryFinder finder(QTextBoundaryFinder::Grapheme, window.text);
    finder.setPosition(window.local);
    return inBlock(blocks, position, window.begin + finder.toNextBoundary());
}

text::Offset previousCharacter(const BlockSequence& blocks, text::Offset offset) {
    const BlockPosition position = blocks.positionOf(offset);
    if (position.utf16 == 0) return offset.value > 0 ? offset - 1 : offset;
    const Window window(blocks, position);
    QTextBoundaryFinder finder(QTextBoundaryFinder::Grapheme, window.text);
    finder.setPosition(window.local);
    return inBlock(blocks, position, window.begin + finder.toPreviousBoundary());
}

text::Offset nextWord(const BlockSequence& blocks, text::Offset offset) {
    const BlockPosition position = blocks.positionOf(offset);
    const Window window(blocks, position);
    if (position.utf16 == window.whole.size()) return offset < blocks.end() ? offset + 1 : offset;
    QTextBoundaryFinder finder(QTextBoundaryFinder::Word, window.text);
    finder.setPosition(window.local);
    qsizetype found = finder.toNextBoundary();
    while (found >= 0 && found < window.text.size() && window.text[found].isSpace())
        found = finder.toNextBoundary();
    return inBlock(blocks, position, window.begin + (found < 0 ? window.text.size() : found));
}

text::Offset previousWord(const BlockSequence& blocks, text::Offset offset) {
    const BlockPosition position = blocks.positionOf(offset);
    if (position.utf16 == 0) return offset.value > 0 ? offset - 1 : offset;
    const Window window(blocks, position);
    QTextBoundaryFinder finder(QTextBoundaryFinder::Word, window.text);
    finder.setPosition(window.local);
    qsizetype found = finder.toPreviousBoundary();
    while (found > 0 && window.text[found].isSpace())
        found = finder.toPreviousBoundary();
    return inBlock(blocks, position, window.begin + std::max<qsizetype>(found, 0));
}

text::Range wordAround(const BlockSequence& blocks, text::Offset offset) {
    const BlockPosition position = blocks.positionOf(offset);
    const Window window(blocks, position);
    if (window.text.isEmpty()) return {offset, offset};
    QTextBoundaryFinder finder(QTextBoundaryFinder::Word, window.text);
    // At the very end of a word the one before is meant.
    const int inside = std::min(window.local, static_cast<int>(window.text.size()) - 1);
    finder.setPosition(inside);
    qsizetype begin = finder.isAtBoundary() ? inside : finder.toPreviousBoundary();
    finder.setPosition(inside);
    qsizetype end = finder.toNextBoundary();
    if (begin == inside && inside == window.local && inside > 0 && window.text[inside].isSpace() &&
        !window.text[inside - 1].isSpace()) {
        end = inside;
        finder.setPosition(inside);
        begin = finder.toPreviousBoundary();
    }
    return {inBlock(blocks, position, window.begin + std::max<qsizetype>(begin, 0)),
            inBlock(blocks, position, window.begin + (end < 0 ? window.text.size() : end))};
}

text::Offset startOfBlock(const BlockSequence& blocks, text::Offset offset) {
    return blocks.startOf(blocks.positionOf(offset).block);
}

text::Offset endOfBlock(const BlockSequence& blocks, text::Offset offset) {
    const std::uint32_t block = blocks.positionOf(offset).block;
    return blocks.startOf(block) + blocks.blockAt(block)->count;
}

text::Range blockAround(const BlockSequence& blocks, text::Offset offset) {
    const text::Offset end = endOfBlock(blocks, offset);
    return {startOfBlock(blocks, offset), end < blocks.end() ? end + 1 : end};
}

text::Offset previousBlock(const BlockSequence& blocks, text::Offset offset) {
    const text::Offset start = startOfBlock(blocks, offset);
    if (start != offset || start.value == 0) return start;
    return startOfBlock(blocks, start - 1);
}

text::Offset nextBlock(const BlockSequence& blocks, text::Offset offset) {
    const text::Offset end = endOfBlock(blocks, offset);
    return end < blocks.end() ? end + 1 : end;
}

}  // namespace varve::projection
