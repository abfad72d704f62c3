// Intrusive reference counting for nodes that are shared while immutable and changed in place while they have one
// owner. The count is atomic, so that a copy of a tree may be read and dropped by another thread. Used by the sum tree
// and the rope; nothing else shares ownership.
#pragma once

#include <atomic>
#include <cstdint>
#include <utility>

namespace varve::text {

/// Base of a counted object. A copy of the object starts with a count of its own.
class Counted {
  public:
    Counted() = default;
    Counted(const Counted&) {}
    Counted& operator=(const Counted&) = delete;

    void addOwner() const { m_owners.fetch_add(1, std::memory_order_relaxed); }
    /// True when the last owner has gone.
    [[nodiscard]] bool dropOwner() const {
        // A sole owner cannot race with anybody, and a plain load is far cheaper than a locked subtraction.
        if (isUnshared()) return true;
        return m_owners.fetch_sub(1, std::memory_order_acq_rel) == 1;
    }
    [[nodiscard]] bool isUnshared() const { return m_owners.load(std::memory_order_acquire) == 1; }

  protected:
    ~Counted() = default;

  private:
    mutable std::atomic<std::uint32_t> m_owners{1};
};

/// Owner of a T derived from Counted. `T::destroy(T*)` frees it when the last owner goes.
template <typename T>
class CountedPointer {
  public:
    CountedPointer() = default;
    /// Takes over a new object, whose count is one.
    explicit CountedPointer(T* fresh) : m_object(fresh) {}
    CountedPointer(const CountedPointer& other) : m_object(other.m_object) {
        if (m_object != nullptr) m_object->addOwner();
    }
    CountedPointer(CountedPointer&& other) noexcept : m_object(std::exchange(other.m_object, nullptr)) {}
    CountedPointer& operator=(const CountedPointer& other) {
        CountedPointer copy(other);
        std::swap(m_object, copy.m_object);
        return *this;
    }
    CountedPointer& operator=(CountedPointer&& other) noexcept {
        CountedPointer taken(std::move(other));
        std::swap(m_object, taken.m_object);
        return *this;
    }
    ~CountedPointer() {
        if (m_object != nullptr && m_object->dropOwner()) T::destroy(m_object);
    }

    [[nodiscard]] T* get() const { return m_object; }
    T& operator*() const { return *m_object; }
    T* operator->() const { return m_object; }
    explicit operator bool() const { return m_object != nullptr; }
    friend bool operator==(const CountedPointer&, const CountedPointer&) = default;

  private:
    T* m_object = nullptr;
};

}  // namespace varve::text
