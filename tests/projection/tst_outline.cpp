// The headings of a text and what belongs to each.
#include <QTest>
#include <ctime>

#include "projection/outline.h"

using namespace varve;
using namespace varve::projection;

namespace {

/// Lines; those that begin with # are headings, with ! titles.
BlockSequence blocksOf(const QStringList& lines) {
    std::vector<BlockPtr> blocks;
    for (const QString& line : lines) {
        const qsizetype marks = line.indexOf(QLatin1Char(' '));
        const bool isHeading = line.startsWith(QLatin1Char('#'));
        const bool isTitle = line.startsWith(QLatin1Char('!'));
        Block block(isHeading || isTitle ? line.mid(marks + 1) : line);
        if (isHeading || isTitle) {
            document::BlockAttributes attributes;
            attributes.type = isTitle ? document::BlockType::kTitle : document::BlockType::kHeading;
            attributes.level = isHeading ? static_cast<int>(marks) : 1;
            block.attributes = std::make_shared<const document::BlockAttributes>(attributes);
        }
        blocks.push_back(std::make_shared<const Block>(std::move(block)));
    }
    return {std::move(blocks), {}};
}

}  // namespace

class OutlineTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void headingsInOrder();
    void parentsAndSections();
    void plainTextHasNone();
    void manyBlocksTakeNoTime();
};

void OutlineTest::headingsInOrder() {
    const Outline outline =
        outlineOf(blocksOf({QStringLiteral("! Varves"), QStringLiteral("text"), QStringLiteral("# One  \ufffc thing"),
                            QStringLiteral("x"), QStringLiteral("### Deep")}));
    QCOMPARE(outline.size(), 3U);
    QCOMPARE(outline[0], (OutlineEntry{{0}, 0, 0, QStringLiteral("Varves")}));
    QCOMPARE(outline[1], (OutlineEntry{{12}, 2, 1, QStringLiteral("One thing")}));
    QCOMPARE(outline[2].level, 3);
    QCOMPARE(outlineIndexAt(outline, {11}), 0);
    QCOMPARE(outlineIndexAt(outline, {12}), 1);
    QCOMPARE(outlineIndexAt(outline, {1000}), 2);
}

void OutlineTest::parentsAndSections() {
    const QStringList lines = {QStringLiteral("before"),    QStringLiteral("! T"), QStringLiteral("# A"),
                               QStringLiteral("### A.x"),   QStringLiteral("a"),   QStringLiteral("## A.1"),
                               QStringLiteral("### A.1.x"), QStringLiteral("# B"), QStringLiteral("b")};
    const BlockSequence blocks = blocksOf(lines);
    const Outline outline = outlineOf(blocks);
    QCOMPARE(outlineParents(outline), (std::vector<int>{-1, -1, 1, 1, 3, -1}));
    const auto section = [&](std::size_t index) { return sectionOf(outline, index, blocks.blockCount()); };
    QCOMPARE(section(0), (Section{1, 2}));
    QCOMPARE(section(1), (Section{2, 7}));
    QCOMPARE(section(2), (Section{3, 5}));
    QCOMPARE(section(3), (Section{5, 7}));
    QCOMPARE(section(4), (Section{6, 7}));
    QCOMPARE(section(5), (Section{7, 9}));
    QCOMPARE(outlineIndexAt(outline, {3}), -1);
}

void OutlineTest::plainTextHasNone() {
    QVERIFY(outlineOf(blocksOf({QStringLiteral("a"), QStringLiteral("b")})).empty());
    QVERIFY(outlineOf(BlockSequence()).empty());
}

void OutlineTest::manyBlocksTakeNoTime() {
    QStringList lines;
    for (int line = 0; line < 150'000; ++line)
        lines += line % 20 == 0 ? QStringLiteral("## heading") : QStringLiteral("text that stands below");
    const BlockSequence blocks = blocksOf(lines);
    timespec begin{};
    timespec end{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &begin);
    const Outline outline = outlineOf(blocks);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end);
    const double ms =
        static_cast<double>(end.tv_sec - begin.tv_sec) * 1e3 + static_cast<double>(end.tv_nsec - begin.tv_nsec) / 1e6;
    qInfo("outline of 150,000 blocks: %.1f ms", ms);
    QCOMPARE(outline.size(), 7'500U);
    QVERIFY(ms < 1000);
}

QTEST_APPLESS_MAIN(OutlineTest)
#include "tst_outline.moc"
