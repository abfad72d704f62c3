#include "base/freed_memory.h"

#include <cstdlib>
#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace varve {

void keepFreedMemory() {
#ifdef __GLIBC__
    constexpr int kKeptSizeMax = 64 << 20;
    constexpr int kHeapBlockSizeMax = 32 << 20;  // the greatest that glibc takes
    mallopt(M_TRIM_THRESHOLD, kKeptSizeMax);
    mallopt(M_MMAP_THRESHOLD, kHeapBlockSizeMax);
#endif
}

}  // namespace varve
