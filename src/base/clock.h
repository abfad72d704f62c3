// The port through which code learns the time. Below `replica` time is an argument, never read.
#pragma once

#include <cstdint>

namespace varve {

class Clock {
  public:
    virtual ~Clock() = default;
    /// Milliseconds since 1970-01-01 UTC.
    [[nodiscard]] virtual std::int64_t nowMs() const = 0;
};

class SystemClock final : public Clock {
  public:
    [[nodiscard]] std::int64_t nowMs() const override;
};

/// Stands still until told otherwise; for tests and for generated documents.
class ManualClock final : public Clock {
  public:
    explicit ManualClock(std::int64_t nowMs = 0) : m_nowMs(nowMs) {}
    [[nodiscard]] std::int64_t nowMs() const override { return m_nowMs; }
    void set(std::int64_t nowMs) { m_nowMs = nowMs; }
    void advance(std::int64_t deltaMs) { m_nowMs += deltaMs; }

  private:
    std::int64_t m_nowMs;
};

}  // namespace varve
