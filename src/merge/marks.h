// The marks of a tracker: what was applied, whether it counts in each of the two documents, and which marks cover which
// items. An item names its marks by one number, a *coverage*, which stands for two sets (src/merge/SEMANTICS.md):
// `marks` cover its characters, for good; `openMarks` are those between whose anchors it stands, which only matters to
// characters that the mark's author did not know. The rules of covering are here and nowhere else; what a mark says is
// asked of the log.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/bytes.h"
#include "event/event_log.h"
#include "merge/item.h"
#include "merge/mark_sets.h"

namespace varve::merge {

/// Whether an event counts: in effect as long as it is alive, in prepare if it is in that version besides.
struct CountedFlags {
    bool inPrepare = true;
    std::array<bool, 2> alive{true, true};  // by View

    [[nodiscard]] bool isCounted(View view) const {
        return alive[static_cast<std::size_t>(view)] && (view == View::kEffect || inPrepare);
    }
};

struct MarkRecord {
    event::LocalVersion event;
    std::uint32_t operationRun = 0;  // index in the log
    std::uint32_t lamport = 0;
    std::uint32_t key = 0;   // number in the tracker's table of keys
    std::uint32_t text = 0;  // number of the tracker's text
    // Units between which, in document order and including them, stands everything that it covers.
    std::uint32_t leftmost = kNone;
    std::uint32_t rightmost = kNone;
    bool expandsBegin = false;
    bool expandsEnd = false;
    CountedFlags counted;
};

/// The two sets of an item.
struct Coverage {
    MarkSet marks = 0;
    MarkSet openMarks = 0;
    friend bool operator==(const Coverage&, const Coverage&) = default;
};

class Marks {
  public:
    Marks();

    /// Applied, and counts in both documents.
    MarkNumber add(const MarkRecord& record);
    [[nodiscard]] std::span<const MarkRecord> records() const { return m_records; }
    [[nodiscard]] MarkRecord& record(MarkNumber mark) { return m_records[mark]; }
    [[nodiscard]] const MarkRecord& record(MarkNumber mark) const { return m_records[mark]; }
    void setInPrepare(MarkNumber mark, bool inPrepare);

    [[nodiscard]] const MarkSets& sets() const { return m_sets; }
    /// The coverage of characters that all of these are on, and between whose anchors nothing is inserted any more that
    /// their authors did not know. `marks`: ascending.
    [[nodiscard]] std::uint32_t coverageOf(std::span<const MarkNumber> marks) {
        return m_coverages.intern({setOf(marks), 0});
    }
    [[nodiscard]] MarkSet setOf(std::span<const MarkNumber> marks);
    [[nodiscard]] Coverage coverage(std::uint32_t number) const { return m_coverages[number]; }
    /// The coverage of an item that a new mark covers. Cost: O(1) for the coverages seen lately.
    [[nodiscard]] std::uint32_t covered(std::uint32_t number, MarkNumber mark);

    /// Coverages around a new character; 0 where nothing stands.
    struct Surroundings {
        std::uint32_t before = 0;  // next to it in the tree, whatever its state
        std::uint32_t behind = 0;
        std::uint32_t left = 0;  // visible in its author's version
        std::uint32_t right = 0;
    };
    /// The coverage of a character that is inserted there in prepare. Cost: O(1) among characters with one coverage.
    [[nodiscard]] std::uint32_t inserted(const Surroundings& around, bool isBlockStart);
    /// The marks that it would inherit if all that was applied were in its history; ascending.
    [[nodiscard]] std::vector<MarkNumber> inherited(std::uint32_t left, std::uint32_t right, bool isBlockStart) const;
    /// Marks of `number` that do not cover both of its neighbours in the tree.
    [[nodiscard]] MarkSet edgeMarks(std::uint32_t number, const Surroundings& around);

    /// Order in which the last mark of a key wins.
    [[nodiscard]] bool winsOver(const event::EventLog& log, MarkNumber a, MarkNumber b) const;

    /// The sets and coverages as bytes, and back into a table that has all marks and no sets yet. Result: by coverage,
    /// the text that its marks are in (kNone where it has none). Fails the reader on anything else than what
    /// writeSets() gives.
    void writeSets(ByteWriter& writer) const;
    [[nodiscard]] std::vector<std::uint32_t> readSets(ByteReader& reader);

    /// Whether enough sets were left behind to be worth a collection.
    [[nodiscard]] bool wantsCollection() const;
    /// Forgets the sets that no coverage in `used` needs and gives each of these its new number.
    class Collection;
    [[nodiscard]] std::size_t memoryBytes() const;

  private:
    struct CoverageHash {
        std::uint64_t operator()(const Coverage& coverage) const {
            return mixedHash(coverage.marks, coverage.openMarks);
        }
    };
    struct RecentCover {
        std::uint32_t before = kNone;
        MarkNumber mark = 0;
        std::uint32_t after = 0;
    };

    [[nodiscard]] bool isInherited(MarkNumber mark, bool onLeft, bool onRight, bool isBlockStart) const;
    /// What stands between two characters with these sets.
    [[nodiscard]] MarkSet spread(MarkSet left, MarkSet right, bool isBlockStart);

    std::vector<MarkRecord> m_records;
    MarkSets m_sets;
    InternTable<Coverage, CoverageHash> m_coverages;
    MarkSet m_unprepared = 0;  // applied and not in prepare
    std::array<RecentCover, 64> m_recent;
    std::uint32_t m_collectionCount = 0;  // nodes and coverages left by the last collection
};

/// Made when wantsCollection(); every coverage in use is renumbered, then it is finished.
class Marks::Collection {
  public:
    explicit Collection(Marks& marks) : m_marks(marks) {}
    [[nodiscard]] std::uint32_t renumbered(std::uint32_t number);
    void finish();

  private:
    Marks& m_marks;
    MarkSets m_sets;
    InternTable<Coverage, CoverageHash> m_coverages;
    std::vector<MarkSet> m_knownSets;
    std::vector<std::uint32_t> m_knownCoverages;
};

}  // namespace varve::merge
