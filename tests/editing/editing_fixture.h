// A replica with its blocks as an editor has them, for tests of commands.
#pragma once

#include <QTest>
#include <string>
#include <vector>

#include "editing/block_commands.h"
#include "editing/content_writer.h"
#include "projection/document_reader.h"
#include "replica/document_replica.h"

namespace varve::editing {

inline document::Attributes attributesOf(std::string_view key, event::Value value) {
    document::Attributes attributes;
    document::setValue(attributes, key, std::move(value));
    return attributes;
}

class EditingFixture {
  public:
    EditingFixture() = default;
    /// Another person, who writes in the same document once they have heard of each other.
    EditingFixture(std::uint8_t agent, const std::string& user)
        : replica({"00000000-0000-4000-8000-000000000001", {}},
                  {.id = {{agent}}, .user = user, .device = "test", .startedMs = 0}, clock) {}
    explicit EditingFixture(const document::ContentBlocks& begun) {
        document::Content content;
        content.blocks = begun;
        apply(importIntent(replica.nextEventId(), content));
    }

    void apply(const replica::EditIntent& intent) {
        const auto outcome = replica.apply(intent);
        QVERIFY2(outcome.has_value(), outcome ? "" : outcome.error().message.c_str());
        read();
    }
    void read() {
        const merge::Tracker& tracker = replica.tracker();
        registers = projection::ObjectRegisters(tracker.registers(replica.log(), merge::View::kEffect));
        blocks = projection::readBlocks(replica.log(), tracker, merge::View::kEffect, event::WellKnownObject::kBody,
                                        registers, {});
    }
    [[nodiscard]] EditContext context() const { return {blocks, registers, objects, replica.nextEventId()}; }
    [[nodiscard]] std::string text() const { return replica.text().text(); }
    /// Everything that is seen, for comparing.
    [[nodiscard]] document::ContentBlocks content() const {
        return contentOf(context(), {{0}, blocks.end()}, nullptr).blocks;
    }
    [[nodiscard]] document::BlockType typeOf(std::uint32_t block) const {
        return blocks.blockAt(block)->shownAttributes().type;
    }

    ManualClock clock;
    replica::DocumentReplica replica{{"00000000-0000-4000-8000-000000000001", {}},
                                     {.id = {{7}}, .user = "ana", .device = "test", .startedMs = 0},
                                     clock};
    projection::TrackerObjects objects{
        replica.log(), [this]() -> const merge::Tracker& { return replica.presentTracker(); }, merge::View::kEffect};
    projection::ObjectRegisters registers;
    projection::BlockSequence blocks;
};

}  // namespace varve::editing
