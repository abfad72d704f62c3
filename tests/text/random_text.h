// Text for random tests: scalars of every length in UTF-8, borders of the ranges included, and the slow conversions
// that the fast ones are compared with.
#pragma once

#include <QtGlobal>
#include <array>
#include <cstdio>
#include <string>

#include "base/random.h"
#include "text/utf8.h"

namespace varve::text::test {

inline char32_t randomScalar(Random& random) {
    static constexpr std::array<char32_t, 18> kSpecial{U'\n',   U'\r',   0x7f,   0x80,   0xe9,     0x7ff,
                                                       0x800,   0x20ac,  0xd7ff, 0xe000, 0xffff,   0x10000,
                                                       0x1f600, 0x1f468, 0x200d, 0x4e2d, 0x10ffff, U'\0'};
    if (random.chance(60)) return U'a' + random.below(26);
    if (random.chance(15)) return U'\n';
    return kSpecial[random.below(kSpecial.size())];
}

inline std::u32string randomText(Random& random, std::uint32_t countMax) {
    std::u32string text(random.below(countMax + 1), U'a');
    const bool isAscii = random.chance(40);
    for (char32_t& scalar : text)
        scalar = isAscii ? U'a' + random.below(26) : randomScalar(random);
    return text;
}

inline std::string toUtf8(std::u32string_view text) {
    std::string utf8;
    for (const char32_t scalar : text)
        appendScalar(utf8, scalar);
    return utf8;
}

inline std::uint32_t slowUtf16Count(std::u32string_view text) {
    std::uint32_t count = 0;
    for (const char32_t scalar : text)
        count += scalar > 0xffff ? 2 : 1;
    return count;
}

/// A number from the environment, printed so that a failure can be repeated.
inline std::uint32_t environmentNumber(const char* name, std::uint32_t otherwise) {
    bool isNumber = false;
    const int value = qEnvironmentVariableIntValue(name, &isNumber);
    const std::uint32_t result = isNumber ? static_cast<std::uint32_t>(value) : otherwise;
    std::printf("%s=%u\n", name, result);
    return result;
}

}  // namespace varve::text::test
