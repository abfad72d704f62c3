// UTF-8: what is well-formed (Unicode 15, table 3-7) and counting against slow counting.
#include <QtTest>

#include "random_text.h"
#include "text/text_sums.h"
#include "text/utf8.h"

using namespace varve;
using namespace varve::text;

class Utf8Test : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void validity_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<bool>("valid");
        const auto row = [](const char* name, std::initializer_list<int> bytes, bool valid) {
            QByteArray array;
            for (const int byte : bytes)
                array.append(static_cast<char>(byte));
            QTest::newRow(name) << array << valid;
        };
        row("empty", {}, true);
        row("zero byte", {0x00}, true);
        row("ASCII, longer than a word", {'v', 'a', 'r', 'v', 'e', ' ', 'v', 'a', 'r', 'v', 'e'}, true);
        row("first of two bytes", {0xc2, 0x80}, true);
        row("first of three bytes", {0xe0, 0xa0, 0x80}, true);
        row("last before the surrogates", {0xed, 0x9f, 0xbf}, true);
        row("first after the surrogates", {0xee, 0x80, 0x80}, true);
        row("first of four bytes", {0xf0, 0x90, 0x80, 0x80}, true);
        row("last scalar", {0xf4, 0x8f, 0xbf, 0xbf}, true);
        row("lone continuation", {0x80}, false);
        row("overlong slash", {0xc0, 0xaf}, false);
        row("overlong two bytes", {0xc1, 0xbf}, false);
        row("overlong three bytes", {0xe0, 0x9f, 0xbf}, false);
        row("overlong four bytes", {0xf0, 0x8f, 0xbf, 0xbf}, false);
        row("first surrogate", {0xed, 0xa0, 0x80}, false);
        row("last surrogate", {0xed, 0xbf, 0xbf}, false);
        row("above the last scalar", {0xf4, 0x90, 0x80, 0x80}, false);
        row("lead f5", {0xf5, 0x80, 0x80, 0x80}, false);
        row("lead ff", {0xff}, false);
        row("two bytes cut", {0xc3}, false);
        row("three bytes cut", {0xe2, 0x82}, false);
        row("four bytes cut", {0xf0, 0x9f, 0x98}, false);
        row("cut after a word of ASCII", {'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 0xc3}, false);
        row("ASCII in place of a continuation", {0xe2, 0x82, 'a'}, false);
        row("continuation after a whole sequence", {0xc3, 0xa9, 0xa9}, false);
    }
    void validity() {
        QFETCH(QByteArray, bytes);
        QFETCH(bool, valid);
        QCOMPARE(isValidUtf8(std::string_view(bytes.constData(), static_cast<std::size_t>(bytes.size()))), valid);
    }

    void asciiIsToldAtEveryLength() {
        for (std::size_t size = 0; size < 40; ++size) {
            QVERIFY(isAscii(std::string(size, 'x')));
            QCOMPARE(asciiPrefixSize(std::string(size, 'x')), size);
            for (std::size_t place = 0; place < size; ++place) {
                std::string text(size, 'x');
                text[place] = static_cast<char>(0x80);
                QVERIFY(!isAscii(text));
                QCOMPARE(asciiPrefixSize(text), place);
            }
        }
    }

    void everyScalarSurvivesEncoding() {
        for (char32_t scalar = 0; scalar <= 0x10ffff; ++scalar) {
            if (scalar == 0xd800) scalar = 0xe000;
            std::string utf8;
            appendScalar(utf8, scalar);
            if (!isValidUtf8(utf8) || decodeScalar(utf8) != scalar || sequenceSizeOf(utf8[0]) != utf8.size()) {
                QFAIL(qPrintable(QStringLiteral("scalar %1").arg(static_cast<uint>(scalar), 0, 16)));
            }
        }
    }

    void countsOfKnownText() {
        const std::string text = "e\u0301\n\u20ac\U0001f600\n";
        QCOMPARE(scalarCount(text), 6U);
        QCOMPARE(utf16Count(text), 7U);
        QCOMPARE(sumsOfText(text), (TextSums{12, 6, 7, 2}));
        QCOMPARE(scalarSlice(text, 3, 2), std::string_view("\u20ac\U0001f600"));
        QCOMPARE(byteIndexOfScalar(text, 6), text.size());
    }

    void countsAgainstSlowCounting() {
        Random random(test::environmentNumber("SEED", 1));
        for (int round = 0; round < 300; ++round) {
            // Long enough now and then to pass the point where the lanes of a word are summed.
            const std::u32string text = test::randomText(random, round % 10 == 0 ? 6000 : 60);
            const std::string utf8 = test::toUtf8(text);
            const auto breaks = static_cast<std::uint32_t>(std::count(text.begin(), text.end(), U'\n'));
            QVERIFY(isValidUtf8(utf8));
            QCOMPARE(scalarCount(utf8), static_cast<std::uint32_t>(text.size()));
            QCOMPARE(utf16Count(utf8), test::slowUtf16Count(text));
            QCOMPARE(sumsOfText(utf8),
                     (TextSums{static_cast<std::uint32_t>(utf8.size()), scalarCount(utf8), utf16Count(utf8), breaks}));
            const std::uint32_t place = random.below(static_cast<std::uint32_t>(text.size()) + 1);
            QCOMPARE(byteIndexOfScalar(utf8, place), test::toUtf8(std::u32string_view(text).substr(0, place)).size());
        }
    }
};

QTEST_GUILESS_MAIN(Utf8Test)
#include "tst_utf8.moc"
