// Ages of text in few classes, so that a colour can stand for each: from the last work on a document back to its first,
// the newer the finer. In a document of a year they end after hours, days, weeks and months; in one of an hour after
// seconds to half an hour. Plain arithmetic.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace varve::ui {

class AgeScale {
  public:
    static constexpr std::size_t kClassCount = 6;

    AgeScale() = default;
    /// Of the first and the last event; in any order.
    AgeScale(std::int64_t oldestMs, std::int64_t newestMs);

    [[nodiscard]] std::int64_t oldestMs() const { return m_oldestMs; }
    [[nodiscard]] std::int64_t newestMs() const { return m_newestMs; }
    /// 0 for the newest; times outside of the scale belong to its ends.
    [[nodiscard]] std::size_t classOf(std::int64_t timeMs) const;
    /// When the text of a class begins.
    [[nodiscard]] std::int64_t beginOf(std::size_t ageClass) const;

    friend bool operator==(const AgeScale&, const AgeScale&) = default;

  private:
    std::int64_t m_oldestMs = 0;
    std::int64_t m_newestMs = 0;
    std::array<std::int64_t, kClassCount> m_ages{};  // the greatest of each class
};

}  // namespace varve::ui
