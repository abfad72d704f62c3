// Finds a plain text in UTF-8, scalar for scalar. A letter and the accents written behind it are one letter: no match
// ends in front of a mark of U+0300 to U+036F, and a pattern is found in its composed and its decomposed spelling
// alike. Case is ignored by simple case folding, so that "ss" does not find "ß". Knows no words and no ropes:
// text_search.h.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace varve::projection {

class PlainMatcher {
  public:
    /// Bytes of the searched text.
    struct Match {
        std::size_t begin = 0;
        std::size_t end = 0;
        friend bool operator==(const Match&, const Match&) = default;
    };

    /// `pattern` is valid UTF-8 and not empty (CHECKed).
    PlainMatcher(std::string_view pattern, bool isCaseSensitive);

    /// The first match that starts in [from, startEnd) of `utf8`, which is valid. What stands behind it tells whether
    /// a match may end there. Cost: O(startEnd - from), times the pattern where it
    /// nearly matches everywhere.
    [[nodiscard]] std::optional<Match> find(std::string_view utf8, std::size_t from, std::size_t startEnd) const;
    /// Most scalars that a match can have.
    [[nodiscard]] std::uint32_t scalarCountMax() const { return m_scalarCountMax; }

  private:
    struct Spelling {  // of one scalar
        std::array<char, 4> bytes{};
        std::size_t size = 0;
    };
    using Spellings = std::vector<Spelling>;     // a scalar in every case
    using Alternative = std::vector<Spellings>;  // the pattern, scalar for scalar

    [[nodiscard]] std::size_t matchSizeAt(std::string_view utf8, std::size_t at) const;
    [[nodiscard]] std::size_t nextCandidate(std::string_view utf8, std::size_t from, std::size_t startEnd) const;
    void addAlternative(std::string_view utf8, bool isCaseSensitive);

    std::vector<Alternative> m_alternatives;
    std::string m_only;                   // the pattern when it has one spelling; else empty
    std::array<bool, 256> m_leadBytes{};  // with which a match can start
    std::uint32_t m_scalarCountMax = 0;
};

}  // namespace varve::projection
