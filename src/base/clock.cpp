#include "base/clock.h"

#include <chrono>

namespace varve {

std::int64_t SystemClock::nowMs() const {
    using std::chrono::milliseconds;
    return std::chrono::duration_cast<milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

}  // namespace varve
