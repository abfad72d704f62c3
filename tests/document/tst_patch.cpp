// Patches: one canonical form however they are built, and positions carried through them.
#include <QtTest>

#include "base/random.h"
#include "document/patch.h"
#include "document/patch_words.h"
#include "support/event_builders.h"

using namespace varve;
using namespace varve::document;
using text::Offset;

class PatchTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void piecesCoalesce() {
        Patch patch;
        patch.retain(2);
        patch.retain(1);
        patch.add("ab", 2);
        patch.remove(1);
        patch.add("ç", 1);
        patch.remove(2);
        patch.retain(0);
        patch.add("", 0);
        patch.retain(4);
        QCOMPARE(inWords(patch), std::string("=3 -3 +abç"));
        QCOMPARE(patch.addedCount(), 3U);
        QCOMPARE(patch.removedCount(), 3U);
        QCOMPARE(patch.applied("xyz123uvw"), std::string("xyzabçuvw"));
        QCOMPARE(patch.changedRange(), (text::Range{{3}, {6}}));
    }

    void formatsSeparatePieces() {
        const auto bold = std::make_shared<const Format>(Format{{"bold", true}});
        const auto alsoBold = std::make_shared<const Format>(*bold);
        Patch patch;
        patch.restyle(1, bold);
        patch.restyle(2, alsoBold);
        patch.restyle(1, nullptr);
        patch.retain(1);
        patch.add("ab", 2, bold);
        patch.add("c", 1, alsoBold);
        patch.add("d", 1);
        patch.remove(2);
        QCOMPARE(inWords(patch), std::string("~3{bold} ~1 =1 -2 +abc{bold} +d"));
        QCOMPARE(patch.applied("12345xy!"), std::string("12345abcd!"));
        QCOMPARE(patch.changedRange(), (text::Range{{0}, {9}}));
        QCOMPARE(patch.mapped(Offset{5}, Bias::kAfter), Offset{9});
        QCOMPARE(patch.mapped(Offset{3}, Bias::kAfter), Offset{3});
        Patch plain;
        plain.restyle(3, nullptr);
        Patch strong;
        strong.restyle(3, bold);
        QVERIFY(!(plain == strong));
    }

    void emptyPatch() {
        Patch patch;
        patch.retain(5);
        QVERIFY(patch.isEmpty());
        QCOMPARE(patch, Patch{});
        QCOMPARE(patch.applied("abc"), std::string("abc"));
        QCOMPARE(patch.mapped(Offset{3}, Bias::kAfter), Offset{3});
        QCOMPARE(patch.changedRange(), (text::Range{{0}, {0}}));
    }

    void changedRangeOfARemoval() {
        Patch patch;
        patch.retain(4);
        patch.remove(2);
        QCOMPARE(patch.changedRange(), (text::Range{{4}, {4}}));
        patch.retain(1);
        patch.remove(1);
        QCOMPARE(patch.changedRange(), (text::Range{{4}, {5}}));
    }

    void mapping_data() {
        QTest::addColumn<uint>("offset");
        QTest::addColumn<uint>("before");
        QTest::addColumn<uint>("after");
        // retain 2, add 3, retain 2, remove 2, retain 1, remove 1 and add 2
        QTest::newRow("in front") << 1U << 1U << 1U;
        QTest::newRow("at an addition") << 2U << 2U << 5U;
        QTest::newRow("behind the addition") << 3U << 6U << 6U;
        QTest::newRow("at the start of a removal") << 4U << 7U << 7U;
        QTest::newRow("inside a removal") << 5U << 7U << 7U;
        QTest::newRow("at the end of a removal") << 6U << 7U << 7U;
        QTest::newRow("at the start of a replacement") << 7U << 8U << 10U;
        QTest::newRow("at the end of a replacement") << 8U << 8U << 10U;
        QTest::newRow("behind everything") << 11U << 13U << 13U;
    }

    void mapping() {
        QFETCH(uint, offset);
        QFETCH(uint, before);
        QFETCH(uint, after);
        Patch patch;
        patch.retain(2);
        patch.add("abc", 3);
        patch.retain(2);
        patch.remove(2);
        patch.retain(1);
        patch.remove(1);
        patch.add("xy", 2);
        QCOMPARE(patch.mapped(Offset{offset}, Bias::kBefore).value, before);
        QCOMPARE(patch.mapped(Offset{offset}, Bias::kAfter).value, after);
    }

    void manyPositionsAreMappedLikeEach() {
        Random random(varve::test::numberFromEnvironment("SEED", 1));
        for (int round = 0; round < 300; ++round) {
            Patch patch;
            std::uint32_t length = 0;
            for (std::uint32_t piece = random.below(8); piece > 0; --piece) {
                const std::uint32_t count = 1 + random.below(4);
                switch (random.below(3)) {
                    case 0:
                        patch.retain(count), length += count;
                        break;
                    case 1:
                        patch.remove(count), length += count;
                        break;
                    case 2:
                        patch.add(std::string(count, 'n'), count);
                        break;
                }
            }
            std::vector<Offset> offsets;
            for (std::uint32_t offset = 0; offset < length + 3; ++offset)
                offsets.push_back({offset});
            for (const Bias bias : {Bias::kBefore, Bias::kAfter}) {
                const auto mapped = patch.mapped(offsets, bias);
                QVERIFY(std::ranges::is_sorted(mapped));
                for (const Offset offset : offsets)
                    QCOMPARE(mapped[offset.value], patch.mapped(offset, bias));
                QCOMPARE(mapped.back().value, length + 2 + patch.addedCount() - patch.removedCount());
            }
        }
    }
};

QTEST_GUILESS_MAIN(PatchTest)
#include "tst_patch.moc"
