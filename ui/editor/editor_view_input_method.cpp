// Input methods: text being composed is an overlay at the caret, and only what is committed becomes an edit.
#include <QGuiApplication>
#include <QInputMethod>
#include <QInputMethodEvent>
#include <algorithm>

#include "projection/caret_movement.h"
#include "projection/input_text.h"
#include "ui/editor/editor_view.h"

namespace varve::ui {

namespace {

/// Text around the caret that an input method gets to see.
constexpr int kSurroundingReach = 1024;

struct Surrounding {
    QString text;
    int begin = 0;  // in the block
};

Surrounding surroundingText(const projection::BlockSequence& blocks, projection::BlockPosition caret) {
    const QString& whole = blocks.blockAt(caret.block)->text;
    int begin = std::max(0, caret.utf16 - kSurroundingReach);
    if (begin > 0 && whole[begin].isLowSurrogate()) --begin;
    return {whole.mid(begin, caret.utf16 - begin + kSurroundingReach), begin};
}

}  // namespace

text::Range EditorView::replacementRange(const QInputMethodEvent& event) const {
    if (event.replacementLength() == 0 && event.replacementStart() == 0) return m_selection.range();
    const projection::BlockPosition caret = blocks().positionOf(m_selection.caret);
    const int size = blocks().blockAt(caret.block)->utf16Count();
    const int begin = std::clamp(caret.utf16 + event.replacementStart(), 0, size);
    const int end = std::clamp(begin + event.replacementLength(), begin, size);
    return {blocks().offsetOf(projection::BlockPosition{caret.block, begin}),
            blocks().offsetOf(projection::BlockPosition{caret.block, end})};
}

void EditorView::inputMethodEvent(QInputMethodEvent* event) {
    event->accept();
    const QString commit = projection::normalisedText(event->commitString());
    if (m_readOnly) {
        if (!commit.isEmpty() || !event->preeditString().isEmpty()) Q_EMIT typedWhileReadOnly();
        return;
    }
    const bool replaces = event->replacementLength() > 0;
    if (!commit.isEmpty() || replaces) {
        m_layout.setPreedit(std::nullopt);
        if (!replaces) {
            typeText(commit);
        } else {
            const text::Range range = replacementRange(*event);
            const text::Offset end = range.begin + projection::scalarCount(commit);
            raiseIntent({event::TransactionKind::kTyping, {{range, projection::toUtf8(commit)}}}, Selection{end, end});
        }
    }
    for (const QInputMethodEvent::Attribute& attribute : event->attributes()) {
        if (attribute.type != QInputMethodEvent::Selection) continue;
        const projection::BlockPosition caret = blocks().positionOf(m_selection.caret);
        const Surrounding around = surroundingText(blocks(), caret);
        const int anchor = std::clamp(around.begin + attribute.start, 0, blocks().blockAt(caret.block)->utf16Count());
        const int end = std::clamp(anchor + attribute.length, 0, blocks().blockAt(caret.block)->utf16Count());
        setSelection({blocks().offsetOf(projection::BlockPosition{caret.block, anchor}),
                      blocks().offsetOf(projection::BlockPosition{caret.block, end})});
    }
    showPreedit(*event);
}

void EditorView::showPreedit(const QInputMethodEvent& event) {
    const bool had = m_layout.preedit().has_value();
    m_preeditHidesCaret = false;
    if (event.preeditString().isEmpty() && !had) {
        settle();
        return;
    }
    layout::Preedit preedit{
        m_selection.range().begin, event.preeditString(), static_cast<int>(event.preeditString().size()), {}};
    for (const QInputMethodEvent::Attribute& attribute : event.attributes()) {
        if (attribute.type == QInputMethodEvent::Cursor) {
            preedit.cursor = std::clamp(attribute.start, 0, static_cast<int>(preedit.text.size()));
            m_preeditHidesCaret = attribute.length == 0 && !preedit.text.isEmpty();
        } else if (attribute.type == QInputMethodEvent::TextFormat) {
            const QTextCharFormat format = qvariant_cast<QTextFormat>(attribute.value).toCharFormat();
            if (format.isValid()) preedit.formats.append({attribute.start, attribute.length, format});
        }
    }
    if (preedit.formats.isEmpty()) {
        QTextCharFormat underlined;
        underlined.setUnderlineStyle(QTextCharFormat::SingleUnderline);
        preedit.formats.append({0, static_cast<int>(preedit.text.size()), underlined});
    }
    m_layout.setPreedit(std::move(preedit));
    ensureCaretVisible();
    restartBlinking();
    updateMicroFocus();
}

void EditorView::finishComposition() {
    if (!m_layout.preedit()) return;
    // Usually commits through inputMethodEvent; what an input method keeps to itself is dropped.
    QGuiApplication::inputMethod()->commit();
    if (!m_layout.preedit()) return;
    QGuiApplication::inputMethod()->reset();
    m_layout.setPreedit(std::nullopt);
    m_preeditHidesCaret = false;
    settle();
}

QVariant EditorView::inputMethodQuery(Qt::InputMethodQuery query) const {
    const projection::BlockPosition caret = blocks().positionOf(m_selection.caret);
    const auto rectOf = [this](text::Offset offset) {
        const QRectF rect = m_layout.caretRect(offset).translated(origin());
        // The query speaks of this widget, the layout of its viewport.
        return rect.translated(viewport()->pos()).adjusted(0, 0, 1, 0);
    };
    switch (query) {
        case Qt::ImEnabled:
            return !m_readOnly;
        case Qt::ImReadOnly:
            return m_readOnly;
        case Qt::ImHints:
            return static_cast<int>(Qt::ImhMultiLine);
        case Qt::ImFont:
            return m_layout.style().font;
        case Qt::ImCursorRectangle:
            return m_layout.preedit() ? caretRect().translated(viewport()->pos()).adjusted(0, 0, 1, 0)
                                      : rectOf(m_selection.caret);
        case Qt::ImAnchorRectangle:
            return rectOf(m_selection.anchor);
        case Qt::ImInputItemClipRectangle:
            return QRectF(viewport()->geometry());
        case Qt::ImCursorPosition:
            return caret.utf16 - surroundingText(blocks(), caret).begin;
        case Qt::ImAbsolutePosition:
            return static_cast<int>(blocks().utf16OffsetOf(m_selection.caret).value);
        case Qt::ImAnchorPosition: {
            const Surrounding around = surroundingText(blocks(), caret);
            const projection::BlockPosition anchor = blocks().positionOf(m_selection.anchor);
            // An anchor in another block is shown at the edge towards it.
            const int inBlock = anchor.block < caret.block   ? 0
                                : anchor.block > caret.block ? blocks().blockAt(caret.block)->utf16Count()
                                                             : anchor.utf16;
            return std::clamp(inBlock - around.begin, 0, static_cast<int>(around.text.size()));
        }
        case Qt::ImSurroundingText:
            return surroundingText(blocks(), caret).text;
        case Qt::ImCurrentSelection:
            return selectedText();
        case Qt::ImTextBeforeCursor: {
            const Surrounding around = surroundingText(blocks(), caret);
            return around.text.left(caret.utf16 - around.begin);
        }
        case Qt::ImTextAfterCursor: {
            const Surrounding around = surroundingText(blocks(), caret);
            return around.text.mid(caret.utf16 - around.begin);
        }
        case Qt::ImMaximumTextLength:
            return {};
        default:
            return QAbstractScrollArea::inputMethodQuery(query);
    }
}

}  // namespace varve::ui
