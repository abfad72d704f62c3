// The search from the end of a sorted list, against the standard one.
#include <QtTest>
#include <vector>

#include "base/last_at_most.h"
#include "base/random.h"

using namespace varve;

namespace {

struct Entry {
    std::uint32_t key = 0;
};

}  // namespace

class LastAtMostTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void agreesWithTheStandardOne_data() {
        QTest::addColumn<std::uint32_t>("size");
        for (const std::uint32_t size : {1U, 2U, 3U, 4U, 7U, 8U, 9U, 100U, 1000U})
            QTest::addRow("of %u", size) << size;
    }
    void agreesWithTheStandardOne() {
        QFETCH(std::uint32_t, size);
        Random random(size);
        std::vector<Entry> entries{{0}};
        // Some keys are there several times: the last of them counts.
        while (entries.size() < size)
            entries.push_back({entries.back().key + random.below(3)});
        for (std::uint32_t value = 0; value <= entries.back().key + 1; ++value) {
            const auto after = std::ranges::upper_bound(entries, value, {}, &Entry::key);
            QCOMPARE(lastAtMost(entries, value, &Entry::key), static_cast<std::size_t>(after - entries.begin()) - 1);
        }
    }
};

QTEST_GUILESS_MAIN(LastAtMostTest)
#include "tst_last_at_most.moc"
