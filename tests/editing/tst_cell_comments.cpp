// Comments in cells and captions: the read model that follows patches, held against one read afresh and against a plain
// walk through the whole document, character by character. SEED and OPERATIONS from the environment.
#include <map>

#include "base/random.h"
#include "document/comment_schema.h"
#include "document/embed_schema.h"
#include "document/mark_schema.h"
#include "editing/block_commands.h"
#include "editing/comment_commands.h"
#include "projection/comments.h"
#include "projection/content_reader.h"
#include "projection/moment_objects.h"
#include "projection/sequence_reader.h"
#include "table_fixture.h"
#include "text/utf8.h"

using namespace varve;
using namespace varve::editing;
using projection::Comments;
using projection::CommentThread;
using projection::TextRange;

namespace {

constexpr auto kBody = event::WellKnownObject::kBody;

/// Every character that carries a comment, by thread, as one reads.
class PlainWalk {
  public:
    struct Character {
        event::ObjectId sequence;
        std::uint32_t offset = 0;
        friend bool operator==(const Character&, const Character&) = default;
    };
    struct Thread {
        std::size_t first = 0;  // how many characters are read before it
        std::vector<Character> characters;
    };

    PlainWalk(const projection::ObjectRegisters& registers, const projection::ObjectSource& objects)
        : m_registers(registers), m_objects(objects) {
        walk(kBody, 0);
    }
    [[nodiscard]] const std::map<event::EventId, Thread>& threads() const { return m_threads; }

  private:
    void walk(const event::ObjectId& sequence, int depth) {
        if (depth > 8) return;
        const document::Patch patch = m_objects.textOf(sequence);
        std::uint32_t offset = 0;
        for (const document::PatchPiece& piece : patch.pieces()) {
            std::string_view text = patch.textOf(piece);
            for (; !text.empty(); ++offset) {
                const auto size = text::sequenceSizeOf(text.front());
                note({sequence, offset}, patch.formatOf(piece));
                if (text.substr(0, size) == document::kEmbedText) {
                    const std::array place{text::Offset{offset}};
                    enter(m_objects.idsAt(sequence, place).front(), depth);
                }
                text.remove_prefix(size);
            }
        }
    }
    void note(Character character, const document::FormatPointer& format) {
        ++m_readCount;
        if (!format) return;
        for (const auto& [key, value] : *format) {
            const auto id = document::ownIdOf(key, document::mark_key::kCommentPrefix);
            if (!id || !std::holds_alternative<std::string>(value)) continue;
            Thread& thread = m_threads[*id];
            if (thread.characters.empty()) thread.first = m_readCount;
            thread.characters.push_back(character);
        }
    }
    void enter(const event::EventId& embed, int depth) {
        const auto attributes = m_registers.attributesOf(embed);
        if (!attributes || document::textOf(*attributes, "type") != "table") {
            walk(embed, depth + 1);
            return;
        }
        const projection::Table table = projection::readTable(embed, m_registers, m_objects);
        for (const projection::TableRow& row : table.rows) {
            for (const auto& cell : row.cells) {
                for (const event::EventId& part : cell)
                    walk(part, depth + 1);
            }
        }
    }

