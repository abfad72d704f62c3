// What screen readers and automation see of the editor view: an editable text with a caret and a selection. Edits that
// they ask for become intents like any other. Offsets there are UTF-16 units of the whole text.
#pragma once

#include <QAccessibleWidget>
#include <QString>

#include "document/patch.h"
#include "text/position.h"
#include "ui/editor/accessible/block_children.h"
#include "ui/editor/accessible/range_text.h"
#include "ui/editor/inset_place.h"

namespace varve::ui {

class EditorView;

/// Makes every EditorView known to the accessibility system. Harmless when called again.
void installEditorAccessibility();

/// Tells assistive tools that the caret or the selection of a view changed.
void announceCaret(EditorView& view);

/// Remembers what a patch is going to replace, and tells assistive tools afterwards. Does nothing while none listens.
class EditorTextBefore {
  public:
    EditorTextBefore(EditorView& view, const document::Patch& patch);
    void announce() const;

  private:
    EditorView& m_view;
    bool m_active = false;
    int m_position = 0;
    QString m_removed;
    std::uint32_t m_begin = 0;
    std::uint32_t m_endDistance = 0;
};

/// The text of an inset became another one, or it was put elsewhere: to assistive tools it is another object from now
/// on, which has the focus if the view has.
void announceOtherText(EditorView& view);

/// The text as a whole is one editable text: Orca and its like read and follow the caret in the object that has the
/// focus, which in Qt is the widget, and they treat a text of several lines ("text" to AT-SPI) as a place to write in;
/// a role of documents would make them expect the caret in the children. Structure is told by the children, one a
/// block and items in their lists, for those who walk through the page; lines, words and looks are told by both. An
/// inset is the child of the cell or the caption that it lies on.
class EditorAccessible : public QAccessibleWidget, public RangeText, public QAccessibleEditableTextInterface {
  public:
    explicit EditorAccessible(EditorView* view);

    /// The object of a cell or a caption, for the inset on it; null when it is not shown.
    [[nodiscard]] QAccessibleInterface* objectAt(const InsetPlace& place) const;
    /// How many children exist, for tests of what that costs.
    [[nodiscard]] std::size_t madeCount() const { return m_blocks.madeCount(); }

    /// What a block is a child of: the page, or a list.
    [[nodiscard]] QAccessibleInterface* parentOf(std::uint32_t block);

    QAccessibleInterface* parent() const override;
    QAccessibleInterface* child(int index) const override;
    int childCount() const override;
    int indexOfChild(const QAccessibleInterface* child) const override;
    QAccessibleInterface* childAt(int x, int y) const override;
    void* interface_cast(QAccessible::InterfaceType type) override;
    QAccessible::State state() const override;
    QString text(QAccessible::Text text) const override;
    using RangeText::text;

    void deleteText(int startOffset, int endOffset) override;
    void insertText(int offset, const QString& text) override;
    void replaceText(int startOffset, int endOffset, const QString& text) override;

  protected:
    [[nodiscard]] text::Range textRange() const override;

  private:
    mutable BlockChildren m_blocks;
};

}  // namespace varve::ui
