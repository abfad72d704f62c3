#include "projection/heading_anchors.h"

#include <QSet>
#include <QUrl>
#include <algorithm>

namespace varve::projection {

namespace {

QString anchorOf(const QString& words) {
    QString anchor;
    for (const char32_t scalar : words.trimmed().toLower().toUcs4()) {
        const bool isKept =
            QChar::isLetterOrNumber(scalar) || QChar::isMark(scalar) || scalar == U'-' || scalar == U'_';
        if (isKept) {
            anchor += QString::fromUcs4(&scalar, 1);
        } else if (QChar::isSpace(scalar)) {
            anchor += u'-';
        }
    }
    return anchor;
}

}  // namespace

std::vector<QString> headingAnchors(const Outline& outline) {
    std::vector<QString> anchors;
    anchors.reserve(outline.size());
    QSet<QString> taken;
    QHash<QString, int> lastNumbers;
    for (const OutlineEntry& entry : outline) {
        const QString name = anchorOf(entry.text);
        QString anchor = name;
        // A numbered name may be what another heading says in so many words.
        while (!name.isEmpty() && taken.contains(anchor))
            anchor = name + u'-' + QString::number(++lastNumbers[name]);
        taken.insert(anchor);
        anchors.push_back(anchor);
    }
    return anchors;
}

std::optional<std::size_t> headingOfAnchor(const Outline& outline, const QString& anchor) {
    const QString decoded = QUrl::fromPercentEncoding(anchor.toUtf8());
    const std::vector<QString> anchors = headingAnchors(outline);
    for (const QString& wanted : {anchor.toLower(), decoded.toLower(), anchorOf(decoded), anchorOf(anchor)}) {
        const auto found = std::ranges::find(anchors, wanted);
        if (!wanted.isEmpty() && found != anchors.end()) return static_cast<std::size_t>(found - anchors.begin());
    }
    return std::nullopt;
}

}  // namespace varve::projection
