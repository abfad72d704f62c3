// Where to look after an undo: what was formatted, the block or object that is something else now, the embed in which
// something changed; and that none of these count as nothing.
#include <QTest>

#include "base/clock.h"
#include "replica/document_replica.h"

using namespace varve;
using event::TransactionKind;
using replica::DocumentReplica;
using replica::EditIntent;

namespace {

constexpr const char* kText = "The budget\nsecond block\n\uFFFC";
constexpr std::uint32_t kSecondBlock = 10;  // its break
constexpr std::uint32_t kEmbed = 24;

event::AgentRecord ana() {
    event::AgentRecord record{.id = {}, .user = "Ana", .device = "test", .startedMs = 0};
    record.id.bytes[15] = 1;
    return record;
}

text::Range range(std::uint32_t begin, std::uint32_t end) {
    return {{begin}, {end}};
}

}  // namespace

class ChangedPlaceTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void init();
    void formats();
    void blocks();
    void embeds();
    void textOfAnEmbed();
    void comments();
    void documents();

  private:
    void apply(const EditIntent& intent) {
        m_clock.advance(10'000);
        const auto applied = m_replica->apply(intent);
        QVERIFY2(applied.has_value(), applied ? "" : applied.error().message.c_str());
    }
    /// Undoes the newest step, which must have an effect.
    [[nodiscard]] replica::UndoOutcome undo() {
        auto outcome = m_replica->undo();
        if (!outcome) qFatal("%s", outcome.error().message.c_str());
        if (outcome->skippedCount != 0) qFatal("A step is said to change nothing.");
        return *outcome;
    }
    [[nodiscard]] event::EventId idAt(std::uint32_t offset) const {
        return m_replica->log().idOf(m_replica->tracker().characterAt(merge::View::kEffect, {offset}));
    }
    void setRegister(const event::ObjectId& object, std::string key, event::Value value) {
        apply({.kind = TransactionKind::kFormat, .registers = {{object, std::move(key), std::move(value)}}});
    }

    ManualClock m_clock{1'763'683'200'000};
    std::unique_ptr<DocumentReplica> m_replica;
};

void ChangedPlaceTest::init() {
    m_replica = std::make_unique<DocumentReplica>(replica::LoadedDocument{"document", {}}, ana(), m_clock);
    apply({TransactionKind::kPaste, {{range(0, 0), kText}}});
}

void ChangedPlaceTest::formats() {
    apply({.kind = TransactionKind::kFormat, .marks = {{range(4, 10), "bold", true}}});
    const replica::UndoOutcome outcome = undo();
    QVERIFY(outcome.changed == range(4, 10));
    QVERIFY(outcome.isTextChanged);
    QVERIFY(m_replica->redo()->changed == range(4, 10));
}

void ChangedPlaceTest::blocks() {
    setRegister(idAt(kSecondBlock), "type", std::string("heading"));
    const replica::UndoOutcome second = undo();
    QVERIFY(second.changed == range(11, 23));
    QVERIFY(!second.isTextChanged);
    setRegister(event::WellKnownObject::kFirstBlock, "type", std::string("title"));
    QVERIFY(undo().changed == range(0, 10));
    setRegister(idAt(23), "align", std::string("centre"));
    QVERIFY(undo().changed == range(24, 25));
    apply({.kind = TransactionKind::kFormat,
           .registers = {{event::WellKnownObject::kFirstBlock, "type", std::string("bullet")},
                         {idAt(kSecondBlock), "type", std::string("bullet")}}});
    QVERIFY(undo().changed == range(0, 23));
}

void ChangedPlaceTest::embeds() {
    setRegister(idAt(kEmbed), "width", std::int64_t{9000});
    const replica::UndoOutcome outcome = undo();
    QVERIFY(outcome.changed == range(24, 25));
    QVERIFY(!outcome.isTextChanged);
    QCOMPARE(outcome.facts.change.subject, history::StepChange::Subject::kObject);
}

void ChangedPlaceTest::textOfAnEmbed() {
    // A cell: its text belongs to a register of a row, which is in the text of the table.
    const event::EventId table = idAt(kEmbed);
    apply({.operations = {event::Insert{table, {0}, "\uFFFC"}}});
    const event::EventId row = m_replica->log().idOf(m_replica->log().end() - 1U);
    setRegister(row, "cell:x", true);
    const event::EventId cell = m_replica->log().idOf(m_replica->log().end() - 1U);
    apply({.kind = TransactionKind::kTyping, .operations = {event::Insert{cell, {0}, "words\nmore"}}});
    const event::EventId block = m_replica->log().idOf(m_replica->log().end() - 5U);
    setRegister(block, "type", std::string("quote"));
    QVERIFY(undo().changed == range(24, 25));
    QVERIFY(undo().changed == range(24, 25));
    QVERIFY(undo().changed == range(24, 25));
    QVERIFY(undo().changed == range(24, 25));
}

void ChangedPlaceTest::comments() {
    const std::string key = "comment:" + event::nameOf(m_replica->nextEventId());
    apply({.marks = {{range(4, 10), key, std::string("Is this right?")}}});
    const event::EventId comment = m_replica->log().idOf(m_replica->log().end() - 1U);
    setRegister(comment, "resolved", true);
    const replica::UndoOutcome outcome = undo();
    QVERIFY(outcome.changed == range(4, 10));
    QVERIFY(!outcome.isTextChanged);
    QVERIFY(undo().isTextChanged);
}

void ChangedPlaceTest::documents() {
    setRegister(event::WellKnownObject::kDocument, "title", std::string("Plan"));
    const replica::UndoOutcome outcome = undo();
    QVERIFY(!outcome.changed);
    QVERIFY(!outcome.isTextChanged);
    // A block that is not there any more.
    const event::EventId block = idAt(kSecondBlock);
    apply({TransactionKind::kDelete, {{range(kSecondBlock, kSecondBlock + 1), {}}}});
    setRegister(block, "type", std::string("quote"));
    QVERIFY(!undo().changed);
}

QTEST_GUILESS_MAIN(ChangedPlaceTest)
#include "tst_changed_place.moc"
