// Restoring a part: afterwards the part is what it was, everything else is what it is, by the definition of the
// document.
#include <QTest>
#include <functional>

#include "convergence/naive_evaluator.h"
#include "convergence/tracker_state.h"
#include "history/partial_restore.h"
#include "history/rich_writer.h"

using namespace varve;
using namespace varve::history;
using convergence::DocumentState;
using convergence::NaiveEvaluator;
using test::TestReplica;

namespace {

constexpr event::WellKnownObject kBody = event::WellKnownObject::kBody;

merge::Tracker preparedAt(const TestReplica& replica, const event::Version& version) {
    merge::Tracker past = replica.tracker();
    past.movePrepareTo(replica.log(), version);
    return past;
}

/// Restores; whether there was anything to do.
bool restorePart(TestReplica& replica, const event::Version& version, const RestorePart& part) {
    const event::EventId next{replica.agentId(), replica.log().nextSequence(replica.agentId())};
    auto operations = restoreOperationsInside(replica.log(), preparedAt(replica, version), part, next);
    if (!operations) qFatal("%s", operations.error().message.c_str());
    if (operations->empty()) return false;
    replica.write(*std::move(operations), event::TransactionKind::kRestore);
    return true;
}

/// What the definition says about a part, told without any cleverness.
class Expectation {
  public:
    Expectation(const TestReplica& replica, const event::Version& version, RestorePart part)
        : m_log(replica.log()), m_part(std::move(part)) {
        for (std::size_t i = 0; i < m_log.transactionCount(); ++i)
            m_naive.add(m_log.transaction(i));
        m_then = m_naive.eventsOf(m_log.idsOf(version));
        m_now = m_naive.eventsOf(m_log.idsOf(replica.tracker().effectVersion()));
        const auto first = m_naive.find(m_log.idOf(m_part.first));
        const auto end = m_part.end ? m_naive.find(m_log.idOf(*m_part.end)) : std::nullopt;
        bool isInside = false;
        for (const convergence::UnitIndex unit : m_naive.order(m_part.sequence)) {
            if (unit == first) isInside = true;
            if (unit == end) isInside = false;
            if (isInside) m_inside.insert(unit);
        }
    }

    [[nodiscard]] DocumentState state() const {
        const DocumentState then = m_naive.state(m_then);
        const DocumentState now = m_naive.state(m_now);
        DocumentState expected;
        for (const event::ObjectId& sequence : m_naive.sequences()) {
            std::vector<convergence::Character> text;
            for (const convergence::UnitIndex unit : m_naive.order(sequence)) {
                const bool isOfThen = sequence == m_part.sequence ? m_inside.contains(unit) : belongs(sequence);
                const convergence::EventSet& events = isOfThen ? m_then : m_now;
                if (!m_naive.isVisible(unit, events)) continue;
                const convergence::Unit& character = m_naive.units()[unit];
                text.push_back({character.id, character.scalar, m_naive.format(unit, events)});
            }
            if (!text.empty()) expected.texts[sequence] = std::move(text);
        }
        for (const auto& [key, value] : then.registers) {
            if (belongs(key.first)) expected.registers[key] = value;
        }
        for (const auto& [key, value] : now.registers) {
            if (!belongs(key.first)) expected.registers[key] = value;
        }
        return expected;
    }

  private:
    [[nodiscard]] bool belongs(const event::ObjectId& object) const {
        if (m_part.startBlock == object) return true;
        const auto* id = std::get_if<event::EventId>(&object);
        const auto found = id != nullptr ? m_naive.find(*id) : std::nullopt;
        if (!found) return false;
        const convergence::Unit& unit = m_naive.units()[*found];
        if (unit.type == convergence::Unit::Type::kSet) return belongs(unit.set.object);
        if (unit.type == convergence::Unit::Type::kInsert)
            return unit.sequence == m_part.sequence ? m_inside.contains(*found) : belongs(unit.sequence);
        if (unit.type != convergence::Unit::Type::kMark) return false;
        if (unit.sequence != m_part.sequence) return belongs(unit.sequence);
        bool isOn = false;
        for (const convergence::UnitIndex character : m_naive.order(unit.sequence)) {
            if (!m_naive.covers(*found, character)) continue;
            if (!m_inside.contains(character)) return false;
            isOn = true;
        }
        return isOn;
    }

