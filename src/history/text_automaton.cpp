#include "history/text_automaton.h"

#include <algorithm>
#include <utility>

#include "base/check.h"

namespace varve::history {

TextAutomaton::TextAutomaton(const TextPattern& pattern)
    : m_pattern(pattern), m_isWholeWord(pattern.isWordScalar != nullptr) {
    CHECK(!pattern.scalars.empty() && pattern.scalars.size() <= kScalarCountMax);
    std::u32string folded = pattern.scalars;
    if (pattern.fold != nullptr) std::ranges::transform(folded, folded.begin(), pattern.fold);
    m_own = folded;
    std::ranges::sort(m_own);
    m_own.erase(std::ranges::unique(m_own).begin(), m_own.end());
    m_classCount = kFirstOwn + m_own.size();
    m_mayStandBeside = {true, true, false};
    for (const char32_t scalar : m_own)
        m_mayStandBeside.push_back(m_isWholeWord && !pattern.isWordScalar(scalar));
    if (m_isWholeWord) m_elements.push_back(kAnyBeside);
    for (const char32_t scalar : folded)
        m_elements.push_back(classOfAny(scalar));
    if (m_isWholeWord) m_elements.push_back(kAnyBeside);
    for (char32_t scalar = 0; scalar < m_asciiClasses.size(); ++scalar)
        m_asciiClasses[scalar] = classOfWide(scalar);
    stateOf({});
}

TextAutomaton::Class TextAutomaton::classOfWide(char32_t scalar) const {
    return classOfAny(m_pattern.fold != nullptr ? m_pattern.fold(scalar) : scalar);
}

/// Of a folded scalar.
TextAutomaton::Class TextAutomaton::classOfAny(char32_t scalar) const {
    const auto found = std::ranges::lower_bound(m_own, scalar);
    if (found != m_own.end() && *found == scalar) return static_cast<Class>(kFirstOwn + (found - m_own.begin()));
    return m_isWholeWord && m_pattern.isWordScalar(scalar) ? kInWord : kBesideWord;
}

bool TextAutomaton::isMatched(std::uint16_t element, Class by) const {
    return element == kAnyBeside ? m_mayStandBeside[by] : element == by;
}

TextAutomaton::State TextAutomaton::stateOf(Lengths lengths) {
    const auto [known, isNew] = m_numbers.try_emplace(std::move(lengths), static_cast<State>(m_states.size()));
    if (isNew) {
        m_states.push_back(known->first);
        m_lengths.push_back(known->first.empty() ? 0U : known->first.front());
        m_steps.resize(m_steps.size() + m_classCount, kUnknown);
    }
    return known->second;
}

TextAutomaton::Step TextAutomaton::makeStep(State state, Class next) {
    Lengths lengths;
    Step step;
    const auto extend = [&](std::uint16_t length) {
        if (!isMatched(m_elements[length], next)) return;
        if (length + 1U == m_elements.size())
            step.isMatch = true;
        else
            lengths.push_back(static_cast<std::uint16_t>(length + 1));
    };
    for (const std::uint16_t length : m_states[state])
        extend(length);
    extend(0);
    step.state = stateOf(std::move(lengths));
    m_steps[std::size_t{state} * m_classCount + next] = (step.state << 1) | (step.isMatch ? 1U : 0U);
    return step;
}

TextAutomaton::State TextAutomaton::shortened(State state, std::uint32_t length) {
    if (m_lengths[state] <= length) return state;
    Lengths lengths;
    std::ranges::copy_if(m_states[state], std::back_inserter(lengths), [&](auto one) { return one <= length; });
    return stateOf(std::move(lengths));
}

}  // namespace varve::history
