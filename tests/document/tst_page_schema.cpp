// Page setup read from registers that anybody may have written, and the fields of headers and footers.
#include <QTest>

#include "document/page_schema.h"

using namespace varve;
using namespace varve::document;

class PageSchemaTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void roundTrip() {
        const PageSetup setup{.size = PaperSize::kLegal,
                              .isLandscape = true,
                              .marginTop = 0,
                              .marginRight = 1,
                              .marginBottom = 2,
                              .marginLeft = kMarginMax,
                              .header = "a",
                              .footer = "{page}"};
        QVERIFY(pageSetupOf(registersOf(setup)) == setup);
        QVERIFY(pageSetupOf(registersOf(PageSetup())) == PageSetup());
        for (const auto& [key, value] : registersOf(PageSetup()))
            QVERIFY2(std::holds_alternative<std::monostate>(value), key.c_str());
    }
    void keysAscend() {
        const Attributes registers = registersOf(PageSetup());
        for (std::size_t index = 1; index < registers.size(); ++index)
            QVERIFY(registers[index - 1].first < registers[index].first);
    }
    void foreignValuesAreAbsent() {
        Attributes registers;
        setValue(registers, "page-size", std::string("a0"));
        setValue(registers, "page-landscape", std::string("true"));
        setValue(registers, "margin-top", std::int64_t{-1});
        setValue(registers, "margin-left", std::int64_t{1} << 40);
        setValue(registers, "header", std::int64_t{1});
        QVERIFY(pageSetupOf(registers) == PageSetup());
    }
    void marginsLeaveRoom() {
        Attributes registers =
            registersOf(PageSetup{.size = PaperSize::kA5, .marginRight = 28000, .marginLeft = 28000});
        QCOMPARE(pageSetupOf(registers).marginLeft, kUsualMargin);
        QCOMPARE(pageSetupOf(registers).marginRight, kUsualMargin);
    }
    void sizesAsHeld() {
        QCOMPARE(PageSetup().width(), 59528);
        QCOMPARE((PageSetup{.isLandscape = true}.width()), 84189);
        QCOMPARE((PageSetup{.size = PaperSize::kLetter}.height()), 79200);
    }
    void fields() {
        const PageFields fields{.page = 3, .pageCount = 12, .title = "{page}", .date = "today"};
        QCOMPARE(filledIn("{page}/{pages} {title} {date}{", fields), std::string("3/12 {page} today{"));
        QCOMPARE(filledIn("{pag} {{page}} }", fields), std::string("{pag} {3} }"));
        QCOMPARE(filledIn("", fields), std::string());
    }
};

QTEST_GUILESS_MAIN(PageSchemaTest)
#include "tst_page_schema.moc"
