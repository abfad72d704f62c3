// The real program on a desktop of its own, asked as a screen reader asks: over the accessibility bus, for the tree,
// the words, the looks and the events of a document.
#include <QDBusArgument>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusVariant>
#include <QFile>
#include <QTest>

#include "ui_accessible/accessible_desktop.h"

using namespace varve;

namespace {

const char* const kMarkdown =
    "# Plans\n\n"
    "Some **bold** words and [a page](https://example.org/here).\n\n"
    "## Later\n\n"
    "- milk\n"
    "- bread\n\n"
    "| Name | Age |\n| --- | --- |\n| Ada | 36 |\n| Alan | 41 |\n\n"
    "The end.\n";

}  // namespace

class ScreenReaderTest : public QObject {
    Q_OBJECT
  public Q_SLOTS:
    void noteTextChange(const QDBusMessage& message) {
        m_changes += message.arguments().value(0).toString() + u' ' +
                     message.arguments().value(3).value<QDBusVariant>().variant().toString();
    }

  private Q_SLOTS:
    void initTestCase() {
        const QString missing = AccessibleDesktop::missingPrograms();
        if (!missing.isEmpty()) QSKIP(qPrintable(QStringLiteral("Not installed: %1.").arg(missing)));
        m_desktop = std::make_unique<AccessibleDesktop>();
        QVERIFY2(m_desktop->start(), qPrintable(m_desktop->problem()));
        QFile source(m_desktop->filePath(QStringLiteral("plans.md")));
        QVERIFY(source.open(QIODevice::WriteOnly));
        source.write(kMarkdown);
        source.close();
        const QString document = m_desktop->filePath(QStringLiteral("plans.varve"));
        QProcess& conversion =
            m_desktop->run(QStringLiteral(VARVE_CLI), {QStringLiteral("convert"), source.fileName(), document});
        QVERIFY(conversion.waitForFinished(20'000) || conversion.state() == QProcess::NotRunning);
        QCOMPARE(conversion.exitCode(), 0);
        // Programs ask what to tell when they start.
        m_desktop->listenFor(QStringLiteral("object:text-changed"));
        QVERIFY(m_desktop->bus().connect(QString(), QString(), QStringLiteral("org.a11y.atspi.Event.Object"),
                                         QStringLiteral("TextChanged"), this, SLOT(noteTextChange(QDBusMessage))));
        QProcess& varve = m_desktop->run(QStringLiteral(VARVE_PROGRAM), {document});
        QTRY_VERIFY_WITH_TIMEOUT(varve.state() != QProcess::Running || m_desktop->program(), 20'000);
        QCOMPARE(varve.state(), QProcess::Running);
        // The page is there when its document is.
        QTRY_VERIFY_WITH_TIMEOUT(findPage(), 20'000);
    }
    void cleanupTestCase() { m_desktop.reset(); }

    void pageIsAText() {
        const AccessibleDesktop& desk = *m_desktop;
        QCOMPARE(desk.name(m_page), QStringLiteral("Document"));
        const QString text = desk.text(m_page);
        QVERIFY2(text.startsWith(QStringLiteral("Plans\nSome bold words and a page.\nLater\nmilk\nbread\n")),
                 qPrintable(text));
        QVERIFY(text.endsWith(QStringLiteral("\nThe end.")));
        QCOMPARE(desk.property(m_page, kText, QStringLiteral("CharacterCount")).toInt(), static_cast<int>(text.size()));
        QVERIFY(desk.call(m_page, kText, QStringLiteral("SetCaretOffset"), {7}).value(0).toBool());
        QCOMPARE(desk.property(m_page, kText, QStringLiteral("CaretOffset")).toInt(), 7);
        QCOMPARE(desk.attributes(m_page, 12).value(QStringLiteral("weight")), QStringLiteral("bold"));
        QVERIFY(!desk.attributes(m_page, 7).contains(QStringLiteral("weight")));
    }

    void blocksAreChildren() {
        const AccessibleDesktop& desk = *m_desktop;
        const QStringList roles = {QStringLiteral("heading"), QStringLiteral("paragraph"), QStringLiteral("heading"),
                                   QStringLiteral("list"),    QStringLiteral("paragraph"), QStringLiteral("paragraph")};
        QCOMPARE(desk.childCount(m_page), static_cast<int>(roles.size()));
        for (int index = 0; index < roles.size(); ++index) {
            const Spoken block = desk.child(m_page, index);
            QCOMPARE(desk.role(block), roles[index]);
            QCOMPARE(desk.call(block, kAccessible, QStringLiteral("GetIndexInParent")).value(0).toInt(), index);
            QCOMPARE(desk.parent(block).path, m_page.path);
        }
        const Spoken heading = desk.child(m_page, 2);
        QCOMPARE(desk.name(heading), QStringLiteral("Later"));
        QCOMPARE(desk.description(heading), QStringLiteral("Level 2"));
        const Spoken list = desk.child(m_page, 3);
        QCOMPARE(desk.childCount(list), 2);
        const Spoken item = desk.child(list, 0);
        QCOMPARE(desk.role(item), QStringLiteral("list item"));
        QCOMPARE(desk.parent(item).path, list.path);
        QCOMPARE(desk.text(item), QStringLiteral("milk"));
        QCOMPARE(desk.description(item), QStringLiteral("Bullet"));
    }

    void linkHasItsAddress() {
        const AccessibleDesktop& desk = *m_desktop;
        const auto link = desk.find(m_page, QStringLiteral("link"));
        QVERIFY(link);
        QCOMPARE(desk.name(*link), QStringLiteral("a page"));
        QCOMPARE(desk.description(*link), QStringLiteral("https://example.org/here"));
        QCOMPARE(desk.text(*link), QStringLiteral("a page"));
    }

    void tableHasCells() {
        const AccessibleDesktop& desk = *m_desktop;
        const auto table = desk.find(m_page, QStringLiteral("table"));
        QVERIFY(table);
        QCOMPARE(desk.property(*table, kTable, QStringLiteral("NRows")).toInt(), 3);
        QCOMPARE(desk.property(*table, kTable, QStringLiteral("NColumns")).toInt(), 2);
        QCOMPARE(desk.childCount(*table), 6);
        QCOMPARE(desk.name(desk.child(*table, 0)), QStringLiteral("Name"));
        QCOMPARE(desk.role(desk.child(*table, 0)), QStringLiteral("column header"));
        const Spoken cell = desk.child(*table, 5);
        QCOMPARE(desk.name(cell), QStringLiteral("41"));
        QCOMPARE(desk.description(cell), QStringLiteral("Row 3, column 2"));
        // With the focus it holds the text that is written in.
        QVERIFY(
            desk.call(cell, QStringLiteral("org.a11y.atspi.Component"), QStringLiteral("GrabFocus")).value(0).toBool());
        QTRY_COMPARE(desk.childCount(cell), 1);
        const Spoken editor = desk.child(cell, 0);
        QCOMPARE(desk.role(editor), QStringLiteral("text"));
        QCOMPARE(desk.name(editor), QStringLiteral("Row 3, column 2"));
        QCOMPARE(desk.text(editor), QStringLiteral("41"));
        QCOMPARE(desk.parent(editor).path, cell.path);
    }

    void changesAreTold() {
        const AccessibleDesktop& desk = *m_desktop;
        const Spoken last = desk.child(m_page, 5);
        m_changes.clear();
        QVERIFY(desk.call(m_page, kEditable, QStringLiteral("InsertText"), {0, QStringLiteral("Our\n"), 4})
                    .value(0)
                    .toBool());
        QTRY_VERIFY_WITH_TIMEOUT(m_changes.contains(QStringLiteral("insert Our\n")), 5000);
        QCOMPARE(desk.childCount(m_page), 7);
        QCOMPARE(desk.text(desk.child(m_page, 0)), QStringLiteral("Our"));
        // Objects stay with their words.
        QCOMPARE(desk.text(last), QStringLiteral("The end."));
        QCOMPARE(desk.child(m_page, 6).path, last.path);
    }

  private:
    const QString kAccessible = QStringLiteral("org.a11y.atspi.Accessible");
    const QString kText = QStringLiteral("org.a11y.atspi.Text");
    const QString kEditable = QStringLiteral("org.a11y.atspi.EditableText");
    const QString kTable = QStringLiteral("org.a11y.atspi.Table");

    /// A text of several blocks called Document, in a window.
    bool findPage() {
        const auto program = m_desktop->program();
        const auto page =
            program ? m_desktop->find(*program, QStringLiteral("text"), QStringLiteral("Document")) : std::nullopt;
        if (!page || m_desktop->childCount(*page) < 2) return false;
        m_page = *page;
        return true;
    }

    std::unique_ptr<AccessibleDesktop> m_desktop;
    Spoken m_page;
    QStringList m_changes;
};

QTEST_GUILESS_MAIN(ScreenReaderTest)
#include "tst_screen_reader.moc"
