// What the registers of the document mean for paper: size, margins, what stands above and below the text of each page.
// What has not the form of CONTENT.md counts as absent.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "document/content.h"

namespace varve::document {

namespace page_key {
inline constexpr std::string_view kSize = "page-size";
inline constexpr std::string_view kLandscape = "page-landscape";
inline constexpr std::string_view kMarginTop = "margin-top";
inline constexpr std::string_view kMarginRight = "margin-right";
inline constexpr std::string_view kMarginBottom = "margin-bottom";
inline constexpr std::string_view kMarginLeft = "margin-left";
inline constexpr std::string_view kHeader = "header";
inline constexpr std::string_view kFooter = "footer";
}  // namespace page_key

enum class PaperSize : std::uint8_t { kA4, kA5, kLetter, kLegal };

/// Hundredths of a point: 25 mm.
inline constexpr int kUsualMargin = 7087;
inline constexpr int kMarginMax = 28800;

/// Lengths in hundredths of a point.
struct PageSetup {
    PaperSize size = PaperSize::kA4;
    bool isLandscape = false;
    int marginTop = kUsualMargin;
    int marginRight = kUsualMargin;
    int marginBottom = kUsualMargin;
    int marginLeft = kUsualMargin;
    std::string header{};  // with fields; tabs part what stands left, in the middle and right
    std::string footer{};

    /// Of the paper as it is held.
    [[nodiscard]] int width() const;
    [[nodiscard]] int height() const;
    friend bool operator==(const PageSetup&, const PageSetup&) = default;
};

/// `properties`: registers of the document. Margins that would leave less than an inch of the paper count as absent.
[[nodiscard]] PageSetup pageSetupOf(const Attributes& properties);
/// The registers that say the same: every key, null where it is as usual. Keys ascending.
[[nodiscard]] Attributes registersOf(const PageSetup& setup);

/// Header or footer of one page.
struct PageFields {
    int page = 1;
    int pageCount = 1;
    std::string title{};
    std::string date{};
};
/// The text with `{page}`, `{pages}`, `{title}` and `{date}` filled in; other braces stay. Cost: O(text).
[[nodiscard]] std::string filledIn(std::string_view text, const PageFields& fields);

}  // namespace varve::document
