// Named styles in the window, driven as a person would: the choice in the toolbar, the menu, the dialog by keys alone.
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QInputDialog>
#include <QListWidget>
#include <QMenu>
#include <QPushButton>
#include <QToolButton>

#include "document/mark_schema.h"
#include "projection/named_styles.h"
#include "ui/format/style_box.h"
#include "ui/format/styles_dialog.h"
#include "ui_window/window_harness.h"

using namespace varve;
using namespace varve::ui;

class StylesTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void theBoxFollowsTheCaret();
    void theBoxAppliesStyles();
    void aStyleFromASelection();
    void updatingAStyle();
    void theDialogChangesStyles();
    void theDialogByKeys();
    void theDialogFollowsTheDocument();
    void readOnlyDocuments();

  private:
    [[nodiscard]] test::WindowHarness& harness() { return *m_harness; }
    [[nodiscard]] StyleBox& box() { return *harness().window().findChild<StyleBox*>(); }
    [[nodiscard]] StylesDialog& dialog() { return *harness().window().findChild<StylesDialog*>(); }
    [[nodiscard]] projection::NamedStyles styles() {
        const auto properties = harness().view().registers().attributesOf(event::WellKnownObject::kDocument);
        return properties ? projection::NamedStyles(*properties) : projection::NamedStyles();
    }
    [[nodiscard]] const document::BlockAttributes& block(std::uint32_t index) {
        return harness().view().blocks().blockAt(index)->shownAttributes();
    }
    void select(std::uint32_t begin, std::uint32_t end) { harness().view().setSelection({{begin}, {end}}); }
    void choose(const QString& entry) {
        const int index = box().findText(entry);
        QVERIFY2(index >= 0, qPrintable(entry));
        box().setCurrentIndex(index);
        Q_EMIT box().activated(index);
        QCoreApplication::processEvents();
    }
    void answer(const QString& name) {
        QInputDialog* asked = nullptr;
        QTRY_VERIFY((asked = harness().window().findChild<QInputDialog*>(QStringLiteral("styleNameDialog"))) !=
                    nullptr);
        asked->setTextValue(name);
        asked->accept();
        QCoreApplication::processEvents();
        QTRY_VERIFY(harness().window().findChild<QInputDialog*>(QStringLiteral("styleNameDialog")) == nullptr);
    }
    void openDialog() {
        harness().action("styles")->trigger();
        QTRY_VERIFY(dialog().isVisible());
    }
    template <typename Widget>
    Widget* part(const char* name) {
        return dialog().findChild<Widget*>(QLatin1String(name));
    }

    QTemporaryDir m_folder;
    ManualClock m_clock{1'750'000'000'000};
    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<test::WindowHarness> m_harness;
    int m_count = 0;
};

void StylesTest::initTestCase() {
    test::isolateSettings(m_folder);
    m_theme = std::make_unique<Theme>();
}

void StylesTest::init() {
    m_harness = std::make_unique<test::WindowHarness>(*m_theme, m_clock,
                                                      m_folder.filePath(QStringLiteral("%1.varve").arg(++m_count)));
}

void StylesTest::cleanup() {
    m_harness.reset();
}

void StylesTest::theBoxFollowsTheCaret() {
    harness().type(QStringLiteral("# Head\ntext\n- item"));
    QTRY_COMPARE(box().currentText(), QStringLiteral("Bulleted List"));
    select(1, 1);
    QTRY_COMPARE(box().currentText(), QStringLiteral("Heading 1"));
    select(6, 6);
    QTRY_COMPARE(box().currentText(), QStringLiteral("Paragraph"));
    QVERIFY(!box().accessibleName().isEmpty());
}

void StylesTest::theBoxAppliesStyles() {
    harness().type(QStringLiteral("one\ntwo"));
    choose(QStringLiteral("Heading 3"));
    QCOMPARE(block(1).level, 3);
    QCOMPARE(block(0).type, document::BlockType::kParagraph);
    choose(QStringLiteral("Numbered List"));
    QCOMPARE(block(1).type, document::BlockType::kNumber);
    choose(QStringLiteral("Paragraph"));
    QVERIFY(block(1) == document::BlockAttributes{});
    // The same once more changes nothing
    choose(QStringLiteral("Paragraph"));
    QVERIFY(block(1) == document::BlockAttributes{});
    choose(QStringLiteral("Styles…"));
    QTRY_VERIFY(dialog().isVisible());
    QCOMPARE(box().currentText(), QStringLiteral("Paragraph"));
}

void StylesTest::aStyleFromASelection() {
    harness().type(QStringLiteral("loud words\nplain"));
    select(0, 4);
    harness().action("bold")->trigger();
    harness().action("newStyleFromSelection")->trigger();
    answer(QStringLiteral("Loud"));
    const auto format = harness().view().blocks().blockAt(0)->formatAt(0);
    QVERIFY(format && format->size() == 1 && format->front().first == "style");
    QTRY_COMPARE(box().currentText(), QStringLiteral("Loud (characters)"));
    // elsewhere
    select(5, 10);
    QTRY_COMPARE(box().currentText(), QStringLiteral("Paragraph"));
    choose(QStringLiteral("Loud (characters)"));
    QVERIFY(harness().view().blocks().blockAt(0)->formatAt(6) != nullptr);
    // of a paragraph
    select(11, 16);
    harness().action("alignCentre")->trigger();
    harness().action("newStyleFromSelection")->trigger();
    answer(QStringLiteral("Motto"));
    QVERIFY(!block(1).style.empty());
    QTRY_COMPARE(box().currentText(), QStringLiteral("Motto"));
    QCOMPARE(document::textOf(styles().lookOf(block(1).style), "align"), std::string_view("centre"));
    select(2, 2);
    QTRY_COMPARE(box().currentText(), QStringLiteral("Loud (characters)"));
    choose(QStringLiteral("Motto"));
    QCOMPARE(block(0).style, block(1).style);
}

