#include "replica/step_grouping.h"

#include <string_view>

#include "text/utf8.h"

namespace varve::replica {

namespace {

constexpr std::int64_t kPauseAtWordMs = 500;
constexpr std::int64_t kPauseAnywhereMs = 2000;
constexpr std::int64_t kStepLengthMs = 5000;

bool isSpace(char c) {
    return c == ' ' || c == '\t';
}

bool isGroupable(const EditIntent& intent) {
    using enum event::TransactionKind;
    if (intent.edits.size() != 1) return false;
    const TextEdit& edit = intent.edits.front();
    if (intent.kind == kTyping) return !edit.text.empty() && edit.text.find('\n') == std::string::npos;
    return (intent.kind == kBackspace || intent.kind == kDelete) && edit.text.empty();
}

text::Offset caretAfter(const TextEdit& edit) {
    return edit.range.begin + text::scalarCount(edit.text);
}

}  // namespace

bool StepGrouping::continues(const EditIntent& intent, std::int64_t timeMs) const {
    if (!m_last || m_last->kind != intent.kind || m_last->sequence != intent.sequence) return false;
    const TextEdit& edit = intent.edits.front();
    // Typing over a selection begins a step; what is typed next joins it.
    if (intent.kind == event::TransactionKind::kTyping && !edit.range.isEmpty()) return false;
    const text::Offset place = intent.kind == event::TransactionKind::kBackspace ? edit.range.end : edit.range.begin;
    if (place != m_last->caret) return false;

    const std::int64_t pauseMs = timeMs - m_last->timeMs;
    if (pauseMs < 0 || pauseMs >= kPauseAnywhereMs) return false;
    const bool isTyping = intent.kind == event::TransactionKind::kTyping;
    const bool atWordBoundary = !isTyping || m_last->endsWithSpace || isSpace(edit.text.front());
    if (pauseMs >= kPauseAtWordMs && atWordBoundary) return false;
    const bool startsWord = isTyping && m_last->endsWithSpace && !isSpace(edit.text.front());
    return !(timeMs - m_last->stepBeganMs >= kStepLengthMs && startsWord);
}

bool StepGrouping::joins(const EditIntent& intent, std::int64_t timeMs) {
    if (!isGroupable(intent)) {
        m_last.reset();
        return false;
    }
    const bool joined = continues(intent, timeMs);
    const TextEdit& edit = intent.edits.front();
    m_last = Last{.kind = intent.kind,
                  .sequence = intent.sequence,
                  .caret = caretAfter(edit),
                  .timeMs = timeMs,
                  .stepBeganMs = joined ? m_last->stepBeganMs : timeMs,
                  .endsWithSpace = !edit.text.empty() && isSpace(edit.text.back())};
    return joined;
}

void StepGrouping::close() {
    m_last.reset();
}

void StepGrouping::followRemotePatch(const document::DocumentPatch& documentPatch) {
    if (!m_last) return;
    const document::Patch* changed = documentPatch.patchOf(m_last->sequence);
    if (changed == nullptr) return;
    const document::Patch& patch = *changed;
    text::Offset old;  // place in the text before the patch
    for (const document::PatchPiece& piece : patch.pieces()) {
        const text::Offset end = old + piece.oldCount();
        if (piece.kind == document::PatchPiece::Kind::kRetain) {
            old = end;
            continue;
        }
        if (old <= m_last->caret && m_last->caret <= end) {
            m_last.reset();
            return;
        }
        old = end;
    }
    m_last->caret = patch.mapped(m_last->caret, document::Bias::kBefore);
}

}  // namespace varve::replica
