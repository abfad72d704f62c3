// A picture of the page for assistive tools, with its caption as its child. Writing in a caption is done in the inset
// that lies on it, which is the caption's child while it is there. GUI thread.
#pragma once

#include <QAccessible>

#include "ui/editor/accessible/made_children.h"
#include "ui/editor/accessible/part_accessible.h"

namespace varve::ui {

class CaptionAccessible;

class PictureAccessible final : public PartAccessible {
  public:
    PictureAccessible(BlockAccessible& block, const BlockPartKey& key);
    ~PictureAccessible() override;

    void followTexts() override;
    /// Null while there is none. The object is made when it is asked for first.
    [[nodiscard]] CaptionAccessible* caption() const;
    [[nodiscard]] QString captionWords() const;
    /// The view in which the caption is written; null when there is none.
    [[nodiscard]] EditorView* inset() const;

    QAccessibleInterface* child(int index) const override;
    int childCount() const override;
    int indexOfChild(const QAccessibleInterface* child) const override;

  private:
    mutable MadeChildren<BlockPartKey, CaptionAccessible> m_made;  // one at most
};

class CaptionAccessible final : public QAccessibleInterface, public QAccessibleActionInterface {
  public:
    explicit CaptionAccessible(const PictureAccessible& picture) : m_picture(picture) {}

    bool isValid() const override { return m_picture.isValid(); }
    QObject* object() const override { return nullptr; }
    QWindow* window() const override { return m_picture.window(); }
    QAccessibleInterface* parent() const override { return const_cast<PictureAccessible*>(&m_picture); }
    QAccessibleInterface* child(int index) const override;
    int childCount() const override { return m_picture.inset() != nullptr ? 1 : 0; }
    int indexOfChild(const QAccessibleInterface* child) const override;
    QAccessibleInterface* childAt(int x, int y) const override;
    QString text(QAccessible::Text kind) const override;
    void setText(QAccessible::Text /*kind*/, const QString& /*text*/) override {}
    QRect rect() const override;
    /// Qt 6.4 has no role of captions.
    QAccessible::Role role() const override { return QAccessible::StaticText; }
    QAccessible::State state() const override;
    void* interface_cast(QAccessible::InterfaceType type) override;

    /// Getting the focus puts the caret into it.
    QStringList actionNames() const override { return {setFocusAction()}; }
    void doAction(const QString& name) override;
    QStringList keyBindingsForAction(const QString& /*name*/) const override { return {}; }

  private:
    const PictureAccessible& m_picture;
};

}  // namespace varve::ui
