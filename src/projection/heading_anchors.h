// Names of headings in links: `#some-heading`. Made from the words as the common hosts of Markdown make them: lower
// case, letters, digits, hyphens and underscores, a hyphen for a space, and a number behind a name that an earlier
// heading has. Source: observed behaviour of GitHub's anchors, as documented for its Markdown.
#pragma once

#include <QString>
#include <QStringView>
#include <optional>
#include <vector>

#include "projection/outline.h"

namespace varve::projection {

/// Without the sign in front, one for every entry; empty for a heading without words. Cost: O(text).
[[nodiscard]] std::vector<QString> headingAnchors(const Outline& outline);

/// The heading that a link leads to. `anchor`: without the sign, percent-encoded or not, in any case of letters; the
/// words of the heading themselves are taken too. Cost: O(text).
[[nodiscard]] std::optional<std::size_t> headingOfAnchor(const Outline& outline, const QString& anchor);

}  // namespace varve::projection
