#include "ui/editor/change_marks.h"

#include <algorithm>

namespace varve::ui {

namespace {

constexpr std::size_t kScalarSizeMax = 4;

template <typename Change>
std::pair<std::size_t, std::size_t> touching(const std::vector<Change>& changes, text::Range range) {
    const auto first =
        std::ranges::partition_point(changes, [&](const Change& change) { return change.range.end < range.begin; });
    const auto end = std::partition_point(first, changes.end(),
                                          [&](const Change& change) { return change.range.begin <= range.end; });
    return {static_cast<std::size_t>(first - changes.begin()), static_cast<std::size_t>(end - changes.begin())};
}

std::uint8_t kindsIn(const ChangeMarks& marks, text::Range range) {
    std::uint8_t kinds = kNothingChanged;
    const auto [first, end] = marks.changesTouching(range);
    for (std::size_t index = first; index < end && kinds != (kWordsCame | kWordsWent); ++index) {
        const projection::TextChange& change = marks.diff.changes[index];
        // At its borders a range touches what belongs to its neighbours.
        const bool overlaps = change.range.begin < range.end && range.begin < change.range.end;
        if (overlaps) kinds |= kWordsCame;
        const bool isHere = range.begin <= change.range.begin && change.range.begin < range.end;
        if (change.removedSize > 0 && isHere) kinds |= kWordsWent;
    }
    const auto [firstFormat, endFormat] = marks.formatsTouching(range);
    for (std::size_t index = firstFormat; index < endFormat; ++index) {
        const text::Range format = marks.diff.formats[index].range;
        if (format.begin < range.end && range.begin < format.end) kinds |= kLooksChanged;
    }
    const auto object = std::ranges::lower_bound(marks.objects, range.begin, {}, &ChangeMarks::Object::offset);
    if (object != marks.objects.end() && object->offset < range.end) kinds |= kLooksChanged;
    return kinds;
}

}  // namespace

std::pair<std::size_t, std::size_t> ChangeMarks::changesTouching(text::Range range) const {
    return touching(diff.changes, range);
}

std::pair<std::size_t, std::size_t> ChangeMarks::formatsTouching(text::Range range) const {
    return touching(diff.formats, range);
}

std::vector<std::uint8_t> changeKindsBetween(const ChangeMarks& marks, const std::vector<text::Offset>& bounds) {
    std::vector<std::uint8_t> kinds;
    for (std::size_t index = 1; index < bounds.size(); ++index)
        kinds.push_back(kindsIn(marks, {bounds[index - 1], bounds[index]}));
    return kinds;
}

QString removedWords(std::string_view utf8, int lengthMax) {
    std::string_view part = utf8.substr(0, static_cast<std::size_t>(lengthMax) * kScalarSizeMax);
    while (part.size() < utf8.size() && (static_cast<unsigned char>(utf8[part.size()]) & 0xc0U) == 0x80)
        part.remove_suffix(1);
    QString words = QString::fromUtf8(part.data(), static_cast<qsizetype>(part.size()));
    words.replace(QLatin1Char('\n'), QStringLiteral("\u00b6 "));
    words.replace(QChar(0xfffc), QChar(0x25a3));
    words.replace(QChar(0x2028), QLatin1Char(' '));
    const bool isCut = words.size() > lengthMax || part.size() < utf8.size();
    if (!isCut) return words;
    words.truncate(lengthMax);
    if (!words.isEmpty() && words.back().isHighSurrogate()) words.chop(1);
    return words + QChar(0x2026);
}

}  // namespace varve::ui
