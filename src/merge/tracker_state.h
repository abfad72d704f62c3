// Everything a tracker remembers. Shared by the walker, which changes it, and by those who read it; nobody else sees
// it.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "event/event_log.h"
#include "merge/item_tree.h"
#include "merge/liveness_registers.h"
#include "merge/marks.h"
#include "merge/registers.h"
#include "merge/touched_items.h"
#include "merge/tracker.h"

namespace varve::merge {

struct Tracker::State {
    explicit State(FanOut nodeFanOut) : fanOut(nodeFanOut) { texts.push_back({kBody, ItemTree(fanOut)}); }

    struct Text {
        event::ObjectId sequence;
        ItemTree tree;
        bool hasMarks = false;
    };
    struct KeyHash {
        std::uint64_t operator()(const std::string& key) const { return mixedHash(std::hash<std::string>{}(key)); }
    };

    /// The number of the text of a sequence; nothing when no character was ever inserted there.
    [[nodiscard]] std::optional<std::uint32_t> textNumberOf(const event::ObjectId& sequence) const {
        if (sequence == event::ObjectId{event::WellKnownObject::kBody}) return 0;
        const auto found = textNumbers.find(sequence);
        return found == textNumbers.end() ? std::nullopt : std::optional(found->second);
    }
    [[nodiscard]] const Text* textOf(const event::ObjectId& sequence) const {
        const auto number = textNumberOf(sequence);
        return number ? &texts[*number] : nullptr;
    }
    /// The number of the text that a run of insertions or deletions is in; kNone when nothing was inserted there yet.
    [[nodiscard]] std::uint32_t textNumberOf(const event::OperationRun& run) const {
        return run.sequence < textBySequence.size() ? textBySequence[run.sequence] : kNone;
    }
    std::uint32_t createText(const event::EventLog& log, std::uint32_t sequence);
    /// The frontier of the events before `end` that are not quarantined. Cost: O(graph runs).
    [[nodiscard]] event::Version soundVersion(const event::EventLog& log, event::LocalVersion end) const;
    /// All events of the log, which are very many, are going to be applied. The index has got their size.
    void beginBulk(const event::EventLog& log);
    /// They are applied. Cost: O(items + events).
    void endBulk();
    /// Gives back memory that is not used. Cost: O(memory).
    void trim();
    /// Lets go of sets of marks that no item has any more. Cost: O(items + sets).
    void collectMarks();
    /// The same when there are many of them.
    void tidyMarks();
    [[nodiscard]] std::size_t memoryBytes() const;

    FanOut fanOut;
    std::vector<Text> texts;                               // the body first, then by first insertion
    std::vector<std::uint32_t> textBySequence{0};          // by number of the sequence in the log
    std::map<event::ObjectId, std::uint32_t> textNumbers;  // without the body
    EventIndex index;
    event::Version baseVersion;  // empty without a base
    LivenessRegisters liveness;
    InternTable<std::string, KeyHash> keys;  // of marks and registers
    Marks marks;
    Registers registers;
    event::Version prepareVersion;
    event::Version effectVersion;
    bool hasQuarantined = false;
    // Kept between calls only to reuse their memory.
    TouchedItems touched;
    event::Difference difference;
};

}  // namespace varve::merge
