// Branches of undone steps and undo in a selection, through the one door of a document.
#include <QTest>

#include "base/clock.h"
#include "replica/document_replica.h"

using namespace varve;
using replica::DocumentReplica;

namespace {

event::AgentRecord agent(const char* user, std::uint8_t number) {
    event::AgentRecord record{.id = {}, .user = user, .device = "test", .startedMs = 0};
    record.id.bytes[15] = number;
    return record;
}

class Person {
  public:
    Person(const char* user, std::uint8_t number) : m_replica({"document", {}}, agent(user, number), m_clock) {}

    void write(std::uint32_t begin, std::uint32_t end, const std::string& text) {
        m_clock.advance(10'000);
        replica::EditIntent intent;
        intent.kind = text.empty() ? event::TransactionKind::kDelete : event::TransactionKind::kTyping;
        intent.edits.push_back({{text::Offset{begin}, text::Offset{end}}, text});
        QVERIFY(m_replica.apply(intent));
        m_replica.closeStep();
    }
    void receive(const Person& other) {
        const auto outcome = m_replica.receive(other.m_replica.log().missingFrom(m_replica.log().versionVector()));
        QVERIFY(outcome.rejected.empty() && outcome.waiting.empty());
    }
    [[nodiscard]] DocumentReplica& document() { return m_replica; }
    [[nodiscard]] std::string text() const { return m_replica.text().text(); }
    [[nodiscard]] Result<replica::UndoOutcome> undoInside(std::uint32_t begin, std::uint32_t end) {
        return m_replica.undoInside(event::WellKnownObject::kBody, {text::Offset{begin}, text::Offset{end}});
    }

  private:
    ManualClock m_clock{1'700'000'000'000};
    DocumentReplica m_replica;
};

}  // namespace

class UndoBranchesTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void aBranchComesBackStepByStep() {
        Person ana("Ana", 1);
        ana.write(0, 0, "one ");
        ana.write(4, 4, "two ");
        ana.write(8, 8, "three ");
        QVERIFY(ana.document().undo());
        QVERIFY(ana.document().undo());
        ana.write(4, 4, "other ");
        const auto branches = ana.document().undoBranches();
        QCOMPARE(branches.size(), std::size_t{1});
        QCOMPARE(branches[0].steps.size(), std::size_t{2});
        QVERIFY(ana.document().redoBranch(branches[0].steps.back().first));
        QCOMPARE(ana.text(), std::string("one other two "));
        QVERIFY(ana.document().redoBranch(branches[0].steps.front().first));
        QCOMPARE(ana.text(), std::string("one other two three "));
        QVERIFY(ana.document().undoBranches().empty());
        QVERIFY(!ana.document().redoBranch(branches[0].steps.front().first));
        QVERIFY(ana.document().undo());
        QCOMPARE(ana.text(), std::string("one other two "));
    }

    void aWholeBranchAtOnce() {
        Person ana("Ana", 1);
        ana.write(0, 0, "one ");
        ana.write(4, 4, "two ");
        QVERIFY(ana.document().undo());
        QVERIFY(ana.document().undo());
        ana.write(0, 0, "x ");
        const auto branches = ana.document().undoBranches();
        QVERIFY(ana.document().redoBranch(branches[0].steps.front().first));
        QCOMPARE(ana.text(), std::string("x one two "));
    }

    void undoInASelectionIsAStep() {
        Person ana("Ana", 1);
        ana.write(0, 0, "one two three");
        QVERIFY(ana.undoInside(4, 8));
        QCOMPARE(ana.text(), std::string("one three"));
        QVERIFY(ana.document().undo());
        QCOMPARE(ana.text(), std::string("one two three"));
        QVERIFY(!ana.undoInside(20, 30));
        QCOMPARE(ana.text(), std::string("one two three"));
    }

    /// What two people deleted stays deleted when one of them takes it back; that writes nothing.
    void whatOthersUndidTooLeavesNoTrace() {
        Person ana("Ana", 1);
        Person bo("Bo", 2);
        bo.write(0, 0, "abcdef");
        ana.receive(bo);
        ana.write(2, 4, "");
        bo.write(2, 4, "");
        ana.receive(bo);
        bo.receive(ana);
        QCOMPARE(ana.text(), std::string("abef"));
        ana.write(4, 4, "x");
        QVERIFY(ana.document().undo());
        QVERIFY(ana.document().canRedo());
        const event::LocalVersion end = ana.document().log().end();
        QVERIFY(!ana.undoInside(0, 4));
        QVERIFY(ana.document().log().end() == end);
        QVERIFY(ana.document().canRedo());
        QVERIFY(ana.document().redo());
        QCOMPARE(ana.text(), std::string("abefx"));
    }
};

QTEST_APPLESS_MAIN(UndoBranchesTest)
#include "tst_undo_branches.moc"
