#include "session/sample_document.h"

#include <QTest>
#include <set>

#include "replica/document_replica.h"
#include "session/opened_file.h"
#include "session_helpers.h"

using namespace varve;
using namespace varve::session;

namespace {

constexpr std::int64_t kDayMs = 86'400'000;
constexpr SampleOptions options() {
    return {.documentId = "0d6f3c1e-6c3b-4f6e-9a51-5a1f6f0f2a11", .lastDayMs = 1'763'725'000'000};
}

std::unique_ptr<replica::DocumentReplica> replicaOf(const event::EventLog& log, const char* user) {
    replica::LoadedDocument document{options().documentId, merge::CurrentState(log)};
    return std::make_unique<replica::DocumentReplica>(std::move(document), newAgent(user, "test", 0), systemClock());
}

}  // namespace

class SampleDocumentTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void initTestCase() { m_log = writeSampleDocument(options()); }
    void isDeterministic();
    void saysWhatItShould();
    void hasTwoAuthorsAndSeveralDays();
    void canBeUndone();

  private:
    event::EventLog m_log;
};

void SampleDocumentTest::isDeterministic() {
    const event::EventLog again = writeSampleDocument(options());
    QVERIFY(again.batch(0, again.transactionCount()) == m_log.batch(0, m_log.transactionCount()));
    SampleOptions other = options();
    other.seed = 2;
    const event::EventLog different = writeSampleDocument(other);
    QVERIFY(different.batch(0, different.transactionCount()) != m_log.batch(0, m_log.transactionCount()));
    // Slips differ, the text does not.
    QCOMPARE(replicaOf(different, "Ana")->text().text(), replicaOf(m_log, "Ana")->text().text());
}

void SampleDocumentTest::saysWhatItShould() {
    const std::string text = replicaOf(m_log, "Ana")->text().text();
    QVERIFY2(text.starts_with("The lake that keeps a diary\nEvery spring the ice on the lake breaks"), text.c_str());
    for (const char* phrase :
         {"the finest clay follows, thin and dark", "when the mill went", "the hill above the shore",
          "Geologists call the pair a varve", "just the top of the mud – the part that is still wet",
          "How to read this page\nPress the left arrow", "What if two people write at once?\nThen two brooks",
          "Three things to try\nClose the window in the middle of a word"}) {
        QVERIFY2(text.find(phrase) != std::string::npos, (std::string(phrase) + " is not in: " + text).c_str());
    }
    QVERIFY(text.ends_with("Begin anywhere."));
    for (const char* slip : {"  ", "\n\n", "..", "and how to read it"}) {
        QVERIFY2(text.find(slip) == std::string::npos, slip);
    }
}

void SampleDocumentTest::hasTwoAuthorsAndSeveralDays() {
    std::set<std::string> users;
    std::set<std::int64_t> days;
    bool hasMerge = false;
    for (std::size_t index = 0; index < m_log.transactionCount(); ++index) {
        const event::TransactionRecord record = m_log.transactionRecord(index);
        users.insert(m_log.agents()[record.agent].user);
        days.insert(record.timeMs / kDayMs);
        hasMerge = hasMerge || m_log.transaction(index).parents.size() > 1;
    }
    QCOMPARE(users, (std::set<std::string>{"Ana", "Ben"}));
    QCOMPARE(days.size(), std::size_t{4});
    QCOMPARE(*days.rbegin(), options().lastDayMs / kDayMs);
    QVERIFY(hasMerge);
    QVERIFY(m_log.end().value > 2500);
}

void SampleDocumentTest::canBeUndone() {
    for (const char* user : {"Ana", "Ben"}) {
        const auto replica = replicaOf(m_log, user);
        const std::string before = replica->text().text();
        std::size_t count = 0;
        while (replica->undo().has_value())
            ++count;
        QVERIFY(count > 10);
        QVERIFY(replica->text().count() < before.size());
        while (replica->redo().has_value())
            --count;
        QCOMPARE(replica->text().text(), before);
        QCOMPARE(count, std::size_t{0});
    }
}

QTEST_GUILESS_MAIN(SampleDocumentTest)
#include "tst_sample_document.moc"
