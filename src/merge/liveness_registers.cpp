#include "merge/liveness_registers.h"

#include <algorithm>
#include <iterator>

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

void addInOrder(const event::EventLog& log, std::vector<LocalVersion>& writers, LocalVersion writer) {
    auto place = writers.end();
    while (place != writers.begin() && writesBefore(log, writer, place[-1]))
        --place;
    writers.insert(place, writer);
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

void LivenessRegisters::write(const event::EventLog& log, std::span<const LocalRange> targets, LocalVersion writer) {
    if (targets.empty()) return;
    const auto place = [&](std::size_t index) { return m_runs.begin() + static_cast<std::ptrdiff_t>(index); };
    const std::size_t first = firstRunBehind(targets.front().begin);
    std::vector<Run> replacement;
    std::size_t index = first;
    std::uint32_t taken = 0;  // targets of run number `index` that the replacement holds already
    const auto takeUpTo = [&](LocalVersion end) {
        Run& run = m_runs[index];
        const LocalVersion begin = run.targets.begin + taken;
        if (begin < end) replacement.push_back({{begin, end}, run.writers});
        taken = end - run.targets.begin;
    };
    for (LocalRange range : targets) {
        while (!range.isEmpty()) {
            while (index < m_runs.size() && m_runs[index].targets.end <= range.begin) {
                takeUpTo(m_runs[index].targets.end);
                ++index;
                taken = 0;
            }
            LocalVersion end = range.end;
            if (index == m_runs.size() || range.begin < m_runs[index].targets.begin) {
                if (index < m_runs.size()) end = std::min(end, m_runs[index].targets.begin);
                replacement.push_back({{range.begin, end}, {writer}});
            } else {
                end = std::min(end, m_runs[index].targets.end);
                takeUpTo(range.begin);
                takeUpTo(end);
                addInOrder(log, replacement.back().writers, writer);
            }
            range.begin = end;
        }
    }
    if (taken > 0) {
        takeUpTo(m_runs[index].targets.end);
        ++index;
    }
    const auto rest = m_runs.erase(place(first), place(index));
    m_runs.insert(rest, std::make_move_iterator(replacement.begin()), std::make_move_iterator(replacement.end()));
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
