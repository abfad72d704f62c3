#include "projection/diff_words.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>
#include <algorithm>

#include "document/block_schema.h"
#include "document/embed_schema.h"
#include "document/mark_schema.h"
#include "projection/step_names.h"

namespace varve::projection {

namespace {

using history::StepChange;

struct DiffWords {
    Q_DECLARE_TR_FUNCTIONS(DiffWords)
};

QString signedCount(QChar sign, std::uint64_t count) {
    return sign + QLocale().toString(static_cast<qulonglong>(count));
}

QString nameOf(StepChange::Subject subject, const PropertyChange& property) {
    StepChange change;
    change.subject = subject;
    change.key = property.key;
    change.value = property.after;
    if (const auto* level = std::get_if<std::int64_t>(&property.after);
        level != nullptr && property.key == document::block_key::kLevel) {
        change.level = static_cast<int>(std::clamp<std::int64_t>(*level, 1, 6));
    }
    return changeName(change);
}

/// Values of two formats, key by key where they differ.
template <typename Receive>
void forEachDifference(const document::FormatPointer& before, const document::FormatPointer& after, Receive receive) {
    static const document::Format kNoMarks;
    const document::Format& a = before ? *before : kNoMarks;
    const document::Format& b = after ? *after : kNoMarks;
    auto left = a.begin();
    auto right = b.begin();
    while (left != a.end() || right != b.end()) {
        if (right == b.end() || (left != a.end() && left->first < right->first)) {
            receive(left->first, event::Value{});
            ++left;
        } else if (left == a.end() || right->first < left->first) {
            receive(right->first, right->second);
            ++right;
        } else {
            if (left->second != right->second) receive(right->first, right->second);
            ++left;
            ++right;
        }
    }
}

}  // namespace

QString wordChangeWords(const WordChange& words) {
    QStringList parts;
    if (words.inserted > 0) parts += signedCount(QLatin1Char('+'), words.inserted);
    if (words.removed > 0) parts += signedCount(QChar(0x2212), words.removed);
    if (parts.isEmpty()) return {};
    const bool isOne = words.inserted + words.removed == 1;
    return isOne ? DiffWords::tr("%1 word", "+1 or −1").arg(parts.join(QLatin1Char(' ')))
                 : DiffWords::tr("%1 words", "+120 −43").arg(parts.join(QLatin1Char(' ')));
}

QString momentDiffWords(const MomentDiff& diff) {
    QStringList parts;
    std::size_t changeCount = diff.body.changes.size();
    std::size_t lookCount = diff.body.formats.size() + diff.objects.size();
    for (const TextBesideDiff& text : diff.beside) {
        changeCount += text.diff.changes.size();
        lookCount += text.diff.formats.size();
    }
    const QString words = wordChangeWords(diff.words());
    if (!words.isEmpty()) {
        parts += words;
    } else if (changeCount > 0) {
        parts += DiffWords::tr("Blanks and signs only", "no word came or went");
    }
    if (lookCount == 1) parts += DiffWords::tr("1 format change");
    if (lookCount > 1)
        parts += DiffWords::tr("%1 format changes").arg(QLocale().toString(static_cast<qulonglong>(lookCount)));
    if (!diff.settings.empty()) parts += DiffWords::tr("Settings of the document");
    return parts.join(QStringLiteral(" · "));
}

QString formatChangeWords(const FormatChange& change) {
    QStringList names;
    forEachDifference(change.before, change.after, [&](const std::string& key, const event::Value& value) {
        const bool isComment = document::isComment(key);
        const auto subject = isComment ? StepChange::Subject::kComment : StepChange::Subject::kFormat;
        const QString name = nameOf(subject, {{}, isComment ? "comment" : key, {}, value});
        if (!name.isEmpty() && !names.contains(name)) names += name;
    });
    return names.join(QStringLiteral(", "));
}

QString objectDiffWords(const ObjectDiff& change) {
    QStringList names;
    const auto isHeading = [](const PropertyChange& property) {
        return property.key == document::block_key::kType && property.after == event::Value(std::string("heading"));
    };
    const bool becomesHeading = std::ranges::any_of(change.properties, isHeading);
    const bool hasLevel = std::ranges::any_of(
        change.properties, [](const PropertyChange& property) { return property.key == document::block_key::kLevel; });
    for (const PropertyChange& property : change.properties) {
        // The level says it all, or there is none any more.
        if (becomesHeading && hasLevel && isHeading(property)) continue;
        const bool isPlainLevel = property.key == document::block_key::kLevel && !becomesHeading &&
                                  std::holds_alternative<std::monostate>(property.after);
        if (isPlainLevel && change.properties.size() > 1) continue;
        const auto subject = change.isEmbed ? StepChange::Subject::kObject : StepChange::Subject::kBlock;
        const QString name = nameOf(subject, property);
        if (!name.isEmpty() && !names.contains(name)) names += name;
    }
    return names.join(QStringLiteral(", "));
}

QString propertyChangeWords(const PropertyChange& change) {
    const bool isStyle = change.key.starts_with("style:");
    return nameOf(isStyle ? StepChange::Subject::kStyle : StepChange::Subject::kDocument, change);
}

}  // namespace varve::projection
