// What assistive tools see of the editor view, and what they can do.
#include <QAccessible>
#include <QTest>

#include "editor_harness.h"

using namespace varve;
using namespace varve::ui;

namespace {

QList<QAccessible::Event> announced;

void note(QAccessibleEvent* event) {
    announced.append(event->type());
}

}  // namespace

class EditorAccessibleTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void isAnEditableText() {
        EditorHarness harness(QStringLiteral("one two\nthree"));
        QAccessibleInterface* accessible = QAccessible::queryAccessibleInterface(&harness.view);
        QVERIFY(accessible != nullptr);
        QCOMPARE(accessible->role(), QAccessible::EditableText);
        QVERIFY(accessible->textInterface() != nullptr);
        QVERIFY(accessible->editableTextInterface() != nullptr);
        QVERIFY(accessible->state().multiLine);
        QVERIFY(accessible->state().editable);
        QCOMPARE(accessible->text(QAccessible::Value), QStringLiteral("one two\nthree"));
        harness.view.setReadOnly(true);
        QVERIFY(accessible->state().readOnly);
    }

    void countsInUtf16() {
        EditorHarness harness(QStringLiteral("\U0001F600 a\nb"));
        QAccessibleTextInterface* text = QAccessible::queryAccessibleInterface(&harness.view)->textInterface();
        QCOMPARE(text->characterCount(), 6);
        harness.placeCaret(1);
        QCOMPARE(text->cursorPosition(), 2);
        text->setCursorPosition(5);
        QCOMPARE(harness.caret(), 4U);
        text->setSelection(0, 0, 4);
        int start = 0;
        int end = 0;
        text->selection(0, &start, &end);
        QCOMPARE(start, 0);
        QCOMPARE(end, 4);
        QCOMPARE(text->selectionCount(), 1);
        QCOMPARE(text->text(0, 4), QStringLiteral("\U0001F600 a"));
        text->removeSelection(0);
        QCOMPARE(text->selectionCount(), 0);
    }

    void findsUnits_data() {
        QTest::addColumn<int>("boundary");
        QTest::addColumn<QString>("before");
        QTest::addColumn<QString>("at");
        QTest::addColumn<QString>("after");
        QTest::newRow("character") << static_cast<int>(QAccessible::CharBoundary) << QStringLiteral("o")
                                   << QStringLiteral("u") << QStringLiteral("r");
        QTest::newRow("word") << static_cast<int>(QAccessible::WordBoundary) << QStringLiteral("\n")
                              << QStringLiteral("four") << QStringLiteral(" ");
        QTest::newRow("line") << static_cast<int>(QAccessible::LineBoundary) << QStringLiteral("one two\n")
                              << QStringLiteral("four five\n") << QStringLiteral("six");
        QTest::newRow("paragraph") << static_cast<int>(QAccessible::ParagraphBoundary) << QStringLiteral("one two\n")
                                   << QStringLiteral("four five\n") << QStringLiteral("six");
    }
    void findsUnits() {
        QFETCH(int, boundary);
        QFETCH(QString, before);
        QFETCH(QString, at);
        QFETCH(QString, after);
        EditorHarness harness(QStringLiteral("one two\nfour five\nsix"));
        QAccessibleTextInterface* text = QAccessible::queryAccessibleInterface(&harness.view)->textInterface();
        const auto kind = static_cast<QAccessible::TextBoundaryType>(boundary);
        int start = 0;
        int end = 0;
        QCOMPARE(text->textAtOffset(10, kind, &start, &end), at);
        QVERIFY(start <= 10 && 10 < end);
        QCOMPARE(text->textBeforeOffset(10, kind, &start, &end), before);
        QCOMPARE(text->textAfterOffset(10, kind, &start, &end), after);
    }

    void editsBecomeIntents() {
        EditorHarness harness(QStringLiteral("one two"));
        auto* editable = QAccessible::queryAccessibleInterface(&harness.view)->editableTextInterface();
        editable->insertText(3, QStringLiteral("!"));
        editable->replaceText(0, 3, QStringLiteral("two"));
        editable->deleteText(4, 5);
        QCOMPARE(harness.text(), QStringLiteral("two!two"));
        QCOMPARE(harness.intents.size(), std::size_t{3});
    }

    void findsPlaces() {
        EditorHarness harness(QStringLiteral("one two\nthree"));
        QAccessibleTextInterface* text = QAccessible::queryAccessibleInterface(&harness.view)->textInterface();
        const QRect rect = text->characterRect(9);
        QVERIFY(rect.width() > 2);
        QCOMPARE(text->offsetAtPoint(rect.center() - QPoint(rect.width() / 4, 0)), 9);
    }

    void announcesChanges() {
        EditorHarness harness(QStringLiteral("one two"));
        const auto previous = QAccessible::installUpdateHandler(note);
        announced.clear();
        harness.edit(0, 1, QStringLiteral("X"));
        harness.placeCaret(2);
        harness.select(0, 3);
        QAccessible::installUpdateHandler(previous);
        // Nothing is said where nobody listens, and listening needs a window system.
        if (!QAccessible::isActive()) QSKIP("Nothing listens on this platform.");
        QVERIFY(announced.contains(QAccessible::TextCaretMoved));
        QVERIFY(announced.contains(QAccessible::TextSelectionChanged));
        QVERIFY(announced.contains(QAccessible::TextRemoved));
        QVERIFY(announced.contains(QAccessible::TextInserted));
    }
};

QTEST_MAIN(EditorAccessibleTest)
#include "tst_editor_accessible.moc"
