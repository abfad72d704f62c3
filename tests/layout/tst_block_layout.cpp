// Lines of one block: long blocks laid out in pieces against the same text laid out at once, and text of mixed
// direction.
#include <QTest>

#include "base/random.h"
#include "layout/block_layout.h"

using namespace varve;
using namespace varve::layout;

namespace {

BlockStyle testStyle() {
    PageStyle page;
    page.font = QFont(QStringLiteral("DejaVu Serif"), 12);
    return StyleSheet(page, 500).styleOf(nullptr);
}

projection::BlockPtr blockOf(const QString& text) {
    return std::make_shared<const projection::Block>(text);
}

QString randomProse(Random& random, int size) {
    QString text;
    while (text.size() < size) {
        for (std::uint32_t letters = 1 + random.below(11); letters > 0; --letters) {
            text += QChar(static_cast<char16_t>(u'a' + random.below(26)));
        }
        text += u' ';
    }
    return text;
}

/// Starts of all lines of a text laid out as a whole.
std::vector<int> lineStarts(const QString& text, const BlockStyle& style) {
    QTextLayout layout(text, style.text.font);
    QTextOption option;
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    layout.setTextOption(option);
    layout.beginLayout();
    std::vector<int> starts;
    for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine()) {
        line.setLineWidth(style.text.width);
        starts.push_back(line.textStart());
    }
    layout.endLayout();
    return starts;
}

std::vector<int> lineStarts(layout::BlockLayout& layout) {
    std::vector<int> starts;
    for (layout::BlockLayout::Line line = layout.lineAt(0);; line = layout.next(line)) {
        starts.push_back(layout.start(line));
        if (layout.isLast(line)) return starts;
    }
}

}  // namespace

class BlockLayoutTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void initTestCase() { QVERIFY(!QFontInfo(QFont(QStringLiteral("DejaVu Serif"))).family().isEmpty()); }

    void emptyBlockHasOneLine() {
        layout::BlockLayout layout(blockOf({}), testStyle());
        const layout::BlockLayout::Line line = layout.lineOf(0);
        QVERIFY(layout.isFirst(line));
        QVERIFY(layout.isLast(line));
        QCOMPARE(layout.xOf(line, 0), 0.0);
        layout.setGapBelow(7);
        QCOMPARE(layout.height(), testStyle().text.lineHeight + 7);
    }

    void justifiedLinesReachBothEdges() {
        Random random(3);
        BlockStyle style = testStyle();
        style.align = document::Alignment::kJustify;
        layout::BlockLayout layout(blockOf(randomProse(random, 400)), style);
        const layout::BlockLayout::Line first = layout.lineOf(0);
        QCOMPARE(layout.xOf(first, layout.start(first)), 0.0);
        const auto stretches = layout.stretches(first, layout.start(first), layout.lastPosition(first));
        QVERIFY2(std::abs(stretches.back().right - style.text.width) < 1.0,
                 qPrintable(QString::number(stretches.back().right)));
        // The last line is as long as its words
        const layout::BlockLayout::Line last = layout.lineOf(layout.block()->utf16Count());
        QVERIFY(layout.xOf(last, layout.lastPosition(last)) < style.text.width - 1);
    }

    void piecesBreakLikeTheWhole() {
        Random random(7);
        const QString text = randomProse(random, 60000);
        const BlockStyle style = testStyle();
        layout::BlockLayout layout(blockOf(text), style);
        QCOMPARE(lineStarts(layout), lineStarts(text, style));
        QVERIFY(layout.laidPieceCount() > 10);
    }

    void laysOutOnlyWhatIsLookedAt() {
        Random random(8);
        layout::BlockLayout layout(blockOf(randomProse(random, 400000)), testStyle());
        layout.layOutRange(50000, 51000);
        QVERIFY(layout.laidPieceCount() <= 4);
        layout.release(0, 10);
        QCOMPARE(layout.laidPieceCount(), 0);
    }

    void editsKeepTheOtherPieces() {
        Random random(9);
        const BlockStyle style = testStyle();
        QString text = randomProse(random, 60000);
        auto layout = std::make_unique<layout::BlockLayout>(blockOf(text), style);
        static_cast<void>(lineStarts(*layout));
        for (int round = 0; round < 60; ++round) {
            const int at = static_cast<int>(random.below(static_cast<std::uint32_t>(text.size())));
            const int removed = std::min(static_cast<int>(random.below(random.chance(80) ? 5 : 9000)),
                                         static_cast<int>(text.size()) - at);
            const QString added = randomProse(random, static_cast<int>(random.below(random.chance(80) ? 5 : 9000)));
            QString after = text;
            after.replace(at, removed, added);
            const projection::BlockChange change{layout->block(), blockOf(after), at,
                                                 static_cast<int>(text.size()) - at - removed};
            layout = std::make_unique<layout::BlockLayout>(change, *layout);
            if (round == 30) QVERIFY(layout->laidPieceCount() > 3);
            text = after;
            QCOMPARE(lineStarts(*layout), lineStarts(text, style));
        }
    }

    void hitTestAndCaretAgree() {
        Random random(10);
        const QString text = randomProse(random, 9000);
        layout::BlockLayout layout(blockOf(text), testStyle());
        for (int position = 0; position < text.size(); position += 37) {
            const layout::BlockLayout::Line line = layout.lineOf(position);
            QCOMPARE(layout.positionAt(line, layout.xOf(line, position)), position);
            QCOMPARE(layout.lineAt(layout.top(line) + 1), line);
        }
    }

    void placesTheEndOfALineBeforeItsSpace() {
        layout::BlockLayout layout(blockOf(QStringLiteral("word ").repeated(60)), testStyle());
        const layout::BlockLayout::Line line = layout.lineOf(0);
        QCOMPARE(layout.lastPosition(line), layout.end(line) - 1);
        QCOMPARE(layout.positionAt(line, 10000), layout.end(line) - 1);
    }

    void movesAsSeenInMixedDirections() {
        // Latin, then Hebrew: as seen "abc" and the Hebrew letters from right to left.
        const QString text = QStringLiteral("abc \u05d0\u05d1\u05d2 def");
        layout::BlockLayout layout(blockOf(text), testStyle());
        std::vector<int> seen{0};
        for (int position = layout.rightOf(0); position != seen.back(); position = layout.rightOf(position)) {
            seen.push_back(position);
        }
        QCOMPARE(static_cast<int>(seen.size()), static_cast<int>(text.size()) + 1);
        QCOMPARE(seen.back(), static_cast<int>(text.size()));
        for (std::size_t index = 1; index < seen.size(); ++index)
            QVERIFY(seen[index] != seen[index - 1]);
        // A selection over the border of both directions is in two stretches.
        const layout::BlockLayout::Line line = layout.lineOf(0);
        QCOMPARE(layout.stretches(line, 2, 5).size(), std::size_t{2});
    }

    void rightToLeftBlocksStartAtTheRight() {
        layout::BlockLayout layout(blockOf(QStringLiteral("\u05e9\u05dc\u05d5\u05dd")), testStyle());
        QVERIFY(layout.isRightToLeft());
        const layout::BlockLayout::Line line = layout.lineOf(0);
        QVERIFY(layout.xOf(line, 0) > layout.xOf(line, 4));
        QCOMPARE(layout.leftOf(0), 1);
        QCOMPARE(layout.rightOf(1), 0);
    }
};

QTEST_MAIN(BlockLayoutTest)
#include "tst_block_layout.moc"
