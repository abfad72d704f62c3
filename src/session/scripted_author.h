// A person who writes by script: types key by key with human pauses and slips that are noticed and corrected, selects,
// cuts, pastes, undoes, through the same edit intents as the window. Time is moved on a manual clock.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/random.h"
#include "replica/document_replica.h"

namespace varve::session {

class ScriptedAuthor {
  public:
    ScriptedAuthor(std::string name, std::string device, std::string documentId, ManualClock& clock, Random& random);

    /// Opens the document anew, as after a restart: a new agent, the same user.
    void startSession(std::int64_t timeMs);
    /// Takes over everything that the other knows.
    void receiveFrom(const ScriptedAuthor& other);

    /// Key by key at the caret; about one key in `slipEvery` goes wrong and is corrected a few letters later.
    void type(std::string_view utf8, std::uint32_t slipEvery = 55);
    void backspace(std::uint32_t count);
    /// Puts the caret right behind, or right before, the first place where the text stands. The text must be there
    /// (CHECKed).
    void goBehind(std::string_view needle);
    void goBefore(std::string_view needle);
    void goToEnd();
    /// Selects the text where it first stands and types over it.
    void retype(std::string_view needle, std::string_view replacement);
    /// Selects and deletes.
    void erase(std::string_view needle);
    /// Cuts the text where it first stands; paste puts it at the caret.
    void cut(std::string_view needle);
    void paste();
    void pasteText(std::string_view utf8);
    /// Undoes step after step until the text stands there again (it must come back, CHECKed).
    void undoUntil(std::string_view needle);
    void pause(std::int64_t ms);

    [[nodiscard]] const replica::DocumentReplica& replica() const { return *m_replica; }

  private:
    void apply(event::TransactionKind kind, text::Range range, std::string_view replacement);
    void typeScalar(std::string_view scalar);
    void moveCaret(text::Offset caret);
    [[nodiscard]] text::Range find(std::string_view needle) const;

    std::string m_name;
    std::string m_device;
    std::string m_documentId;
    ManualClock& m_clock;
    Random& m_random;
    event::EventLog m_log;  // what is known between sessions
    std::unique_ptr<replica::DocumentReplica> m_replica;
    text::Offset m_caret;
    std::string m_clipboard;
};

}  // namespace varve::session