    const event::EventLog& m_log;
    const RestorePart m_part;
    NaiveEvaluator m_naive;
    convergence::EventSet m_then;
    convergence::EventSet m_now;
    std::set<convergence::UnitIndex> m_inside;
};

DocumentState stateOf(const TestReplica& replica) {
    return convergence::stateOf(replica.log(), replica.tracker(), merge::View::kEffect);
}

QString differenceOf(const DocumentState& a, const DocumentState& b) {
    if (a == b) return {};
    return QString::fromStdString(describe(a) + "\nbut shall be\n" + describe(b));
}

/// Words, now and then in the caption of an embed.
void write(TestReplica& replica, Random& random) {
    const event::ObjectId embed = test::randomObject(replica, random, U'\uFFFC');
    if (!random.chance(15) || !std::holds_alternative<event::EventId>(embed)) {
        test::writeRich(replica, random);
        return;
    }
    const std::uint32_t count = replica.tracker().count(merge::View::kEffect, embed);
    event::Operation operation = test::insertAt(random.below(count + 1), random.chance(30) ? "\n" : "cap");
    if (count > 2 && random.chance(30)) {
        operation = event::Mark{.sequence = embed, .begin = {0}, .end = {2}, .key = "bold", .value = true};
    } else if (count > 0 && random.chance(30)) {
        operation = test::deleteAt(random.below(count), 1);
        std::get<event::Delete>(operation).sequence = embed;
    } else {
        std::get<event::Insert>(operation).sequence = embed;
    }
    replica.write({std::move(operation)});
}

event::Operation heading(const event::ObjectId& block, std::int64_t level) {
    return test::setOf(block, "type", level > 0 ? event::Value(std::string("heading")) : event::Value());
}

}  // namespace

class PartialRestoreTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void randomSelections();
    void wordsComeBackAmongNewOnes();
    void textAroundStaysAsItIs();
    void formatThatReachesBeyond();
    void tableComesBackWithItsText();
    void sectionWithWhatWasWrittenSince();
    void sectionBegunSinceStays();
    void mergesWithConcurrentWork();
    void nothingToRestore();
};

void PartialRestoreTest::randomSelections() {
    const std::uint64_t seed = test::numberFromEnvironment("SEED", 1);
    const std::uint64_t count = test::numberFromEnvironment("GRAPHS", 60);
    std::size_t changedCount = 0;
    for (std::uint64_t i = 0; i < count; ++i) {
        Random random(seed + i);
        TestReplica ana(1, "Ana");
        TestReplica ben(2, "Ben");
        for (int step = 0; step < 50; ++step) {
            write(random.chance(50) ? ana : ben, random);
            if (random.chance(20)) TestReplica::sync(ana, ben);
        }
        TestReplica::sync(ana, ben);
        for (int round = 0; round < 4; ++round) {
            std::vector<event::LocalVersion> heads;
            for (std::uint32_t head = 1 + random.below(2); head > 0; --head)
                heads.push_back({random.below(ana.log().end().value)});
            const event::Version version = ana.log().graph().reduced(std::move(heads));
            const merge::Tracker past = preparedAt(ana, version);
            std::vector<event::ObjectId> sequences = past.sequences();
            event::ObjectId sequence = kBody;
            if (!sequences.empty() && random.chance(25))
                sequence = sequences[random.below(static_cast<std::uint32_t>(sequences.size()))];
            const std::uint32_t length = past.count(merge::View::kPrepare, sequence);
            if (length == 0) continue;
            const std::uint32_t begin = random.chance(20) ? 0 : random.below(length);
            const std::uint32_t end = begin + 1 + random.below(length - begin);
            const RestorePart part = partOfSelection(ana.log(), past, sequence, {{begin}, {end}});
            const DocumentState before = stateOf(ana);
            const DocumentState expected = Expectation(ana, version, part).state();
            const bool changed = restorePart(ana, version, part);
            const QString difference = differenceOf(stateOf(ana), expected);
            QVERIFY2(difference.isEmpty(), qPrintable(QStringLiteral("seed %1: %2").arg(seed + i).arg(difference)));
            QVERIFY(!restorePart(ana, version, part));
            QCOMPARE(changed, before != expected);
            if (!changed) continue;
            ++changedCount;
            QVERIFY(ana.undo());
            QCOMPARE(differenceOf(stateOf(ana), before), QString());
            QVERIFY(ana.redo());
            QCOMPARE(differenceOf(stateOf(ana), expected), QString());
            TestReplica::sync(ana, ben);
            QCOMPARE(differenceOf(stateOf(ben), expected), QString());
        }
    }
    QVERIFY(changedCount > count);
}

