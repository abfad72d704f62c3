// The registers of every object of the document in the version shown, as patches tell them: what a block or an embed
// is, the styles and settings of the document, the threads of comments. Objects that are not visible now are kept too:
// undo and time travel bring them back without saying again what they are. Owned by the view's model; one thread.
#pragma once

#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "document/block_schema.h"
#include "document/patch.h"
#include "projection/block.h"

namespace varve::projection {

struct ObjectIdHash {
    std::size_t operator()(const event::ObjectId& object) const;
};

class ObjectRegisters {
  public:
    ObjectRegisters() = default;
    /// Cost: O(registers).
    explicit ObjectRegisters(std::span<const document::RegisterChange> registers) { take(registers); }

    void take(std::span<const document::RegisterChange> changes);
    [[nodiscard]] bool isEmpty() const { return m_objects.empty(); }
    /// Null for an object without a register. Stays valid and unchanged when the object changes later.
    [[nodiscard]] AttributesPointer attributesOf(const event::ObjectId& object) const;
    /// The same as a block; null for a plain paragraph. Blocks alike share it mostly.
    [[nodiscard]] document::BlockAttributesPointer blockAttributesOf(const event::ObjectId& object) const;
    /// Of the document itself; null when absent.
    [[nodiscard]] const event::Value& documentValue(std::string_view key) const;

    /// Every object that has a register, in no particular order.
    template <typename Receive>
    void forEach(Receive receive) const {
        for (const auto& [object, attributes] : m_objects)
            receive(object, *attributes);
    }

  private:
    std::unordered_map<event::ObjectId, AttributesPointer, ObjectIdHash> m_objects;
    mutable std::vector<document::BlockAttributesPointer> m_recent;  // newest last
};

}  // namespace varve::projection
