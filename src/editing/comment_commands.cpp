#include "editing/comment_commands.h"

#include <algorithm>

#include "document/comment_schema.h"
#include "document/mark_schema.h"
#include "document/object_names.h"
#include "editing/step_builder.h"
#include "text/utf8.h"

namespace varve::editing {

namespace {

namespace key = document::comment_key;

const projection::Remark* remarkIn(const projection::CommentThread& thread, const event::EventId& id) {
    const auto found = std::ranges::find(thread.remarks, id, &projection::Remark::id);
    return found != thread.remarks.end() ? &*found : nullptr;
}

std::string registerOf(const projection::CommentThread& thread, const event::EventId& remark) {
    return remark == thread.id ? std::string(key::kText) : std::string(key::kReplyPrefix) + document::idText(remark);
}

Edit edited(StepBuilder& builder) {
    return {.intent = builder.finish(), .selection = {}};
}

}  // namespace

std::string remarkWords(std::string_view words) {
    constexpr std::string_view kSpace = " \t\r\n";
    const std::size_t begin = words.find_first_not_of(kSpace);
    if (begin == words.npos) return {};
    words = words.substr(begin, words.find_last_not_of(kSpace) + 1 - begin);
    return words.size() <= document::kRemarkSizeMax && text::isValidUtf8(words) ? std::string(words) : std::string();
}

Edit commentedOn(const EditContext& context, text::Range range, std::string_view words) {
    const std::string written = remarkWords(words);
    const projection::BlockPosition end = context.blocks.positionOf(range.end);
    // The break behind a paragraph says nothing that a comment could be about.
    if (end.utf16 == 0 && range.begin < range.end && end.block > 0) range.end = range.end - 1U;
    if (written.empty() || range.isEmpty()) return {};
    StepBuilder builder(context.next, event::TransactionKind::kEdit);
    const event::EventId id =
        builder.markWithOwnId(context.sequence, range, document::mark_key::kCommentPrefix, written);
    // The register is what tells the thread where its text is gone.
    builder.set(id, key::kText, written);
    Edit edit = edited(builder);
    edit.selection = range;
    return edit;
}

Edit repliedTo(event::EventId next, const projection::CommentThread& thread, std::string_view words) {
    const std::string written = remarkWords(words);
    if (written.empty()) return {};
    StepBuilder builder(next, event::TransactionKind::kEdit);
    builder.setWithOwnId(thread.id, key::kReplyPrefix, written);
    return edited(builder);
}

Edit reworded(event::EventId next, const projection::CommentThread& thread, const event::EventId& remark,
              std::string_view words) {
    const std::string written = remarkWords(words);
    const projection::Remark* now = remarkIn(thread, remark);
    if (written.empty() || now == nullptr || now->text == written) return {};
    StepBuilder builder(next, event::TransactionKind::kEdit);
    builder.set(thread.id, registerOf(thread, remark), written);
    return edited(builder);
}

Edit withResolved(event::EventId next, const projection::CommentThread& thread, bool isResolved) {
    if (thread.isResolved == isResolved) return {};
    StepBuilder builder(next, event::TransactionKind::kEdit);
    builder.set(thread.id, key::kResolved, isResolved ? event::Value(true) : event::Value());
    return edited(builder);
}

Edit withoutRemark(event::EventId next, const projection::CommentThread& thread, const event::EventId& remark) {
    if (remark == thread.id) return withoutThread(next, thread);
    if (remarkIn(thread, remark) == nullptr) return {};
    StepBuilder builder(next, event::TransactionKind::kEdit);
    builder.set(thread.id, registerOf(thread, remark), {});
    return edited(builder);
}

Edit withoutThread(event::EventId next, const projection::CommentThread& thread) {
    StepBuilder builder(next, event::TransactionKind::kEdit);
    const std::string markKey = std::string(document::mark_key::kCommentPrefix) + document::idText(thread.id);
    for (const projection::TextRange& place : thread.ranges)
        builder.mark(place.sequence, place.range, markKey, {});
    builder.set(thread.id, key::kDeleted, true);
    return edited(builder);
}

}  // namespace varve::editing
