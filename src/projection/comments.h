// The threads of comments of the version shown: where their text stands now, what was said, by whom and when. Read from
// the formats of the body's blocks and of those cells and captions that somebody commented on, the registers and the
// log; follows patches without reading a text again for each key. Marks and registers may say anything: what is not a
// thread is passed over, and what is huge is cut. Owned by whoever shows them; one thread.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "document/patch.h"
#include "document/table_schema.h"
#include "event/event_log.h"
#include "projection/block_sequence.h"
#include "projection/object_registers.h"
#include "projection/object_source.h"
#include "projection/text_path.h"
#include "projection/text_range.h"

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
    event::EventId id;                // of the mark
    std::vector<TextRange> ranges{};  // as one reads, disjoint, none empty; of texts that are seen
    std::vector<Remark> remarks{};    // the one that began it, then the replies by time and id
    std::size_t leftOutCount = 0;     // replies beyond kRepliesMax
    bool isResolved = false;

    /// Nothing of its text is seen.
    [[nodiscard]] bool isDetached() const { return ranges.empty(); }
    friend bool operator==(const CommentThread&, const CommentThread&) = default;
};

class Comments {
  public:
    Comments() = default;
    Comments(Comments&&) = default;
    Comments& operator=(Comments&&) = default;

    /// What threads are read from: all of one version. `objects` is asked nothing while nobody commented on a cell or a
    /// caption; null for a document that has no such thing.
    struct Source {
        const BlockSequence& body;
        const ObjectRegisters& registers;
        const ObjectSource* objects = nullptr;
        const event::EventLog& log;
        std::size_t cellsMax = document::kTableCellsMax;  // of a table; what is beyond is not seen
    };
    /// Of another document, or of another version. Cost: O(blocks + formats + comments), and the cells, captions and
    /// tables with comments; without a comment in the log O(operation runs).
    void read(const Source& source);
    /// What a document without comments has.
    void clear() { *this = Comments(); }

    enum class Change : std::uint8_t { kNone, kPlaces, kThreads };
    /// Follows a patch that leads to what `source` is. Cost: O(pieces + places of comments); that of read() when marks
    /// of comments come or go, for the texts where they do; and of reading the tables with comments when their rows or
    /// columns, or embeds of the body, come or go.
    Change take(const document::DocumentPatch& patch, const Source& source);
    /// Places were moved along rather than read: read() when the hand rests.
    [[nodiscard]] bool isMoved() const { return m_isMoved; }

    /// In the order in which one reads, then those that are detached, by time. At most kThreadsMax.
    [[nodiscard]] const std::vector<CommentThread>& threads() const { return m_threads; }
    /// Null when there is none.
    [[nodiscard]] const CommentThread* find(const event::EventId& id) const;
    /// Where a text stands that threads are about; null for one that is not seen, or that nobody commented on.
    [[nodiscard]] const TextPath* pathOf(const event::ObjectId& sequence) const;

  private:
    /// A mark of the log that may have a thread in the version shown.
    struct Known {
        event::LocalVersion event;
        std::vector<TextRange> ranges{};
        AttributesPointer registers{};  // that the following were read from
        bool isRead = false;
        bool isThere = false;
        CommentThread thread{};
    };
    /// The part of a thread that stands in one text.
    struct Placed {
        event::EventId id;
        Known* known = nullptr;  // m_known keeps it
        std::vector<text::Range> ranges{};
    };
    /// A text with marks of comments in the log.
    struct Text {
        std::optional<TextPath> path{};  // nothing: not seen
        std::vector<Placed> places{};    // none without a range
        bool isRead = false;
    };
    class FormatReader;

    void followLog(const event::EventLog& log);
    bool readTexts(const Source& source);
    void readText(const event::ObjectId& sequence, Text& text, const Source& source);
    void readPaths(const Source& source);
    [[nodiscard]] bool movePaths(const document::Patch& body);
    bool followText(const event::ObjectId& sequence, Text& text, const document::Patch& patch, const Source& source);
    void gatherRanges();
    [[nodiscard]] std::strong_ordering compare(const TextRange& a, const TextRange& b) const;
    void sortThreads();
    void build(const ObjectRegisters& registers, const event::EventLog& log);

    std::map<event::EventId, Known> m_known;
    std::map<event::ObjectId, Text> m_texts;  // the body is one of them
    PathGrounds m_grounds;
    std::vector<CommentThread> m_threads;
    std::size_t m_runCount = 0;          // of the log, that were looked through
    std::size_t m_agentRecordCount = 0;  // known when the authors were read
    bool m_isMoved = false;
};

}  // namespace varve::projection