void StylesTest::updatingAStyle() {
    harness().type(QStringLiteral("# One\n# Two"));
    select(0, 3);
    harness().action("italic")->trigger();
    QTRY_VERIFY(harness().action("updateStyle")->text().contains(QStringLiteral("Heading 1")));
    harness().action("updateStyle")->trigger();
    QVERIFY(document::flagOf(styles().lookOf("heading1"), "italic"));
    QVERIFY(harness().view().blocks().blockAt(0)->formatAt(0) == nullptr);
    QVERIFY(harness().window().session().replica().undo().has_value());
    QVERIFY(harness().view().blocks().blockAt(0)->formatAt(0) != nullptr);
    QVERIFY(styles().lookOf("heading1").empty());
}

void StylesTest::theDialogChangesStyles() {
    harness().type(QStringLiteral("# Head\ntext"));
    select(1, 1);
    QTRY_COMPARE(box().currentText(), QStringLiteral("Heading 1"));
    openDialog();
    QCOMPARE(part<QListWidget>("stylesList")->currentItem()->text(), QStringLiteral("Heading 1"));
    QVERIFY(part<QCheckBox>("style-bold")->isChecked());
    const double before = part<QDoubleSpinBox>("style-size")->value();
    QVERIFY(before > 12);
    const qreal height = harness().view().caretRectAt({1}).height();
    part<QDoubleSpinBox>("style-size")->setValue(40);
    QCOMPARE(document::numberOf(styles().lookOf("heading1"), "size"), std::int64_t{4000});
    QVERIFY(harness().view().caretRectAt({1}).height() > height);
    part<QCheckBox>("style-bold")->click();
    QVERIFY(document::valueOf(styles().lookOf("heading1"), "bold") == event::Value(false));
    // each is a step
    QVERIFY(harness().replica().undo().has_value());
    QTRY_VERIFY(part<QCheckBox>("style-bold")->isChecked());
    QCOMPARE(part<QDoubleSpinBox>("style-size")->value(), 40.0);
    auto* giveBack = part<QToolButton>("giveBack-size");
    QVERIFY(giveBack->isEnabled() && !giveBack->accessibleName().isEmpty());
    giveBack->click();
    QCOMPARE(part<QDoubleSpinBox>("style-size")->value(), before);
    QVERIFY(styles().lookOf("heading1").empty());
    // Looking at styles changes none.
    const std::size_t count = harness().replica().log().transactionCount();
    for (int row = 0; row < part<QListWidget>("stylesList")->count(); ++row)
        part<QListWidget>("stylesList")->setCurrentRow(row);
    QCOMPARE(harness().replica().log().transactionCount(), count);
}

void StylesTest::theDialogByKeys() {
    openDialog();
    auto* list = part<QListWidget>("stylesList");
    list->setFocus();
    QTest::keyClick(list, Qt::Key_End);
    QCOMPARE(list->currentItem()->text(), QStringLiteral("List"));
    QTest::keyClick(list, Qt::Key_F2);
    answer(QStringLiteral("Enumeration"));
    QCOMPARE(list->currentItem()->text(), QStringLiteral("Enumeration"));
    auto* kinds = part<QPushButton>("newStyle")->menu();
    kinds->actions().front()->trigger();
    answer(QStringLiteral("Own"));
    QCOMPARE(list->currentItem()->text(), QStringLiteral("Own"));
    QCOMPARE(part<QComboBox>("styleBasedOn")->currentText(), QStringLiteral("Enumeration"));
    list->setFocus();
    QTest::keyClick(list, Qt::Key_Delete);
    QVERIFY(list->findItems(QStringLiteral("Own"), Qt::MatchExactly).isEmpty());
    QVERIFY(!part<QPushButton>("deleteStyle")->isEnabled());
    // Every field can be reached by Tab, and says what it is.
    for (QWidget* field : dialog().findChildren<QWidget*>()) {
        if (!field->objectName().startsWith(QStringLiteral("style-"))) continue;
        QVERIFY2(field->focusPolicy() & Qt::TabFocus, qPrintable(field->objectName()));
        QVERIFY2(!field->accessibleName().isEmpty(), qPrintable(field->objectName()));
    }
    QTest::keyClick(&dialog(), Qt::Key_Escape);
    QTRY_VERIFY(harness().window().findChild<StylesDialog*>() == nullptr);
}

void StylesTest::theDialogFollowsTheDocument() {
    openDialog();
    replica::EditIntent intent{.kind = event::TransactionKind::kFormat};
    intent.registers.push_back({event::WellKnownObject::kDocument, "style:paragraph:size", std::int64_t{2000}});
    intent.registers.push_back({event::WellKnownObject::kDocument, "style:x:name", std::string("From afar")});
    QVERIFY(harness().replica().apply(intent).has_value());
    QTRY_COMPARE(part<QDoubleSpinBox>("style-size")->value(), 20.0);
    QVERIFY(!part<QListWidget>("stylesList")->findItems(QStringLiteral("From afar"), Qt::MatchExactly).isEmpty());
    QTRY_VERIFY(box().findText(QStringLiteral("From afar")) > 0);
}

void StylesTest::readOnlyDocuments() {
    openDialog();
    harness().window().historyMode().enter();
    QTRY_VERIFY(!part<QDoubleSpinBox>("style-size")->isEnabled());
    QVERIFY(!box().isEnabled() && !harness().action("updateStyle")->isEnabled());
    harness().window().historyMode().leave();
    QTRY_VERIFY(part<QDoubleSpinBox>("style-size")->isEnabled());
}

QTEST_MAIN(StylesTest)
#include "tst_styles.moc"
