// Cells and captions in the order in which they are read: two people who write tables, captions and body at random,
// followed patch by patch and through time, against plain loops over what the definition says.
#include <QTest>
#include <algorithm>

#include "convergence/tracker_state.h"
#include "history/rich_writer.h"
#include "projection/document_reader.h"
#include "projection/moment_objects.h"
#include "projection/patch_following.h"
#include "projection/table_scribe.h"
#include "projection/texts_beside.h"

using namespace varve;
using namespace varve::projection;
using event::EventId;
using event::ObjectId;

namespace {

constexpr auto kBody = event::WellKnownObject::kBody;
constexpr auto kEffect = merge::View::kEffect;
constexpr auto kPrepare = merge::View::kPrepare;

struct View {
    BlockSequence sequence;
    [[nodiscard]] const BlockSequence& blocks() const { return sequence; }
    void applyPatch(const document::Patch& patch, std::span<const EventId> ids, const ObjectRegisters& registers) {
        sequence.apply(patch, ids, registers);
    }
    void setBlockAttributes(std::uint32_t block, document::BlockAttributesPointer attributes) {
        sequence.setAttributes(block, std::move(attributes));
    }
    void setEmbed(text::Offset place, const EventId& id, AttributesPointer attributes) {
        sequence.setEmbed(sequence.positionOf(place), id, std::move(attributes));
    }
};

/// Who reads: body, registers and texts follow patches.
struct Reader {
    View body;
    ObjectRegisters registers;
    TextsBeside texts;

    void begin(const ObjectSource& objects) {
        texts.begin(body.blocks(), registers, &objects);
        readAll(objects);
    }
    void readAll(const ObjectSource& objects) {
        while (!texts.readSome([] { return false; }, registers, &objects)) {
        }
    }
    bool follow(const document::DocumentPatch& patch, const ObjectSource& objects) {
        registers.take(patch.registers);
        followPatch(patch, kBody, registers, &objects, body);
        return texts.take(patch, body.blocks(), registers, &objects);
    }
};

/// A line a text: where its embed is, whose it is, what is in it.
std::string described(const TextsBeside& texts) {
    std::string result;
    for (const TextsOfEmbed& embed : texts.embeds()) {
        for (const TextBeside& text : embed.texts) {
            result += std::to_string(embed.offset.value) + (text.cell ? " cell " : " caption ");
            result += nameOf(std::get<EventId>(text.sequence)) + " " + *text.text + "\n";
        }
    }
    return result;
}

std::string textIn(const convergence::DocumentState& state, const ObjectId& sequence) {
    std::string text;
    for (const convergence::Character& character : convergence::textOf(state, sequence))
        text += character.scalar;
    return text;
}

std::string naive(const convergence::DocumentState& state, const ObjectRegisters& registers,
                  const ObjectSource& objects) {
    std::string result;
    std::vector<EventId> seen;
    const auto add = [&](std::uint32_t offset, const char* kind, const EventId& sequence) {
        if (std::ranges::find(seen, sequence) != seen.end()) return;
        seen.push_back(sequence);
        result += std::to_string(offset) + kind + nameOf(sequence) + " " + textIn(state, sequence) + "\n";
    };
    const auto& body = convergence::textOf(state, kBody);
    for (std::uint32_t offset = 0; offset < body.size(); ++offset) {
        if (body[offset].scalar != test::kEmbedSign) continue;
        const auto type = state.registers.find({body[offset].id, "type"});
        if (type == state.registers.end()) continue;
        if (type->second == event::Value(std::string("image"))) add(offset, " caption ", body[offset].id);
        if (type->second != event::Value(std::string("table"))) continue;
        for (const TableRow& row : readTable(body[offset].id, registers, objects).rows) {
            for (const auto& cells : row.cells) {
                for (const EventId& cell : cells)
                    add(offset, " cell ", cell);
            }
        }
    }
    return result;
}

void writeCaption(test::TestReplica& replica, Random& random) {
    const ObjectId object = test::randomObject(replica, random, U'\uFFFC');
    if (!std::holds_alternative<EventId>(object)) return;
    event::Insert insert = test::insertAt(0, random.chance(80) ? "sea" : "\n");
    insert.sequence = object;
    replica.write({insert, test::setOf(object, "type", std::string(random.chance(90) ? "image" : "rule"))});
}

}  // namespace

class TextsBesideTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void followWhateverIsWritten();
    void areOrderedAsTheyAreRead();
    void ofAPlainTextThereAreNone();
};

