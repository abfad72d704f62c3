#include "ui/drafts/last_draft.h"

#include <QSettings>
#include <QStringList>

#include "history/moment.h"

namespace varve::ui {

namespace {

constexpr QLatin1String kKey("drafts/last");

/// Newest first; each the document's id, a blank, and the draft's id as a moment of one event.
QStringList entries() {
    return QSettings().value(kKey).toStringList();
}

QString prefixOf(const QString& documentId) {
    return documentId + QLatin1Char(' ');
}

}  // namespace

void rememberLastDraft(const QString& documentId, const std::optional<history::DraftId>& draft) {
    QStringList all = entries();
    const QString prefix = prefixOf(documentId);
    const auto removedCount = all.removeIf([&](const QString& entry) { return entry.startsWith(prefix); });
    if (!draft && removedCount == 0) return;
    if (draft) all.prepend(prefix + QString::fromStdString(history::formatMoment(history::FrontierMoment{{*draft}})));
    QSettings().setValue(kKey, QStringList(all.mid(0, kLastDraftsMax)));
}

std::optional<history::DraftId> lastDraft(const QString& documentId) {
    const QString prefix = prefixOf(documentId);
    for (const QString& entry : entries()) {
        if (!entry.startsWith(prefix)) continue;
        const auto moment = history::parseMoment(entry.mid(prefix.size()).toStdString());
        const auto* frontier = moment ? std::get_if<history::FrontierMoment>(&*moment) : nullptr;
        if (frontier != nullptr && frontier->heads.size() == 1) return frontier->heads.front();
    }
    return std::nullopt;
}

}  // namespace varve::ui
