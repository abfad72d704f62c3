#include "session/scripted_author.h"

#include <utility>

#include "base/check.h"
#include "text/utf8.h"

namespace varve::session {

namespace {

/// The keys left and right of each letter on the middle of a keyboard: what a slip hits.
std::string_view neighbourOf(char c) {
    static constexpr std::pair<char, std::string_view> kNeighbours[] = {
        {'a', "s"}, {'e', "w"}, {'i', "o"}, {'o', "p"}, {'u', "y"}, {'t', "r"}, {'n', "m"}, {'s', "d"},
        {'r', "e"}, {'l', "k"}, {'d', "f"}, {'h', "j"}, {'c', "x"}, {'m', "n"}, {'g', "h"}, {'y', "t"}};
    for (const auto& [key, neighbour] : kNeighbours) {
        if (key == c) return neighbour;
    }
    return {};
}

replica::LoadedDocument loaded(const std::string& documentId, const event::EventLog& log) {
    return {documentId, merge::CurrentState(log)};
}

}  // namespace

ScriptedAuthor::ScriptedAuthor(std::string name, std::string device, std::string documentId, ManualClock& clock,
                               Random& random)
    : m_name(std::move(name)),
      m_device(std::move(device)),
      m_documentId(std::move(documentId)),
      m_clock(clock),
      m_random(random) {}

void ScriptedAuthor::startSession(std::int64_t timeMs) {
    m_clock.set(timeMs);
    event::AgentRecord agent{.id = {}, .user = m_name, .device = m_device, .startedMs = timeMs};
    for (std::uint8_t& byte : agent.id.bytes)
        byte = static_cast<std::uint8_t>(m_random.below(256));
    if (m_replica) m_log = m_replica->log();
    m_replica = std::make_unique<replica::DocumentReplica>(loaded(m_documentId, m_log), std::move(agent), m_clock);
    goToEnd();
}

void ScriptedAuthor::receiveFrom(const ScriptedAuthor& other) {
    const document::Anchor caret = m_replica->anchorAt(m_caret, document::Side::kAfter);
    m_replica->receive(other.replica().wholeLog().missingFrom(m_replica->wholeLog().versionVector()));
    m_caret = m_replica->offsetOf(caret);
}

void ScriptedAuthor::apply(event::TransactionKind kind, text::Range range, std::string_view replacement) {
    const auto result = m_replica->apply({.kind = kind, .edits = {{range, std::string(replacement)}}});
    CHECK(result.has_value());
    m_caret = range.begin + text::scalarCount(replacement);
}

void ScriptedAuthor::typeScalar(std::string_view scalar) {
    // Bursts inside a word, a breath between words, a thought after a sentence.
    std::int64_t ms = 70 + m_random.below(110);
    if (scalar == " ") ms += m_random.below(160);
    if (scalar == "." || scalar == "\n") ms += 300 + m_random.below(900);
    if (m_random.below(90) == 0) ms += 1200 + m_random.below(5000);
    pause(ms);
    apply(event::TransactionKind::kTyping, {m_caret, m_caret}, scalar);
}

void ScriptedAuthor::type(std::string_view utf8, std::uint32_t slipEvery) {
    const std::uint32_t count = text::scalarCount(utf8);
    for (std::uint32_t index = 0; index < count; ++index) {
        const std::string_view scalar = text::scalarSlice(utf8, index, 1);
        const std::string_view wrong = neighbourOf(scalar.front());
        if (slipEvery == 0 || wrong.empty() || m_random.below(slipEvery) != 0) {
            typeScalar(scalar);
            continue;
        }
        const std::uint32_t noticedAfter = m_random.below(4);
        typeScalar(wrong);
        std::uint32_t typed = 1;
        while (typed <= noticedAfter && index + typed < count) {
            typeScalar(text::scalarSlice(utf8, index + typed, 1));
            ++typed;
        }
        pause(250 + m_random.below(400));
        backspace(typed);
        typeScalar(scalar);
    }
}

void ScriptedAuthor::backspace(std::uint32_t count) {
    for (; count > 0; --count) {
        pause(60 + m_random.below(60));
        apply(event::TransactionKind::kBackspace, {m_caret - 1U, m_caret}, "");
    }
}

text::Range ScriptedAuthor::find(std::string_view needle) const {
    const std::string all = m_replica->text().text();
    const std::size_t at = all.find(needle);
    CHECK(at != std::string::npos);
    const text::Offset begin{text::scalarCount(std::string_view(all).substr(0, at))};
    return {begin, begin + text::scalarCount(needle)};
}

void ScriptedAuthor::moveCaret(text::Offset caret) {
    pause(600 + m_random.below(1500));
    m_replica->closeStep();
    m_caret = caret;
}

void ScriptedAuthor::goBehind(std::string_view needle) {
    moveCaret(find(needle).end);
}
void ScriptedAuthor::goBefore(std::string_view needle) {
    moveCaret(find(needle).begin);
}
void ScriptedAuthor::goToEnd() {
    moveCaret({m_replica->text().count()});
}

void ScriptedAuthor::retype(std::string_view needle, std::string_view replacement) {
    const text::Range range = find(needle);
    moveCaret(range.end);
    apply(event::TransactionKind::kTyping, range, text::scalarSlice(replacement, 0, 1));
    type(replacement.substr(text::byteIndexOfScalar(replacement, 1)), 0);
}

void ScriptedAuthor::erase(std::string_view needle) {
    const text::Range range = find(needle);
    moveCaret(range.end);
    apply(event::TransactionKind::kDelete, range, "");
}

void ScriptedAuthor::cut(std::string_view needle) {
    const text::Range range = find(needle);
    moveCaret(range.end);
    m_clipboard = std::string(needle);
    apply(event::TransactionKind::kCut, range, "");
}

void ScriptedAuthor::paste() {
    pasteText(m_clipboard);
}

void ScriptedAuthor::pasteText(std::string_view utf8) {
    pause(500 + m_random.below(500));
    apply(event::TransactionKind::kPaste, {m_caret, m_caret}, utf8);
}

void ScriptedAuthor::undoUntil(std::string_view needle) {
    while (m_replica->text().text().find(needle) == std::string::npos) {
        pause(900);
        const auto outcome = m_replica->undo();
        CHECK(outcome.has_value());
        if (outcome->changed) m_caret = outcome->changed->end;
    }
}

void ScriptedAuthor::pause(std::int64_t ms) {
    m_clock.advance(ms);
}

}  // namespace varve::session
