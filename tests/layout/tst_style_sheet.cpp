// Looks of blocks and marks: what every kind of block gets, what named styles change, colours that can be read.
#include <QTest>

#include "layout/colour_mixing.h"
#include "layout/style_sheet.h"

using namespace varve;
using namespace varve::layout;

namespace {

PageStyle testPage(int zoomPercent = 100) {
    PageStyle page;
    page.font = QFont(QStringLiteral("DejaVu Serif"), 12);
    page.zoomPercent = zoomPercent;
    return page;
}

document::BlockAttributesPointer blockOf(document::BlockType type, int indent = 0) {
    document::BlockAttributes attributes;
    attributes.type = type;
    attributes.indent = indent;
    return std::make_shared<const document::BlockAttributes>(attributes);
}

document::FormatPointer marksOf(std::initializer_list<std::pair<const char*, const char*>> values) {
    document::Format marks;
    for (const auto& [key, value] : values)
        document::setValue(marks, key, std::string(value));
    return std::make_shared<const document::Format>(marks);
}

}  // namespace

class StyleSheetTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void coloursCanBeRead_data() {
        QTest::addColumn<QString>("ink");
        QTest::addColumn<QString>("highlight");
        QTest::newRow("blue") << QStringLiteral("#0000ff") << QString();
        QTest::newRow("black") << QStringLiteral("#000000") << QString();
        QTest::newRow("white") << QStringLiteral("#ffffff") << QString();
        QTest::newRow("yellow on yellow") << QStringLiteral("#fff3a0") << QStringLiteral("#fff3a0");
        QTest::newRow("dark red on yellow") << QStringLiteral("#800000") << QStringLiteral("#fff3a0");
    }
    void coloursCanBeRead() {
        QFETCH(QString, ink);
        QFETCH(QString, highlight);
        PageColours dark;
        dark.page = QColor(0x2a, 0x29, 0x27);
        dark.ink = QColor(0xe8, 0xe4, 0xdc);
        for (const PageColours& colours : {PageColours{}, dark}) {
            const StyleSheet sheet(testPage(), 500, colours);
            document::FormatPointer marks = marksOf({{"colour", ink.toUtf8().constData()}});
            if (!highlight.isEmpty())
                marks = marksOf({{"colour", ink.toUtf8().constData()}, {"highlight", highlight.toUtf8().constData()}});
            const QTextCharFormat& format = sheet.formatOf(marks, sheet.styleOf(nullptr));
            const QColor back = highlight.isEmpty() ? colours.page : QColor(highlight);
            QVERIFY2(contrast(back, format.foreground().color()) >= 2.9,
                     qPrintable(format.foreground().color().name()));
        }
        // What can be read stays as it was chosen
        const StyleSheet light(testPage(), 500);
        const auto chosen = marksOf({{"colour", "#a11d2b"}});
        QCOMPARE(light.formatOf(chosen, light.styleOf(nullptr)).foreground().color(), QColor(0xa1, 0x1d, 0x2b));
    }
    void blocksDiffer() {
        const StyleSheet sheet(testPage(), 500);
        const BlockStyle& text = sheet.styleOf(nullptr);
        const BlockStyle& heading = sheet.styleOf(blockOf(document::BlockType::kHeading));
        QVERIFY(heading.text.font.pointSizeF() > text.text.font.pointSizeF());
        QVERIFY(heading.text.font.bold());
        const BlockStyle& nested = sheet.styleOf(blockOf(document::BlockType::kBullet, 2));
        QVERIFY(nested.insetStart > sheet.styleOf(blockOf(document::BlockType::kBullet)).insetStart);
        QCOMPARE(nested.text.width + nested.insetStart, 500.0);
        // However deep, some text fits beside
        const StyleSheet narrow(testPage(), 120);
        QVERIFY(narrow.styleOf(blockOf(document::BlockType::kBullet, 8)).text.width >= 1);
        // Lines of code have no gap between them
        QCOMPARE(sheet.gapBetween(blockOf(document::BlockType::kCode), blockOf(document::BlockType::kCode)), 0.0);
        QVERIFY(sheet.gapBetween(nullptr, blockOf(document::BlockType::kHeading)) > sheet.gapBetween(nullptr, nullptr));
    }
    void lengthsFollowTheZoom() {
        const StyleSheet sheet(testPage(), 500);
        const StyleSheet large(testPage(200), 500);
        QCOMPARE(large.pixelsPerPoint(), 2 * sheet.pixelsPerPoint());
        QVERIFY(qAbs(sheet.pixelsPerPoint() - 96.0 / 72.0) < 0.1);
    }
    void namedStylesChangeBlocks() {
        document::Attributes properties;
        document::setValue(properties, "style:heading1:size", std::int64_t{3000});
        document::setValue(properties, "style:heading1:colour", std::string("#006400"));
        document::setValue(properties, "style:a:name", std::string("A"));
        document::setValue(properties, "style:b:name", std::string("B"));
        document::setValue(properties, "style:a:based-on", std::string("b"));
        document::setValue(properties, "style:b:based-on", std::string("a"));
        document::setValue(properties, "style:b:italic", true);
        document::setValue(properties, "style:c:name", std::string("C"));
        document::setValue(properties, "style:c:italic", true);
        document::setValue(properties, "style:gone:underline", true);
        document::setValue(properties, "style:strong:name", std::string("Strong"));
        document::setValue(properties, "style:strong:kind", std::string("character"));
        document::setValue(properties, "style:strong:based-on", std::string("weak"));
        document::setValue(properties, "style:weak:name", std::string("Weak"));
        document::setValue(properties, "style:weak:kind", std::string("character"));
        document::setValue(properties, "style:weak:based-on", std::string("strong"));
        document::setValue(properties, "style:weak:bold", true);
        document::setValue(properties, "style:", std::string("nonsense"));
        const StyleSheet sheet(testPage(), 500, {}, styleOverridesOf(properties));
        const BlockStyle& heading = sheet.styleOf(blockOf(document::BlockType::kHeading));
        QVERIFY(qAbs(heading.text.font.pointSizeF() - 30) < 0.6);
        QCOMPARE(heading.ink, QColor(0x00, 0x64, 0x00));
        // Styles that are based on each other end somewhere
        document::BlockAttributes attributes;
        attributes.style = "a";
        QVERIFY(sheet.styleOf(std::make_shared<const document::BlockAttributes>(attributes)).text.font.italic());
        // A block whose style was deleted looks as its kind does
        document::BlockAttributes orphan = *blockOf(document::BlockType::kHeading);
        orphan.style = "gone";
        const BlockStyle& left = sheet.styleOf(std::make_shared<const document::BlockAttributes>(orphan));
        QVERIFY(!left.text.font.underline());
        QCOMPARE(left.ink, QColor(0x00, 0x64, 0x00));
        // So does one whose style is based on nothing, where the style says nothing
        orphan.style = "c";
        const BlockStyle& own = sheet.styleOf(std::make_shared<const document::BlockAttributes>(orphan));
        QVERIFY(own.text.font.italic());
        QCOMPARE(own.ink, QColor(0x00, 0x64, 0x00));
        // What was chosen on light paper can be read on dark paper, and on what is behind it
        PageColours dark;
        dark.page = QColor(0x2a, 0x29, 0x27);
        dark.ink = QColor(0xe8, 0xe4, 0xdc);
        document::setValue(properties, "style:quote:highlight", std::string("#fff3a0"));
        const StyleSheet night(testPage(), 500, dark, styleOverridesOf(properties));
        QVERIFY(contrast(dark.page, night.styleOf(blockOf(document::BlockType::kHeading)).ink) >= 2.9);
        const BlockStyle& quote = night.styleOf(blockOf(document::BlockType::kQuote));
        QCOMPARE(quote.back, QColor(0xff, 0xf3, 0xa0));
        QVERIFY(contrast(quote.back, quote.ink) >= 2.9);
        QVERIFY(!night.styleOf(nullptr).back.isValid());
        // Character styles are based on each other, too
        const auto strong = marksOf({{"style", "strong"}});
        QCOMPARE(sheet.formatOf(strong, sheet.styleOf(nullptr)).fontWeight(), static_cast<int>(QFont::Bold));
    }
};

QTEST_MAIN(StyleSheetTest)
#include "tst_style_sheet.moc"
