// The part of the replica that lets the tracker of a huge document forget old history, and brings it back when somebody
// asks for it: on another thread wherever that can be waited for.
#include <QCoreApplication>
#include <QThreadPool>
#include <algorithm>
#include <memory>
#include <utility>

#include "event/critical_versions.h"
#include "history/keyframe_policy.h"
#include "replica/document_replica.h"

namespace varve::replica {

namespace {

/// A held Ctrl+Z takes as many steps while some millions of events are replayed.
constexpr std::size_t kReadyStepCount = 30;

}  // namespace

bool DocumentReplica::rest() {
    if (m_hasOpenedHistory || log().end().value < history::kBaseEventCountMin) return false;
    const merge::Tracker& tracker = m_state.presentTracker();
    if (log().end() - tracker.base() < history::kBaseEventCountMin) return false;
    event::LocalVersion limit = log().end();
    for (const auto* steps : {&m_stacks.undoSteps(), &m_stacks.redoSteps()}) {
        const std::size_t count = std::min(steps->size(), history::kOfferedStepCount);
        for (auto step = steps->end() - static_cast<std::ptrdiff_t>(count); step != steps->end(); ++step)
            limit = std::min(limit, step->first);
    }
    const auto end = history::nextBase(event::CriticalVersions(log().graph()), tracker.base(), limit);
    return end && m_state.rest(*end);
}

bool DocumentReplica::isResting() const {
    return m_state.presentTracker().base() > event::LocalVersion{0};
}

void DocumentReplica::whenAwake(const QObject* context, std::function<void()> then) const {
    if (!isResting()) {
        then();
        return;
    }
    m_awaiting.push_back({context, std::move(then)});
    if (m_awaiting.size() > 1) return;
    const QPointer<const DocumentReplica> replica(this);
    const auto copy = std::make_shared<const event::EventLog>(log());
    QThreadPool::globalInstance()->start([replica, copy] {
        const auto replayed = std::make_shared<merge::Tracker>();
        replayed->applyNewEventsQuietly(*copy);
        QMetaObject::invokeMethod(
            QCoreApplication::instance(),
            [replica, replayed] {
                if (!replica.isNull()) replica->wake(std::move(*replayed));
            },
            Qt::QueuedConnection);
    });
}

void DocumentReplica::wake(merge::Tracker replayed) const {
    m_state.wake(std::move(replayed));
    for (const Awaiting& one : std::exchange(m_awaiting, {})) {
        if (!one.context.isNull()) one.then();
    }
}

bool DocumentReplica::isKnown(const history::UndoStep& step) const {
    const merge::Tracker& present = m_state.presentTracker();
    if (present.base() == event::LocalVersion{0}) return true;
    if (step.first < present.base()) return false;
    // What a step switched may be older than the step.
    for (const std::uint32_t index : step.transactions) {
        const event::LocalRange events = log().transactionRecord(index).events;
        for (std::size_t run = log().operationRunIndexOf(events.begin);
             run < log().operationRuns().size() && log().operationRuns()[run].events.begin < events.end; ++run) {
            if (log().operationRuns()[run].type == event::OperationType::kLiveness) return false;
        }
    }
    return true;
}

const merge::Tracker& DocumentReplica::trackerFor(const history::UndoStep& step) const {
    return isKnown(step) ? m_state.presentTracker() : tracker();
}

void DocumentReplica::wakeBefore(const std::vector<history::UndoStep>& steps) const {
    if (!isResting()) return;
    const std::size_t count = std::min(steps.size(), kReadyStepCount);
    const auto isForgotten = [this](const history::UndoStep& step) { return !isKnown(step); };
    if (std::any_of(steps.end() - static_cast<std::ptrdiff_t>(count), steps.end(), isForgotten)) whenAwake(this, [] {});
}

}  // namespace varve::replica