void PartialRestoreTest::wordsComeBackAmongNewOnes() {
    TestReplica ana(1, "Ana");
    ana.insert(0, "red green blue");
    const event::Version version = ana.log().version();
    const event::EventId green = ana.log().idOf({4});
    ana.remove(4, 6);
    ana.insert(4, "and ");
    ana.insert(12, "!");
    QCOMPARE(ana.text(), std::string("red and blue!"));
    // “green ” was selected
    const merge::Tracker past = preparedAt(ana, version);
    QVERIFY(restorePart(ana, version, partOfSelection(ana.log(), past, kBody, {{4}, {10}})));
    QCOMPARE(ana.text(), std::string("red and green blue!"));
    const auto place = ana.tracker().placeOf(merge::View::kEffect, *ana.log().find(green));
    QVERIFY(place.visible);  // the same letters, not others like them
    QCOMPARE(place.offset, text::Offset{8});
    QVERIFY(ana.undo());
    QCOMPARE(ana.text(), std::string("red and blue!"));
}

void PartialRestoreTest::textAroundStaysAsItIs() {
    TestReplica ana(1, "Ana");
    ana.insert(0, "one two three");
    const event::Version version = ana.log().version();
    ana.remove(0, 13);
    ana.insert(0, "four");
    const merge::Tracker past = preparedAt(ana, version);
    QVERIFY(restorePart(ana, version, partOfSelection(ana.log(), past, kBody, {{4}, {7}})));
    QVERIFY(ana.text() == "fourtwo" || ana.text() == "twofour");
}

void PartialRestoreTest::formatThatReachesBeyond() {
    TestReplica ana(1, "Ana");
    ana.insert(0, "one two three");
    const event::Version version = ana.log().version();
    ana.write({event::Mark{.begin = {0}, .end = {13}, .key = "bold", .value = true, .expandEnd = true}},
              event::TransactionKind::kFormat);
    const merge::Tracker past = preparedAt(ana, version);
    QVERIFY(restorePart(ana, version, partOfSelection(ana.log(), past, kBody, {{4}, {7}})));
    const DocumentState state = stateOf(ana);
    const auto& text = textOf(state, kBody);
    for (std::size_t i = 0; i < text.size(); ++i)
        QCOMPARE(text[i].format.contains("bold"), i < 4 || i >= 7);
    QVERIFY(ana.undo());
    for (const convergence::Character& character : textOf(stateOf(ana), kBody))
        QVERIFY(character.format.contains("bold"));
}

void PartialRestoreTest::tableComesBackWithItsText() {
    TestReplica ana(1, "Ana");
    ana.insert(0, "before after");
    ana.write({test::insertAt(7, std::string(document::kEmbedText))});
    const event::EventId embed = ana.log().idOf(ana.tracker().characterAt(merge::View::kEffect, {7}));
    ana.write({test::setOf(embed, "type", std::string("table"))});
    ana.write({event::Insert{.sequence = embed, .offset = {0}, .text = std::string(document::kEmbedText)}});
    const event::EventId row = ana.log().idOf(ana.tracker().characterAt(merge::View::kEffect, {0}, embed));
    ana.write({test::setOf(row, "cell:a", true)});
    const event::EventId cell = ana.log().idOf(ana.log().end() - 1);
    ana.write({event::Insert{.sequence = cell, .offset = {0}, .text = "seven"}});
    const event::Version version = ana.log().version();
    ana.write({event::Delete{.sequence = cell, .offset = {0}, .count = 5}});
    ana.write({event::Insert{.sequence = cell, .offset = {0}, .text = "eight"}});
    ana.write({test::setOf(embed, "type", {})});
    ana.insert(0, "now ");
    const merge::Tracker past = preparedAt(ana, version);
    QVERIFY(restorePart(ana, version, partOfSelection(ana.log(), past, kBody, {{7}, {8}})));
    QCOMPARE(ana.text().substr(0, 11), std::string("now before "));
    QCOMPARE(ana.tracker().text(ana.log(), merge::View::kEffect, cell), std::string("seven"));
    const auto type = ana.tracker().registerValue(ana.log(), merge::View::kEffect, embed, "type");
    QCOMPARE(std::get<std::string>(type.value()), std::string("table"));
}

