// Reads text scalar by scalar and says where a pattern ends: the automaton of a plain text, in any case if so wanted,
// or as a whole word. States are made when they are met for the first time. Knows nothing of documents; part of the
// search of the history, which reads the texts of many moments at once (history_search.h).
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace varve::history {

/// What is searched for: a text, scalar for scalar.
struct TextPattern {
    std::u32string scalars;
    /// Maps every scalar to what it is compared as, so that case is ignored. Null: as written.
    char32_t (*fold)(char32_t) = nullptr;
    /// Given: only where no such scalar stands beside the text.
    bool (*isWordScalar)(char32_t) = nullptr;
};

class TextAutomaton {
  public:
    using State = std::uint32_t;
    using Class = std::uint16_t;

    /// Nothing of the pattern stands in front.
    static constexpr State kNothing = 0;
    /// Of the place in front of a text and behind it, as if a scalar stood there.
    static constexpr Class kEdge = 0;
    static constexpr std::size_t kScalarCountMax = 500;

    /// `pattern` is not empty and has at most kScalarCountMax scalars (CHECKed).
    explicit TextAutomaton(const TextPattern& pattern);

    /// Scalars that the automaton does not tell apart have one class.
    [[nodiscard]] Class classOf(char32_t scalar) const {
        return scalar < m_asciiClasses.size() ? m_asciiClasses[scalar] : classOfWide(scalar);
    }
    struct Step {
        State state = kNothing;
        bool isMatch = false;  // the scalar read is the last one of a match
    };
    /// Cost: O(1), and O(pattern) the first time.
    Step step(State state, Class next) {
        const std::uint32_t known = m_steps[std::size_t{state} * m_classCount + next];
        return known != kUnknown ? Step{known >> 1, (known & 1) != 0} : makeStep(state, next);
    }
    /// Scalars of the longest beginning of a match that ends with what was read last.
    [[nodiscard]] std::uint32_t lengthOf(State state) const { return m_lengths[state]; }
    /// The state if only the last `length` scalars had been read.
    State shortened(State state, std::uint32_t length);

    [[nodiscard]] bool isWholeWord() const { return m_isWholeWord; }
    /// Scalars of a match, the one in front and the one behind it included for whole words.
    [[nodiscard]] std::uint32_t matchCount() const { return static_cast<std::uint32_t>(m_elements.size()); }

  private:
    using Lengths = std::vector<std::uint16_t>;  // of beginnings of a match, descending; without 0
    static constexpr std::uint32_t kUnknown = 0xffffffffU;
    static constexpr Class kBesideWord = 1;  // not in the pattern, and may stand beside a whole word
    static constexpr Class kInWord = 2;      // not in the pattern, and may not
    static constexpr Class kFirstOwn = 3;    // of the pattern's scalars
    static constexpr std::uint16_t kAnyBeside = 0xffffU;

    [[nodiscard]] Class classOfWide(char32_t scalar) const;
    [[nodiscard]] Class classOfAny(char32_t scalar) const;
    [[nodiscard]] bool isMatched(std::uint16_t element, Class by) const;
    State stateOf(Lengths lengths);
    Step makeStep(State state, Class next);

    const TextPattern m_pattern;
    bool m_isWholeWord;
    std::u32string m_own;                   // the pattern's scalars folded, ascending, once each
    std::vector<bool> m_mayStandBeside;     // by class
    std::vector<std::uint16_t> m_elements;  // of a match: a class, or kAnyBeside
    std::array<Class, 128> m_asciiClasses{};
    std::size_t m_classCount = 0;
    std::vector<Lengths> m_states;
    std::map<Lengths, State> m_numbers;
    std::vector<std::uint32_t> m_lengths;  // by state
    std::vector<std::uint32_t> m_steps;    // by state and class: the state and, in the lowest bit, whether it matches
};

}  // namespace varve::history
