#include "sync/transaction_size.h"

#include <string>
#include <variant>

namespace varve::sync {

namespace {

constexpr std::size_t kNodesSize = 128;  // of the ordered containers that hold a waiting transaction

std::size_t sizeOf(const event::Value& value) {
    const auto* text = std::get_if<std::string>(&value);
    return text == nullptr ? 0 : text->size();
}

struct ContentSize {
    std::size_t operator()(const event::Insert& insert) const { return insert.text.size(); }
    std::size_t operator()(const event::Delete&) const { return 0; }
    std::size_t operator()(const event::Mark& mark) const { return mark.key.size() + sizeOf(mark.value); }
    std::size_t operator()(const event::Set& set) const { return set.key.size() + sizeOf(set.value); }
    std::size_t operator()(const event::Liveness& liveness) const {
        return liveness.targets.size() * sizeof(event::EventSpan);
    }
};

}  // namespace

std::size_t approximateSizeBytes(const event::Operation& operation) {
    return sizeof(event::Operation) + std::visit(ContentSize(), operation);
}

std::size_t approximateSizeBytes(const event::Transaction& transaction) {
    std::size_t size = sizeof(event::Transaction) + kNodesSize + transaction.parents.size() * sizeof(event::EventId);
    for (const event::Operation& operation : transaction.operations)
        size += approximateSizeBytes(operation);
    return size;
}

}  // namespace varve::sync
