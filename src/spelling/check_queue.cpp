#include "spelling/check_queue.h"

#include <utility>

namespace varve::spelling {

void CheckQueue::add(CheckRequest request) {
    const std::uint64_t ticket = ++m_ticketCount;
    m_newest[request.key] = ticket;
    (request.isVisible ? m_visible : m_others).push_back({ticket, std::move(request)});
}

void CheckQueue::clear() {
    m_newest.clear();
    m_visible.clear();
    m_others.clear();
}

std::optional<CheckQueue::Task> CheckQueue::take() {
    for (auto* queue : {&m_visible, &m_others}) {
        while (!queue->empty()) {
            Task task = std::move(queue->front());
            queue->pop_front();
            if (isCurrent(task.request.key, task.ticket)) return task;
        }
    }
    return std::nullopt;
}

bool CheckQueue::isCurrent(std::uint64_t key, std::uint64_t ticket) const {
    const auto newest = m_newest.find(key);
    return newest != m_newest.end() && newest->second == ticket;
}

bool CheckQueue::finish(std::uint64_t key, std::uint64_t ticket) {
    if (!isCurrent(key, ticket)) return false;
    m_newest.erase(key);
    return true;
}

}  // namespace varve::spelling
