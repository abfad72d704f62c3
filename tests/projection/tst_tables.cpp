// Tables by two people at once, with wrong registers among the right ones: compared with a reading of the definition's
// plain values; and texts and tables of every moment, which must be those of a tracker that went there.
#include <QTest>
#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "convergence/tracker_state.h"
#include "document/embed_schema.h"
#include "document/object_names.h"
#include "history/rich_writer.h"
#include "projection/block_comparison.h"
#include "projection/content_reader.h"
#include "projection/document_reader.h"
#include "projection/moment_objects.h"
#include "projection/naive_blocks.h"
#include "projection/sequence_reader.h"
#include "projection/table.h"
#include "projection/table_scribe.h"

using namespace varve;
using namespace varve::projection;
using event::EventId;

namespace {

constexpr auto kBody = event::WellKnownObject::kBody;
constexpr auto kPrepare = merge::View::kPrepare;
constexpr auto kEffect = merge::View::kEffect;
using test::kEmbedSign;

/// The naive reading: plain loops over the definition's values.
struct NaivePart {
    EventId id;
    EventId shown;
    std::uint32_t offset = 0;
    bool counts = true;
};

std::vector<NaivePart> naiveParts(const convergence::DocumentState& state, const event::ObjectId& sequence,
                                  const std::string& key) {
    std::vector<NaivePart> parts;
    const auto& text = convergence::textOf(state, sequence);
    for (std::uint32_t offset = 0; offset < text.size(); ++offset) {
        if (text[offset].scalar != kEmbedSign) continue;
        EventId shown = text[offset].id;
        const auto named = state.registers.find({text[offset].id, key});
        const auto* name = named != state.registers.end() ? std::get_if<std::string>(&named->second) : nullptr;
        // The moved one may be gone, so that only its name is known.
        if (name != nullptr) shown = document::idFromText(*name).value_or(shown);
        parts.push_back({text[offset].id, shown, offset});
    }
    for (NaivePart& part : parts) {
        part.counts = std::ranges::none_of(
            parts, [&](const NaivePart& other) { return other.shown == part.shown && other.id > part.id; });
    }
    return parts;
}

event::Value valueOf(const convergence::DocumentState& state, const NaivePart& part, const std::string& key) {
    for (const EventId& id : {part.id, part.shown}) {
        const auto found = state.registers.find({id, key});
        if (found != state.registers.end()) return found->second;
    }
    return {};
}

/// As lines of text, ids for names.
std::string naiveTable(const convergence::DocumentState& state, const EventId& table) {
    std::string result;
    const auto type = state.registers.find({table, "type"});
    if (type == state.registers.end() || type->second != event::Value(std::string("table"))) return "none";
    std::set<EventId> sequences;
    for (const auto& [place, value] : state.registers) {
        const bool isColumns = place.first == event::ObjectId{table} && place.second.starts_with("columns:");
        const auto id = isColumns ? document::idFromText(place.second.substr(8)) : std::nullopt;
        if (id && value == event::Value(true)) sequences.insert(*id);
    }
    if (sequences.empty()) return "none";
    std::vector<NaivePart> columns = naiveParts(state, *sequences.begin(), "column");
    const auto describe = [&result](const char* what, const NaivePart& part) {
        result += std::string(what) + document::idText(part.id) + " " + document::idText(part.shown) + " " +
                  std::to_string(part.offset) + "\n";
    };
    for (const NaivePart& column : columns) {
        if (!column.counts) continue;
        describe("column ", column);
        const event::Value width = valueOf(state, column, "width");
        const auto* number = std::get_if<std::int64_t>(&width);
        result += std::to_string(number != nullptr && *number >= 1 ? *number : 1000) + "\n";
    }
    const bool hasColumns = std::ranges::any_of(columns, &NaivePart::counts);
    if (!hasColumns) return result;
    const std::vector<NaivePart> rows = naiveParts(state, table, "row");
    for (const NaivePart& row : rows) {
        if (!row.counts) continue;
        describe(valueOf(state, row, "header") == event::Value(true) ? "header " : "row ", row);
        for (const NaivePart& column : columns) {
            if (!column.counts) continue;
            const std::string prefix = "cell:" + document::idText(column.shown) + ":";
            std::set<EventId> cells;
            for (const auto& [place, value] : state.registers) {
                if (place.first != event::ObjectId{row.shown} || !place.second.starts_with(prefix)) continue;
                if (value == event::Value(true))
                    cells.insert(*document::idFromText(place.second.substr(prefix.size())));
            }
            for (const EventId& cell : cells)
                result += " " + document::idText(cell);
            result += "\n";
        }
    }
    for (const NaivePart& row : rows) {
        if (!row.counts) describe("hidden ", row);
    }
    return result;
}

std::string describe(const Table& table) {
    if (!table.columnSequence) return "none";
    std::string result;
    const auto describe = [&result](const char* what, const TablePart& part) {
        result += std::string(what) + document::idText(part.id) + " " + document::idText(part.shown) + " " +
                  std::to_string(part.offset.value) + "\n";
    };
    for (const TableColumn& column : table.columns) {
        describe("column ", column.part);
        result += std::to_string(column.share) + "\n";
    }
    for (const TableRow& row : table.rows) {
        describe(row.isHeader ? "header " : "row ", row.part);
        for (const auto& cells : row.cells) {
            for (const EventId& cell : cells)
                result += " " + document::idText(cell);
            result += "\n";
        }
    }
    for (const TablePart& row : table.hiddenRows)
        describe("hidden ", row);
    return result;
}

/// Everything about texts and the table that `objects` tells, against `tracker`, which shows the same version.
QString differenceOf(const ObjectSource& objects, const merge::Tracker& tracker, merge::View view,
                     const event::EventLog& log, const EventId& table) {
    const ObjectRegisters registers(tracker.registers(log, view));
    const convergence::DocumentState state = convergence::stateOf(log, tracker, view);
    std::vector<event::ObjectId> sequences = tracker.sequences();
    sequences.emplace_back(kBody);
    sequences.emplace_back(test::id(77, 7));  // nobody's
    for (const event::ObjectId& sequence : sequences) {
        const BlockSequence shown = readSequence(objects, sequence, registers);
        shown.checkInvariants();
        const QString difference = test::differenceOf(shown, test::naiveBlocks(state, sequence));
        if (!difference.isEmpty()) return difference;
        if (view == kEffect || tracker.count(view, sequence) == 0) continue;
        const BlockSequence expected = readBlocks(log, tracker, view, sequence, registers, {});
        if (QString wrong = test::differenceOf(shown, expected); !wrong.isEmpty()) return wrong;
    }
    const std::string read = describe(readTable(table, registers, objects));
    const std::string expected = naiveTable(state, table);
    if (read != expected)
        return QStringLiteral("read\n%1in place of\n%2")
            .arg(QString::fromStdString(read), QString::fromStdString(expected));
    return {};
}

}  // namespace

class TablesTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void readsWhatTheDefinitionSays();
    void everyMomentIsReadAsATrackerReadsIt();
    void ofTwoMovesTheGreaterCounts();
    void isBounded();
};

void TablesTest::readsWhatTheDefinitionSays() {
    const std::uint64_t seed = test::numberFromEnvironment("SEED", 1);
    const std::uint64_t count = test::numberFromEnvironment("GRAPHS", 40);
    std::size_t hiddenCount = 0;
    std::size_t doubleCount = 0;
    for (std::uint64_t i = 0; i < count; ++i) {
        Random random(seed + i);
        test::TestReplica ana(1, "Ana");
        test::TestReplica ben(2, "Ben");
        const EventId table = test::TableScribe::begin(ana);
        test::TestReplica::sync(ana, ben);
        const TrackerObjects objects(
            ana.log(), [&ana]() -> const merge::Tracker& { return ana.tracker(); }, kEffect);
        for (int step = 0; step < 60; ++step) {
            test::TableScribe(random.chance(50) ? ana : ben).scribble(table, random);
            if (random.chance(20)) test::TestReplica::sync(ana, ben);
            if (step % 5 != 0) continue;
            const QString difference = differenceOf(objects, ana.tracker(), kEffect, ana.log(), table);
            if (!difference.isEmpty()) qWarning("seed %zu step %d", seed + i, step);
            QCOMPARE(difference, QString());
        }
        test::TestReplica::sync(ana, ben);
        const TrackerObjects others(
            ben.log(), [&ben]() -> const merge::Tracker& { return ben.tracker(); }, kEffect);
        const ObjectRegisters registers(ana.tracker().registers(ana.log(), kEffect));
        const Table read = readTable(table, registers, objects);
        QCOMPARE(describe(readTable(table, ObjectRegisters(ben.tracker().registers(ben.log(), kEffect)), others)),
                 describe(read));
        hiddenCount += read.hiddenRows.size() + read.hiddenColumns.size();
        for (const TableRow& row : read.rows)
            doubleCount +=
                static_cast<std::size_t>(std::ranges::count_if(row.cells, [](const auto& c) { return c.size() > 1; }));
    }
    QVERIFY(hiddenCount > 0 && doubleCount > 0);
}

