#include "ui/history/last_seen.h"

#include <QSettings>
#include <QStringList>
#include <algorithm>

#include "history/moment.h"

namespace varve::ui {

namespace {

constexpr QLatin1String kKey("history/lastSeen");
constexpr qsizetype kEntrySizeMax = 16 * 1024;  // of a version with very many heads nothing is remembered

/// Newest first; each the document's id, a blank, and the version as a moment.
QStringList entries() {
    return QSettings().value(kKey).toStringList();
}

QString prefixOf(const QString& documentId) {
    return documentId + QLatin1Char(' ');
}

}  // namespace

void rememberLastSeen(const QString& documentId, const event::EventLog& log) {
    history::FrontierMoment seen;
    for (const event::LocalVersion head : log.version())
        seen.heads.push_back(log.idOf(head));
    std::sort(seen.heads.begin(), seen.heads.end());
    QStringList all = entries();
    const QString prefix = prefixOf(documentId);
    all.removeIf([&](const QString& entry) { return entry.startsWith(prefix); });
    const QString entry = prefix + QString::fromStdString(history::formatMoment(seen));
    if (entry.size() <= kEntrySizeMax) all.prepend(entry);
    QSettings().setValue(kKey, QStringList(all.mid(0, kLastSeenMax)));
}

std::optional<event::Version> lastSeen(const QString& documentId, const event::EventLog& log) {
    const QString prefix = prefixOf(documentId);
    for (const QString& entry : entries()) {
        if (!entry.startsWith(prefix) || entry.size() > kEntrySizeMax) continue;
        const auto moment = history::parseMoment(entry.mid(prefix.size()).toStdString());
        if (!moment) return std::nullopt;
        const auto* frontier = std::get_if<history::FrontierMoment>(&*moment);
        if (frontier == nullptr) return std::nullopt;
        // An older copy of the document may lack what was seen: then nothing can be said.
        const auto version = log.versionOf(frontier->heads);
        return version ? std::optional(*version) : std::nullopt;
    }
    return std::nullopt;
}

std::optional<std::uint64_t> newSince(const event::EventLog& log, const history::Timeline& timeline,
                                      const event::Version& seen) {
    std::optional<std::uint64_t> first;
    for (const event::LocalRange& range : log.graph().difference(seen, log.version()).onlyTo) {
        for (event::LocalVersion event = range.begin; event < range.end;) {
            const event::LocalRange transaction = log.transactionRecord(log.transactionIndexOf(event)).events;
            const std::uint64_t position = timeline.positionOf(log, event);
            first = std::min(first.value_or(position), position);
            event = transaction.end;
        }
    }
    return first;
}

}  // namespace varve::ui
