// The engine put together as a program does it, without files, windows or Qt: a document that is typed into, one that
// receives, and the bytes both are saved as. The benchmarks time these; they decide nothing that the engine should.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "document/patch.h"
#include "event/event_log.h"
#include "history/keyframe.h"
#include "merge/current_state.h"
#include "text/rope.h"

namespace varve::bench {

/// The transactions of a sequential trace as edits, ready in memory, as the peers have theirs.
class TypedSession {
  public:
    /// The batch must outlive the session.
    explicit TypedSession(const event::EventBatch& batch);

    [[nodiscard]] std::size_t count() const { return m_steps.size(); }
    [[nodiscard]] const event::AgentId& agent() const { return m_agent; }
    /// Of transaction number `index`; the agent and the parents are the document's to fill in.
    [[nodiscard]] const event::LocalStep& step(std::size_t index) const { return m_steps[index]; }
    [[nodiscard]] std::span<const event::LocalEdit> edits(std::size_t index) const {
        return std::span(m_edits).subspan(m_editsBegin[index], m_editsBegin[index + 1] - m_editsBegin[index]);
    }

  private:
    event::AgentId m_agent;
    std::vector<event::LocalStep> m_steps;
    std::vector<event::LocalEdit> m_edits;
    std::vector<std::size_t> m_editsBegin;
};

/// A document that one person types into, in memory. A local edit is appended to the log, which checks it, and done to
/// the text. The tracker is not part of it: it catches up when something remote, an undo or a look back needs it.
class TypedDocument {
  public:
    explicit TypedDocument(const event::AgentId& agent);

    /// One transaction; it must fit the text (CHECKed).
    void type(event::LocalStep step, std::span<const event::LocalEdit> edits);

    [[nodiscard]] const event::EventLog& log() const { return m_log; }
    [[nodiscard]] const text::Rope& text() const { return m_text; }

  private:
    event::EventLog m_log;
    text::Rope m_text;
    std::uint32_t m_agent = 0;
};

/// A document that is loaded or receives, as a replica holds it.
class ReceivedDocument {
  public:
    ReceivedDocument() = default;
    explicit ReceivedDocument(event::EventLog log) : m_state(std::move(log)) {}

    /// What a colleague's message brings: validated, appended, merged, made a patch, done to the text.
    void receive(const event::EventBatch& batch);
    /// The same from the bytes of a message.
    void receiveMessage(BytesView payload);

    [[nodiscard]] const event::EventLog& log() const { return m_state.log(); }
    [[nodiscard]] const merge::Tracker& tracker() const { return m_state.tracker(); }
    [[nodiscard]] const text::Rope& text() const { return m_state.text(); }
    [[nodiscard]] const merge::CurrentState& state() const { return m_state; }

  private:
    merge::CurrentState m_state;
};

/// The messages in which a peer sends everything to one who has nothing.
[[nodiscard]] std::vector<Bytes> messagesOf(const event::EventLog& log);
/// One message for each transaction of the batch, as an author sends them.
[[nodiscard]] std::vector<Bytes> liveMessagesOf(const event::EventBatch& batch);

/// The history as the file keeps it in one sealed chunk: columns, compressed as there.
[[nodiscard]] Bytes savedHistory(const event::EventBatch& batch);
/// Back from those bytes: everything validated, merged, and the text made.
[[nodiscard]] ReceivedDocument loadedHistory(BytesView bytes);

/// Where the time of loadedHistory() or of receiving messages goes, in milliseconds.
struct PhaseTimes {
    double unpackMs = 0;
    double appendMs = 0;  // columns to log: validation, ids, graph, content
    double mergeMs = 0;   // the newest text: composed, or by the tracker; with the patches for messages
};
[[nodiscard]] PhaseTimes phasesOfLoad(BytesView bytes);
[[nodiscard]] PhaseTimes phasesOfReceipt(const std::vector<Bytes>& messages);

/// The keyframe that is kept at the newest version.
[[nodiscard]] history::Keyframe keyframeOf(const ReceivedDocument& document);

}  // namespace varve::bench
