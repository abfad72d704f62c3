// Keyboard of the editor view: movement, selection and the edits that keys ask for.
#include <QKeyEvent>
#include <QScrollBar>
#include <algorithm>

#include "projection/caret_movement.h"
#include "projection/input_text.h"
#include "ui/editor/editor_view.h"

namespace varve::ui {

using event::TransactionKind;

const std::vector<EditorView::MoveKey>& EditorView::moveKeys() {
    using Key = QKeySequence;
    static const std::vector<MoveKey> kKeys = {
        {Key::MoveToNextChar, Move::kRight, false},
        {Key::MoveToPreviousChar, Move::kLeft, false},
        {Key::SelectNextChar, Move::kRight, true},
        {Key::SelectPreviousChar, Move::kLeft, true},
        {Key::MoveToNextWord, Move::kWordRight, false},
        {Key::MoveToPreviousWord, Move::kWordLeft, false},
        {Key::SelectNextWord, Move::kWordRight, true},
        {Key::SelectPreviousWord, Move::kWordLeft, true},
        {Key::MoveToNextLine, Move::kDown, false},
        {Key::MoveToPreviousLine, Move::kUp, false},
        {Key::SelectNextLine, Move::kDown, true},
        {Key::SelectPreviousLine, Move::kUp, true},
        {Key::MoveToStartOfLine, Move::kLineStart, false},
        {Key::MoveToEndOfLine, Move::kLineEnd, false},
        {Key::SelectStartOfLine, Move::kLineStart, true},
        {Key::SelectEndOfLine, Move::kLineEnd, true},
        {Key::MoveToStartOfBlock, Move::kBlockStart, false},
        {Key::MoveToEndOfBlock, Move::kBlockEnd, false},
        {Key::SelectStartOfBlock, Move::kBlockStart, true},
        {Key::SelectEndOfBlock, Move::kBlockEnd, true},
        {Key::MoveToNextPage, Move::kPageDown, false},
        {Key::MoveToPreviousPage, Move::kPageUp, false},
        {Key::SelectNextPage, Move::kPageDown, true},
        {Key::SelectPreviousPage, Move::kPageUp, true},
        {Key::MoveToStartOfDocument, Move::kDocumentStart, false},
        {Key::MoveToEndOfDocument, Move::kDocumentEnd, false},
        {Key::SelectStartOfDocument, Move::kDocumentStart, true},
        {Key::SelectEndOfDocument, Move::kDocumentEnd, true},
    };
    return kKeys;
}

/// X11 has the movements of Emacs on Ctrl with letters (Ctrl+E to the end, Ctrl+D deletes); here these are commands, as
/// in every word processor.
bool EditorView::isLetterCommand(const QKeyEvent& event) {
    return (event.modifiers() & Qt::ControlModifier) && event.key() >= Qt::Key_A && event.key() <= Qt::Key_Z;
}

std::optional<EditorView::MoveKey> EditorView::moveFor(const QKeyEvent& event) {
    if (isLetterCommand(event)) return std::nullopt;
    for (const MoveKey& key : moveKeys()) {
        if (event.matches(key.key)) return key;
    }
    // Word processors move by paragraphs with these; Qt names no standard key for it outside of macOS.
    const auto modifiers = event.modifiers() & ~Qt::KeypadModifier;
    const bool selecting = modifiers == (Qt::ControlModifier | Qt::ShiftModifier);
    if (selecting || modifiers == Qt::ControlModifier) {
        if (event.key() == Qt::Key_Up) return MoveKey{QKeySequence::UnknownKey, Move::kBlockUp, selecting};
        if (event.key() == Qt::Key_Down) return MoveKey{QKeySequence::UnknownKey, Move::kBlockDown, selecting};
    }
    return std::nullopt;
}

bool EditorView::isTextInput(const QKeyEvent& event) {
    const QString text = event.text();
    if (text.isEmpty() || event.key() == Qt::Key_Backtab) return false;
    // AltGr reaches Qt as Ctrl+Alt on some systems and does write text; Ctrl alone never does.
    const auto modifiers = event.modifiers() & ~(Qt::ShiftModifier | Qt::KeypadModifier | Qt::GroupSwitchModifier);
    if (modifiers == Qt::ControlModifier || modifiers == Qt::AltModifier || (modifiers & Qt::MetaModifier))
        return false;
    const QChar first = text.front();
    return first.isPrint() || first == u'\t' || first.isSurrogate() || first.category() == QChar::Other_Format ||
           first.category() == QChar::Other_PrivateUse;
}

bool EditorView::isBackspace(const QKeyEvent& event) {
    // Not a standard key in every keyboard scheme. With Shift it is what a hurried hand means.
    const auto modifiers = event.modifiers() & ~(Qt::ShiftModifier | Qt::KeypadModifier);
    return event.key() == Qt::Key_Backspace && modifiers == Qt::NoModifier;
}

bool EditorView::isEditingKey(const QKeyEvent& event) {
    using Key = QKeySequence;
    static constexpr Key::StandardKey kKeys[] = {Key::Delete, Key::DeleteStartOfWord, Key::DeleteEndOfWord,
                                                 Key::InsertLineSeparator, Key::InsertParagraphSeparator};
    if (isBackspace(event)) return true;
    if (isLetterCommand(event)) return false;
    return std::any_of(std::begin(kKeys), std::end(kKeys), [&](Key::StandardKey key) { return event.matches(key); });
}

bool EditorView::event(QEvent* event) {
    if (event->type() == QEvent::ShortcutOverride) {
        // Claims what writes and moves, so that no single-key shortcut of a panel takes it. Undo, redo, the clipboard
        // and everything else stay with the window's actions.
        const auto& key = static_cast<const QKeyEvent&>(*event);
        if (isTextInput(key) || isEditingKey(key) || moveFor(key)) {
            event->accept();
        } else {
            event->ignore();
        }
        return true;
    }
    return QAbstractScrollArea::event(event);
}

bool EditorView::focusNextPrevChild(bool /*next*/) {
    return false;
}

void EditorView::keyPressEvent(QKeyEvent* event) {
    if (keyOnCells(*event) || keyInCell(*event) || keyInCaption(*event)) {
        event->accept();
        return;
    }
    if (const auto key = moveFor(*event)) {
        moveCaret(key->move, key->selecting);
    } else if (!commandByKey(*event) && !editByKey(*event)) {
        QAbstractScrollArea::keyPressEvent(event);
        event->ignore();
        return;
    }
    event->accept();
}

bool EditorView::commandByKey(const QKeyEvent& event) {
    if (event.matches(QKeySequence::SelectAll)) {
        selectAll();
    } else if (event.matches(QKeySequence::Copy)) {
        copy();
    } else if (event.matches(QKeySequence::Cut)) {
        cut();
    } else if (event.matches(QKeySequence::Paste)) {
        paste();
    } else if (event.matches(QKeySequence::Deselect)) {
        changeSelection({caret(), caret()}, true);
    } else {
        return false;
    }
    return true;
}

bool EditorView::editByKey(const QKeyEvent& event) {
    if (isLetterCommand(event)) return false;
    const bool hasSelection = !m_selection.isEmpty();
    const auto eraseTo = [&](text::Offset target, TransactionKind kind) {
        if (hasSelection) {
            erase(m_selection.range(), kind);
        } else if (!selectsTableInstead(Selection{caret(), target}.range())) {
            erase(Selection{caret(), target}.range(), kind);
        }
    };
    if (editBlockByKey(event)) return true;
    if (isBackspace(event)) {
        eraseTo(projection::previousCharacter(blocks(), caret()), TransactionKind::kBackspace);
    } else if (event.matches(QKeySequence::Delete)) {
        eraseTo(projection::nextCharacter(blocks(), caret()), TransactionKind::kDelete);
    } else if (event.matches(QKeySequence::DeleteStartOfWord)) {
        eraseTo(projection::previousWord(blocks(), caret()), TransactionKind::kBackspace);
    } else if (event.matches(QKeySequence::DeleteEndOfWord)) {
        eraseTo(projection::nextWord(blocks(), caret()), TransactionKind::kDelete);
    } else if (event.matches(QKeySequence::DeleteEndOfLine)) {
        eraseTo(m_layout.lineOf(caret()).last, TransactionKind::kDelete);
    } else if (event.matches(QKeySequence::InsertParagraphSeparator)) {
        pressEnter();
    } else if (event.matches(QKeySequence::InsertLineSeparator)) {
        replaceSelection(QString(QChar(QChar::LineSeparator)), TransactionKind::kTyping);
    } else if (isTextInput(event)) {
        typeText(projection::normalisedText(event.text()));
    } else {
        return false;
    }
    return true;
}

bool EditorView::refuseWriting() {
    if (m_readOnly) Q_EMIT typedWhileReadOnly();
    return m_readOnly;
}

void EditorView::erase(text::Range range, TransactionKind kind) {
    if (refuseWriting() || range.isEmpty()) return;
    finishComposition();
    if (const auto context = editContext()) {
        run(editing::erased(*context, range, kind));
        return;
    }
    raiseIntent({kind, {{range, {}}}}, Selection{range.begin, range.begin});
}

void EditorView::replaceSelection(const QString& text, TransactionKind kind) {
    if (refuseWriting()) return;
    const text::Range range = m_selection.range();
    if (text.isEmpty() && range.isEmpty()) return;
    const text::Offset end = range.begin + projection::scalarCount(text);
    if (kind == TransactionKind::kTyping && !m_caretLooks.empty() && !text.isEmpty()) {
        // The looks hold for what follows, too.
        const document::Attributes looks = m_caretLooks;
        raiseIntent(editing::typedWith(blocks(), range, projection::toUtf8(text), looks, kind), Selection{end, end});
        m_caretLooks = looks;
        return;
    }
    if (!range.isEmpty() && !text.isEmpty()) {
        raiseIntent(editing::typedLike(blocks(), range, range.begin, projection::toUtf8(text), kind),
                    Selection{end, end});
        return;
    }
    raiseIntent({kind, {{range, projection::toUtf8(text)}}}, Selection{end, end});
}

void EditorView::deleteSelection() {
    if (runOnCells([](const auto& context, const auto& table, const auto& cells) {
            return editing::clearedCells(context, table, cells);
        }))
        return;
    erase(m_selection.range(), TransactionKind::kDelete);
}

void EditorView::raiseIntent(replica::EditIntent intent, std::optional<Selection> expected) {
    // An inset that is closed but not gone yet has no place to write in.
    if (isInset() && m_host->m_inset != this) return;
    m_expected = expected;
    intent.sequence = sequenceToWrite();
    const bool isNewText = !m_sequence;
    if (isNewText) {
        intent.preparation = m_host->cellPreparation();
        if (intent.first) intent.first = m_nextEventId();
        m_sequence = intent.sequence;
        m_isTextMade = false;
    }
    Q_EMIT intentRaised(intent);
    if (isNewText && !m_isTextMade) m_sequence.reset();
    // Still there when the edit was refused: it must not place the caret of a later one.
    m_expected.reset();
}

void EditorView::moveCaret(Move move, bool selecting) {
    finishComposition();
    const bool vertical = move == Move::kUp || move == Move::kDown || move == Move::kPageUp || move == Move::kPageDown;
    if (vertical && !m_goalX) m_goalX = m_layout.caretRect(caret()).x();
    if (leavesInset(move, selecting)) return;
    text::Offset to = target(move);
    if (!selecting && enterTableByMove(move, caret(), to)) return;
    const bool collapses = move == Move::kLeft || move == Move::kRight;
    if (!selecting && collapses && !m_selection.isEmpty()) {
        const bool toBegin = (move == Move::kLeft) != m_layout.isRightToLeftAt(caret());
        to = toBegin ? m_selection.range().begin : m_selection.range().end;
    }
    const std::optional<qreal> goalX = vertical ? m_goalX : std::nullopt;
    changeSelection({selecting ? m_selection.anchor : to, to}, true);
    m_goalX = goalX;
    ensureCaretVisible();
}

text::Offset EditorView::target(Move move) {
    const text::Offset at = caret();
    const bool rightToLeft = m_layout.isRightToLeftAt(at);
    switch (move) {
        case Move::kLeft:
            return m_layout.leftOf(at);
        case Move::kRight:
            return m_layout.rightOf(at);
        case Move::kWordLeft:
            return rightToLeft ? projection::nextWord(blocks(), at) : projection::previousWord(blocks(), at);
        case Move::kWordRight:
            return rightToLeft ? projection::previousWord(blocks(), at) : projection::nextWord(blocks(), at);
        case Move::kUp: {
            const text::Offset up = m_layout.verticalStep(at, *m_goalX, -1);
            return up < m_layout.lineOf(at).start ? up : text::Offset{0};
        }
        case Move::kDown: {
            const text::Offset down = m_layout.verticalStep(at, *m_goalX, 1);
            return down > m_layout.lineOf(at).last ? down : blocks().end();
        }
        case Move::kLineStart:
            return m_layout.lineOf(at).start;
        case Move::kLineEnd:
            return m_layout.lineOf(at).last;
        case Move::kBlockStart:
            return projection::startOfBlock(blocks(), at);
        case Move::kBlockEnd:
            return projection::endOfBlock(blocks(), at);
        case Move::kBlockUp:
            return projection::previousBlock(blocks(), at);
        case Move::kBlockDown:
            return projection::nextBlock(blocks(), at);
        case Move::kPageUp:
            return pageStep(-1);
        case Move::kPageDown:
            return pageStep(1);
        case Move::kDocumentStart:
            return {0};
        case Move::kDocumentEnd:
            return blocks().end();
    }
    return at;
}

/// Scrolls by a page less two lines of context; the caret keeps its place on the screen.
text::Offset EditorView::pageStep(int direction) {
    const QRectF caretBox = m_layout.caretRect(caret());
    const qreal y = caretBox.center().y() - m_scroll.top();
    const qreal page = std::max(viewport()->height() - 2 * m_layout.style().lineHeight, m_layout.style().lineHeight);
    const qreal before = m_scroll.top();
    m_scroll.scrollBy(direction * page);
    settle();
    const qreal moved = m_scroll.top() - before;
    if (std::abs(moved) < 1) return direction < 0 ? text::Offset{0} : blocks().end();
    const qreal yInside = std::clamp(y, 0.0, static_cast<qreal>(viewport()->height()));
    const qreal goal = m_scroll.top() + yInside;
    if (direction > 0 && goal >= m_layout.totalHeight()) return blocks().end();
    if (direction < 0 && goal < 0) return {0};
    return m_layout.offsetAt({*m_goalX, goal});
}

}  // namespace varve::ui