    const projection::ObjectRegisters& m_registers;
    const projection::ObjectSource& m_objects;
    std::map<event::EventId, Thread> m_threads;
    std::size_t m_readCount = 0;
};

/// What is wrong with the threads, in words; empty when nothing is.
std::string fault(const Comments& followed, const Comments::Source& source) {
    Comments fresh;
    fresh.read(source);
    if (followed.threads() != fresh.threads()) return "followed threads differ from those read";
    const PlainWalk walk(source.registers, *source.objects);
    std::size_t before = 0;
    for (const CommentThread& thread : fresh.threads()) {
        std::vector<PlainWalk::Character> characters;
        for (const auto& [sequence, range] : thread.ranges) {
            for (std::uint32_t offset = range.begin.value; offset < range.end.value; ++offset)
                characters.push_back({sequence, offset});
            const auto* path = followed.pathOf(sequence);
            if (path == nullptr || *path != *fresh.pathOf(sequence)) return "a followed path differs from one read";
        }
        const auto walked = walk.threads().find(thread.id);
        if (thread.isDetached() != (walked == walk.threads().end())) return "a thread is detached in one reading only";
        if (thread.isDetached()) continue;
        if (walked->second.characters != characters) return "characters of a thread differ";
        if (walked->second.first < before) return "threads are not in the order in which one reads";
        before = walked->second.first;
    }
    return {};
}

class Writer : public Person {
  public:
    explicit Writer(std::uint8_t agent = 7, const std::string& user = "ana") : Person(agent, user) {
        QObject::connect(&replica, &replica::DocumentReplica::patchApplied, &replica,
                         [this](const document::DocumentPatch& patch) {
                             lastChange = comments.take(patch, source());
                             if (wrong.empty()) wrong = fault(comments, source());
                         });
    }
    [[nodiscard]] Comments::Source source() const { return {blocks, registers, &objects, replica.log()}; }
    [[nodiscard]] event::EventId cell(std::size_t row, std::size_t column) const {
        return table().rows.at(row).cells.at(column).at(0);
    }
    void comment(const event::ObjectId& sequence, std::uint32_t begin, std::uint32_t end, const std::string& words) {
        const projection::BlockSequence text = projection::readSequence(objects, sequence, registers);
        run(commentedOn({text, registers, objects, replica.nextEventId(), sequence}, {{begin}, {end}}, words));
    }
    void write(const event::ObjectId& sequence, std::uint32_t begin, std::uint32_t end, const std::string& words) {
        replica::EditIntent intent{.kind = event::TransactionKind::kEdit, .edits = {{{{begin}, {end}}, words}}};
        intent.sequence = sequence;
        run({.intent = intent, .selection = {}});
    }
    event::EventId addPicture(const event::ObjectId& sequence, std::uint32_t offset) {
        StepBuilder builder(replica.nextEventId(), event::TransactionKind::kEdit);
        const event::EventId picture = builder.insert(sequence, {offset}, std::string(document::kEmbedText));
        builder.set(picture, "type", std::string("image"));
        run({.intent = builder.finish(), .selection = {}});
        return picture;
    }
    [[nodiscard]] std::string order() const {
        std::string result;
        for (const CommentThread& thread : comments.threads()) {
            result += (result.empty() ? "" : " ") + thread.remarks.front().text;
            if (thread.isDetached()) result += "(gone)";
        }
        return result;
    }
    [[nodiscard]] const CommentThread& thread(std::size_t index = 0) const { return comments.threads().at(index); }

    Comments comments;
    Comments::Change lastChange = Comments::Change::kNone;
    std::string wrong;
};

}  // namespace

class CellCommentsTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void inACell();
    void readInOrder();
    void rowsThatGoAndComeBack();
    void inACaption();
    void aPictureInACell();
    void moveWithTheTable();
    void aTableWithoutThemIsNotRead();
    void typingInOtherCellsAsksNothing();
    void aCellThatTwoBegan();
    void cellsBeyondTheMostAreNotSeen();
    void isWhatAPlainWalkFinds();
};

void CellCommentsTest::inACell() {
    Writer ana;
    ana.begin(2, 3, true);
    ana.type(1, 2, "some words");
    const event::EventId cell = ana.cell(1, 2);
    ana.comment(cell, 5, 10, "which?");
    QVERIFY(ana.lastChange == Comments::Change::kThreads);
    QCOMPARE(ana.thread().ranges, (std::vector<TextRange>{{cell, {{5}, {10}}}}));
    const projection::TextPath* path = ana.comments.pathOf(cell);
    QVERIFY(path != nullptr);
    QCOMPARE(path->size(), std::size_t{1});
    QVERIFY(path->front().embed == ana.id && path->front().offset == text::Offset{0});
    QVERIFY(path->front().cell == (projection::TextStep::Cell{1, 2, 0}));
    ana.type(1, 2, "the ");
    QVERIFY(ana.lastChange == Comments::Change::kPlaces);
    QCOMPARE(ana.thread().ranges, (std::vector<TextRange>{{cell, {{9}, {14}}}}));
    ana.run(repliedTo(ana.replica.nextEventId(), ana.thread(), "these"));
    ana.run(withResolved(ana.replica.nextEventId(), ana.thread(), true));
    QCOMPARE(ana.thread().remarks.size(), std::size_t{2});
    QVERIFY(ana.thread().isResolved);
    ana.write(kBody, 0, 0, "before ");
    QCOMPARE(ana.comments.pathOf(cell)->front().offset, text::Offset{7});
    ana.run(withoutThread(ana.replica.nextEventId(), ana.thread()));
    QVERIFY(ana.comments.threads().empty());
    QVERIFY(!projection::readSequence(ana.objects, cell, ana.registers).blockAt(0)->formats.size());
    QVERIFY(ana.replica.undo().has_value());
    QCOMPARE(ana.thread().ranges, (std::vector<TextRange>{{cell, {{9}, {14}}}}));
    QCOMPARE(ana.wrong, std::string());
}

