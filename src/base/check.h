// CHECK stops the program in every build when an invariant is broken; DCHECK does so in debug builds only.
// Never use them on bytes from outside: those are rejected with a Result.
#pragma once

namespace varve {

/// Prints the broken condition with its place to standard error and aborts. Errors: does not return.
[[noreturn]] void checkFailed(const char* condition, const char* file, int line);

}  // namespace varve

#define CHECK(condition) ((condition) ? static_cast<void>(0) : ::varve::checkFailed(#condition, __FILE__, __LINE__))
#ifdef NDEBUG
#define DCHECK(condition) static_cast<void>(sizeof((condition) ? 1 : 0))
#else
#define DCHECK(condition) CHECK(condition)
#endif
