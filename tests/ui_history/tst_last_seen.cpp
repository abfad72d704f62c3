// What is new since a document was last closed, over real settings and a log that grows.
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

#include "support/event_builders.h"
#include "ui/history/last_seen.h"

using namespace varve;

namespace {

constexpr std::int64_t kMinuteMs = 60'000;

struct Written {
    void write(std::uint32_t agent, const std::string& text, std::int64_t timeMs) {
        writeAt(agent, log.version(), text, timeMs);
    }
    void writeAt(std::uint32_t agent, const event::Version& version, const std::string& text, std::int64_t timeMs) {
        const auto outcome = log.append(test::nextAt(log, agent, version, {test::insertAt(0, text)}, timeMs));
        if (!outcome) qFatal("%s", outcome.error().message.c_str());
        timeline.followLog(log);
    }
    event::EventLog log;
    history::Timeline timeline;
};

}  // namespace

class LastSeenTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void init();
    void unknownDocumentHasNothingNew();
    void whatCameAfterwardsIsNew();
    void lateArrivalIsNewWhereItStands();
    void oldDocumentsAreForgotten();
    void damagedSettingsSayNothing();

  private:
    QTemporaryDir m_folder;
};

void LastSeenTest::init() {
    QCoreApplication::setOrganizationName(QStringLiteral("VarveTest"));
    QCoreApplication::setApplicationName(QStringLiteral("lastSeen"));
    QSettings::setDefaultFormat(QSettings::IniFormat);
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_folder.path());
    QSettings().clear();
}

void LastSeenTest::unknownDocumentHasNothingNew() {
    Written written;
    written.write(1, "abc", kMinuteMs);
    QVERIFY(!ui::lastSeen(QStringLiteral("a"), written.log));
}

void LastSeenTest::whatCameAfterwardsIsNew() {
    Written written;
    written.write(1, "abc", kMinuteMs);
    ui::rememberLastSeen(QStringLiteral("a"), written.log);
    ui::rememberLastSeen(QStringLiteral("ab"), event::EventLog());
    const auto seen = ui::lastSeen(QStringLiteral("a"), written.log);
    QVERIFY(seen.has_value());
    QVERIFY(!ui::newSince(written.log, written.timeline, *seen));
    written.write(2, "defg", 2 * kMinuteMs);
    QCOMPARE(ui::newSince(written.log, written.timeline, *seen), std::optional<std::uint64_t>(3));
    // A copy that lacks what was seen says nothing.
    QVERIFY(!ui::lastSeen(QStringLiteral("a"), event::EventLog()));
}

void LastSeenTest::lateArrivalIsNewWhereItStands() {
    // given: Bo wrote offline while Ana wrote on, and his work comes when hers has been seen
    Written written;
    written.write(1, "abc", kMinuteMs);
    const event::Version common = written.log.version();
    written.write(1, "defg", 10 * kMinuteMs);
    const event::Version seen = written.log.version();
    written.writeAt(2, common, "xy", 5 * kMinuteMs);
    // then: it stands, and is new, before what Ana wrote last
    QCOMPARE(ui::newSince(written.log, written.timeline, seen), std::optional<std::uint64_t>(3));
}

void LastSeenTest::oldDocumentsAreForgotten() {
    Written written;
    written.write(1, "abc", kMinuteMs);
    for (int document = 0; document <= ui::kLastSeenMax; ++document)
        ui::rememberLastSeen(QString::number(document), written.log);
    QVERIFY(!ui::lastSeen(QStringLiteral("0"), written.log));
    QVERIFY(ui::lastSeen(QString::number(ui::kLastSeenMax), written.log));
}

void LastSeenTest::damagedSettingsSayNothing() {
    Written written;
    written.write(1, "abc", kMinuteMs);
    for (const char* value : {"a", "a ", "a nonsense", "a #2", "a [[1,2]]", "a now"}) {
        QSettings().setValue(QStringLiteral("history/lastSeen"), QStringList{QLatin1String(value)});
        QVERIFY2(!ui::lastSeen(QStringLiteral("a"), written.log), value);
    }
}

QTEST_GUILESS_MAIN(LastSeenTest)
#include "tst_last_seen.moc"
