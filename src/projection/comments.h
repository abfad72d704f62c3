// The threads of comments of the version shown: where their text stands now, what was said, by whom and when. Read from
// the formats of the body's blocks, the registers and the log; follows patches without reading the text again for each
// key. Marks and registers may say anything: what is not a thread is passed over, and what is huge is cut. Comments in
// other sequences (cells, captions) are not listed. Owned by whoever shows them; one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "document/patch.h"
#include "event/event_log.h"
#include "projection/block_sequence.h"
#include "projection/object_registers.h"

namespace varve::projection {

inline constexpr std::size_t kThreadsMax = 10'000;
inline constexpr std::size_t kRepliesMax = 1'000;  // of a thread

struct Remark {
    event::EventId id;
    std::string text;
    std::string author;  // empty: nobody told who it was
    std::int64_t timeMs = 0;
    friend bool operator==(const Remark&, const Remark&) = default;
};

struct CommentThread {
    event::EventId id;                  // of the mark
    std::vector<text::Range> ranges{};  // ascending, disjoint, none empty
    std::vector<Remark> remarks{};      // the one that began it, then the replies by time and id
    std::size_t leftOutCount = 0;       // replies beyond kRepliesMax
    bool isResolved = false;

    /// Nothing of its text is seen.
    [[nodiscard]] bool isDetached() const { return ranges.empty(); }
    friend bool operator==(const CommentThread&, const CommentThread&) = default;
};

class Comments {
  public:
    /// Of another document, or of another version. Cost: O(blocks + formats + comments), without a comment in the log
    /// O(operation runs).
    void read(const BlockSequence& blocks, const ObjectRegisters& registers, const event::EventLog& log);
    /// What a document without comments has.
    void clear() { *this = Comments(); }

    enum class Change : std::uint8_t { kNone, kPlaces, kThreads };
    /// Follows a patch that `blocks` and `registers` have taken. Cost: O(pieces + places of comments), and that of
    /// read() when marks of comments come or go.
    Change take(const document::DocumentPatch& patch, const BlockSequence& blocks, const ObjectRegisters& registers,
                const event::EventLog& log);
    /// Places were moved along rather than read: read() when the hand rests.
    [[nodiscard]] bool isMoved() const { return m_isMoved; }

    /// In the order of the text, then those that are detached, by time. At most kThreadsMax.
    [[nodiscard]] const std::vector<CommentThread>& threads() const { return m_threads; }
    /// Null when there is none.
    [[nodiscard]] const CommentThread* find(const event::EventId& id) const;

  private:
    /// A mark of the log that may have a thread in the version shown.
    struct Known {
        event::LocalVersion event;
        std::vector<text::Range> ranges{};
        AttributesPointer registers{};  // that the following were read from
        bool isRead = false;
        bool isThere = false;
        CommentThread thread{};
    };
    void followLog(const event::EventLog& log);
    void readPlaces(const BlockSequence& blocks);
    void build(const ObjectRegisters& registers, const event::EventLog& log);
    bool movePlaces(const document::Patch& patch);
    [[nodiscard]] bool mayMove(const document::Patch& patch) const;

    std::map<event::EventId, Known> m_known;
    std::vector<CommentThread> m_threads;
    std::size_t m_runCount = 0;          // of the log, that were looked through
    std::size_t m_agentRecordCount = 0;  // known when the authors were read
    bool m_isMoved = false;
};

}  // namespace varve::projection