void PartialRestoreTest::sectionWithWhatWasWrittenSince() {
    TestReplica ana(1, "Ana");
    ana.insert(0, "A\none\nB\ntwo");
    ana.write({heading(event::WellKnownObject::kFirstBlock, 1)});
    ana.write({heading(ana.log().idOf({5}), 1)});
    const event::Version version = ana.log().version();
    ana.insert(5, " more");
    ana.insert(0, "Top\n");
    ana.write({test::setOf(ana.log().idOf({5}), "type", {})});
    QCOMPARE(ana.text(), std::string("Top\nA\none more\nB\ntwo"));
    const merge::Tracker past = preparedAt(ana, version);
    const auto part = partOfSection(ana.log(), past, {{0}, {5}}, 1);
    QVERIFY(part.has_value());
    QVERIFY(restorePart(ana, version, *part));
    QCOMPARE(ana.text(), std::string("Top\nA\none\nB\ntwo"));
    // The heading of the next section is not of this one, and the top belongs to nobody who was there.
    QVERIFY(!ana.tracker().registerValue(ana.log(), merge::View::kEffect, ana.log().idOf({5}), "type"));
    const auto next = partOfSection(ana.log(), preparedAt(ana, version), {{6}, {11}}, 1);
    QVERIFY(restorePart(ana, version, next.value()));
    QVERIFY(ana.tracker().registerValue(ana.log(), merge::View::kEffect, ana.log().idOf({5}), "type").has_value());
}

void PartialRestoreTest::sectionBegunSinceStays() {
    TestReplica ana(1, "Ana");
    ana.insert(0, "A\none\nB\ntwo");
    ana.write({heading(event::WellKnownObject::kFirstBlock, 1)});
    ana.write({heading(ana.log().idOf({5}), 1)});
    const event::Version version = ana.log().version();
    ana.insert(5, " more\nNew\nlines");
    const event::LocalVersion newBreak =
        ana.tracker().characterAt(merge::View::kEffect, {static_cast<std::uint32_t>(ana.text().find("\nNew"))});
    ana.write({heading(ana.log().idOf(newBreak), 1)});
    QCOMPARE(ana.text(), std::string("A\none more\nNew\nlines\nB\ntwo"));
    const auto part = partOfSection(ana.log(), preparedAt(ana, version), {{0}, {5}}, 1);
    QVERIFY(restorePart(ana, version, part.value()));
    QCOMPARE(ana.text(), std::string("A\none\nNew\nlines\nB\ntwo"));
    QVERIFY(!partOfSection(ana.log(), preparedAt(ana, {}), {{0}, {0}}, 1).has_value());
}

void PartialRestoreTest::mergesWithConcurrentWork() {
    TestReplica ana(1, "Ana");
    TestReplica ben(2, "Ben");
    ana.insert(0, "one two three");
    const event::Version version = ana.log().version();
    ana.remove(4, 4);
    TestReplica::sync(ana, ben);
    ben.insert(9, "!");
    QVERIFY(restorePart(ana, version, partOfSelection(ana.log(), preparedAt(ana, version), kBody, {{4}, {8}})));
    TestReplica::sync(ana, ben);
    QCOMPARE(ana.text(), std::string("one two three!"));
    QCOMPARE(ben.text(), ana.text());
}

void PartialRestoreTest::nothingToRestore() {
    TestReplica ana(1, "Ana");
    ana.insert(0, "one");
    const event::Version version = ana.log().version();
    ana.insert(3, " two");
    QVERIFY(!restorePart(ana, version, partOfSelection(ana.log(), preparedAt(ana, version), kBody, {{0}, {3}})));
}

QTEST_GUILESS_MAIN(PartialRestoreTest)
#include "tst_partial_restore.moc"
