// Numbers of lists, and links within a document, in a window driven as a person would.
#include <QComboBox>
#include <QInputDialog>
#include <QLineEdit>
#include <QMenu>

#include "document/mark_schema.h"
#include "projection/list_numbers.h"
#include "ui/format/link_popup.h"
#include "ui_window/window_harness.h"

using namespace varve;
using namespace varve::ui;

class ListsAndLinksTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup() { m_harness.reset(); }
    void listsBeginAnew();
    void aNumberOfItsOwn();
    void onlyInLists();
    void linksToHeadings();
    void headingsAreOffered();

  private:
    [[nodiscard]] test::WindowHarness& harness() { return *m_harness; }
    [[nodiscard]] EditorView& view() { return harness().view(); }
    [[nodiscard]] std::string numbers() {
        projection::ListCounter counter;
        std::string numbers;
        for (std::uint32_t block = 0; block < view().blocks().blockCount(); ++block)
            numbers += std::to_string(counter.pass(view().blocks().blockAt(block)->shownAttributes())) + " ";
        return numbers;
    }
    [[nodiscard]] LinkPopup& popup() { return *harness().window().findChild<LinkPopup*>(); }

    QTemporaryDir m_folder;
    ManualClock m_clock{1'750'000'000'000};
    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<test::WindowHarness> m_harness;
    int m_count = 0;
};

void ListsAndLinksTest::initTestCase() {
    test::isolateSettings(m_folder);
    m_theme = std::make_unique<Theme>();
}

void ListsAndLinksTest::init() {
    m_harness = std::make_unique<test::WindowHarness>(*m_theme, m_clock,
                                                      m_folder.filePath(QStringLiteral("%1.varve").arg(++m_count)));
}

void ListsAndLinksTest::listsBeginAnew() {
    harness().type(QStringLiteral("1. a\nb\nc"));
    QCOMPARE(numbers(), std::string("1 2 3 "));
    QTRY_VERIFY(harness().action("startList")->isEnabled());
    harness().action("startList")->trigger();
    QCOMPARE(numbers(), std::string("1 2 1 "));
    harness().action("startList")->trigger();
    QCOMPARE(numbers(), std::string("1 2 1 "));
    harness().action("continueList")->trigger();
    QCOMPARE(numbers(), std::string("1 2 3 "));
    harness().press(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(numbers(), std::string("1 2 1 "));
    // Behind an empty paragraph a list begins by itself, and can go on.
    harness().type(QStringLiteral("\n\n\n1. d"));
    QCOMPARE(numbers(), std::string("1 2 1 0 1 "));
    harness().action("continueList")->trigger();
    QCOMPARE(numbers(), std::string("1 2 1 0 2 "));
}

void ListsAndLinksTest::aNumberOfItsOwn() {
    harness().type(QStringLiteral("1. a\nb"));
    QTRY_VERIFY(harness().action("listNumber")->isEnabled());
    harness().action("listNumber")->trigger();
    auto* dialog = harness().window().findChild<QInputDialog*>(QStringLiteral("listNumberDialog"));
    QVERIFY(dialog != nullptr);
    QCOMPARE(dialog->intValue(), 2);
    dialog->setIntValue(7);
    dialog->accept();
    QCOMPARE(numbers(), std::string("1 7 "));
}

void ListsAndLinksTest::onlyInLists() {
    harness().type(QStringLiteral("text\n- item"));
    for (const char* name : {"startList", "continueList", "listNumber"})
        QTRY_VERIFY(!harness().action(name)->isEnabled());
    Q_EMIT view().contextMenuRequested(view().mapToGlobal(QPoint(60, 60)));
    auto* edit = harness().window().findChild<QMenu*>(QStringLiteral("editMenu"));
    QVERIFY(edit->isVisible());
    edit->hide();
    harness().type(QStringLiteral("\n\n1. item"));
    Q_EMIT view().contextMenuRequested(view().mapToGlobal(QPoint(60, 60)));
    auto* lists = harness().window().findChild<QMenu*>(QStringLiteral("listContextMenu"));
    QVERIFY(lists->isVisible() && lists->actions().contains(harness().action("startList")) &&
            lists->actions().contains(harness().action("paste")));
    lists->hide();
}

void ListsAndLinksTest::linksToHeadings() {
    harness().type(QStringLiteral("go there\n# First part\ntext\n# What's next?\nend"));
    view().setSelection({{0}, {2}});
    view().setMark(document::mark_key::kLink, std::string("#whats-next"));
    Q_EMIT view().linkActivated(QStringLiteral("#whats-next"));
    const QString text = harness().text();
    QCOMPARE(view().caret().value, static_cast<std::uint32_t>(text.indexOf(QStringLiteral("What"))));
    QVERIFY(view().hasFocus());
    // by mouse
    const QPoint place = view().pointOf({1}).toPoint() + QPoint(1, 4);
    view().setSelection({{0}, {0}});
    QTest::mouseClick(view().viewport(), Qt::LeftButton, Qt::ControlModifier, place);
    QCOMPARE(view().caret().value, static_cast<std::uint32_t>(text.indexOf(QStringLiteral("What"))));
    Q_EMIT view().linkActivated(QStringLiteral("#nowhere"));
    QCOMPARE(view().caret().value, static_cast<std::uint32_t>(text.indexOf(QStringLiteral("What"))));
}

void ListsAndLinksTest::headingsAreOffered() {
    harness().type(QStringLiteral("# First part\n## Under it\n"));
    harness().action("link")->trigger();
    auto* headings = popup().findChild<QComboBox*>(QStringLiteral("linkHeadings"));
    auto* address = popup().findChild<QLineEdit*>(QStringLiteral("linkAddress"));
    auto* words = popup().findChild<QLineEdit*>(QStringLiteral("linkText"));
    QVERIFY(headings->isVisible());
    QCOMPARE(headings->count(), 3);
    headings->setCurrentIndex(2);
    Q_EMIT headings->activated(2);
    QCOMPARE(address->text(), QStringLiteral("#under-it"));
    QCOMPARE(words->text(), QStringLiteral("Under it"));
    // typing says the same
    address->setText(QStringLiteral("#first-part"));
    QCOMPARE(headings->currentIndex(), 1);
    address->setText(QStringLiteral("example.org"));
    QCOMPARE(headings->currentIndex(), 0);
    address->setText(QStringLiteral("#under-it"));
    QTest::keyClick(address, Qt::Key_Return);
    const auto link = view().linkAt({24});
    QVERIFY(link.has_value());
    QCOMPARE(link->address, QStringLiteral("#under-it"));
}

QTEST_MAIN(ListsAndLinksTest)
#include "tst_lists_and_links.moc"
