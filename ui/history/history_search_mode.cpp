#include "ui/history/history_search_mode.h"

#include <QAction>
#include <QApplication>
#include <QKeySequence>
#include <QMenu>
#include <QPointer>
#include <QThreadPool>
#include <algorithm>
#include <atomic>
#include <mutex>
#include <optional>
#include <utility>

#include "history/travel_index_builder.h"
#include "ui/editor/editor_view.h"
#include "ui/history/history_mode.h"
#include "ui/history/history_pane.h"
#include "ui/history/history_search_page.h"
#include "ui/history/timeline_panel.h"
#include "ui/window_action.h"

namespace varve::ui {

namespace {

struct HistorySearchWords {
    Q_DECLARE_TR_FUNCTIONS(HistorySearchWords)
};

constexpr int kTypingDelayMs = 150;
constexpr std::size_t kHitCountMax = 1000;        // listed and marked
constexpr std::uint32_t kScalarsAroundHit = 600;  // of its paragraph, in front and behind

}  // namespace

/// The document as it was when a search began, for the threads that search.
struct HistorySearchMode::Snapshot {
    event::EventLog log;
    merge::Tracker tracker;
    history::Timeline timeline;
    std::once_flag isBuilt{};
    std::optional<history::TravelIndex> index{};  // made by the first search

    [[nodiscard]] HistoryHitFacts::Event eventAt(std::uint32_t position) const {
        const history::TimelineEntry entry = timeline.entries()[timeline.entryIndexAt(position)];
        const event::LocalVersion first = log.transactionRecord(entry.transaction).events.begin;
        const auto unit = static_cast<std::uint32_t>(position - entry.beginPosition);
        return {log.idOf(first + unit), entry.timeMs, QString::fromStdString(log.agents()[entry.agent].user)};
    }
    [[nodiscard]] HistoryHitFacts factsOf(const history::HistoryHit& hit) const {
        HistoryHitFacts facts;
        facts.sequence = hit.sequence;
        facts.firstCharacter = eventAt(hit.characters.front().first).id;
        for (const history::InsertionRange& range : hit.characters)
            facts.count += range.count;
        facts.came = eventAt(hit.shown.front().begin - 1);  // nothing is written before the first event
        const std::uint32_t end = hit.shown.back().end;
        if (end <= index->end()) facts.went = eventAt(end - 1);
        const std::uint32_t last = history::lastMomentOf(timeline, hit, index->end());
        facts.seenAfter = eventAt((facts.went ? last : history::firstMomentOf(timeline, hit)) - 1).id;
        facts.around = history::surroundingsOf(log, *index, hit, last, kScalarsAroundHit);
        return facts;
    }
};

struct HistorySearchMode::Found {
    std::vector<HistoryHitFacts> hits;
    bool isComplete = true;
    bool hasIndex = true;
};

QAction* createHistorySearchAction(QMainWindow* window, QMenu* menu) {
    QAction* action = addWindowAction(window,
                                      {"findInHistory", HistorySearchWords::tr("Find in All &History…"),
                                       HistorySearchWords::tr("Find text that ever stood in this document")},
                                      {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_F)});
    menu->addAction(action);
    return action;
}

HistorySearchMode::HistorySearchMode(const Parts& parts, const QAction& open, QObject* parent)
    : QObject(parent),
      m_parts(parts),
      m_page(new HistorySearchPage(parts.nowMs, &parts.pane)),
      m_wanted(std::make_shared<std::atomic<std::uint64_t>>(0)) {
    m_parts.pane.addPage(m_page, tr("Search"));
    m_timer.setSingleShot(true);
    m_timer.setInterval(kTypingDelayMs);
    connect(&open, &QAction::triggered, this, &HistorySearchMode::open);
    connect(&m_timer, &QTimer::timeout, this, &HistorySearchMode::search);
    connect(m_page, &HistorySearchPage::patternEdited, this, [this] { m_timer.start(); });
    connect(m_page, &HistorySearchPage::hitActivated, this, &HistorySearchMode::show);
    connect(m_page, &HistorySearchPage::messageRaised, this, &HistorySearchMode::messageRaised);
}

HistorySearchMode::~HistorySearchMode() {
    *m_wanted = 0;
}

void HistorySearchMode::open() {
    const QString selected = m_parts.view.focusedText().selectedText();
    const bool isOneLine = !selected.isEmpty() && selected.size() <= 100 && !selected.contains(QLatin1Char('\n')) &&
                           !selected.contains(QChar::ParagraphSeparator);
    if (isOneLine) m_page->setWords(selected);
    m_parts.pane.showPage(m_page);
    m_page->takeFocus();
    // The document may have grown since.
    if (!m_page->words().isEmpty()) search();
}

