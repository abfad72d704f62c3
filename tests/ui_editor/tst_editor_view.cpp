// The editor view through real events: keys, mouse, clipboard, drops and patches.
#include <QClipboard>
#include <QDrag>
#include <QDropEvent>
#include <QGuiApplication>
#include <QMimeData>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

#include "editor_harness.h"

using namespace varve;
using namespace varve::ui;
using event::TransactionKind;
using replica::PatchOrigin;

Q_DECLARE_METATYPE(Qt::Key)

namespace {

constexpr auto kBody = event::WellKnownObject::kBody;

QString paragraphs(int count) {
    QStringList list;
    for (int index = 0; index < count; ++index) {
        list += QStringLiteral(
                    "Paragraph %1: the layers at the bottom of a lake are read like the pages of a diary, one "
                    "for every year that went by, and none was ever torn out.")
                    .arg(index);
    }
    return list.join(u'\n');
}

QPoint pointOf(const EditorHarness& harness, std::uint32_t offset) {
    return harness.view.pointOf({offset}).toPoint();
}

/// Qt delivers a drop only to where the drag entered.
void sendDrop(QWidget* viewport, QPoint point, Qt::DropActions actions, Qt::DropAction action,
              const QMimeData& mimeData) {
    QDragEnterEvent enter(point, actions, &mimeData, Qt::LeftButton, {});
    QCoreApplication::sendEvent(viewport, &enter);
    QDragMoveEvent move(point, actions, &mimeData, Qt::LeftButton, {});
    QCoreApplication::sendEvent(viewport, &move);
    QDropEvent drop(point, actions, &mimeData, Qt::LeftButton, {});
    drop.setDropAction(action);
    QCoreApplication::sendEvent(viewport, &drop);
}

}  // namespace

class EditorViewTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void typingRaisesIntents() {
        EditorHarness harness;
        harness.type(QStringLiteral("Hi you"));
        QCOMPARE(harness.text(), QStringLiteral("Hi you"));
        QCOMPARE(harness.shown(), harness.text());
        QCOMPARE(harness.intents.size(), std::size_t{6});
        QCOMPARE(harness.intents.front().kind, TransactionKind::kTyping);
        QCOMPARE(harness.intents.back().edits.front(), (replica::TextEdit{{{5}, {5}}, "u"}));
        QCOMPARE(harness.caret(), 6U);
    }

    void viewDoesNotChangeTextItself() {
        EditorHarness harness(QStringLiteral("abc"));
        harness.refuses = true;
        harness.placeCaret(3);
        harness.type(QStringLiteral("d"));
        QCOMPARE(harness.intents.size(), std::size_t{1});
        QCOMPARE(harness.shown(), QStringLiteral("abc"));
        QCOMPARE(harness.caret(), 3U);
    }

    void editsByKey_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<std::uint32_t>("anchor");
        QTest::addColumn<std::uint32_t>("caret");
        QTest::addColumn<Qt::Key>("key");
        QTest::addColumn<Qt::KeyboardModifiers>("modifiers");
        QTest::addColumn<QString>("expected");
        QTest::addColumn<std::uint32_t>("caretAfter");
        QTest::addColumn<int>("kind");
        const auto row = [](const char* name, const char* text, std::uint32_t anchor, std::uint32_t caret, Qt::Key key,
                            Qt::KeyboardModifiers modifiers, const char* expected, std::uint32_t after,
                            TransactionKind kind) {
            QTest::newRow(name) << QString::fromUtf8(text) << anchor << caret << key << modifiers
                                << QString::fromUtf8(expected) << after << static_cast<int>(kind);
        };
        const Qt::KeyboardModifiers none = Qt::NoModifier;
        const Qt::KeyboardModifiers control = Qt::ControlModifier;
        row("backspace", "abc", 2, 2, Qt::Key_Backspace, none, "ac", 1, TransactionKind::kBackspace);
        row("backspace joins", "a\nb", 2, 2, Qt::Key_Backspace, none, "ab", 1, TransactionKind::kBackspace);
        row("backspace takes a grapheme", "ae\u0301b", 3, 3, Qt::Key_Backspace, none, "ab", 1,
            TransactionKind::kBackspace);
        row("backspace takes a family", "a\U0001F468\u200D\U0001F469\u200D\U0001F467", 6, 6, Qt::Key_Backspace, none,
            "a", 1, TransactionKind::kBackspace);
        row("delete", "abc", 1, 1, Qt::Key_Delete, none, "ac", 1, TransactionKind::kDelete);
        row("delete joins", "a\nb", 1, 1, Qt::Key_Delete, none, "ab", 1, TransactionKind::kDelete);
        row("delete a selection", "abcd", 3, 1, Qt::Key_Delete, none, "ad", 1, TransactionKind::kDelete);
        row("delete a word back", "one two", 7, 7, Qt::Key_Backspace, control, "one ", 4, TransactionKind::kBackspace);
        row("delete a word", "one two", 0, 0, Qt::Key_Delete, control, "two", 0, TransactionKind::kDelete);
        row("enter", "ab", 1, 1, Qt::Key_Return, none, "a\nb", 2, TransactionKind::kTyping);
        row("keypad enter", "ab", 1, 1, Qt::Key_Enter, Qt::KeypadModifier, "a\nb", 2, TransactionKind::kTyping);
        row("shift enter", "ab", 1, 1, Qt::Key_Return, Qt::ShiftModifier, "a\u2028b", 2, TransactionKind::kTyping);
        row("tab", "ab", 1, 1, Qt::Key_Tab, none, "a\tb", 2, TransactionKind::kTyping);
        row("letter over a selection", "abcd", 1, 3, Qt::Key_X, none, "axd", 2, TransactionKind::kTyping);
    }
    void editsByKey() {
        QFETCH(QString, text);
        QFETCH(std::uint32_t, anchor);
        QFETCH(std::uint32_t, caret);
        QFETCH(Qt::Key, key);
        QFETCH(Qt::KeyboardModifiers, modifiers);
        QFETCH(QString, expected);
        QFETCH(std::uint32_t, caretAfter);
        QFETCH(int, kind);
        EditorHarness harness(text);
        harness.select(anchor, caret);
        harness.key(key, modifiers);
        QCOMPARE(harness.text(), expected);
        QCOMPARE(harness.shown(), expected);
        QCOMPARE(harness.caret(), caretAfter);
        QVERIFY(harness.view.selection().isEmpty());
        QCOMPARE(harness.intents.size(), std::size_t{1});
        QCOMPARE(static_cast<int>(harness.intents.front().kind), kind);
    }

    void edgesRaiseNothing() {
        EditorHarness harness(QStringLiteral("abc"));
        harness.placeCaret(0);
        harness.key(Qt::Key_Backspace);
        harness.placeCaret(3);
        harness.key(Qt::Key_Delete);
        QVERIFY(harness.intents.empty());
    }

    void movesByKey_data() {
        QTest::addColumn<std::uint32_t>("from");
        QTest::addColumn<Qt::Key>("key");
        QTest::addColumn<Qt::KeyboardModifiers>("modifiers");
        QTest::addColumn<std::uint32_t>("to");
        const Qt::KeyboardModifiers none = Qt::NoModifier;
        const Qt::KeyboardModifiers control = Qt::ControlModifier;
        QTest::newRow("right") << 0U << Qt::Key_Right << none << 1U;
        QTest::newRow("right over a break") << 11U << Qt::Key_Right << none << 12U;
        QTest::newRow("left") << 3U << Qt::Key_Left << none << 2U;
        QTest::newRow("left over a break") << 12U << Qt::Key_Left << none << 11U;
        QTest::newRow("word right") << 0U << Qt::Key_Right << control << 6U;
        QTest::newRow("word left") << 11U << Qt::Key_Left << control << 6U;
        QTest::newRow("end") << 2U << Qt::Key_End << none << 11U;
        QTest::newRow("home") << 14U << Qt::Key_Home << none << 12U;
        QTest::newRow("document end") << 2U << Qt::Key_End << control << 23U;
        QTest::newRow("document start") << 14U << Qt::Key_Home << control << 0U;
        QTest::newRow("down") << 2U << Qt::Key_Down << none << 14U;
        QTest::newRow("up") << 14U << Qt::Key_Up << none << 2U;
        QTest::newRow("up in the first line") << 4U << Qt::Key_Up << none << 0U;
        QTest::newRow("down in the last line") << 20U << Qt::Key_Down << none << 23U;
        QTest::newRow("block down") << 2U << Qt::Key_Down << control << 12U;
        QTest::newRow("block up") << 14U << Qt::Key_Up << control << 12U;
    }
    void movesByKey() {
        QFETCH(std::uint32_t, from);
        QFETCH(Qt::Key, key);
        QFETCH(Qt::KeyboardModifiers, modifiers);
        QFETCH(std::uint32_t, to);
        EditorHarness harness(QStringLiteral("Hello world\nHello again"));
        harness.placeCaret(from);
        QSignalSpy moved(&harness.view, &EditorView::caretMoved);
        harness.key(key, modifiers);
        QCOMPARE(harness.caret(), to);
        QVERIFY(harness.view.selection().isEmpty());
        QCOMPARE(moved.count(), 1);
        QCOMPARE(moved.front().front().toBool(), true);
        // The same with Shift selects.
        harness.placeCaret(from);
        harness.key(key, modifiers | Qt::ShiftModifier);
        QCOMPARE(harness.view.selection(), (Selection{{from}, {to}}));
        QVERIFY(harness.intents.empty());
    }

    void upAndDownKeepTheColumn() {
        EditorHarness harness(QStringLiteral("a long first line\nx\nanother long line"));
        harness.placeCaret(10);
        const qreal x = harness.view.caretRect().x();
        harness.key(Qt::Key_Down);
        QCOMPARE(harness.caret(), 19U);
        harness.key(Qt::Key_Down);
        QVERIFY(std::abs(harness.view.caretRect().x() - x) < 8);
    }

    void arrowsCollapseASelection() {
        EditorHarness harness(QStringLiteral("abcdef"));
        harness.select(1, 4);
        harness.key(Qt::Key_Left);
        QCOMPARE(harness.caret(), 1U);
        harness.select(1, 4);
        harness.key(Qt::Key_Right);
        QCOMPARE(harness.caret(), 4U);
    }

    void endOfAWrappedLineStaysOnIt() {
        EditorHarness harness(QStringLiteral("word ").repeated(100));
        harness.placeCaret(0);
        const qreal y = harness.view.caretRect().y();
        harness.key(Qt::Key_End);
        QCOMPARE(harness.view.caretRect().y(), y);
        QVERIFY(harness.caret() > 40);
    }

    void pagesAreBlockWise() {
        EditorHarness harness(paragraphs(200));
        const qreal y = harness.view.caretRect().y();
        harness.key(Qt::Key_PageDown);
        const std::uint32_t first = harness.caret();
        QVERIFY(first > 1000);
        QVERIFY(std::abs(harness.view.caretRect().y() - y) < 40);
        harness.key(Qt::Key_PageDown);
        QVERIFY(harness.caret() > first + 1000);
        harness.key(Qt::Key_PageUp);
        harness.key(Qt::Key_PageUp);
        harness.key(Qt::Key_PageUp);
        QCOMPARE(harness.caret(), 0U);
        QCOMPARE(harness.view.verticalScrollBar()->value(), 0);
    }

    void doesNotTakeUndo() {
        EditorHarness harness(QStringLiteral("abc"));
        const auto claims = [&](Qt::Key key, Qt::KeyboardModifiers modifiers, const QString& text = {}) {
            QKeyEvent event(QEvent::ShortcutOverride, key, modifiers, text);
            event.ignore();
            QCoreApplication::sendEvent(&harness.view, &event);
            return event.isAccepted();
        };
        QVERIFY(!claims(Qt::Key_Z, Qt::ControlModifier, QStringLiteral("\x1a")));
        QVERIFY(!claims(Qt::Key_Y, Qt::ControlModifier));
        QVERIFY(!claims(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier));
        QVERIFY(!claims(Qt::Key_C, Qt::ControlModifier));
        QVERIFY(!claims(Qt::Key_Escape, Qt::NoModifier));
        QVERIFY(claims(Qt::Key_N, Qt::NoModifier, QStringLiteral("n")));
        QVERIFY(claims(Qt::Key_Left, Qt::NoModifier));
        QVERIFY(claims(Qt::Key_Space, Qt::NoModifier, QStringLiteral(" ")));
    }

    void cutsCopiesAndPastes() {
        EditorHarness harness(QStringLiteral("one two\nthree"));
        harness.select(4, 10);
        harness.key(Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("two\nth"));
        harness.key(Qt::Key_X, Qt::ControlModifier);
        QCOMPARE(harness.text(), QStringLiteral("one ree"));
        QCOMPARE(harness.intents.back().kind, TransactionKind::kCut);
        harness.placeCaret(0);
        harness.key(Qt::Key_V, Qt::ControlModifier);
        QCOMPARE(harness.text(), QStringLiteral("two\nthone ree"));
        QCOMPARE(harness.intents.back().kind, TransactionKind::kPaste);
        QCOMPARE(harness.caret(), 6U);
        // What was copied does not change with the document.
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("two\nth"));
    }

    void pasteIsNormalised() {
        EditorHarness harness;
        QGuiApplication::clipboard()->setText(QStringLiteral("a\r\nb\u2029c\u0001") + QChar(0xd800));
        harness.view.paste();
        QCOMPARE(harness.text(), QStringLiteral("a\nb\nc\ufffd"));
        QCOMPARE(harness.intents.size(), std::size_t{1});
    }

    void selectsByMouse() {
        EditorHarness harness(QStringLiteral("one two three\nfour five"));
        QWidget* viewport = harness.view.viewport();
        QTest::mouseClick(viewport, Qt::LeftButton, {}, pointOf(harness, 5));
        QCOMPARE(harness.caret(), 5U);
        QTest::mouseClick(viewport, Qt::LeftButton, Qt::ShiftModifier, pointOf(harness, 9));
        QCOMPARE(harness.view.selection(), (Selection{{5}, {9}}));
        QTest::mouseClick(viewport, Qt::LeftButton, {}, pointOf(harness, 20));
        QTest::mousePress(viewport, Qt::LeftButton, {}, pointOf(harness, 1));
        QTest::mouseMove(viewport, pointOf(harness, 8));
        QTest::mouseRelease(viewport, Qt::LeftButton, {}, pointOf(harness, 8));
        QCOMPARE(harness.view.selection(), (Selection{{1}, {8}}));
    }

    void doubleAndTripleClick() {
        EditorHarness harness(QStringLiteral("one two three\nfour five"));
        QWidget* viewport = harness.view.viewport();
        const QPoint inTwo = pointOf(harness, 5);
        QTest::mouseDClick(viewport, Qt::LeftButton, {}, inTwo);
        QCOMPARE(harness.view.selection(), (Selection{{4}, {7}}));
        QTest::mouseClick(viewport, Qt::LeftButton, {}, inTwo);
        QCOMPARE(harness.view.selection(), (Selection{{0}, {14}}));
    }

    void wordsAreDraggedWhole() {
        EditorHarness harness(QStringLiteral("one two three four"));
        QWidget* viewport = harness.view.viewport();
        const auto send = [&](QEvent::Type type, std::uint32_t offset) {
            const QPointF point = pointOf(harness, offset);
            QMouseEvent event(type, point, viewport->mapToGlobal(point), Qt::LeftButton, Qt::LeftButton, {});
            QCoreApplication::sendEvent(viewport, &event);
        };
        send(QEvent::MouseButtonDblClick, 5);
        send(QEvent::MouseMove, 15);
        QCOMPARE(harness.view.selection(), (Selection{{4}, {18}}));
        send(QEvent::MouseMove, 1);
        QCOMPARE(harness.view.selection(), (Selection{{7}, {0}}));
        send(QEvent::MouseButtonRelease, 1);
        QCOMPARE(harness.view.selectedText(), QStringLiteral("one two"));
    }

    void movesTextByDragAndDrop() {
        EditorHarness harness(QStringLiteral("one two three"));
        harness.select(4, 8);
        QWidget* viewport = harness.view.viewport();
        Qt::DropAction action = Qt::MoveAction;
        std::uint32_t target = 13;
        harness.view.setDragExecutor([&](QDrag& drag, Qt::DropActions actions) {
            sendDrop(viewport, pointOf(harness, target), actions, action, *drag.mimeData());
            return action;
        });
        const auto drag = [&] {
            const QPoint from = pointOf(harness, harness.view.selection().range().begin.value + 1);
            QTest::mousePress(viewport, Qt::LeftButton, {}, from);
            QTest::mouseMove(viewport, from + QPoint(40, 0));
        };
        drag();
        QCOMPARE(harness.text(), QStringLiteral("one threetwo "));
        QCOMPARE(harness.intents.size(), std::size_t{1});
        QCOMPARE(harness.intents.back().kind, TransactionKind::kMove);
        QCOMPARE(harness.intents.back().edits.size(), std::size_t{2});
        QCOMPARE(harness.view.selectedText(), QStringLiteral("two "));
        target = 0;
        drag();
        QCOMPARE(harness.text(), QStringLiteral("two one three"));
        QCOMPARE(harness.view.selection(), (Selection{{0}, {4}}));
        action = Qt::CopyAction;
        target = 13;
        drag();
        QCOMPARE(harness.text(), QStringLiteral("two one threetwo "));
        QCOMPARE(harness.intents.back().kind, TransactionKind::kPaste);
    }

    void takesDropsFromOutside() {
        EditorHarness harness(QStringLiteral("ab"));
        QMimeData mimeData;
        mimeData.setText(QStringLiteral("x\r\ny"));
        sendDrop(harness.view.viewport(), pointOf(harness, 1), Qt::CopyAction, Qt::CopyAction, mimeData);
        QCOMPARE(harness.text(), QStringLiteral("ax\nyb"));
    }

    void inputMethodComposesAndCommits() {
        EditorHarness harness(QStringLiteral("ab"));
        harness.placeCaret(1);
        QInputMethodEvent compose(QStringLiteral("ni"), {{QInputMethodEvent::Cursor, 2, 1, {}}});
        QCoreApplication::sendEvent(&harness.view, &compose);
        QVERIFY(harness.intents.empty());
        QCOMPARE(harness.shown(), QStringLiteral("ab"));
        const qreal x = harness.view.caretRect().x();
        QVERIFY(x > harness.view.caretRectAt({1}).x());
        // A colleague's edit before and behind it neither ends nor moves it against its text.
        harness.edit(0, 0, QStringLiteral("zz"));
        harness.edit(4, 4, QStringLiteral("q"));
        QCOMPARE(harness.caret(), 3U);
        QVERIFY(harness.view.caretRect().x() > x);
        QInputMethodEvent commit;
        commit.setCommitString(QStringLiteral("你"));
        QCoreApplication::sendEvent(&harness.view, &commit);
        QCOMPARE(harness.text(), QStringLiteral("zza你bq"));
        QCOMPARE(harness.intents.size(), std::size_t{1});
        QCOMPARE(harness.intents.back().kind, TransactionKind::kTyping);
        QCOMPARE(harness.caret(), 4U);
    }

    void inputMethodReplacesSelectionAndSurrounding() {
        EditorHarness harness(QStringLiteral("hello world"));
        harness.select(6, 11);
        QInputMethodEvent compose(QStringLiteral("s"), {});
        QCoreApplication::sendEvent(&harness.view, &compose);
        QInputMethodEvent commit;
        commit.setCommitString(QStringLiteral("sea"));
        QCoreApplication::sendEvent(&harness.view, &commit);
        QCOMPARE(harness.text(), QStringLiteral("hello sea"));
        QInputMethodEvent replace;
        replace.setCommitString(QStringLiteral("S"), -3, 1);
        QCoreApplication::sendEvent(&harness.view, &replace);
        QCOMPARE(harness.text(), QStringLiteral("hello Sea"));
    }

    void answersInputMethodQueries() {
        EditorHarness harness(QStringLiteral("first\n\U0001F600 second"));
        harness.select(8, 10);
        const EditorView& view = harness.view;
        QCOMPARE(view.inputMethodQuery(Qt::ImSurroundingText).toString(), QStringLiteral("\U0001F600 second"));
        QCOMPARE(view.inputMethodQuery(Qt::ImCursorPosition).toInt(), 5);
        QCOMPARE(view.inputMethodQuery(Qt::ImAnchorPosition).toInt(), 3);
        QCOMPARE(view.inputMethodQuery(Qt::ImCurrentSelection).toString(), QStringLiteral("se"));
        QVERIFY(view.inputMethodQuery(Qt::ImEnabled).toBool());
        const QRectF rect = view.inputMethodQuery(Qt::ImCursorRectangle).toRectF();
        QCOMPARE(rect.topLeft(), view.caretRect().topLeft());
        QVERIFY(view.inputMethodQuery(Qt::ImAnchorRectangle).toRectF().x() < rect.x());
    }

    void readOnlySelectsAndCopies() {
        EditorHarness harness(QStringLiteral("past text"));
        harness.view.setReadOnly(true);
        QSignalSpy refused(&harness.view, &EditorView::typedWhileReadOnly);
        harness.type(QStringLiteral("x"));
        harness.key(Qt::Key_Backspace);
        harness.key(Qt::Key_Return);
        harness.key(Qt::Key_V, Qt::ControlModifier);
        QCOMPARE(refused.count(), 4);
        QVERIFY(harness.intents.empty());
        harness.key(Qt::Key_A, Qt::ControlModifier);
        harness.key(Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("past text"));
        QVERIFY(!harness.view.inputMethodQuery(Qt::ImEnabled).toBool());
    }

    void remoteEditsMoveCaretAndSelection() {
        EditorHarness harness(QStringLiteral("abcdef"));
        harness.placeCaret(3);
        QSignalSpy moved(&harness.view, &EditorView::caretMoved);
        harness.edit(0, 0, QStringLiteral("xx"));
        QCOMPARE(harness.caret(), 5U);
        QCOMPARE(moved.count(), 1);
        QCOMPARE(moved.front().front().toBool(), false);
        harness.edit(5, 5, QStringLiteral("at the caret"));
        QCOMPARE(harness.caret(), 5U);
        harness.reset(QStringLiteral("abcdef"));
        harness.select(4, 2);
        harness.edit(2, 2, QStringLiteral("X"));
        harness.edit(5, 5, QStringLiteral("Y"));
        QCOMPARE(harness.view.selectedText(), QStringLiteral("cd"));
        QCOMPARE(harness.view.selection(), (Selection{{5}, {3}}));
        harness.edit(0, 8, QString());
        QCOMPARE(harness.view.selection(), (Selection{{0}, {0}}));
    }

    void undoPlacesTheCaretAtTheChange() {
        EditorHarness harness(QStringLiteral("abcdef"));
        harness.edit(2, 2, QStringLiteral("XYZ"), PatchOrigin::kUndo);
        QCOMPARE(harness.caret(), 5U);
    }

    void remoteInsertAboveDoesNotMoveTheText() {
        EditorHarness harness(paragraphs(300));
        harness.view.verticalScrollBar()->setValue(4000);
        const text::Offset read = harness.view.offsetAt({200, 300});
        const QPointF place = harness.view.pointOf(read);
        const QString added = paragraphs(40) + u'\n';
        harness.edit(0, 0, added);
        const auto shift = static_cast<std::uint32_t>(added.size());
        QCOMPARE(harness.view.pointOf(read + shift), place);
        harness.edit(100, 300, QStringLiteral("short"));
        QCOMPARE(harness.view.pointOf(read + shift - 195), place);
    }

    void theWritersLineStaysWhenOthersWriteAboveIt() {
        EditorHarness harness(paragraphs(50));
        harness.view.verticalScrollBar()->setValue(1000);
        const text::Offset visible = harness.view.offsetAt({400, 100});
        const text::Offset caret = harness.view.offsetAt({400, 700});
        harness.placeCaret(caret.value);
        const QRectF before = harness.view.caretRect();
        const QString added = QStringLiteral("\nAn added line\nand another\n");
        harness.edit(visible.value, visible.value, added);
        QVERIFY(harness.caret() > caret.value);
        QCOMPARE(harness.view.caretRect(), before);
    }

    void remoteCaretsFollowTheText() {
        EditorHarness harness(QStringLiteral("one two"));
        harness.view.decorations().setRemoteCarets(
            {{1, QStringLiteral("Ana"), QColor(200, 30, 90), kBody, {4}, {{0}, {3}}}});
        harness.edit(0, 0, QStringLiteral("zero "));
        const RemoteCaret remote = harness.view.decorations().remoteCarets().front();
        QCOMPARE(remote.caret.value, 9U);
        QCOMPARE(remote.selection, (text::Range{{5}, {8}}));
        const QImage image = harness.view.viewport()->grab().toImage();
        const QPoint place = harness.view.caretRectAt({9}).center().toPoint();
        QCOMPARE(image.pixelColor(place), QColor(200, 30, 90));
    }

    void zoomKeepsTheCaretLineInPlace() {
        EditorHarness harness(paragraphs(100));
        harness.view.verticalScrollBar()->setValue(3000);
        harness.placeCaret(harness.view.offsetAt({300, 500}).value);
        const qreal y = harness.view.caretRect().y();
        QSignalSpy zoomed(&harness.view, &EditorView::zoomChanged);
        harness.view.zoomIn();
        QCOMPARE(harness.view.zoom(), 110);
        harness.view.setZoom(200);
        QVERIFY(std::abs(harness.view.caretRect().y() - y) <= 1);
        harness.view.setZoom(9999);
        QCOMPARE(harness.view.zoom(), 400);
        QCOMPARE(zoomed.count(), 3);
        QWheelEvent wheel({300, 300}, {300, 300}, {}, {0, -120}, Qt::NoButton, Qt::ControlModifier, Qt::NoScrollPhase,
                          false);
        QCoreApplication::sendEvent(harness.view.viewport(), &wheel);
        QCOMPARE(harness.view.zoom(), 390);
    }

    void viewStateComesBack() {
        EditorHarness harness(paragraphs(200));
        harness.view.verticalScrollBar()->setValue(5000);
        harness.placeCaret(harness.view.offsetAt({300, 500}).value);
        const QRectF caret = harness.view.caretRect();
        const ViewState state = harness.view.viewState();
        const text::Rope now = harness.rope;
        harness.reset(QStringLiteral("another moment"));
        harness.view.setText(now);
        harness.view.setViewState(state);
        QCOMPARE(harness.view.caretRect(), caret);
    }

    void scrollingIsExactAndStable() {
        EditorHarness harness(paragraphs(500));
        QScrollBar* bar = harness.view.verticalScrollBar();
        bar->setValue(bar->maximum() / 2);
        const text::Offset read = harness.view.offsetAt({300, 500});
        const qreal y = harness.view.pointOf(read).y();
        bar->setValue(bar->value() - 300);
        QCOMPARE(harness.view.pointOf(read).y(), y + 300);
        bar->setValue(bar->value() + 300);
        QCOMPARE(harness.view.pointOf(read).y(), y);
        bar->setValue(bar->maximum());
        QVERIFY(harness.view.pointOf(harness.view.blocks().end()).y() < 1000);
        bar->setValue(0);
        QVERIFY(harness.view.pointOf({0}).y() < 200);
        QVERIFY(harness.view.pointOf({0}).y() > 0);
    }

    void caretIsBroughtIntoView() {
        EditorHarness harness(paragraphs(300));
        harness.key(Qt::Key_End, Qt::ControlModifier);
        const QRectF rect = harness.view.caretRect();
        QVERIFY(rect.top() > 0 && rect.bottom() < 1000);
        harness.type(QStringLiteral("x"));
        for (int line = 0; line < 40; ++line)
            harness.key(Qt::Key_Return);
        QVERIFY(harness.view.caretRect().bottom() < 1000);
        harness.key(Qt::Key_Home, Qt::ControlModifier);
        QVERIFY(harness.view.caretRect().top() >= 0);
        QCOMPARE(harness.view.verticalScrollBar()->value(), 0);
    }

    void writesIntoALargeDocument() {
        EditorHarness harness(paragraphs(7000));
        const std::uint32_t middle = harness.view.blocks().count() / 2;
        harness.placeCaret(middle);
        harness.view.ensureVisible({{middle}, {middle}});
        harness.type(QStringLiteral("key"));
        QCOMPARE(harness.caret(), middle + 3);
        QCOMPARE(harness.shown(), harness.text());
    }

    void flashesAndPaints() {
        EditorHarness harness(QStringLiteral("one two three"));
        harness.placeCaret(13);
        const QImage before = harness.view.viewport()->grab().toImage();
        harness.view.flashRange({{4}, {7}});
        const QImage during = harness.view.viewport()->grab().toImage();
        const QPoint inside = harness.view.caretRectAt({5}).topLeft().toPoint() + QPoint(1, 1);
        QVERIFY(before.pixelColor(inside) != during.pixelColor(inside));
    }
};

QTEST_MAIN(EditorViewTest)
#include "tst_editor_view.moc"
