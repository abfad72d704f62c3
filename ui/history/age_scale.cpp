#include "ui/history/age_scale.h"

#include <algorithm>
#include <cmath>

namespace varve::ui {

namespace {

constexpr double kSteepness = 4;  // with 1 all classes would be equally long
/// What clocks say may be anything; differences of these fit.
constexpr std::int64_t kTimeMax = std::int64_t{1} << 52;

std::int64_t sane(std::int64_t timeMs) {
    return std::clamp(timeMs, -kTimeMax, kTimeMax);
}

}  // namespace

AgeScale::AgeScale(std::int64_t oldestMs, std::int64_t newestMs)
    : m_oldestMs(sane(std::min(oldestMs, newestMs))), m_newestMs(sane(std::max(oldestMs, newestMs))) {
    const auto whole = static_cast<double>(m_newestMs - m_oldestMs);
    for (std::size_t index = 0; index < kClassCount; ++index) {
        const double share = static_cast<double>(index + 1) / kClassCount;
        m_ages[index] = static_cast<std::int64_t>(whole * std::pow(share, kSteepness));
    }
    m_ages.back() = m_newestMs - m_oldestMs;
}

std::size_t AgeScale::classOf(std::int64_t timeMs) const {
    const std::int64_t age = m_newestMs - std::clamp(timeMs, m_oldestMs, m_newestMs);
    return static_cast<std::size_t>(std::ranges::lower_bound(m_ages, age) - m_ages.begin());
}

std::int64_t AgeScale::beginOf(std::size_t ageClass) const {
    return m_newestMs - m_ages[ageClass];
}

}  // namespace varve::ui
