// The nodes of one kind of a tracker's tree: an array that grows where it is, as far as the allocator can, instead of
// being copied, gives back what it did not need, and is copied as one piece of memory. A vector can do none of these.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <new>
#include <type_traits>
#include <utility>

namespace varve::merge {

/// Nodes are named by index; references are valid until the next add(). Copies have no slack.
template <typename Node>
class NodeArena {
    static_assert(std::is_trivially_copyable_v<Node> && std::is_trivially_destructible_v<Node>);

  public:
    NodeArena() = default;
    NodeArena(const NodeArena& other) : m_size(other.m_size) {
        setCapacity(other.m_size);
        if (m_size > 0) std::memcpy(static_cast<void*>(m_nodes), other.m_nodes, m_size * sizeof(Node));
    }
    NodeArena(NodeArena&& other) noexcept
        : m_nodes(std::exchange(other.m_nodes, nullptr)),
          m_size(std::exchange(other.m_size, 0)),
          m_capacity(std::exchange(other.m_capacity, 0)) {}
    NodeArena& operator=(NodeArena other) noexcept {
        std::swap(m_nodes, other.m_nodes);
        std::swap(m_size, other.m_size);
        std::swap(m_capacity, other.m_capacity);
        return *this;
    }
    ~NodeArena() { std::free(m_nodes); }

    [[nodiscard]] std::size_t size() const { return m_size; }
    [[nodiscard]] std::size_t capacity() const { return m_capacity; }
    [[nodiscard]] Node& operator[](std::size_t index) { return m_nodes[index]; }
    [[nodiscard]] const Node& operator[](std::size_t index) const { return m_nodes[index]; }

    /// Adds an empty node and returns its index. Cost: O(1) amortised.
    std::uint32_t add() {
        if (m_size == m_capacity) setCapacity(m_size + m_size / 2 + 1);
        new (m_nodes + m_size) Node;
        return static_cast<std::uint32_t>(m_size++);
    }
    void reserve(std::size_t count) {
        if (count > m_capacity) setCapacity(count);
    }
    /// Gives back memory where more than an eighth is not used.
    void trim() {
        if (m_capacity - m_size > m_size / 8) setCapacity(m_size);
    }

  private:
    void setCapacity(std::size_t count) {
        if (count == 0) return;
        void* const nodes = std::realloc(static_cast<void*>(m_nodes), count * sizeof(Node));
        if (nodes == nullptr) throw std::bad_alloc();
        m_nodes = static_cast<Node*>(nodes);
        m_capacity = count;
    }

    Node* m_nodes = nullptr;
    std::size_t m_size = 0;
    std::size_t m_capacity = 0;
};

}  // namespace varve::merge
