// Which marks grow when text is typed at their edges.
#include <QtTest>

#include "document/mark_schema.h"

using namespace varve::document;

class MarkSchemaTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void expansion_data() {
        QTest::addColumn<QByteArray>("key");
        QTest::addColumn<bool>("begin");
        QTest::addColumn<bool>("end");
        QTest::addColumn<bool>("beginOfRemoval");
        QTest::addColumn<bool>("endOfRemoval");
        QTest::newRow("bold") << QByteArray("bold") << false << true << false << true;
        QTest::newRow("colour") << QByteArray("colour") << false << true << false << true;
        QTest::newRow("link") << QByteArray("link") << false << false << true << true;
        QTest::newRow("code") << QByteArray("code") << false << false << true << true;
        QTest::newRow("comment") << QByteArray("comment:00ff/3") << false << false << true << true;
        QTest::newRow("unknown") << QByteArray("x-sparkle") << false << false << true << true;
    }
    void expansion() {
        QFETCH(const QByteArray, key);
        QFETCH(const bool, begin);
        QFETCH(const bool, end);
        QFETCH(const bool, beginOfRemoval);
        QFETCH(const bool, endOfRemoval);
        const std::string_view name(key.constData(), static_cast<std::size_t>(key.size()));
        QVERIFY(expansionOf(name, false) == (Expansion{begin, end}));
        QVERIFY(expansionOf(name, true) == (Expansion{beginOfRemoval, endOfRemoval}));
    }
};

QTEST_GUILESS_MAIN(MarkSchemaTest)
#include "tst_mark_schema.moc"
