// A paragraph, heading, list item, quote or code block of the page for assistive tools, with its links and embeds as
// children. It knows its place in the view by an index that BlockChildren keeps true. GUI thread.
#pragma once

#include <QAccessible>
#include <cstdint>

#include "projection/block.h"
#include "ui/editor/accessible/block_parts.h"
#include "ui/editor/accessible/made_children.h"
#include "ui/editor/accessible/range_text.h"

namespace varve::ui {

class PartAccessible;

class BlockAccessible final : public QAccessibleInterface, public RangeText {
  public:
    BlockAccessible(EditorView& view, std::uint32_t index);
    ~BlockAccessible() override;

    [[nodiscard]] EditorView& view() const { return textView(); }
    [[nodiscard]] std::uint32_t index() const { return m_index; }
    void setIndex(std::uint32_t index) { m_index = index; }
    /// As it was when the view was followed last.
    [[nodiscard]] const projection::BlockPtr& block() const { return m_block; }
    /// Whether an object for this block would be the same to a tool, which asks for a role only once.
    [[nodiscard]] bool standsFor(const projection::Block& block) const;
    /// After a patch: takes the block at its index up, and takes away what is gone of its children. `isTextElsewhere`:
    /// texts beside this one or properties changed.
    void follow(bool isTextElsewhere);

    [[nodiscard]] PartAccessible* childNamed(const BlockPartKey& key);
    /// What a part is now; null when it is gone.
    [[nodiscard]] const BlockPart* partNamed(const BlockPartKey& key) const;
    [[nodiscard]] text::Range rangeOf(const BlockPart& part) const;

    bool isValid() const override;
    QObject* object() const override { return nullptr; }
    QWindow* window() const override;
    QAccessibleInterface* parent() const override;
    QAccessibleInterface* child(int index) const override;
    int childCount() const override;
    int indexOfChild(const QAccessibleInterface* child) const override;
    QAccessibleInterface* childAt(int x, int y) const override;
    QString text(QAccessible::Text kind) const override;
    void setText(QAccessible::Text /*kind*/, const QString& /*text*/) override {}
    QRect rect() const override;
    QAccessible::Role role() const override;
    QAccessible::State state() const override;
    void* interface_cast(QAccessible::InterfaceType type) override;
    using RangeText::text;

  protected:
    [[nodiscard]] text::Range textRange() const override;

  private:
    std::uint32_t m_index;
    projection::BlockPtr m_block;
    std::vector<BlockPart> m_parts;
    mutable MadeChildren<BlockPartKey, PartAccessible> m_made;
};

}  // namespace varve::ui
