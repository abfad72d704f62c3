// The queue of graph walks, against the standard one, around the size where it changes its form.
#include <QtTest>
#include <queue>

#include "base/max_queue.h"
#include "base/random.h"

using namespace varve;

class MaxQueueTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void agreesWithTheStandardOne_data() {
        QTest::addColumn<std::uint32_t>("sizeMax");
        for (const std::uint32_t size : {1U, 5U, 32U, 33U, 40U, 1000U})
            QTest::addRow("up to %u", size) << size;
    }
    void agreesWithTheStandardOne() {
        QFETCH(std::uint32_t, sizeMax);
        Random random(sizeMax);
        MaxQueue<std::uint32_t> queue;
        for (int round = 0; round < 50; ++round) {
            std::priority_queue<std::uint32_t> expected;
            const std::uint32_t target = 1 + random.below(sizeMax);
            // Grows to the target, then runs empty, with some going back and forth on the way.
            while (expected.size() < target) {
                const std::uint32_t entry = random.below(2 * sizeMax);
                queue.push(entry);
                expected.push(entry);
                if (!random.chance(30)) continue;
                QCOMPARE(queue.pop(), expected.top());
                expected.pop();
            }
            while (!expected.empty()) {
                QVERIFY(!queue.isEmpty());
                QCOMPARE(queue.top(), expected.top());
                QCOMPARE(queue.pop(), expected.top());
                expected.pop();
            }
            QVERIFY(queue.isEmpty());
        }
    }

    void clearForgetsAll() {
        for (const std::uint32_t count : {3U, 100U}) {
            MaxQueue<std::uint32_t> queue;
            for (std::uint32_t entry = 0; entry < count; ++entry)
                queue.push(entry);
            queue.clear();
            QVERIFY(queue.isEmpty());
            queue.push(7);
            QCOMPARE(queue.pop(), 7U);
            QVERIFY(queue.isEmpty());
        }
    }
};

QTEST_GUILESS_MAIN(MaxQueueTest)
#include "tst_max_queue.moc"
