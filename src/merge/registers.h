// Registers: for every (object, key) that was ever set, its writers in the order in which the last one wins: (Lamport,
// agent id, sequence). The value in a document is what the last writer says that counts there; null says that there is
// none. What a writer says is asked of the log.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "event/event_log.h"
#include "merge/marks.h"

namespace varve::merge {

/// An object as a number: that of a well-known one, or the arrival number of the event that made it.
using ObjectNumber = std::uint32_t;
[[nodiscard]] ObjectNumber objectNumberOf(const event::EventLog& log, const event::ObjectId& object);
[[nodiscard]] event::ObjectId objectIdOf(const event::EventLog& log, ObjectNumber object);

class Registers {
  public:
    struct Register {
        ObjectNumber object = 0;
        std::uint32_t key = 0;  // number in the tracker's table of keys
        friend bool operator==(const Register&, const Register&) = default;
    };
    struct Writer {
        event::LocalVersion event;
        std::uint32_t operationRun = 0;  // index in the log
        std::uint32_t lamport = 0;
        std::uint32_t target = 0;      // number of its register
        std::uint32_t weaker = kNone;  // the next writer of that register, which this one wins over
        CountedFlags counted;
    };

    /// Applied, and counts in both documents. The number of the writer. No value may be asked for before settle().
    std::uint32_t add(Register target, Writer writer);
    /// Puts the writers added since in their places. Cost: O(n log n) in these, and the writers that win over them.
    void settle(const event::EventLog& log);
    [[nodiscard]] Writer& writer(std::uint32_t number) { return m_writers[number]; }
    [[nodiscard]] const Writer& writer(std::uint32_t number) const { return m_writers[number]; }
    [[nodiscard]] std::span<const Writer> writers() const { return m_writers; }

    /// By number.
    [[nodiscard]] std::span<const Register> registers() const { return m_registers.values(); }
    [[nodiscard]] std::optional<std::uint32_t> find(Register wanted) const { return m_registers.find(wanted); }
    /// The value that counts in a document; null for none.
    [[nodiscard]] event::Value value(const event::EventLog& log, std::uint32_t number, View view) const;
    /// The same if the writers in `flipped` (ascending) counted where they do not, and the other way round.
    [[nodiscard]] event::Value value(const event::EventLog& log, std::uint32_t number, View view,
                                     std::span<const std::uint32_t> flipped) const;

    [[nodiscard]] std::size_t memoryBytes() const;
    /// CHECKs that writers are in order and each in its register. Cost: O(writers).
    void checkInvariants(const event::EventLog& log) const;

  private:
    struct RegisterHash {
        std::uint64_t operator()(const Register& target) const { return mixedHash(target.object, target.key); }
    };
    [[nodiscard]] bool winsOver(const event::EventLog& log, const Writer& a, const Writer& b) const;

    InternTable<Register, RegisterHash> m_registers;
    std::vector<std::uint32_t> m_strongest;  // by register
    std::vector<Writer> m_writers;           // in the order in which they were applied
    std::vector<std::uint32_t> m_unsettled;  // writers that are not linked yet
};

}  // namespace varve::merge
