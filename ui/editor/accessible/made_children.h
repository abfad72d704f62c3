// The accessible objects that were made for children of another one, by what they stand for. They belong to Qt's cache
// of accessible objects; this keeps track of them and takes them away. GUI thread.
#pragma once

#include <QAccessible>
#include <algorithm>
#include <vector>

namespace varve::ui {

/// Tells assistive tools that an object is gone, and deletes it.
inline void discardAccessible(QAccessible::Id id) {
    QAccessibleInterface* object = QAccessible::accessibleInterface(id);
    if (object != nullptr && QAccessible::isActive()) {
        QAccessibleEvent event(object, QAccessible::ObjectDestroyed);
        QAccessible::updateAccessibility(&event);
    }
    QAccessible::deleteAccessibleInterface(id);
}

/// `Object`: an accessible object of ours. `Key`: equality comparable.
template <typename Key, typename Object>
class MadeChildren {
  public:
    MadeChildren() = default;
    MadeChildren(const MadeChildren&) = delete;
    MadeChildren& operator=(const MadeChildren&) = delete;
    /// Nothing is announced: whoever is told that the parent is gone needs no more.
    ~MadeChildren() {
        // By id, for at the end of the program the cache may have deleted them before.
        for (const Child& child : m_children)
            QAccessible::deleteAccessibleInterface(child.id);
    }

    /// Null when none was made.
    [[nodiscard]] Object* find(const Key& key) const {
        const auto found = std::ranges::find(m_children, key, &Child::key);
        return found == m_children.end() ? nullptr : found->object;
    }
    /// Takes over a new object.
    Object* add(const Key& key, Object* object) {
        m_children.push_back({key, object, QAccessible::registerAccessibleInterface(object)});
        return object;
    }
    /// The key of one of them, null for any other object.
    [[nodiscard]] const Key* keyOf(const QAccessibleInterface* object) const {
        const auto found = std::ranges::find_if(m_children, [&](const Child& child) { return child.object == object; });
        return found == m_children.end() ? nullptr : &found->key;
    }
    /// Takes away the others. `stays`: whether the object of a key does.
    template <typename Stays>
    void keep(const Stays& stays) {
        std::erase_if(m_children, [&](const Child& child) {
            if (stays(child.key, *child.object)) return false;
            discardAccessible(child.id);
            return true;
        });
    }
    template <typename Visit>
    void forEach(const Visit& visit) const {
        for (const Child& child : m_children)
            visit(*child.object);
    }

  private:
    struct Child {
        Key key;
        Object* object = nullptr;
        QAccessible::Id id = 0;
    };
    std::vector<Child> m_children;
};

}  // namespace varve::ui
