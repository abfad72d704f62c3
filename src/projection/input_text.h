// Text on its way in from the clipboard, a drop, an input method or the keyboard, made fit for the document. Plain
// functions; the view calls them before it raises an intent.
#pragma once

#include <QString>
#include <string>

namespace varve::projection {

/// Every kind of line and paragraph end (CR, CRLF, VT, FF, NEL, U+2028, U+2029) becomes U+000A; other control
/// characters except the tab and a leading byte order mark are removed; lone surrogates become U+FFFD. Cost: O(text).
[[nodiscard]] QString normalisedText(const QString& text);

/// UTF-8 of a text without lone surrogates.
[[nodiscard]] std::string toUtf8(const QString& text);
/// Scalars of a text without lone surrogates.
[[nodiscard]] std::uint32_t scalarCount(const QString& text);

}  // namespace varve::projection
