// The patch of many events at once, taken from what was shown before and after, equals the one that was noted change by
// change. Environment: SEED, GRAPHS.
#include <QtTest>

#include "convergence/random_graph.h"
#include "merge/effect_outline.h"
#include "support/event_builders.h"

using namespace varve;
using namespace varve::convergence;
using merge::EffectOutline;
using merge::Tracker;

class EffectOutlineTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void equalsTheNotedPatch() {
        const std::uint64_t seed = test::numberFromEnvironment("SEED", 1);
        const std::uint64_t graphCount = test::numberFromEnvironment("GRAPHS", 300);
        std::uint64_t changeCount = 0;
        for (std::uint64_t number = 0; number < graphCount; ++number) {
            GraphOptions options;
            options.operationCount = 60;
            options.invalidPercent = number % 5 == 0 ? 3 : 0;
            const RandomGraph graph = makeRandomGraph(seed + number, options);
            Random random(seed + number);
            event::EventLog log;
            Tracker tracker;
            for (std::size_t next = 0; next < graph.transactions.size();) {
                event::EventBatch batch;
                for (std::uint32_t left = 1 + random.below(25); left > 0 && next < graph.transactions.size(); --left)
                    batch.add(graph.transactions[next++]);
                log.append(batch);
                Tracker atOnce(tracker);
                const EffectOutline before(log, atOnce);
                const auto quarantined = atOnce.applyNewEventsQuietly(log);
                const document::DocumentPatch patch = before.patchTo(log, EffectOutline(log, atOnce));
                const merge::ApplyOutcome noted = tracker.applyNewEvents(log);
                QVERIFY(quarantined == noted.quarantined);
                QVERIFY2(patch == noted.patch, qPrintable(QStringLiteral("SEED=%1").arg(seed + number)));
                if (!patch.isEmpty()) ++changeCount;
            }
        }
        QVERIFY(changeCount > graphCount);
    }
};

QTEST_GUILESS_MAIN(EffectOutlineTest)
#include "tst_effect_outline.moc"
