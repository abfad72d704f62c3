// What screen readers and automation see of the editor view: an editable text with a caret and a selection. Edits that
// they ask for become intents like any other. Offsets there are UTF-16 units of the whole text.
#pragma once

#include <QAccessibleWidget>
#include <QString>

#include "document/patch.h"
#include "text/position.h"

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

class EditorAccessible : public QAccessibleWidget,
                         public QAccessibleTextInterface,
                         public QAccessibleEditableTextInterface {
  public:
    explicit EditorAccessible(EditorView* view);

    void* interface_cast(QAccessible::InterfaceType type) override;
    QAccessible::State state() const override;
    QString text(QAccessible::Text text) const override;

    void selection(int selectionIndex, int* startOffset, int* endOffset) const override;
    int selectionCount() const override;
    void addSelection(int startOffset, int endOffset) override;
    void removeSelection(int selectionIndex) override;
    void setSelection(int selectionIndex, int startOffset, int endOffset) override;
    int cursorPosition() const override;
    void setCursorPosition(int position) override;
    QString text(int startOffset, int endOffset) const override;
    QString textBeforeOffset(int offset, QAccessible::TextBoundaryType boundary, int* startOffset,
                             int* endOffset) const override;
    QString textAfterOffset(int offset, QAccessible::TextBoundaryType boundary, int* startOffset,
                            int* endOffset) const override;
    QString textAtOffset(int offset, QAccessible::TextBoundaryType boundary, int* startOffset,
                         int* endOffset) const override;
    int characterCount() const override;
    QRect characterRect(int offset) const override;
    int offsetAtPoint(const QPoint& point) const override;
    void scrollToSubstring(int startIndex, int endIndex) override;
    QString attributes(int offset, int* startOffset, int* endOffset) const override;

    void deleteText(int startOffset, int endOffset) override;
    void insertText(int offset, const QString& text) override;
    void replaceText(int startOffset, int endOffset, const QString& text) override;

  private:
    [[nodiscard]] EditorView* view() const;
    [[nodiscard]] text::Offset offsetOf(int utf16) const;
    [[nodiscard]] int utf16Of(text::Offset offset) const;
    [[nodiscard]] text::Range unitAt(int offset, QAccessible::TextBoundaryType boundary) const;
    QString answer(text::Range range, int* startOffset, int* endOffset) const;
};

}  // namespace varve::ui
