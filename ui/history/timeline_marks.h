// What others put on the timeline: named moments, hits of a search, the two moments that are compared, the changes of
// a selection, branches of what was undone and left behind, drafts. Values, sorted by position, so that drawing and
// walking them costs O(log n). Knows no pixels.
#pragma once

#include <QString>
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace varve::ui {

enum class TimelineMarkKind : std::uint8_t {
    kNamedMoment,
    kSearchHit,
    kCompareA,
    kCompareB,
    kSelectionChange,
    kBranch,
    kDraft
};
inline constexpr std::size_t kTimelineMarkKinds = 7;

struct TimelineMark {
    std::uint64_t position = 0;  // the moment after so many events
    QString label{};             // shown where there is room, and in tool tips
    int colour = 0;              // index of a colour of ui/collaboration/presence_colours.h; used by selection changes
    std::uint64_t from = 0;      // of a branch or draft: the moment that it goes off from; its position is its last
    bool isMerged = false;       // of a draft: its position is where everything of it came in
    bool isPutAway = false;      // of a draft
    friend bool operator==(const TimelineMark&, const TimelineMark&) = default;
};

class TimelineMarks {
  public:
    /// Replaces all marks of a kind; in any order. Cost: O(n log n).
    void set(TimelineMarkKind kind, std::vector<TimelineMark> marks);
    /// Ascending by position.
    [[nodiscard]] std::span<const TimelineMark> of(TimelineMarkKind kind) const {
        return m_marks[static_cast<std::size_t>(kind)];
    }
    /// The marks of a kind with begin <= position < end. Cost: O(log n).
    [[nodiscard]] std::span<const TimelineMark> between(TimelineMarkKind kind, std::uint64_t begin,
                                                        std::uint64_t end) const;
    /// The mark next after, or last before, `position`; nothing when there is none. Cost: O(log n).
    [[nodiscard]] std::optional<std::uint64_t> next(TimelineMarkKind kind, std::uint64_t position) const;
    [[nodiscard]] std::optional<std::uint64_t> previous(TimelineMarkKind kind, std::uint64_t position) const;

    /// From this moment on everything is new to the reader.
    std::optional<std::uint64_t> newSince{};

  private:
    std::array<std::vector<TimelineMark>, kTimelineMarkKinds> m_marks;
};

}  // namespace varve::ui