void TablesTest::everyMomentIsReadAsATrackerReadsIt() {
    const std::uint64_t seed = test::numberFromEnvironment("SEED", 1);
    const std::uint64_t count = test::numberFromEnvironment("GRAPHS", 6);
    for (std::uint64_t i = 0; i < count; ++i) {
        Random random(seed + i);
        test::TestReplica ana(1, "Ana");
        test::TestReplica ben(2, "Ben");
        const EventId table = test::TableScribe::begin(ana);
        test::TestReplica::sync(ana, ben);
        for (int step = 0; step < 40; ++step) {
            test::TestReplica& writer = random.chance(50) ? ana : ben;
            if (random.chance(60)) {
                test::TableScribe(writer).scribble(table, random);
            } else {
                test::writeRich(writer, random);
            }
            if (random.chance(20)) test::TestReplica::sync(ana, ben);
        }
        test::TestReplica::sync(ana, ben);
        const event::EventLog& log = ana.log();
        history::Timeline timeline;
        timeline.followLog(log);
        history::HistoryCursor cursor(log, ana.tracker(), timeline);
        const MomentObjects objects(log, cursor);
        merge::Tracker tracker = ana.tracker();
        const auto differenceAt = [&](const event::Version& version) {
            cursor.moveTo(log, version);
            tracker.movePrepareTo(log, version);
            return differenceOf(objects, tracker, kPrepare, log, table);
        };
        for (std::uint64_t position = 0; position <= timeline.eventCount(); ++position) {
            const QString difference = differenceAt(timeline.versionAt(log, position));
            if (!difference.isEmpty()) qWarning("seed %zu position %zu", seed + i, position);
            QCOMPARE(difference, QString());
            // What an exporter of that moment reads, and what copying from it does.
            const ObjectRegisters registers(tracker.registers(log, kPrepare));
            const document::Content content = contentOf(log, tracker, kPrepare);
            QVERIFY(contentOf(objects, registers, log) == content);
            for (const document::Inline& part : content.blocks.front().inlines) {
                if (part.embed && document::textOf(part.embed->attributes, "type") == document::kTableType &&
                    objects.placeOf(table))
                    QVERIFY(*embedContentOf(objects, registers, table) == *part.embed);
            }
        }
        // Versions that are no moment.
        for (int jump = 0; jump < 20; ++jump) {
            const event::LocalVersion a{random.below(log.end().value)};
            const event::LocalVersion b{random.below(log.end().value)};
            QCOMPARE(differenceAt(log.graph().reduced({a, b})), QString());
        }
    }
}

void TablesTest::ofTwoMovesTheGreaterCounts() {
    test::TestReplica ana(1, "Ana");
    test::TestReplica ben(2, "Ben");
    const EventId table = test::TableScribe::begin(ana);
    test::TestReplica::sync(ana, ben);
    const EventId first = ana.log().idOf(ana.tracker().characterAt(kEffect, {0}, table));
    std::vector<EventId> moved;
    for (test::TestReplica* mover : {&ana, &ben}) {
        moved.push_back({mover->agentId(), mover->log().nextSequence(mover->agentId())});
        event::Insert insert = test::insertAt(2, kEmbedSign);
        insert.sequence = table;
        event::Delete removal = test::deleteAt(0, 1);
        removal.sequence = table;
        mover->write({insert, test::setOf(moved.back(), "row", document::idText(first)), removal});
    }
    test::TestReplica::sync(ana, ben);
    const TrackerObjects objects(
        ana.log(), [&ana]() -> const merge::Tracker& { return ana.tracker(); }, kEffect);
    const Table read = readTable(table, ObjectRegisters(ana.tracker().registers(ana.log(), kEffect)), objects);
    QCOMPARE(read.rows.size(), std::size_t{2});
    QVERIFY(read.rows[1].part.id == moved[1] && read.rows[1].part.shown == first);
    QCOMPARE(read.hiddenRows.size(), std::size_t{1});
    QVERIFY(read.hiddenRows[0].id == moved[0] && read.hiddenRows[0].shown == first);
}

void TablesTest::isBounded() {
    test::TestReplica ana(1, "Ana");
    const EventId table = test::TableScribe::begin(ana);
    const EventId columns{table.agent, table.sequence + 2};
    std::string many;
    for (std::size_t column = 0; column < document::kTableColumnsMax; ++column)
        many += kEmbedSign;
    event::Insert insert = test::insertAt(0, many);
    insert.sequence = columns;
    ana.write({insert});
    const TrackerObjects objects(
        ana.log(), [&ana]() -> const merge::Tracker& { return ana.tracker(); }, kEffect);
    const ObjectRegisters registers(ana.tracker().registers(ana.log(), kEffect));
    const Table all = readTable(table, registers, objects);
    QCOMPARE(all.columns.size(), document::kTableColumnsMax);
    QCOMPARE(all.rows.size(), std::size_t{2});
    QCOMPARE(readTable(table, registers, objects, document::kTableColumnsMax).rows.size(), std::size_t{1});
    // The rows as columns: nothing to show.
    ana.write({test::setOf(table, "columns:" + document::idText(columns), {}),
               test::setOf(table, "columns:" + document::idText(table), true)});
    const ObjectRegisters wrong(ana.tracker().registers(ana.log(), kEffect));
    QVERIFY(readTable(table, wrong, objects).rows.empty());
    QVERIFY(!readTable(test::id(8, 8), wrong, objects).columnSequence);
}

QTEST_GUILESS_MAIN(TablesTest)
#include "tst_tables.moc"
