// A stretch of an editor view's text as screen readers ask for it: the whole page, a block or a link. Offsets are
// UTF-16 units from the start of the stretch. Caret and selection are the view's, as far as they are inside. GUI
// thread.
#pragma once

#include <QAccessible>
#include <QString>

#include "text/position.h"

namespace varve::ui {

class EditorView;

class RangeText : public QAccessibleTextInterface {
  public:
    void selection(int selectionIndex, int* startOffset, int* endOffset) const override;
    int selectionCount() const override;
    void addSelection(int startOffset, int endOffset) override;
    void removeSelection(int selectionIndex) override;
    void setSelection(int selectionIndex, int startOffset, int endOffset) override;
    /// -1 when the caret is elsewhere.
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
    /// -1 outside.
    int offsetAtPoint(const QPoint& point) const override;
    void scrollToSubstring(int startIndex, int endIndex) override;
    QString attributes(int offset, int* startOffset, int* endOffset) const override;

  protected:
    explicit RangeText(EditorView& textView) : m_textView(textView) {}
    /// In the view's text, now.
    [[nodiscard]] virtual text::Range textRange() const = 0;

    [[nodiscard]] EditorView& textView() const { return m_textView; }
    /// Cut to the stretch; below zero is its end.
    [[nodiscard]] text::Offset offsetOf(int utf16) const;
    [[nodiscard]] int utf16Of(text::Offset offset) const;

  private:
    [[nodiscard]] text::Range unitAt(int offset, QAccessible::TextBoundaryType boundary) const;
    QString answer(text::Range range, int* startOffset, int* endOffset) const;
    [[nodiscard]] text::Range selectedPart() const;

    EditorView& m_textView;
};

/// Where a stretch is on the screen: exact on one line, else as wide as the page. Cost: O(log n + its first and last
/// block), which are laid out for it.
[[nodiscard]] QRect screenRectOf(const EditorView& view, text::Range range);

}  // namespace varve::ui
