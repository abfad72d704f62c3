// A page for a web browser that plays how a document was written: one HTML file that needs no other, no network and no
// program of ours. It holds the text of the body at every step as changes from the step before, and a small player:
// slider, play, speeds, keyboard. Pure.
#pragma once

#include <cstdint>
#include <string>

#include "convert/imported.h"
#include "event/event_log.h"
#include "history/history_cursor.h"
#include "history/timeline.h"

namespace varve::convert {

/// So many pictures of the document the page has at most; of longer histories steps next to each other are one.
inline constexpr std::size_t kTimelapseFrameCountMax = 20'000;

struct TimelapseOptions {
    std::string title;  // of the page
    std::size_t frameCountMax = kTimelapseFrameCountMax;
};

/// Marks, kinds of blocks, lists, pictures (of `blobs`, within bounds) and tables (as text) of each step, with its
/// author and time. Comments are left out. `cursor` and `timeline` are those of `log`; the cursor is somewhere else
/// afterwards. Names, texts and values may be hostile: nothing of them is more than text on the page. Errors:
/// cancelled. Cost: the patches of all steps, and the blocks that they change.
[[nodiscard]] Result<Bytes> timelapsePage(const event::EventLog& log, history::HistoryCursor& cursor,
                                          const history::Timeline& timeline, const BlobSource& blobs,
                                          const TimelapseOptions& options, const Progress& progress = {});

}  // namespace varve::convert
