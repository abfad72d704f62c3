// What is inside a block for assistive tools: links, images and rules here, tables in table_accessible.h. GUI thread.
#pragma once

#include <QAccessible>

#include "ui/editor/accessible/block_parts.h"
#include "ui/editor/accessible/range_text.h"

namespace varve::ui {

class BlockAccessible;

class PartAccessible : public QAccessibleInterface {
  public:
    /// `block`: the parent, which owns it.
    PartAccessible(BlockAccessible& block, const BlockPartKey& key) : m_block(block), m_key(key) {}

    [[nodiscard]] BlockAccessible& block() const { return m_block; }
    [[nodiscard]] EditorView& view() const;
    [[nodiscard]] const BlockPartKey& key() const { return m_key; }
    /// In the view's text.
    [[nodiscard]] text::Range range() const;
    /// Texts beside the one that it stands in changed, or properties.
    virtual void followTexts() {}

    bool isValid() const override;
    QObject* object() const override { return nullptr; }
    QWindow* window() const override;
    QAccessibleInterface* parent() const override;
    QAccessibleInterface* child(int /*index*/) const override { return nullptr; }
    int childCount() const override { return 0; }
    int indexOfChild(const QAccessibleInterface* /*child*/) const override { return -1; }
    QAccessibleInterface* childAt(int /*x*/, int /*y*/) const override { return nullptr; }
    QString text(QAccessible::Text kind) const override;
    void setText(QAccessible::Text /*kind*/, const QString& /*text*/) override {}
    QRect rect() const override;
    QAccessible::Role role() const override;
    QAccessible::State state() const override;

  protected:
    /// Of the part as it is now: address or description.
    [[nodiscard]] QString words() const;

  private:
    BlockAccessible& m_block;
    BlockPartKey m_key;
};

/// A link can be followed, which is its only action.
class LinkAccessible final : public PartAccessible, public RangeText, public QAccessibleActionInterface {
  public:
    LinkAccessible(BlockAccessible& block, const BlockPartKey& key);

    QString text(QAccessible::Text kind) const override;
    QAccessible::State state() const override;
    void* interface_cast(QAccessible::InterfaceType type) override;
    using RangeText::text;

    QStringList actionNames() const override;
    QString localizedActionName(const QString& name) const override;
    QString localizedActionDescription(const QString& name) const override;
    void doAction(const QString& name) override;
    QStringList keyBindingsForAction(const QString& /*name*/) const override { return {}; }

  protected:
    [[nodiscard]] text::Range textRange() const override { return range(); }
};

/// The object for a part, owned by whoever asks.
[[nodiscard]] PartAccessible* makePartAccessible(BlockAccessible& block, const BlockPartKey& key);

}  // namespace varve::ui