void CellCommentsTest::readInOrder() {
    Writer ana;
    ana.begin(2, 2, false);
    ana.write(kBody, ana.blocks.count(), ana.blocks.count(), "behind");
    for (const auto& [row, column] : {std::pair{1, 1}, {0, 1}, {1, 0}, {0, 0}})
        ana.type(std::size_t(row), std::size_t(column), "cell");
    ana.comment(kBody, ana.blocks.count() - 3, ana.blocks.count(), "behind");
    ana.comment(ana.cell(1, 1), 0, 4, "1,1");
    ana.comment(ana.cell(0, 1), 0, 4, "0,1");
    ana.comment(ana.cell(1, 0), 2, 4, "1,0");
    ana.comment(kBody, 0, 1, "table");
    ana.comment(ana.cell(0, 0), 2, 4, "0,0b");
    ana.comment(ana.cell(0, 0), 0, 2, "0,0a");
    QCOMPARE(ana.order(), "table 0,0a 0,0b 0,1 1,0 1,1 behind");
    ana.run(movedParts(ana.context(), ana.table(), TableAxis::kRows, {1, 2}, 0));
    QCOMPARE(ana.order(), "table 1,0 1,1 0,0a 0,0b 0,1 behind");
    ana.run(movedParts(ana.context(), ana.table(), TableAxis::kColumns, {0, 1}, 2));
    QCOMPARE(ana.order(), "table 1,1 1,0 0,1 0,0a 0,0b behind");
    QCOMPARE(ana.wrong, std::string());
}

void CellCommentsTest::rowsThatGoAndComeBack() {
    Writer ana;
    Writer ben(8, "ben");
    ana.begin(3, 2, false);
    ana.type(1, 0, "words");
    ana.comment(ana.cell(1, 0), 0, 5, "here");
    ben.hear(ana);
    ben.id = ana.id;
    // A row is erased while somebody replies to what is said in it.
    ana.run(erasedParts(ana.context(), ana.table(), TableAxis::kRows, {1, 2}));
    QVERIFY(ana.lastChange == Comments::Change::kThreads);
    QCOMPARE(ana.order(), "here(gone)");
    ben.run(repliedTo(ben.replica.nextEventId(), ben.thread(), "I see it"));
    ana.hear(ben);
    QCOMPARE(ana.order(), "here(gone)");
    QCOMPARE(ana.thread().remarks.size(), std::size_t{2});
    QVERIFY(ana.replica.undo().has_value());
    QCOMPARE(ana.order(), "here");
    ana.run(erasedParts(ana.context(), ana.table(), TableAxis::kColumns, {0, 1}));
    QCOMPARE(ana.order(), "here(gone)");
    QVERIFY(ana.replica.undo().has_value());
    ana.run(erasedTable(ana.context(), ana.table()));
    QCOMPARE(ana.order(), "here(gone)");
    QVERIFY(ana.replica.undo().has_value());
    QCOMPARE(ana.order(), "here");
    ben.hear(ana);
    QVERIFY(ben.comments.threads() == ana.comments.threads());
    QCOMPARE(ana.wrong + ben.wrong, std::string());
}

void CellCommentsTest::inACaption() {
    Writer ana;
    ana.write(kBody, 0, 0, "ab");
    const event::EventId picture = ana.addPicture(kBody, 1);
    ana.write(picture, 0, 0, "a caption");
    ana.comment(kBody, 2, 3, "behind");
    ana.comment(picture, 2, 9, "caption");
    QCOMPARE(ana.order(), "caption behind");
    QCOMPARE(ana.thread().ranges, (std::vector<TextRange>{{picture, {{2}, {9}}}}));
    QVERIFY(!ana.comments.pathOf(picture)->front().cell);
    ana.write(kBody, 1, 2, "");
    QCOMPARE(ana.order(), "behind caption(gone)");
    QVERIFY(ana.replica.undo().has_value());
    QCOMPARE(ana.order(), "caption behind");
    QCOMPARE(ana.wrong, std::string());
}

