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

/// Number of writers that write before `writer`; mostly all.
std::uint32_t placeOf(const event::EventLog& log, std::span<const LocalVersion> writers, LocalVersion writer) {
    if (writers.empty() || writesBefore(log, writers.back(), writer)) return static_cast<std::uint32_t>(writers.size());
    const auto place = std::lower_bound(writers.begin(), writers.end(), writer,
                                        [&log](LocalVersion a, LocalVersion b) { return writesBefore(log, a, b); });
    return static_cast<std::uint32_t>(place - writers.begin());
}

}  // namespace

bool LivenessRegisters::saysAlive(LocalVersion writer) const {
    const auto record =
        std::lower_bound(m_writers.begin(), m_writers.end(), writer,
                         [](const WriterRecord& value, LocalVersion version) { return value.writer < version; });
    CHECK(record != m_writers.end() && record->writer == writer);
    return record->alive;
}

void LivenessRegisters::addWriter(LocalVersion writer, bool alive) {
    // The walk does not apply in arrival order, so this need not be the last one.
    const auto place =
        std::lower_bound(m_writers.begin(), m_writers.end(), writer,
                         [](const WriterRecord& value, LocalVersion version) { return value.writer < version; });
    CHECK(place == m_writers.end() || place->writer != writer);
    m_writers.insert(place, {writer, alive});
}

void LivenessRegisters::addTo(Run& run, const event::EventLog& log, LocalVersion writer) {
    const std::uint32_t place = placeOf(log, run.writers, writer);
    run.writers.insert(run.writers.begin() + place, writer);
    run.inPrepare.insert(run.inPrepare.begin() + place, true);
    run.preparedEnd = std::max(run.preparedEnd + (place < run.preparedEnd ? 1 : 0), place + 1);
}

std::uint32_t LivenessRegisters::countedEnd(const Run& run, View view, std::uint32_t end) {
    if (view == View::kPrepare) {
        while (end > 0 && !run.inPrepare[end - 1])
            --end;
    }
    return end;
}

bool LivenessRegisters::saysAlive(const Run& run, std::uint32_t end) const {
    return end == 0 || saysAlive(run.writers[end - 1]);
}

bool LivenessRegisters::switchInPrepare(const event::EventLog& log, std::size_t run, LocalVersion writer,
                                        bool inPrepare) {
    Run& written = m_runs[run];
    const std::uint32_t before = written.preparedEnd;
    // Going back switches off the last one that counts, going forth switches on the one behind it.
    std::uint32_t place = inPrepare ? before : before - 1;
    if (place >= written.writers.size() || written.writers[place] != writer)
        place = placeOf(log, written.writers, writer);
    CHECK(written.writers[place] == writer);
    written.inPrepare[place] = inPrepare;
    if (place + 1 < before) return false;
    written.preparedEnd = inPrepare ? place + 1 : countedEnd(written, View::kPrepare, place);
    return saysAlive(written, before) != saysAlive(written, written.preparedEnd);
}

bool LivenessRegisters::isAlive(const Run& run, View view) const {
    return saysAlive(run, view == View::kPrepare ? run.preparedEnd : static_cast<std::uint32_t>(run.writers.size()));
}

bool LivenessRegisters::isAlive(LocalVersion target, View view) const {
    const std::size_t index = firstRunBehind(target);
    if (index == m_runs.size() || target < m_runs[index].targets.begin) return true;
    return isAlive(m_runs[index], view);
}

bool LivenessRegisters::isDecidedBy(const Run& run, View view, LocalVersion writer) const {
    const std::uint32_t end = view == View::kPrepare ? run.preparedEnd : static_cast<std::uint32_t>(run.writers.size());
    if (end == 0 || run.writers[end - 1] != writer) return false;
    return saysAlive(run, countedEnd(run, view, end - 1)) != saysAlive(writer);
}

std::size_t LivenessRegisters::firstRunBehind(LocalVersion event) const {
    const auto run = std::upper_bound(m_runs.begin(), m_runs.end(), event, [](LocalVersion version, const Run& value) {
        return version < value.targets.end;
    });
    return static_cast<std::size_t>(run - m_runs.begin());
}

void LivenessRegisters::write(const event::EventLog& log, std::span<const LocalRange> targets, LocalVersion writer) {
    if (targets.empty()) return;
    // Where the runs to be written begin and end, with what is to stand there instead.
    const auto place = [&](std::size_t index) { return m_runs.begin() + static_cast<std::ptrdiff_t>(index); };
    const std::size_t first = firstRunBehind(targets.front().begin);
    std::vector<Run> replacement;
    std::size_t index = first;
    std::uint32_t taken = 0;  // targets of run number `index` that the replacement holds already
    const auto takeUpTo = [&](LocalVersion end) {
        Run& run = m_runs[index];
        const LocalVersion begin = run.targets.begin + taken;
        if (begin < end) {
            if (end == run.targets.end) {
                replacement.push_back(
                    {{begin, end}, std::move(run.writers), std::move(run.inPrepare), run.preparedEnd});
            } else {
                replacement.push_back({{begin, end}, run.writers, run.inPrepare, run.preparedEnd});
            }
        }
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
                replacement.push_back({{range.begin, end}, {writer}, {true}, 1});
            } else {
                end = std::min(end, m_runs[index].targets.end);
                takeUpTo(range.begin);
                takeUpTo(end);
                addTo(replacement.back(), log, writer);
            }
            range.begin = end;
        }
    }
    if (taken > 0) {
        takeUpTo(m_runs[index].targets.end);
        ++index;
    }
    // The runs behind move at most once, and not at all where runs were written as a whole.
    const auto common = std::min(replacement.size(), index - first);
    std::move(replacement.begin(), replacement.begin() + static_cast<std::ptrdiff_t>(common), place(first));
    m_runs.erase(place(first + common), place(index));
    m_runs.insert(place(first + common),
                  std::make_move_iterator(replacement.begin() + static_cast<std::ptrdiff_t>(common)),
                  std::make_move_iterator(replacement.end()));
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
        bytes += run.writers.capacity() * sizeof(LocalVersion) + run.inPrepare.capacity() / 8;
    return bytes;
}

void LivenessRegisters::checkInvariants() const {
    LocalVersion end;
    for (const Run& run : m_runs) {
        CHECK(run.targets.begin >= end && run.targets.begin < run.targets.end && !run.writers.empty());
        CHECK(run.inPrepare.size() == run.writers.size());
        CHECK(run.preparedEnd == countedEnd(run, View::kPrepare, static_cast<std::uint32_t>(run.writers.size())));
        for (const LocalVersion writer : run.writers) {
            CHECK(writer >= run.targets.end);
            static_cast<void>(saysAlive(writer));
        }
        end = run.targets.end;
    }
}

}  // namespace varve::merge
