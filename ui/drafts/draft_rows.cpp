#include "ui/drafts/draft_rows.h"

#include <QCoreApplication>
#include <algorithm>

#include "ui/history/time_words.h"

namespace varve::ui {

namespace {

struct DraftWords {
    Q_DECLARE_TR_FUNCTIONS(DraftWords)
};

/// A draft whose start is this much older than its naming was begun in the past.
constexpr std::int64_t kFromThePastMs = 60'000;

/// When the newest event of the base was made; nothing for an empty one.
std::optional<std::int64_t> baseTimeOf(const event::EventLog& log, const event::Version& base) {
    std::optional<std::int64_t> newest;
    for (const event::LocalVersion head : base) {
        const std::int64_t timeMs = log.transactionRecord(log.transactionIndexOf(head)).timeMs;
        newest = std::max(newest.value_or(timeMs), timeMs);
    }
    return newest;
}

QString stateWords(const replica::DocumentReplica& replica, const DraftRow& row, const history::Draft* draft,
                   qint64 nowMs) {
    QStringList parts;
    if (row.kind == DraftRow::State::kAbandoned) parts << DraftWords::tr("Put away");
    if (row.newCount > 0) {
        const QString changes = changeCountWords(row.newCount);
        parts << (replica.draft() ? DraftWords::tr("%1 not in this draft", "3 changes").arg(changes)
                                  : DraftWords::tr("%1 not merged", "3 changes").arg(changes));
    } else if (row.kind == DraftRow::State::kMerged) {
        parts << DraftWords::tr("Merged");
    } else if (draft != nullptr && draft->eventCount == 0) {
        parts << DraftWords::tr("Nothing written yet");
    }
    if (draft != nullptr && draft->eventCount > 0)
        parts << DraftWords::tr("last change %1", "a time").arg(shortTimeWords(draft->lastMs, nowMs));
    QString words = parts.join(QStringLiteral(" · "));
    if (!words.isEmpty()) words[0] = words[0].toUpper();
    return words;
}

}  // namespace

QString changeCountWords(std::uint32_t count) {
    return count == 1 ? DraftWords::tr("1 change") : DraftWords::tr("%n changes", nullptr, static_cast<int>(count));
}

QString draftName(const history::Draft& draft) {
    const QString name = QString::fromStdString(draft.name).simplified();
    return name.isEmpty() ? DraftWords::tr("Draft", "one without a name") : name;
}

QString draftBeginWords(const replica::DocumentReplica& replica, const history::Draft& draft, qint64 nowMs) {
    if (!draft.isNamed) return DraftWords::tr("its beginning has not arrived yet");
    const event::EventLog& log = replica.wholeLog();
    const QString user = QString::fromStdString(log.agents()[draft.agent].user).simplified();
    const QString when = shortTimeWords(draft.createdMs, nowMs);
    const QString begun = user.isEmpty() ? DraftWords::tr("begun %1", "when").arg(when)
                                         : DraftWords::tr("begun %1, by %2", "when, who").arg(when, user);
    const auto base = baseTimeOf(log, draft.base);
    if (!base) return DraftWords::tr("%1, from nothing", "begun when by whom").arg(begun);
    if (draft.createdMs - *base < kFromThePastMs) return begun;
    return DraftWords::tr("%1, from %2", "begun when by whom, from a time").arg(begun, shortTimeWords(*base, nowMs));
}

std::vector<DraftRow> draftRows(const replica::DocumentReplica& replica, qint64 nowMs) {
    std::vector<DraftRow> rows{{.id = {},
                                .name = DraftWords::tr("The document itself"),
                                .detail = {},
                                .state = {},
                                .kind = DraftRow::State::kDocument,
                                .isShown = !replica.draft(),
                                .newCount = replica.draft() ? replica.newEventCount({}) : 0}};
    rows.front().state = stateWords(replica, rows.front(), nullptr, nowMs);
    struct Ordered {
        DraftRow row;
        std::int64_t timeMs = 0;
    };
    std::vector<Ordered> drafts;
    for (const history::Draft* draft : replica.drafts().list()) {
        DraftRow row{.id = draft->id,
                     .name = draftName(*draft),
                     .detail = draftBeginWords(replica, *draft, nowMs),
                     .state = {},
                     .kind = DraftRow::State::kOpen,
                     .isShown = replica.draft() == draft->id};
        if (!row.isShown) row.newCount = replica.newEventCount(draft->id);
        if (draft->isAbandoned) {
            row.kind = DraftRow::State::kAbandoned;
        } else if (!row.isShown && draft->eventCount > 0 && row.newCount == 0) {
            row.kind = DraftRow::State::kMerged;
        }
        if (!row.detail.isEmpty()) row.detail[0] = row.detail[0].toUpper();
        row.state = stateWords(replica, row, draft, nowMs);
        drafts.push_back({std::move(row), std::max(draft->createdMs, draft->lastMs)});
    }
    std::ranges::sort(drafts, [](const Ordered& a, const Ordered& b) {
        if (a.row.kind != b.row.kind) return a.row.kind < b.row.kind;
        return a.timeMs != b.timeMs ? a.timeMs > b.timeMs : b.row.id < a.row.id;
    });
    for (Ordered& one : drafts)
        rows.push_back(std::move(one.row));
    return rows;
}

}  // namespace varve::ui