void CellCommentsTest::aPictureInACell() {
    Writer ana;
    ana.begin(1, 1, false);
    ana.type(0, 0, "xy");
    const event::EventId picture = ana.addPicture(ana.cell(0, 0), 1);
    ana.write(picture, 0, 0, "deep");
    ana.comment(picture, 0, 4, "deep");
    ana.comment(ana.cell(0, 0), 2, 3, "y");
    ana.comment(ana.cell(0, 0), 0, 1, "x");
    QCOMPARE(ana.order(), "x deep y");
    QCOMPARE(ana.comments.pathOf(picture)->size(), std::size_t{2});
    ana.write(ana.cell(0, 0), 0, 2, "");
    QCOMPARE(ana.order(), "y deep(gone) x(gone)");
    QVERIFY(ana.replica.undo().has_value());
    QCOMPARE(ana.order(), "x deep y");
    QCOMPARE(ana.wrong, std::string());
}

void CellCommentsTest::moveWithTheTable() {
    Writer ana;
    ana.begin(1, 2, false);
    ana.type(0, 1, "words");
    ana.comment(ana.cell(0, 1), 0, 5, "here");
    ana.write(kBody, ana.blocks.count(), ana.blocks.count(), "the end");
    const EmbedReader reader = [&](const event::EventId& embed) {
        return projection::embedContentOf(ana.objects, ana.registers, embed);
    };
    QVERIFY(ana.run(movedText(ana.context(), {{0}, {1}}, ana.blocks.end(), reader)));
    QCOMPARE(ana.order(), "here");
    ana.id = ana.comments.pathOf(ana.thread().ranges.front().sequence)->front().embed;
    QCOMPARE(ana.thread().ranges, (std::vector<TextRange>{{ana.cell(0, 1), {{0}, {5}}}}));
    QVERIFY(ana.comments.pathOf(ana.cell(0, 1))->front().offset > text::Offset{5});
    QVERIFY(ana.replica.undo().has_value());
    QCOMPARE(ana.order(), "here");
    QCOMPARE(ana.wrong, std::string());
}

/// Counts what it is asked.
class CountingObjects : public projection::ObjectSource {
  public:
    explicit CountingObjects(const projection::ObjectSource& objects) : m_objects(objects) {}
    [[nodiscard]] std::vector<event::EventId> idsAt(const event::ObjectId& sequence,
                                                    std::span<const text::Offset> offsets) const override {
        ++questions;
        return m_objects.idsAt(sequence, offsets);
    }
    [[nodiscard]] std::optional<Place> placeOf(const event::EventId& id) const override {
        ++questions;
        return m_objects.placeOf(id);
    }
    [[nodiscard]] document::Patch textOf(const event::ObjectId& sequence) const override {
        ++questions;
        return m_objects.textOf(sequence);
    }
    mutable int questions = 0;

  private:
    const projection::ObjectSource& m_objects;
};

void CellCommentsTest::aTableWithoutThemIsNotRead() {
    Writer ana;
    ana.begin(2, 2, false);
    ana.type(0, 0, "words");
    ana.write(kBody, 0, 0, "some words\n");
    ana.comment(kBody, 0, 4, "some");
    const CountingObjects counting(ana.objects);
    Comments comments;
    const auto source = [&]() -> Comments::Source { return {ana.blocks, ana.registers, &counting, ana.replica.log()}; };
    comments.read(source());
    QObject::connect(&ana.replica, &replica::DocumentReplica::patchApplied, &ana.replica,
                     [&](const document::DocumentPatch& patch) { comments.take(patch, source()); });
    ana.type(0, 0, "more ");
    ana.write(kBody, 0, 0, "x");
    ana.run(insertedParts(ana.context(), ana.table(), TableAxis::kRows, 0, 1));
    QCOMPARE(counting.questions, 0);
    QCOMPARE(comments.threads().size(), std::size_t{1});
    // With one in a cell, typing asks nothing either.
    ana.comment(ana.cell(1, 0), 0, 4, "cell");
    counting.questions = 0;
    ana.type(1, 0, "and ");
    ana.write(kBody, 0, 0, "x");
    QCOMPARE(counting.questions, 0);
    QCOMPARE(comments.threads().size(), std::size_t{2});
    QCOMPARE(ana.wrong, std::string());
}

