// Seeded pseudo-random numbers that are the same on every platform and library (the standard distributions are not),
// and the one source of true randomness for agent and document ids. Tests print their seed.
#pragma once

#include <array>
#include <cstdint>

namespace varve {

/// SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014).
class Random {
  public:
    explicit Random(std::uint64_t seed) : m_state(seed) {}

    std::uint64_t next() {
        m_state += 0x9e3779b97f4a7c15U;
        std::uint64_t z = m_state;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
        return z ^ (z >> 31);
    }
    /// A number in [0, bound); 0 when bound is 0.
    std::uint32_t below(std::uint32_t bound) {
        return static_cast<std::uint32_t>((static_cast<std::uint64_t>(next() >> 32) * bound) >> 32);
    }
    /// True with `percent` in 100.
    bool chance(std::uint32_t percent) { return below(100) < percent; }

  private:
    std::uint64_t m_state;
};

/// 16 bytes from the operating system's generator. Only composition code may call it: never below `replica`.
std::array<std::uint8_t, 16> systemRandom16();

}  // namespace varve
