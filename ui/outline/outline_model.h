// An outline as a tree for a view. A new outline that only says other words keeps every row, so that typing in a
// heading closes nothing. GUI thread.
#pragma once

#include <QAbstractItemModel>
#include <optional>
#include <vector>

#include "document/patch.h"
#include "projection/outline.h"

namespace varve::ui {

class OutlineModel : public QAbstractItemModel {
    Q_OBJECT
  public:
    using QAbstractItemModel::QAbstractItemModel;

    void setOutline(projection::Outline outline);
    [[nodiscard]] const projection::Outline& outline() const { return m_outline; }
    /// Places follow the text until the next outline is there.
    void followPatch(const document::Patch& patch);

    /// The section that the caret is in stands out; -1 for none.
    void setCurrent(int entry);
    [[nodiscard]] int current() const { return m_current; }

    /// Number of an entry in the outline, and back.
    [[nodiscard]] static int entryOf(const QModelIndex& index) { return static_cast<int>(index.internalId()); }
    [[nodiscard]] QModelIndex indexOf(int entry) const;
    /// The entry that stands `by` further among those with the same parent; nothing at the ends.
    [[nodiscard]] std::optional<int> sibling(int entry, int by) const;

    [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex& child) const override;
    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex& index) const override;
    [[nodiscard]] Qt::DropActions supportedDropActions() const override { return Qt::MoveAction; }

  private:
    [[nodiscard]] const std::vector<int>& childrenOf(int entry) const {
        return entry < 0 ? m_roots : m_children[static_cast<std::size_t>(entry)];
    }

    projection::Outline m_outline;
    std::vector<int> m_parents;
    std::vector<int> m_rows;
    std::vector<std::vector<int>> m_children;
    std::vector<int> m_roots;
    int m_current = -1;
};

}  // namespace varve::ui