void CellCommentsTest::typingInOtherCellsAsksNothing() {
    Writer ana;
    ana.begin(3, 3, false);
    const event::EventId other = std::exchange(ana.id, {});
    ana.begin(3, 3, false);
    ana.type(1, 1, "words");
    const event::EventId commented = ana.cell(1, 1);
    ana.comment(commented, 0, 5, "here");
    const CountingObjects counting(ana.objects);
    Comments comments;
    const auto source = [&]() -> Comments::Source { return {ana.blocks, ana.registers, &counting, ana.replica.log()}; };
    comments.read(source());
    int questions = 0;
    QObject::connect(&ana.replica, &replica::DocumentReplica::patchApplied, &ana.replica,
                     [&](const document::DocumentPatch& patch) {
                         counting.questions = 0;
                         comments.take(patch, source());
                         questions += counting.questions;
                     });
    // The first letter makes the cell: in the row and in the column of the comment, elsewhere, and in another table.
    const event::EventId table = ana.id;
    for (const auto& [row, column] : {std::pair{1, 0}, {0, 1}, {1, 2}, {2, 2}})
        ana.type(std::size_t(row), std::size_t(column), "a");
    ana.id = other;
    ana.type(1, 1, "a");
    ana.run(insertedParts(ana.context(), ana.table(), TableAxis::kRows, 0, 1));
    const event::EventId picture = ana.addPicture(ana.cell(2, 1), 1);
    ana.write(picture, 0, 0, "a caption");
    ana.id = table;
    QCOMPARE(questions, 0);
    QVERIFY(comments.pathOf(commented)->front().cell == (projection::TextStep::Cell{1, 1, 0}));
    // What may move it is read: a row before it.
    ana.run(insertedParts(ana.context(), ana.table(), TableAxis::kRows, 0, 1));
    QVERIFY(questions > 0);
    QVERIFY(comments.pathOf(commented)->front().cell == (projection::TextStep::Cell{2, 1, 0}));
    QCOMPARE(ana.wrong, std::string());
}

void CellCommentsTest::aCellThatTwoBegan() {
    Writer ana;
    Writer ben(6, "ben");
    ana.begin(1, 1, false);
    ben.hear(ana);
    ben.id = ana.id;
    ben.type(0, 0, "his");
    ana.type(0, 0, "words");
    const event::EventId cell = ana.cell(0, 0);
    ana.comment(cell, 0, 5, "here");
    QVERIFY(ana.comments.pathOf(cell)->front().cell == (projection::TextStep::Cell{0, 0, 0}));
    // What the other one began comes first.
    ana.hear(ben);
    QVERIFY(ana.comments.pathOf(cell)->front().cell == (projection::TextStep::Cell{0, 0, 1}));
    QCOMPARE(ana.wrong, std::string());
}

void CellCommentsTest::cellsBeyondTheMostAreNotSeen() {
    Writer ana;
    ana.begin(3, 2, false);
    for (const std::size_t row : {std::size_t{0}, std::size_t{2}}) {
        ana.type(row, 1, "words");
        ana.comment(ana.cell(row, 1), 0, 5, "row " + std::to_string(row));
    }
    QCOMPARE(ana.order(), "row 0 row 2");
    Comments::Source source = ana.source();
    source.cellsMax = 4;
    Comments comments;
    comments.read(source);
    QCOMPARE(comments.threads().size(), std::size_t{2});
    QVERIFY(!comments.threads()[0].isDetached());
    QVERIFY(comments.threads()[1].isDetached() && comments.pathOf(ana.cell(2, 1)) == nullptr);
    QCOMPARE(ana.wrong, std::string());
}

