#include "ui/spelling/word_replacement.h"

#include <algorithm>
#include <string>

#include "editing/mark_commands.h"
#include "projection/input_text.h"

namespace varve::ui {

editing::Edit wordReplaced(const projection::BlockSequence& blocks, text::Range range, const QString& replacement) {
    const std::u32string before = blocks.text(range).toStdU32String();
    const std::u32string after = projection::normalisedText(replacement).toStdU32String();
    if (before == after || after.empty()) return {};
    const std::size_t shorter = std::min(before.size(), after.size());
    std::size_t prefix = 0;
    while (prefix < shorter && before[prefix] == after[prefix])
        ++prefix;
    std::size_t suffix = 0;
    while (suffix < shorter - prefix && before[before.size() - 1 - suffix] == after[after.size() - 1 - suffix])
        ++suffix;
    const text::Range changed{range.begin + static_cast<std::uint32_t>(prefix),
                              range.begin + static_cast<std::uint32_t>(before.size() - suffix)};
    const std::u32string added = after.substr(prefix, after.size() - prefix - suffix);
    editing::Edit edit;
    if (added.empty()) {
        edit.intent = {.kind = event::TransactionKind::kReplace, .edits = {{changed, {}}}};
    } else {
        const bool isBehindAll = changed.isEmpty() && suffix == 0;
        const text::Offset model = isBehindAll ? range.begin + static_cast<std::uint32_t>(prefix - 1) : changed.begin;
        const QString text = QString::fromStdU32String(added);
        edit.intent =
            editing::typedLike(blocks, changed, model, projection::toUtf8(text), event::TransactionKind::kReplace);
    }
    const text::Offset end = range.begin + static_cast<std::uint32_t>(after.size());
    edit.selection = text::Range{end, end};
    return edit;
}

}  // namespace varve::ui