void TextsBesideTest::followWhateverIsWritten() {
    const std::uint64_t seed = test::numberFromEnvironment("SEED", 1);
    const std::uint64_t count = test::numberFromEnvironment("GRAPHS", 25);
    std::size_t changeCount = 0;
    std::size_t textCount = 0;
    for (std::uint64_t i = 0; i < count; ++i) {
        Random random(seed + i);
        test::TestReplica ana(1, "Ana");
        test::TestReplica ben(2, "Ben");
        const EventId table = test::TableScribe::begin(ana);
        test::TestReplica::sync(ana, ben);
        event::EventLog log;
        merge::Tracker tracker;
        const TrackerObjects objects(
            log, [&tracker]() -> const merge::Tracker& { return tracker; }, kEffect);
        Reader reader;
        reader.begin(objects);
        Reader halfRead;
        halfRead.begin(objects);
        for (int step = 0; step < 60; ++step) {
            test::TestReplica& writer = random.chance(50) ? ana : ben;
            const std::uint32_t dice = random.below(100);
            if (dice < 50) {
                test::TableScribe(writer).scribble(table, random);
            } else if (dice < 75) {
                writeCaption(writer, random);
            } else {
                test::writeRich(writer, random);
            }
            if (random.chance(20)) test::TestReplica::sync(ana, ben);
            log.append(writer.log().missingFrom(log.versionVector()));
            const std::string before = described(reader.texts);
            const document::DocumentPatch patch = tracker.applyNewEvents(log).patch;
            const bool isOther = reader.follow(patch, objects);
            const std::string after = described(reader.texts);
            const auto fail = [&] { qWarning("seed %zu step %d", seed + i, step); };
            const std::string expected = naive(convergence::stateOf(log, tracker, kEffect), reader.registers, objects);
            if (after != expected) fail();
            QCOMPARE(after, expected);
            Reader again{reader.body, reader.registers, {}};
            again.begin(objects);
            QCOMPARE(described(again.texts), expected);
            // In the midst of reading it follows too.
            halfRead.follow(patch, objects);
            if (random.chance(20)) halfRead.texts.begin(halfRead.body.blocks(), halfRead.registers, &objects);
            (void)halfRead.texts.readSome([] { return false; }, halfRead.registers, &objects);
            Reader caughtUp = halfRead;
            caughtUp.readAll(objects);
            QCOMPARE(described(caughtUp.texts), expected);
            // Of what a patch only pushes along nobody is told.
            if (!isOther) {
                const auto lines = [](const std::string& text) { return std::ranges::count(text, '\n'); };
                QCOMPARE(lines(after), lines(before));
            }
            changeCount += isOther ? 1 : 0;
            textCount += static_cast<std::size_t>(std::ranges::count(after, '\n'));
        }
        test::TestReplica::sync(ana, ben);
        // Through time, to moments and elsewhere.
        log.append(ana.log().missingFrom(log.versionVector()));
        (void)tracker.applyNewEvents(log);
        history::Timeline timeline;
        timeline.followLog(log);
        history::HistoryCursor cursor(log, tracker, timeline);
        const MomentObjects past(log, cursor);
        merge::Tracker other = tracker;
        Reader visitor;
        cursor.moveTo(log, {});
        visitor.begin(past);
        for (int jump = 0; jump < 30; ++jump) {
            const auto version =
                timeline.versionAt(log, random.below(static_cast<std::uint32_t>(timeline.eventCount()) + 1));
            visitor.follow(cursor.moveTo(log, version), past);
            other.movePrepareTo(log, version);
            const std::string expected = naive(convergence::stateOf(log, other, kPrepare), visitor.registers, past);
            if (described(visitor.texts) != expected) qWarning("seed %zu jump %d", seed + i, jump);
            QCOMPARE(described(visitor.texts), expected);
        }
    }
    QVERIFY(changeCount > 0 && textCount > 0);
}

void TextsBesideTest::areOrderedAsTheyAreRead() {
    test::TestReplica ana(1, "Ana");
    const EventId table = test::TableScribe::begin(ana);
    const auto write = [&](std::uint32_t row, std::uint32_t column, const char* words) {
        const EventId columns{table.agent, table.sequence + 2};
        const EventId rowId = ana.log().idOf(ana.tracker().characterAt(kEffect, {row}, table));
        const EventId columnId = ana.log().idOf(ana.tracker().characterAt(kEffect, {column}, columns));
        const EventId cell{ana.agentId(), ana.log().nextSequence(ana.agentId())};
        event::Insert insert = test::insertAt(0, words);
        insert.sequence = cell;
        ana.write({test::setOf(rowId, document::cellKeyPrefix(columnId) + document::idText(cell), true), insert});
        return cell;
    };
    const EventId last = write(1, 1, "last");
    const EventId first = write(0, 0, "first");
    const EventId second = write(0, 1, "second");
    ana.write({test::insertAt(0, "in front "), test::insertAt(10, " behind")});
    const TrackerObjects objects(
        ana.log(), [&ana]() -> const merge::Tracker& { return ana.tracker(); }, kEffect);
    const ObjectRegisters registers(ana.tracker().registers(ana.log(), kEffect));
    TextsBeside texts;
    texts.begin(readBlocks(ana.log(), ana.tracker(), kEffect, kBody, registers, {}), registers, &objects);
    QVERIFY(!texts.isRead());
    QVERIFY(texts.readSome([] { return false; }, registers, &objects));
    QCOMPARE(texts.embeds().size(), std::size_t{1});
    QCOMPARE(texts.embeds().front().offset, text::Offset{9});
    const std::vector<std::optional<ReadingPlace>> places = {
        texts.placeOf(kBody, {0}),  texts.placeOf(kBody, {9}), texts.placeOf(first, {0}), texts.placeOf(first, {3}),
        texts.placeOf(second, {0}), texts.placeOf(last, {0}),  texts.placeOf(kBody, {10})};
    QVERIFY(std::ranges::all_of(places, [](const auto& place) { return place.has_value(); }));
    QVERIFY(std::ranges::is_sorted(places));
    QVERIFY(!texts.placeOf(test::id(9, 9), {0}));
    const auto found = texts.find(second);
    QVERIFY(found && found->embed->embed == table && *found->text->text == "second");
}

void TextsBesideTest::ofAPlainTextThereAreNone() {
    TextsBeside texts;
    const BlockSequence body(text::Rope("one\n\uFFFC"), {});
    document::DocumentPatch patch;
    patch.body.add("x", 1);
    QVERIFY(!texts.take(patch, body, {}, nullptr));
    QVERIFY(!texts.isRead());
    texts.begin(body, {}, nullptr);
    QVERIFY(texts.isRead());
    QVERIFY(!texts.take(patch, body, {}, nullptr));
    QVERIFY(texts.embeds().empty());
}

QTEST_APPLESS_MAIN(TextsBesideTest)
#include "tst_texts_beside.moc"
