#include "merge/liveness_registers.h"

#include <algorithm>

#include "base/check.h"

namespace varve::merge {

using event::LocalRange;
using event::LocalVersion;

namespace {

/// Order in which the last writer wins.
bool writesBefore(const event::EventLog& log, LocalVersion a, LocalVersion b) {
    const std::uint32_t lamportA = log.graph().lamportOf(a);
    const std::uint32_t lamportB = log.graph().lamportOf(b);
    return lamportA != lamportB ? lamportA < lamportB : log.idLess(a, b);
}

}  // namespace

const LivenessRegisters::WriterRecord& LivenessRegisters::recordOf(LocalVersion writer) const {
    const auto record =
        std::lower_bound(m_writers.begin(), m_writers.end(), writer,
                         [](const WriterRecord& value, LocalVersion version) { return value.writer < version; });
    CHECK(record != m_writers.end() && record->writer == writer);
    return *record;
}

void LivenessRegisters::addWriter(LocalVersion writer, bool alive) {
    // The walk does not apply in arrival order, so this need not be the last one.
    const auto place =
        std::lower_bound(m_writers.begin(), m_writers.end(), writer,
                         [](const WriterRecord& value, LocalVersion version) { return value.writer < version; });
    CHECK(place == m_writers.end() || place->writer != writer);
    m_writers.insert(place, {writer, alive, true});
}

void LivenessRegisters::setInPrepare(LocalVersion writer, bool inPrepare) {
    const_cast<WriterRecord&>(recordOf(writer)).inPrepare = inPrepare;
}

bool LivenessRegisters::isCounted(LocalVersion writer, View view) const {
    return view == View::kEffect || recordOf(writer).inPrepare;
}

bool LivenessRegisters::isAlive(const Run& run, View view) const {
    for (auto writer = run.writers.rbegin(); writer != run.writers.rend(); ++writer) {
        if (isCounted(*writer, view)) return recordOf(*writer).alive;
    }
    return true;
}

bool LivenessRegisters::isAlive(LocalVersion target, View view) const {
    const std::size_t index = firstRunBehind(target);
    if (index == m_runs.size() || target < m_runs[index].targets.begin) return true;
    return isAlive(m_runs[index], view);
}

bool LivenessRegisters::isDecidedBy(const Run& run, View view, LocalVersion writer) const {
    bool isPassed = false;
    for (auto other = run.writers.rbegin(); other != run.writers.rend(); ++other) {
        if (*other == writer) {
            isPassed = true;
        } else if (isCounted(*other, view)) {
            return isPassed && recordOf(*other).alive != recordOf(writer).alive;
        }
    }
    return isPassed && !recordOf(writer).alive;
}

std::size_t LivenessRegisters::firstRunBehind(LocalVersion event) const {
    const auto run = std::upper_bound(m_runs.begin(), m_runs.end(), event, [](LocalVersion version, const Run& value) {
        return version < value.targets.end;
    });
    return static_cast<std::size_t>(run - m_runs.begin());
}

void LivenessRegisters::splitAt(LocalVersion event) {
    const std::size_t index = firstRunBehind(event);
    if (index == m_runs.size() || event <= m_runs[index].targets.begin) return;
    Run right = m_runs[index];
    right.targets.begin = event;
    m_runs[index].targets.end = event;
    m_runs.insert(m_runs.begin() + static_cast<std::ptrdiff_t>(index) + 1, std::move(right));
}

void LivenessRegisters::write(const event::EventLog& log, LocalRange targets, LocalVersion writer) {
    if (targets.isEmpty()) return;
    splitAt(targets.begin);
    splitAt(targets.end);
    LocalVersion position = targets.begin;
    for (std::size_t index = firstRunBehind(targets.begin); position < targets.end; ++index) {
        if (index == m_runs.size() || position < m_runs[index].targets.begin) {
            const LocalVersion end =
                index == m_runs.size() ? targets.end : std::min(targets.end, m_runs[index].targets.begin);
            m_runs.insert(m_runs.begin() + static_cast<std::ptrdiff_t>(index), Run{{position, end}, {}});
        }
        Run& run = m_runs[index];
        auto place = run.writers.end();
        while (place != run.writers.begin() && writesBefore(log, writer, place[-1]))
            --place;
        run.writers.insert(place, writer);
        position = run.targets.end;
    }
}

std::vector<LocalVersion> LivenessRegisters::writers() const {
    std::vector<LocalVersion> result;
    for (const WriterRecord& record : m_writers)
        result.push_back(record.writer);
    return result;
}

std::size_t LivenessRegisters::memoryBytes() const {
    std::size_t bytes = m_runs.capacity() * sizeof(Run) + m_writers.capacity() * sizeof(WriterRecord);
    for (const Run& run : m_runs)
        bytes += run.writers.capacity() * sizeof(LocalVersion);
    return bytes;
}

void LivenessRegisters::checkInvariants() const {
    LocalVersion end;
    for (const Run& run : m_runs) {
        CHECK(run.targets.begin >= end && run.targets.begin < run.targets.end && !run.writers.empty());
        for (const LocalVersion writer : run.writers)
            CHECK(recordOf(writer).writer >= run.targets.end);
        end = run.targets.end;
    }
}

}  // namespace varve::merge
