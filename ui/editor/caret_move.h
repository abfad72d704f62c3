// Movements of the caret, and the keys that mean them. Values.
#pragma once

#include <QKeySequence>
#include <cstdint>

namespace varve::ui {

enum class CaretMove : std::uint8_t {
    kLeft,
    kRight,
    kWordLeft,
    kWordRight,
    kUp,
    kDown,
    kLineStart,
    kLineEnd,
    kBlockStart,
    kBlockEnd,
    kBlockUp,
    kBlockDown,
    kPageUp,
    kPageDown,
    kDocumentStart,
    kDocumentEnd
};

struct CaretMoveKey {
    QKeySequence::StandardKey key;
    CaretMove move;
    bool selecting;
};

}  // namespace varve::ui
