// Positions in text. The core counts Unicode scalar values (text::Offset); UTF-16 code units (text::Utf16Offset) exist
// only where Qt is spoken to. The two never mix: conversion goes through a rope or a block.
#pragma once

#include <compare>
#include <cstdint>

namespace varve::text {

/// A place between scalars, or a count from the start of the text.
struct Offset {
    std::uint32_t value = 0;

    friend auto operator<=>(const Offset&, const Offset&) = default;
    friend Offset operator+(Offset offset, std::uint32_t count) { return {offset.value + count}; }
    friend Offset operator-(Offset offset, std::uint32_t count) { return {offset.value - count}; }
    /// Scalars from `begin` to `end`; `end` must not lie before `begin`.
    friend std::uint32_t operator-(Offset end, Offset begin) { return end.value - begin.value; }
};

/// A place between UTF-16 code units.
struct Utf16Offset {
    std::uint32_t value = 0;

    friend auto operator<=>(const Utf16Offset&, const Utf16Offset&) = default;
    friend Utf16Offset operator+(Utf16Offset offset, std::uint32_t count) { return {offset.value + count}; }
    friend Utf16Offset operator-(Utf16Offset offset, std::uint32_t count) { return {offset.value - count}; }
    friend std::uint32_t operator-(Utf16Offset end, Utf16Offset begin) { return end.value - begin.value; }
};

/// Half-open range of scalars.
struct Range {
    Offset begin;
    Offset end;

    [[nodiscard]] bool isEmpty() const { return begin == end; }
    [[nodiscard]] std::uint32_t count() const { return end - begin; }
    friend bool operator==(const Range&, const Range&) = default;
};

}  // namespace varve::text
