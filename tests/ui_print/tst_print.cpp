// From the window to paper: page setup as a step, preview with its keys, PDF and printing, and what is said where there
// is no printer.
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDoubleSpinBox>
#include <QImage>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QMenu>
#include <QPrinter>
#include <QPrinterInfo>
#include <QProcess>
#include <QPushButton>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTest>
#include <QToolButton>

#include "document/page_schema.h"
#include "ui/exchange/document_exchange.h"
#include "ui/print/page_setup_dialog.h"
#include "ui/print/paper_worker.h"
#include "ui/print/preview_window.h"
#include "ui/print/print_mode.h"
#include "ui_window/window_harness.h"

using namespace varve;

namespace {

constexpr int kWaitMs = 30'000;

/// Pages of a PDF, counted in the text that poppler reads; -1 without poppler.
int pageCountOf(const QString& path) {
    QProcess process;
    process.start(QStringLiteral("pdfinfo"), {path});
    if (!process.waitForFinished(kWaitMs)) return -1;
    const auto found = QRegularExpression(QStringLiteral("Pages:\\s+(\\d+)"))
                           .match(QString::fromUtf8(process.readAllStandardOutput()));
    return found.hasMatch() ? found.captured(1).toInt() : -1;
}

}  // namespace

class PrintTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void init() {
        QLocale::setDefault(QLocale(QLocale::English, QLocale::Austria));
        m_folder = std::make_unique<QTemporaryDir>();
        test::isolateSettings(*m_folder);
        m_theme = std::make_unique<ui::Theme>();
        m_harness = std::make_unique<test::WindowHarness>(*m_theme, m_clock, path("a.varve"));
    }
    void cleanup() {
        m_harness.reset();
        m_theme.reset();
        m_folder.reset();
    }

    void pageSetupIsAStep() {
        m_harness->type(QStringLiteral("one"));
        auto* dialog = openPageSetup();
        QVERIFY(dialog != nullptr);
        find<QComboBox>(dialog, "pageSize")->setCurrentIndex(1);
        find<QCheckBox>(dialog, "pageLandscape")->click();
        find<QDoubleSpinBox>(dialog, "marginTop")->setValue(20);
        auto* footer = find<QLineEdit>(dialog, "pageFooter");
        footer->setFocus();
        QTest::keyClicks(footer, QStringLiteral("p. "));
        find<QToolButton>(dialog, "pageFooterFields")->menu()->actions().front()->trigger();
        QCOMPARE(footer->text(), QStringLiteral("p. {page}"));
        find<QDialogButtonBox>(dialog)->button(QDialogButtonBox::Ok)->click();
        const document::PageSetup expected{
            .size = document::PaperSize::kA5, .isLandscape = true, .marginTop = 5669, .footer = "p. {page}"};
        QCOMPARE(setup(), expected);
        // Undone and redone as a whole
        m_harness->press(Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(setup(), document::PageSetup());
        QCOMPARE(m_harness->text(), QStringLiteral("one"));
        m_harness->action("redo")->trigger();
        QCOMPARE(setup(), expected);
    }
    void untouchedSetupIsNoStep() {
        auto* dialog = openPageSetup();
        QVERIFY(dialog != nullptr);
        const std::uint32_t before = m_harness->replica().log().end().value;
        find<QDialogButtonBox>(dialog)->button(QDialogButtonBox::Ok)->click();
        QCOMPARE(m_harness->replica().log().end().value, before);
    }
    void tabsAreBars() {
        ui::PageSetupDialog dialog({.header = "a\tb"});
        QCOMPARE(find<QLineEdit>(&dialog, "pageHeader")->text(), QStringLiteral("a|b"));
        QCOMPARE(dialog.setup().header, std::string("a\tb"));
    }
    void inchesWhereTheyAreUsual() {
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
        ui::PageSetupDialog dialog({.marginLeft = 7200});
        auto* left = find<QDoubleSpinBox>(&dialog, "marginLeft");
        QCOMPARE(left->value(), 1.0);
        left->setValue(0.5);
        QCOMPARE(dialog.setup().marginLeft, 3600);
        // 25 mm are no round number of inches and stay what they are
        QCOMPARE(dialog.setup().marginTop, document::kUsualMargin);
    }
    void marginsLeaveRoom() {
        ui::PageSetupDialog dialog({.size = document::PaperSize::kA5});
        find<QDoubleSpinBox>(&dialog, "marginLeft")->setValue(100);
        find<QDoubleSpinBox>(&dialog, "marginRight")->setValue(100);
        QVERIFY(!find<QDialogButtonBox>(&dialog)->button(QDialogButtonBox::Ok)->isEnabled());
        QVERIFY(find<QLabel>(&dialog, "pageHint")->text().contains(QStringLiteral("less than an inch")));
    }

    void previewShowsPages() {
        writePages(5);
        m_harness->action("printPreview")->trigger();
        auto* window = m_harness->window().findChild<ui::PreviewWindow*>();
        QVERIFY(window != nullptr);
        auto* place = find<QLabel>(window, "previewPlace");
        QTRY_COMPARE_WITH_TIMEOUT(place->text(), QStringLiteral("Page 1 of 5"), kWaitMs);
        ui::PreviewView& pages = window->view();
        const auto key = [&pages](int which) { QTest::keyClick(&pages, static_cast<Qt::Key>(which)); };
        key(Qt::Key_PageDown);
        QCOMPARE(place->text(), QStringLiteral("Page 2 of 5"));
        key(Qt::Key_End);
        QCOMPARE(place->text(), QStringLiteral("Page 5 of 5"));
        key(Qt::Key_PageUp);
        QCOMPARE(place->text(), QStringLiteral("Page 4 of 5"));
        key(Qt::Key_Home);
        QCOMPARE(place->text(), QStringLiteral("Page 1 of 5"));
        const int fitting = pages.zoomPercent();
        key(Qt::Key_Plus);
        QVERIFY(pages.zoomPercent() > fitting);
        key(Qt::Key_Minus);
        key(Qt::Key_Minus);
        QVERIFY(pages.zoomPercent() < fitting);
        key(Qt::Key_0);
        QCOMPARE(pages.zoomPercent(), fitting);
        QVERIFY(window->findChild<QAction*>(QStringLiteral("previewSave"))->isEnabled());
        // Letters come
        const auto inkOf = [&pages] {
            const QImage image = pages.viewport()->grab().toImage().convertToFormat(QImage::Format_Grayscale8);
            int dark = 0;
            for (int y = 0; y < image.height(); ++y)
                for (int x = 0; x < image.width(); ++x)
                    dark += image.constScanLine(y)[x] < 90 ? 1 : 0;
            return dark;
        };
        QTRY_VERIFY_WITH_TIMEOUT(inkOf() > 10, kWaitMs);
        // Side by side, by the mouse
        window->findChild<QAction*>(QStringLiteral("previewSides"))->trigger();
        QCOMPARE(pages.columns(), 2);
        key(Qt::Key_PageDown);
        QCOMPARE(place->text(), QStringLiteral("Page 3 of 5"));
        window->close();
    }
    void previewOfThePast() {
        writePages(3);
        m_harness->window().historyMode().show(1);
        m_harness->action("printPreview")->trigger();
        auto* window = m_harness->window().findChild<ui::PreviewWindow*>();
        QTRY_COMPARE_WITH_TIMEOUT(find<QLabel>(window, "previewPlace")->text(), QStringLiteral("Page 1 of 1"), kWaitMs);
        QVERIFY(!m_harness->action("pageSetup")->isEnabled());
        window->close();
    }
    void previewClosedEarly() {
        writePages(30);
        m_harness->action("printPreview")->trigger();
        delete m_harness->window().findChild<ui::PreviewWindow*>();
        QCoreApplication::processEvents();
        QVERIFY(m_harness->window().findChild<ui::PreviewWindow*>() == nullptr);
    }

    void exportAsPdf() {
        writePages(3);
        auto* exchange = m_harness->window().findChild<ui::DocumentExchange*>();
        exchange->exportFile(path("b.pdf"), std::nullopt);
        QTRY_VERIFY_WITH_TIMEOUT(m_harness->window().messageBar().message().contains(QStringLiteral("is written")),
                                 kWaitMs);
        QFile file(path("b.pdf"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(file.read(5) == "%PDF-");
        if (const int pages = pageCountOf(path("b.pdf")); pages >= 0) QCOMPARE(pages, 3);
    }
    void pdfCanBeStopped() {
        writePages(300);
        auto* print = m_harness->window().findChild<ui::PrintMode*>();
        print->savePdf(path("b.pdf"));
        QVERIFY(print->isBusy());
        print->savePdf(path("c.pdf"));
        QVERIFY(m_harness->window().messageBar().message().contains(QStringLiteral("already")));
        auto* worker = m_harness->window().findChild<ui::PaperWorker*>();
        worker->cancel();
        QTRY_VERIFY_WITH_TIMEOUT(!print->isBusy(), kWaitMs);
        QVERIFY(!QFile::exists(path("b.pdf")) && !QFile::exists(path("c.pdf")));
    }
    void pdfWhereNothingCanBeWritten() {
        auto* print = m_harness->window().findChild<ui::PrintMode*>();
        print->savePdf(path("no/such/folder.pdf"));
        QTRY_VERIFY_WITH_TIMEOUT(
            m_harness->window().messageBar().message().contains(QStringLiteral("could not be written")), kWaitMs);
    }

    void printsARange() {
        writePages(4);
        const auto printer = std::make_shared<QPrinter>(QPrinter::HighResolution);
        printer->setOutputFormat(QPrinter::PdfFormat);
        printer->setOutputFileName(path("printed.pdf"));
        printer->setPrintRange(QPrinter::PageRange);
        printer->setFromTo(2, 3);
        auto* print = m_harness->window().findChild<ui::PrintMode*>();
        QSignalSpy finished(print, &ui::PrintMode::finished);
        print->printTo(printer);
        QVERIFY(finished.wait(kWaitMs));
        QVERIFY(QFileInfo(path("printed.pdf")).size() > 1000);
        if (const int pages = pageCountOf(path("printed.pdf")); pages >= 0) QCOMPARE(pages, 2);
    }
    void withoutPrinter() {
        if (!QPrinterInfo::availablePrinterNames().isEmpty()) QSKIP("There is a printer here.");
        m_harness->action("print")->trigger();
        QVERIFY(m_harness->window().messageBar().message().contains(QStringLiteral("No printer")));
        QVERIFY(m_harness->window().findChild<QPushButton*>(QStringLiteral("barSavePdf")) != nullptr);
    }
    void actionsAreNamed() {
        QCOMPARE(m_harness->action("print")->shortcut(), QKeySequence(Qt::CTRL | Qt::Key_P));
        for (const char* name : {"pageSetup", "printPreview", "print"})
            QVERIFY2(!m_harness->action(name)->toolTip().isEmpty(), name);
    }

  private:
    [[nodiscard]] QString path(const char* name) const { return m_folder->filePath(QLatin1String(name)); }
    template <typename Widget>
    static Widget* find(QWidget* parent, const char* name = "") {
        auto* found = parent->findChild<Widget*>(QLatin1String(name));
        if (found == nullptr) qFatal("There is no %s.", name);
        return found;
    }
    ui::PageSetupDialog* openPageSetup() {
        m_harness->action("pageSetup")->trigger();
        return m_harness->window().findChild<ui::PageSetupDialog*>();
    }
    [[nodiscard]] document::PageSetup setup() {
        const auto context = m_harness->view().editContext();
        const auto registers = context->registers.attributesOf(event::WellKnownObject::kDocument);
        return registers ? document::pageSetupOf(*registers) : document::PageSetup();
    }
    /// A document in which every block but the first starts a page.
    void writePages(int count) {
        m_harness->type(QStringLiteral("page"));
        std::string text;
        for (int page = 1; page < count; ++page)
            text += "\nwords on a page that somebody reads";
        m_clock.advance(5000);
        QVERIFY(m_harness->replica().apply({event::TransactionKind::kPaste, {{{{4}, {4}}, text}}}).has_value());
        replica::EditIntent breaks{.kind = event::TransactionKind::kFormat};
        std::uint32_t offset = 4;
        for (int page = 1; page < count; ++page) {
            const event::EventId block = m_harness->replica().log().idOf(
                m_harness->replica().tracker().characterAt(merge::View::kEffect, {offset}));
            breaks.registers.push_back({block, "page-break", true});
            offset += 36;
        }
        QVERIFY(m_harness->replica().apply(breaks).has_value());
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<ui::Theme> m_theme;
    ManualClock m_clock{1'750'000'000'000};
    std::unique_ptr<test::WindowHarness> m_harness;
};

QTEST_MAIN(PrintTest)
#include "tst_print.moc"
