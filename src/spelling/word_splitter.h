// Which words of a block a speller should look at. Pure: no dictionary, no thread.
#pragma once

#include <QChar>
#include <QString>
#include <functional>
#include <optional>
#include <vector>

#include "spelling/utf16_range.h"

namespace varve::spelling {

struct SplitOptions {
    bool isSkippingCapitals = true;         // words like NATO
    std::optional<QChar::Script> script{};  // words of other scripts are passed over; all count when absent
    friend bool operator==(const SplitOptions&, const SplitOptions&) = default;
};

/// The script of a language tag's texts; nothing where there are several (Japanese) or nobody knows.
[[nodiscard]] std::optional<QChar::Script> scriptOf(const QString& language);

/// Words of Unicode (UAX 29) that have a letter, in the order of the text, without: those with digits or underscores;
/// addresses (with ://, www. or @), paths; and whatever touches `skips`, which are the caller's (code, fields),
/// ascending and disjoint. `receive` returns whether to go on. Cost: O(text).
void forEachWord(const QString& text, const std::vector<Utf16Range>& skips, const SplitOptions& options,
                 const std::function<bool(Utf16Range)>& receive);

/// What is looked up for a word of the text: composed, without soft hyphens.
[[nodiscard]] QString spelledForm(QStringView word);

}  // namespace varve::spelling
