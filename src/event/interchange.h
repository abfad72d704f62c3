// The event log as JSON lines, for scripts, audits and other programs: one object a line, header first, then agents,
// then events (FORMAT.md, "JSON lines"). Reads and writes text in memory, never files. Called by the command line tool.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "base/result.h"
#include "event/event_batch.h"
#include "event/event_log.h"
#include "event/json_line.h"

namespace varve::event {

struct InterchangeHeader {
    std::string documentId;       // lower-case UUID
    std::uint32_t semantics = 1;  // version of the merge rules
    friend bool operator==(const InterchangeHeader&, const InterchangeHeader&) = default;
};

struct Interchange {
    InterchangeHeader header;
    EventBatch batch;
};

inline constexpr std::uint32_t kInterchangeVersion = 1;
inline constexpr std::uint32_t kMergeSemantics = 1;

/// Hands out every line, each with its line break: the header, agents by id, then transactions by (depth, agent,
/// sequence), where depth is the longest chain of transactions before one, its agent's previous one counted too. That
/// order is causal and independent of arrival: equal histories give equal bytes.
void writeInterchange(const EventLog& log, const InterchangeHeader& header,
                      const std::function<void(std::string_view line)>& write);

/// Reads line by line, so that a large file need not be in memory at once.
class InterchangeReader {
  public:
    /// With or without its line break; blank lines count but say nothing. After an error the reader is done for.
    /// Errors, each naming the line: kMalformed, kUnsupported (newer version, unknown operation type or kind).
    [[nodiscard]] Result<void> readLine(std::string_view line);
    /// Everything read. Errors: kMalformed when there was no header.
    [[nodiscard]] Result<Interchange> finish();

  private:
    friend class InterchangeLine;

    JsonLine m_json;
    std::uint64_t m_lineNumber = 0;
    bool m_hasHeader = false;
    Interchange m_result;
    EventId m_next;                            // what would continue the open transaction
    std::optional<std::int64_t> m_openNumber;  // of the open transaction, when it has one
    std::map<AgentId, std::int64_t> m_lastNumbers;
    std::map<AgentId, std::size_t> m_recordIndexes;
};

/// All lines of `text`.
[[nodiscard]] Result<Interchange> readInterchange(std::string_view text);

}  // namespace varve::event
