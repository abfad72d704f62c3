// What the process does with memory that was given back. Called once, by each program's main().
#pragma once

namespace varve {

/// Keeps up to 64 MiB that was freed for what comes next, instead of returning it at once: opening, replaying and
/// keyframes take megabytes and give them back, and a page that must be asked for again costs more than the work done
/// in it (a third of a replay of 50,000 items). Does nothing where the C library is another than glibc.
void keepFreedMemory();

}  // namespace varve