void CellCommentsTest::isWhatAPlainWalkFinds() {
    const std::uint64_t seed = numberFrom("SEED", 5);
    const std::uint64_t count = numberFrom("OPERATIONS", 300);
    qInfo("SEED=%llu OPERATIONS=%llu", static_cast<unsigned long long>(seed), static_cast<unsigned long long>(count));
    Random random(seed);
    Writer ana;
    Writer ben(8, "ben");
    Writer eve(9, "eve");
    const std::array people{&ana, &ben, &eve};
    ana.begin(3, 3, true);
    ana.write(kBody, 0, 0, "some words before\n");
    const event::EventId picture = ana.addPicture(kBody, 3);
    ana.write(picture, 0, 0, "its caption");
    for (Writer* person : people) {
        person->id = ana.id;
        person->hear(ana);
    }
    for (std::uint64_t number = 0; number < count; ++number) {
        Writer& person = *people[random.below(3)];
        const projection::Table table = person.table();
        std::vector<event::ObjectId> texts{kBody, picture};
        for (const projection::TableRow& row : table.rows) {
            for (const auto& cell : row.cells)
                texts.insert(texts.end(), cell.begin(), cell.end());
        }
        const event::ObjectId text = texts[random.below(static_cast<std::uint32_t>(texts.size()))];
        const std::uint32_t length = projection::readSequence(person.objects, text, person.registers).count();
        const std::uint32_t begin = random.below(length + 1);
        const std::uint32_t end = begin + random.below(std::min(6U, length - begin) + 1);
        const std::size_t threadCount = person.comments.threads().size();
        const CommentThread thread =
            threadCount == 0 ? CommentThread() : person.thread(random.below(static_cast<std::uint32_t>(threadCount)));
        const event::EventId next = person.replica.nextEventId();
        const TableAxis axis = random.chance(50) ? TableAxis::kRows : TableAxis::kColumns;
        const std::size_t parts = axis == TableAxis::kRows ? table.rows.size() : table.columns.size();
        const auto part = static_cast<std::size_t>(random.below(static_cast<std::uint32_t>(parts + 1)));
        switch (random.below(16)) {
            case 0:
            case 1:
            case 2:
                person.comment(text, begin, end, "c" + std::to_string(number));
                break;
            case 3:
                if (threadCount > 0) person.run(repliedTo(next, thread, "reply"));
                break;
            case 4:
                if (threadCount > 8) person.run(withoutThread(next, thread));
                break;
            case 5:
            case 6:
                (void)person.replica.undo();
                break;
            case 7:
                (void)person.replica.redo();
                break;
            case 8:
                for (const Writer* other : people)
                    person.hear(*other);
                break;
            case 9:
                if (parts > 0 && parts < 6) person.run(insertedParts(person.context(), table, axis, part));
                break;
            case 10:
                if (part < parts && parts > 1) person.run(erasedParts(person.context(), table, axis, {part, part + 1}));
                break;
            case 11:
                if (part < parts && parts > 1)
                    person.run(movedParts(person.context(), table, axis, {part, part + 1},
                                          random.below(static_cast<std::uint32_t>(parts + 1))));
                break;
            case 12:
                if (!table.rows.empty() && !table.columns.empty())
                    person.type(random.below(static_cast<std::uint32_t>(table.rows.size())),
                                random.below(static_cast<std::uint32_t>(table.columns.size())), "word");
                break;
            case 13:
                if (begin < end && (length > 20 || random.chance(30))) person.write(text, begin, end, "");
                break;
            default:
                person.write(text, begin, begin, random.chance(20) ? "\n" : "ab");
        }
        for (const Writer* each : people)
            QVERIFY2(each->wrong.empty(), (std::to_string(number) + ": " + each->wrong).c_str());
    }
    for (int round = 0; round < 2; ++round) {
        for (Writer* person : people) {
            for (const Writer* other : people)
                person->hear(*other);
        }
    }
    QVERIFY(!ana.comments.threads().empty());
    QVERIFY(ana.comments.threads() == ben.comments.threads() && ana.comments.threads() == eve.comments.threads());
    // Every moment of it, in leaps.
    const auto cursor = ana.replica.openHistory();
    const projection::MomentObjects moment(ana.replica.log(), *cursor);
    const Comments::Source past{ana.blocks, ana.registers, &moment, ana.replica.log()};
    const auto moments = static_cast<std::uint32_t>(ana.replica.timeline().eventCount());
    for (int leap = 0; leap < 100; ++leap) {
        const document::DocumentPatch patch =
            cursor->moveToPosition(ana.replica.log(), leap == 99 ? moments : random.below(moments + 1));
        ana.registers.take(patch.registers);
        ana.blocks.apply(patch.body);
        ana.comments.take(patch, past);
        const std::string wrong = fault(ana.comments, past);
        QVERIFY2(wrong.empty(), wrong.c_str());
    }
    QVERIFY(ana.comments.threads() == ben.comments.threads());
}

QTEST_GUILESS_MAIN(CellCommentsTest)
#include "tst_cell_comments.moc"
