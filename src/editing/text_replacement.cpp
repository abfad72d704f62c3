#include "editing/text_replacement.h"

#include <algorithm>
#include <string>

#include "projection/input_text.h"

namespace varve::editing {

Edit withWholeText(const EditContext& context, std::string_view text) {
    const std::u32string before = context.blocks.text({{0}, context.blocks.end()}).toStdU32String();
    const std::u32string after = QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())).toStdU32String();
    const std::size_t shorter = std::min(before.size(), after.size());
    std::size_t prefix = 0;
    while (prefix < shorter && before[prefix] == after[prefix])
        ++prefix;
    std::size_t suffix = 0;
    while (suffix < shorter - prefix && before[before.size() - 1 - suffix] == after[after.size() - 1 - suffix])
        ++suffix;
    const QString added = QString::fromStdU32String(after.substr(prefix, after.size() - prefix - suffix));
    const text::Range changed{{static_cast<std::uint32_t>(prefix)},
                              {static_cast<std::uint32_t>(before.size() - suffix)}};
    if (changed.isEmpty() && added.isEmpty()) return {};
    return {context.intentOf(event::TransactionKind::kEdit, {changed, projection::toUtf8(added)}), std::nullopt};
}

}  // namespace varve::editing
