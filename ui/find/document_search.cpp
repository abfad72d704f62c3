#include "ui/find/document_search.h"

#include <QCoreApplication>
#include <QPointer>
#include <QThreadPool>
#include <algorithm>
#include <utility>

namespace varve::ui {

namespace {

constexpr int kRefreshDelayMs = 150;
/// Matches are not carried through more patches than these; the search begins again instead.
constexpr std::size_t kPatchCountMax = 100;

/// Runs `work` on a thread of the pool and its result on the GUI thread, unless `receiver` is gone.
template <typename Work, typename Take>
void runAside(QPointer<DocumentSearch> receiver, Work work, Take take) {
    QThreadPool::globalInstance()->start([receiver, work = std::move(work), take] {
        auto result = std::make_shared<decltype(work())>(work());
        QMetaObject::invokeMethod(
            QCoreApplication::instance(),
            [receiver, result, take] {
                if (!receiver.isNull()) take(*receiver, std::move(*result));
            },
            Qt::QueuedConnection);
    });
}

}  // namespace

projection::SearchedTexts TextSnapshot::toSearchedTexts(const std::optional<projection::TextRange>& scope) const {
    return {rope ? *rope : text::Rope(blocks.text({{0}, blocks.end()}).toStdString()), beside, scope};
}

DocumentSearch::DocumentSearch(std::function<TextSnapshot()> snapshot, QObject* parent)
    : QObject(parent), m_snapshot(std::move(snapshot)) {
    m_refreshTimer.setSingleShot(true);
    m_refreshTimer.setInterval(kRefreshDelayMs);
    connect(&m_refreshTimer, &QTimer::timeout, this, &DocumentSearch::run);
}

DocumentSearch::~DocumentSearch() {
    cancel();
}

void DocumentSearch::cancel() {
    if (m_isCancelled) m_isCancelled->store(true, std::memory_order_relaxed);
    ++m_request;
    m_isRunning = false;
    m_isStale = false;
    m_refreshTimer.stop();
}

void DocumentSearch::setPattern(std::optional<projection::SearchPattern> pattern) {
    m_pattern = std::move(pattern);
    m_replacement.reset();
    m_matches = {};
    m_isReady = false;
    m_isComplete = true;
    cancel();
    if (m_pattern) run();
}

void DocumentSearch::setScope(std::optional<projection::TextRange> scope) {
    if (scope == m_scope) return;
    m_scope = scope;
    setPattern(std::exchange(m_pattern, std::nullopt));
}

void DocumentSearch::startAgain() {
    m_scope.reset();
    setPattern(std::exchange(m_pattern, std::nullopt));
}

void DocumentSearch::followPatch(const document::DocumentPatch& patch) {
    // A change of formats only is none; one of registers may show or hide cells.
    const auto changesText = [](const document::Patch& change) {
        return change.addedCount() > 0 || change.removedCount() > 0;
    };
    const bool isOther = changesText(patch.body) || !patch.registers.empty() ||
                         std::ranges::any_of(patch.sequences, changesText, &document::SequencePatch::patch);
    if (!isOther) return;
    const document::Patch* change = m_scope ? patch.patchOf(m_scope->sequence) : nullptr;
    if (change != nullptr) {
        m_scope->range = {change->mapped(m_scope->range.begin, document::Bias::kBefore),
                          change->mapped(m_scope->range.end, document::Bias::kAfter)};
    }
    if (!m_pattern) return;
    if (m_replacement) prepareReplacements(*m_replacement);
    m_matches.mapThrough(patch);
    if (m_isRunning) {
        m_patchesSince.push_back(patch);
        m_isStale = true;
        if (m_patchesSince.size() > kPatchCountMax) run();
    } else if (!m_refreshTimer.isActive()) {
        m_refreshTimer.start();
    }
}

void DocumentSearch::run() {
    cancel();
    m_isRunning = true;
    m_patchesSince.clear();
    m_isCancelled = std::make_shared<std::atomic<bool>>(false);
    runAside(
        this,
        [pattern = *m_pattern, texts = m_snapshot(), scope = m_scope, isCancelled = m_isCancelled] {
            const auto found =
                projection::findInTexts(pattern, texts.toSearchedTexts(scope), kMatchCountMax, isCancelled.get());
            if (!found) return Outcome{.failure = QString::fromStdString(found.error().message)};
            return Outcome{.matches = FoundMatches(found->ranges), .isComplete = found->isComplete};
        },
        [request = m_request](DocumentSearch& search, Outcome outcome) { search.take(request, std::move(outcome)); });
}

void DocumentSearch::take(quint64 request, Outcome outcome) {
    if (request != m_request) return;
    m_isRunning = false;
    if (!outcome.failure.isEmpty()) {
        m_matches = {};
        Q_EMIT failed(outcome.failure);
        return;
    }
    m_isComplete = outcome.isComplete;
    m_matches = std::move(outcome.matches);
    for (const document::DocumentPatch& patch : m_patchesSince)
        m_matches.mapThrough(patch);
    m_patchesSince.clear();
    m_isReady = true;
    if (std::exchange(m_isStale, false)) m_refreshTimer.start();
    Q_EMIT found();
}

void DocumentSearch::prepareReplacements(projection::SearchReplacement replacement) {
    if (!m_pattern) return;
    m_replacement = replacement;
    runAside(
        this,
        [pattern = *m_pattern, replacement = std::move(replacement), texts = m_snapshot(), scope = m_scope] {
            return projection::replaceInTexts(pattern, replacement, texts.toSearchedTexts(scope));
        },
        [request = ++m_replaceRequest](DocumentSearch& search,
                                       Result<std::vector<projection::PlacedReplacement>> result) {
            search.takeReplacements(request, std::move(result));
        });
}

void DocumentSearch::takeReplacements(quint64 request, Result<std::vector<projection::PlacedReplacement>> result) {
    if (request != m_replaceRequest || !m_replacement) return;
    m_replacement.reset();
    if (!result) {
        Q_EMIT failed(QString::fromStdString(result.error().message));
        return;
    }
    Q_EMIT replacementsReady(*result);
}

}  // namespace varve::ui
