// The columns of trace_bench, each a function that measures one thing on one trace and says what it found. What a
// number means is said here, beside the meaning that the peers' benchmark gives to it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "bench/bench_document.h"
#include "bench/bench_process.h"
#include "bench/recorded_trace.h"

namespace varve::bench {

/// Whether each text that was made on the way is the trace's.
class Verdict {
  public:
    void expect(bool isRight, const char* what);
    [[nodiscard]] bool isCorrect() const { return m_wrong.empty(); }
    [[nodiscard]] const std::string& wrong() const { return m_wrong; }

  private:
    std::string m_wrong;  // what was not right, by names
};

/// local_ms: every transaction of a sequential trace through the local path, in memory: appended to the log (ids,
/// graph, time, kind, content) and done to the rope. Peers: a transaction of theirs, in memory, no events to anyone.
/// tracker_ms: what the tracker, which local edits do not need, takes to catch up afterwards.
/// edit_us: one local edit as the columns p50, p99, p999 of all of them, reading the clock (clock_us) included.
void measureLocalReplay(const RecordedTrace& trace, Verdict& verdict, const Say& say);

/// graph_ms: the transactions of a concurrent trace, in arrival order, appended to an empty log (validation, ids,
/// graph, content) as one batch and merged by the tracker, at the end of which every character has its place. Peers:
/// replicas that fork, edit and receive as the parents say; most of that is simulation, so only the native columns are
/// a rival.
void measureGraphReplay(const RecordedTrace& trace, Verdict& verdict, const Say& say);

/// live_us: an onlooker receives one transaction after the other as an encoded message: decoded, every bound and id
/// validated, appended to the log, merged by the tracker, turned into a patch, done to the rope. Mean of a run; of
/// several runs the median. Peers: the same from their encoded updates, without patch or validation.
/// Leaves the texts at the trace's moments in `prints`.
void measureLiveReceive(const RecordedTrace& trace, Verdict& verdict, std::vector<TextPrint>& prints, const Say& say);

/// save_events_bytes: all events and all text ever typed, compressed, without what the peers do not keep either.
/// save_full_bytes: the same with each transaction, its time, kind and step, the authors, and the three hashes of a
/// chunk. save_file_bytes: the whole `.varve` file, written through the storage layer and closed, without a keyframe.
void measureSaves(const RecordedTrace& trace, const ReceivedDocument& document, const Say& say);

/// load_keyframe_ms: a keyframe's bytes, checked, to a rope. load_full_ms: the bytes of save_full without a keyframe to
/// log, tracker and rope, everything validated. load_events_ms: the same from the bytes of save_events. merge_ms: the
/// messages in which a peer is sent everything, one after the other into an empty document, each to a patch and the
/// rope. Peers: bytes to text; all of the history as one sends it to who has nothing, into an empty document, to text.
void measureLoads(const RecordedTrace& trace, const ReceivedDocument& document, Verdict& verdict, const Say& say);

/// travel_seq, travel_rnd {p50, p99}: to each of a hundred moments of the timeline, in order and shuffled, as patch and
/// as rope. Peers: the full text at a version. travel_step: travel_seq without its first sample, which jumps back over
/// half of the history. travel_version_seq, travel_version_rnd: in a concurrent trace to what had arrived after so many
/// transactions, which is where the peers go, and which need not be a moment of the timeline. travel_open_ms: what
/// entering the history costs, timeline and index.
/// expected: the texts at the trace's moments in the order of arrival.
void measureTravel(const RecordedTrace& trace, const ReceivedDocument& document, const std::vector<TextPrint>& expected,
                   Verdict& verdict, const Say& say);

/// undo, redo {p50, p99}: the last 100 transactions undone one at a time, then redone, as the replica does it: what to
/// switch, log, tracker, patch, rope, stacks. In a concurrent trace, where "last" says nothing, 100 insertions at fixed
/// places after its end. key_us {p50, p99}: those 100 edits as the replica takes them from a view, with tracker and
/// patch.
void measureUndo(const RecordedTrace& trace, const ReceivedDocument& document, Verdict& verdict, const Say& say);

/// rss_loaded: what a fresh process holds of the document with its whole history (log, tracker, rope) beyond what it
/// had before; freed memory is given back first, as the peers collect their garbage. rss_peak: of the whole
/// measurement.
void measureMemory(const RecordedTrace& trace, const Say& say);
/// What that fresh process does: loads the bytes in the file `path`.
inline constexpr std::string_view kColdOption = "--cold";
void measureColdLoad(const std::string& path, const Say& say);

}  // namespace varve::bench