void HistorySearchMode::search() {
    m_timer.stop();
    *m_wanted = ++m_number;
    const std::string words = m_page->words().toStdString();
    if (words.empty()) {
        forget();
        return;
    }
    auto patterns = projection::historyPatterns(words, m_page->options());
    if (!patterns) {
        m_page->setHits({}, true);
        m_page->setNote(QString::fromStdString(patterns.error().message));
        return;
    }
    m_parts.replica.whenAwake(this, [this, patterns = std::move(*patterns), number = m_number] {
        if (*m_wanted == number) searchFor(patterns);
    });
}

void HistorySearchMode::searchFor(const std::vector<history::TextPattern>& patterns) {
    const replica::DocumentReplica& replica = m_parts.replica;
    if (!m_snapshot || m_snapshot->log.end() != replica.log().end())
        m_snapshot = std::shared_ptr<Snapshot>(new Snapshot{replica.log(), replica.tracker(), replica.timeline()});
    const QPointer<HistorySearchMode> mode(this);
    QThreadPool::globalInstance()->start([mode, snapshot = m_snapshot, patterns, wanted = m_wanted, number = m_number] {
        const auto isWanted = [&] { return *wanted == number; };
        if (!isWanted()) return;
        std::call_once(snapshot->isBuilt, [&] {
            snapshot->index = history::buildTravelIndex(snapshot->log, snapshot->tracker, snapshot->timeline);
            snapshot->tracker = merge::Tracker();
        });
        const auto found = std::make_shared<Found>();
        found->hasIndex = snapshot->index.has_value();
        if (found->hasIndex) {
            const history::HistoryHits hits =
                history::searchHistory(snapshot->log, *snapshot->index, patterns, {.isWanted = isWanted});
            found->isComplete = hits.isComplete && hits.hits.size() <= kHitCountMax;
            // The newest first.
            for (auto hit = hits.hits.rbegin(); hit != hits.hits.rend() && isWanted(); ++hit) {
                if (found->hits.size() == kHitCountMax) break;
                found->hits.push_back(snapshot->factsOf(*hit));
            }
        }
        QMetaObject::invokeMethod(
            QCoreApplication::instance(),
            [mode, number, found] {
                if (!mode.isNull()) mode->take(number, std::move(*found));
            },
            Qt::QueuedConnection);
    });
}

/// What a search has found, unless another one was asked for since.
void HistorySearchMode::take(std::uint64_t number, Found found) {
    if (number != *m_wanted) return;
    if (!found.hasIndex) {
        m_page->setHits({}, true);
        m_page->setNote(
            tr("So much was undone and formatted again and again in this document that its history cannot "
               "be searched."));
        return;
    }
    const event::EventLog& log = m_parts.replica.log();
    std::vector<TimelineMark> marks;
    for (const HistoryHitFacts& hit : found.hits) {
        const auto came = log.find(hit.came.id);
        if (came) marks.push_back({m_parts.replica.timeline().positionOf(log, *came) + 1, m_page->words()});
    }
    m_parts.panel.setMarks(TimelineMarkKind::kSearchHit, std::move(marks));
    m_page->setHits(std::move(found.hits), found.isComplete);
}

void HistorySearchMode::forget() {
    m_page->setHits({}, true);
    m_page->setNote(tr("Finds what ever stood in this document, also what was deleted long ago."));
    m_parts.panel.setMarks(TimelineMarkKind::kSearchHit, {});
}

/// As it was last where it has gone, else as it was when it came.
void HistorySearchMode::show(const HistoryHitFacts& hit) {
    if (m_parts.replica.isResting()) {
        m_parts.replica.whenAwake(this, [this, hit] { show(hit); });
        return;
    }
    const event::EventLog& log = m_parts.replica.log();
    const auto event = log.find(hit.seenAfter);
    if (!event) return;
    // Entering the past gives the keyboard to the timeline; who goes through the places wants to go on.
    QWidget* focused = m_page->isAncestorOf(QApplication::focusWidget()) ? QApplication::focusWidget() : nullptr;
    m_parts.history.show(m_parts.replica.timeline().positionOf(log, *event) + 1);
    if (focused != nullptr) focused->setFocus(Qt::OtherFocusReason);
    const projection::ObjectSource* objects = m_parts.view.objects();
    const auto place = objects != nullptr ? objects->placeOf(hit.firstCharacter) : std::nullopt;
    if (!place) {
        Q_EMIT messageRaised(tr("The place belonged to something that was deleted with it."));
        return;
    }
    const projection::TextRange range{place->sequence, {place->offset, place->offset + hit.count}};
    m_parts.view.select(range);
    m_parts.view.ensureVisible(range);
}

}  // namespace varve::ui
