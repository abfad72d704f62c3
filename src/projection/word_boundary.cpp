#include "projection/word_boundary.h"

#include <QString>
#include <QTextBoundaryFinder>
#include <algorithm>

namespace varve::projection {

namespace {

bool isAsciiWordPart(char32_t scalar) {
    return (scalar >= U'a' && scalar <= U'z') || (scalar >= U'A' && scalar <= U'Z') ||
           (scalar >= U'0' && scalar <= U'9') || scalar == U'_';
}

/// Joins what stands to both sides of it in some cases.
bool mayJoinWords(char32_t scalar) {
    return scalar >= 0x80 || scalar == U'\'' || scalar == U'"' || scalar == U'.' || scalar == U',' || scalar == U':' ||
           scalar == U';';
}

QString decoded(const text::Rope& rope, text::Offset begin, text::Offset end) {
    return QString::fromStdString(rope.text({begin, end}));
}

/// From the last white space, or the first, if any.
QString withoutEarlierWords(const QString& before) {
    const auto space = std::find_if(before.crbegin(), before.crend(), [](QChar unit) { return unit.isSpace(); });
    return QString(space.base(), before.cend() - space.base());
}

QString withoutLaterWords(const QString& behind) {
    const auto space = std::find_if(behind.cbegin(), behind.cend(), [](QChar unit) { return unit.isSpace(); });
    return behind.first(space - behind.cbegin());
}

}  // namespace

bool isWordBoundary(const text::Rope& rope, text::Offset offset) {
    if (offset.value == 0 || offset.value == rope.count()) return true;
    const char32_t before = rope.at(offset - 1);
    const char32_t behind = rope.at(offset);
    if (QChar::isSpace(before) || QChar::isSpace(behind)) return true;
    if (isAsciiWordPart(before) && isAsciiWordPart(behind)) return false;
    if (!mayJoinWords(before) && !mayJoinWords(behind)) return true;

    const text::Offset begin{offset.value - std::min(offset.value, kWordContextMax)};
    const text::Offset end{offset.value + std::min(rope.count() - offset.value, kWordContextMax)};
    const QString left = withoutEarlierWords(decoded(rope, begin, offset));
    const QString around = left + withoutLaterWords(decoded(rope, offset, end));
    QTextBoundaryFinder finder(QTextBoundaryFinder::Word, around);
    finder.setPosition(left.size());
    return finder.isAtBoundary();
}

}  // namespace varve::projection
