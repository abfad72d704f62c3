// Blocks with formats, properties and embeds against a plain list of (scalar, format, id): random patches with
// registers and identities, with small and usual trees; reading a whole version; following a history with concurrency,
// undo and time travel as the editor view does.
#include <QTest>
#include <algorithm>
#include <map>

#include "convergence/random_graph.h"
#include "convergence/tracker_state.h"
#include "history/rich_writer.h"
#include "projection/block_comparison.h"
#include "projection/document_reader.h"
#include "projection/moment_objects.h"
#include "projection/naive_blocks.h"
#include "projection/patch_following.h"

using namespace varve;
using namespace varve::projection;

namespace {

constexpr auto kBody = event::WellKnownObject::kBody;
constexpr auto kPrepare = merge::View::kPrepare;
constexpr auto kEffect = merge::View::kEffect;

/// The list, and the answers about it.
class Model : public ObjectSource {
  public:
    [[nodiscard]] const convergence::DocumentState& state() const { return m_state; }
    [[nodiscard]] std::uint32_t count() const { return static_cast<std::uint32_t>(text().size()); }

    /// Changes the list and returns what changed: removed, added and restyled here and there, and some properties.
    document::DocumentPatch change(Random& random, std::uint32_t addedCountMax) {
        document::DocumentPatch patch;
        patch.body = changeText(random, addedCountMax);
        const std::uint32_t setCount = random.chance(50) ? 0 : random.below(4);
        std::map<std::pair<event::ObjectId, std::string>, event::Value> sets;
        for (std::uint32_t set = 0; set < setCount; ++set) {
            const event::Set one = randomSet(random);
            sets[{one.object, one.key}] = one.value;
        }
        for (const auto& [place, value] : sets) {
            patch.registers.push_back({place.first, place.second, value});
            if (std::holds_alternative<std::monostate>(value)) {
                m_state.registers.erase(place);
            } else {
                m_state.registers[place] = value;
            }
        }
        return patch;
    }

    [[nodiscard]] std::vector<event::EventId> idsAt(const event::ObjectId& /*sequence*/,
                                                    std::span<const text::Offset> offsets) const override {
        std::vector<event::EventId> ids;
        for (const text::Offset offset : offsets)
            ids.push_back(text().at(offset.value).id);
        return ids;
    }
    [[nodiscard]] std::optional<Place> placeOf(const event::EventId& id) const override {
        const auto found = std::ranges::find(text(), id, &convergence::Character::id);
        if (found == text().end()) return std::nullopt;
        return Place{kBody, {static_cast<std::uint32_t>(found - text().begin())}};
    }
    [[nodiscard]] document::Patch textOf(const event::ObjectId& sequence) const override {
        document::Patch patch;
        for (const convergence::Character& character : convergence::textOf(m_state, sequence))
            patch.add(character.scalar, 1, pointerTo(character.format));
        return patch;
    }

  private:
    using Text = std::vector<convergence::Character>;

    [[nodiscard]] const Text& text() const { return convergence::textOf(m_state, kBody); }

    static convergence::Format randomFormat(Random& random) {
        convergence::Format format;
        if (random.chance(40)) format["bold"] = true;
        if (random.chance(20)) format["colour"] = std::string(random.chance(50) ? "#ff0000" : "#0000ff");
        return format;
    }
    static document::FormatPointer pointerTo(const convergence::Format& format) {
        if (format.empty()) return nullptr;
        return std::make_shared<const document::Format>(format.begin(), format.end());
    }

    /// Known objects come back at times, as undo brings them back: what they are is known then.
    Text randomAddition(Random& random, std::uint32_t countMax) {
        static const std::vector<std::string> kScalars = {"a", "b", " ", "ä", "\U0001F600", "\n", "\uFFFC"};
        const convergence::Format format = randomFormat(random);
        Text added;
        for (std::uint32_t count = 1 + random.below(countMax); count > 0; --count) {
            const bool comesBack = !m_gone.empty() && random.chance(10);
            if (comesBack) {
                added.push_back(m_gone.back());
                added.back().format = format;
                m_gone.pop_back();
                continue;
            }
            const std::string& scalar = kScalars[random.below(static_cast<std::uint32_t>(kScalars.size()))];
            added.push_back({test::id(1, m_nextSequence++), scalar, format});
            if (scalar == "\n" || scalar == "\uFFFC") m_objects.push_back(added.back().id);
        }
        return added;
    }

    document::Patch changeText(Random& random, std::uint32_t addedCountMax) {
        document::Patch patch;
        const Text before = text();
        Text after;
        std::size_t at = 0;
        const auto take = [&](std::uint32_t countMax) {
            const auto room = static_cast<std::uint32_t>(before.size() - at);
            const std::uint32_t count = random.below(std::min(room, countMax) + 1);
            const auto begin = before.begin() + static_cast<std::ptrdiff_t>(at);
            at += count;
            return Text(begin, begin + count);
        };
        const auto keep = [&](const Text& kept) {
            patch.retain(static_cast<std::uint32_t>(kept.size()));
            after.insert(after.end(), kept.begin(), kept.end());
        };
        for (std::uint32_t edits = random.below(5); edits > 0; --edits) {
            keep(take(random.chance(50) ? 3U : 60U));
            if (random.chance(40)) {
                const convergence::Format format = randomFormat(random);
                Text restyled = take(random.chance(70) ? 6U : 60U);
                for (convergence::Character& character : restyled)
                    character.format = format;
                if (!restyled.empty()) patch.restyle(static_cast<std::uint32_t>(restyled.size()), pointerTo(format));
                after.insert(after.end(), restyled.begin(), restyled.end());
            }
            if (random.chance(50)) {
                const Text gone = take(random.chance(80) ? 4U : 80U);
                if (!gone.empty()) patch.remove(static_cast<std::uint32_t>(gone.size()));
                std::ranges::copy_if(gone, std::back_inserter(m_gone), [](const convergence::Character& character) {
                    return character.scalar == "\n" || character.scalar == "\uFFFC";
                });
            }
            if (!random.chance(60)) continue;
            const Text added = randomAddition(random, addedCountMax);
            std::string utf8;
            for (const convergence::Character& character : added)
                utf8 += character.scalar;
            patch.add(utf8, static_cast<std::uint32_t>(added.size()), pointerTo(added.front().format));
            after.insert(after.end(), added.begin(), added.end());
        }
        after.insert(after.end(), before.begin() + static_cast<std::ptrdiff_t>(at), before.end());
        m_state.texts[kBody] = std::move(after);
        return patch;
    }

    /// Of any object that there ever was: visible, gone, or no block at all.
    event::Set randomSet(Random& random) {
        event::ObjectId object = event::WellKnownObject::kFirstBlock;
        if (!m_objects.empty() && random.chance(80))
            object = m_objects[random.below(static_cast<std::uint32_t>(m_objects.size()))];
        if (random.chance(5)) object = event::WellKnownObject::kDocument;
        if (random.chance(30)) return test::randomEmbedSet(object, random);
        return test::randomBlockSet(object, random);
    }

    convergence::DocumentState m_state;
    Text m_gone;
    std::vector<event::EventId> m_objects;
    std::uint32_t m_nextSequence = 0;
};

/// A long block keeps its layout where the change says that nothing changed.
QString differenceIn(const BlockChange& change) {
    const Block& before = *change.before;
    const Block& after = *change.after;
    if (change.prefix + change.suffix > std::min(before.utf16Count(), after.utf16Count()))
        return QStringLiteral("prefix and suffix overlap");
    if (before.text.left(change.prefix) != after.text.left(change.prefix) ||
        before.text.right(change.suffix) != after.text.right(change.suffix))
        return QStringLiteral("text of a long block");
    const auto isSame = [&](int a, int b) { return document::isSameFormat(before.formatAt(a), after.formatAt(b)); };
    for (int unit = 0; unit < change.prefix; ++unit) {
        if (!isSame(unit, unit)) return QStringLiteral("format in the beginning of a long block");
    }
    for (int unit = 1; unit <= change.suffix; ++unit) {
        if (!isSame(before.utf16Count() - unit, after.utf16Count() - unit))
            return QStringLiteral("format in the end of a long block");
    }
    return {};
}

template <std::size_t kFanout>
void runRandomPatches(std::uint32_t addedCountMax) {
    const std::uint64_t seed = test::numberFromEnvironment("SEED", 1);
    const std::uint64_t operations = test::numberFromEnvironment("OPERATIONS", 600);
    Random random(seed);
    Model model;
    ObjectRegisters registers;
    test::PlainView<kFanout> view;
    for (std::uint64_t operation = 0; operation < operations; ++operation) {
        // Empty again from time to time: the first block has no break.
        if (model.count() > 1500) {
            model = Model();
            registers = ObjectRegisters();
            view = test::PlainView<kFanout>();
        }
        const BasicBlockSequence<kFanout> snapshot = view.blocks();
        const std::vector<test::NaiveBlock> before = test::naiveBlocks(model.state(), kBody);
        const document::DocumentPatch patch = model.change(random, addedCountMax);
        registers.take(patch.registers);
        followPatch(patch, kBody, registers, &model, view);
        view.blocks().checkInvariants();
        QCOMPARE(view.blocks().count(), model.count());
        QString difference = test::differenceOf(view.blocks(), test::naiveBlocks(model.state(), kBody));
        if (difference.isEmpty()) difference = test::differenceOf(snapshot, before);
        if (!difference.isEmpty()) qWarning("seed %zu operation %zu", seed, operation);
        QCOMPARE(difference, QString());
        for (const BlockChange& change : view.changes())
            QCOMPARE(differenceIn(change), QString());
    }
}

/// Somebody's page: starts empty and follows every patch, with small and usual trees at once.
class Follower {
  public:
    void receive(const test::TestReplica& writer) {
        m_log.append(writer.log().missingFrom(m_log.versionVector()));
        follow(m_tracker.applyNewEvents(m_log).patch, m_objects);
    }
    void follow(const document::DocumentPatch& patch, const ObjectSource& objects) {
        m_registers.take(patch.registers);
        followPatch(patch, kBody, m_registers, &objects, m_view);
        followPatch(patch, kBody, m_registers, &objects, m_smallView);
        m_view.blocks().checkInvariants();
        m_smallView.blocks().checkInvariants();
    }
    [[nodiscard]] QString differenceFrom(const merge::Tracker& tracker, merge::View view) const {
        const ObjectRegisters registers(tracker.registers(m_log, view));
        const BlockSequence expected = readBlocks(m_log, tracker, view, kBody, registers, {});
        const QString difference = test::differenceOf(m_view.blocks(), expected);
        return difference.isEmpty() ? test::differenceOf(m_smallView.blocks(), expected) : difference;
    }
    [[nodiscard]] const event::EventLog& log() const { return m_log; }
    [[nodiscard]] const merge::Tracker& tracker() const { return m_tracker; }

  private:
    event::EventLog m_log;
    merge::Tracker m_tracker;
    TrackerObjects m_objects{m_log, [this]() -> const merge::Tracker& { return m_tracker; }, kEffect};
    ObjectRegisters m_registers;
    test::PlainView<16> m_view;
    test::PlainView<2> m_smallView;
};

}  // namespace

class RichBlocksTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void followsRandomPatchesWithSmallFanout() { runRandomPatches<2>(12); }
    void followsRandomPatches() { runRandomPatches<16>(12); }
    void longBlocksTellWhatStayed();
    void readsWhatTheDefinitionSays();
    void followingIsReadingAfresh();
    void travellingIsReadingAfresh();
    void otherSequencesAreFollowedToo();
};

void RichBlocksTest::longBlocksTellWhatStayed() {
    Random random(test::numberFromEnvironment("SEED", 1));
    document::Patch filled;
    filled.add(std::string(6000, 'a'), 6000);
    test::PlainView<16> view;
    std::size_t changeCount = 0;
    for (int round = 0; round < 300; ++round) {
        if (round % 10 == 0) {
            view = test::PlainView<16>();
            view.applyPatch(filled, {}, {});
        }
        const std::uint32_t count = view.blocks().count();
        document::Patch patch;
        patch.retain(random.below(count - 50));
        const auto format = std::make_shared<const document::Format>(document::Format{{"bold", true}});
        if (random.chance(50)) patch.restyle(1 + random.below(9), random.chance(50) ? format : nullptr);
        if (random.chance(50)) patch.remove(1 + random.below(5));
        if (random.chance(70)) patch.add(random.chance(20) ? "x\ny" : "xyz", 3, random.chance(50) ? format : nullptr);
        view.applyPatch(patch, {}, {});
        view.blocks().checkInvariants();
        for (const BlockChange& change : view.changes())
            QCOMPARE(differenceIn(change), QString());
        changeCount += view.changes().size();
    }
    QVERIFY(changeCount > 100);
}

void RichBlocksTest::readsWhatTheDefinitionSays() {
    const std::uint64_t seed = test::numberFromEnvironment("SEED", 1);
    const std::uint64_t count = test::numberFromEnvironment("GRAPHS", 40);
    for (std::uint64_t i = 0; i < count; ++i) {
        const auto graph = convergence::makeRandomGraph(
            seed + i, {.operationCount = 60, .markPercent = 25, .setPercent = 25, .breakPercent = 40});
        test::TestReplica replica(99, "reader");
        for (const event::Transaction& transaction : graph.transactions)
            replica.receive(transaction);
        const convergence::DocumentState state = graph.naive.state(graph.naive.allEvents());
        const ObjectRegisters registers(replica.tracker().registers(replica.log(), kEffect));
        std::vector<event::ObjectId> sequences = replica.tracker().sequences();
        sequences.emplace_back(kBody);
        for (const event::ObjectId& sequence : sequences) {
            const BlockSequence blocks = readBlocks(replica.log(), replica.tracker(), kEffect, sequence, registers, {});
            blocks.checkInvariants();
            const QString difference = test::differenceOf(blocks, test::naiveBlocks(state, sequence));
            if (!difference.isEmpty()) qWarning("seed %zu", seed + i);
            QCOMPARE(difference, QString());
        }
    }
}

void RichBlocksTest::followingIsReadingAfresh() {
    const std::uint64_t seed = test::numberFromEnvironment("SEED", 1);
    const std::uint64_t count = test::numberFromEnvironment("GRAPHS", 10);
    for (std::uint64_t i = 0; i < count; ++i) {
        Random random(seed + i);
        test::TestReplica ana(1, "Ana");
        test::TestReplica ben(2, "Ben");
        Follower follower;
        for (int step = 0; step < 120; ++step) {
            test::TestReplica& writer = random.chance(50) ? ana : ben;
            test::writeRich(writer, random);
            if (random.chance(15)) test::TestReplica::sync(ana, ben);
            if (!random.chance(70)) continue;
            follower.receive(writer);
            const QString difference = follower.differenceFrom(follower.tracker(), kEffect);
            if (!difference.isEmpty()) qWarning("seed %zu step %d", seed + i, step);
            QCOMPARE(difference, QString());
        }
    }
}

void RichBlocksTest::travellingIsReadingAfresh() {
    const std::uint64_t seed = test::numberFromEnvironment("SEED", 1);
    const std::uint64_t count = test::numberFromEnvironment("GRAPHS", 10);
    for (std::uint64_t i = 0; i < count; ++i) {
        Random random(seed + i);
        test::TestReplica ana(1, "Ana");
        test::TestReplica ben(2, "Ben");
        test::writeRichTogether(ana, ben, 80, random);
        Follower follower;
        follower.receive(ana);
        const event::EventLog& log = follower.log();
        history::Timeline timeline;
        timeline.followLog(log);
        history::HistoryCursor cursor(log, follower.tracker(), timeline);
        const MomentObjects objects(log, cursor);
        merge::Tracker tracker = follower.tracker();
        for (int jump = 0; jump < 60; ++jump) {
            event::Version version = timeline.versionAt(log, random.below(log.end().value + 1));
            if (random.chance(30))
                version = log.graph().reduced({{random.below(log.end().value)}, {random.below(log.end().value)}});
            follower.follow(cursor.moveTo(log, version), objects);
            tracker.movePrepareTo(log, version);
            const QString difference = follower.differenceFrom(tracker, kPrepare);
            if (!difference.isEmpty()) qWarning("seed %zu jump %d", seed + i, jump);
            QCOMPARE(difference, QString());
        }
    }
}

void RichBlocksTest::otherSequencesAreFollowedToo() {
    // A caption: two blocks, of which the object itself says what the first one is.
    test::TestReplica ana(1, "Ana");
    const event::EventId image = test::id(1, 0);
    ana.write({test::insertAt(0, "\uFFFC")});
    ana.write({test::setOf(image, "type", std::string("image"))});
    event::EventLog log;
    merge::Tracker tracker;
    ObjectRegisters registers;
    const TrackerObjects objects(
        log, [&tracker]() -> const merge::Tracker& { return tracker; }, kEffect);
    test::PlainView<16> view;
    const auto follow = [&] {
        log.append(ana.log().missingFrom(log.versionVector()));
        const document::DocumentPatch patch = tracker.applyNewEvents(log).patch;
        registers.take(patch.registers);
        followPatch(patch, image, registers, &objects, view);
        const BlockSequence expected = readBlocks(log, tracker, kEffect, image, registers, {});
        return test::differenceOf(view.blocks(), expected);
    };
    QCOMPARE(follow(), QString());
    event::Insert caption = test::insertAt(0, "one\ntwo");
    caption.sequence = image;
    ana.write({caption});
    QCOMPARE(follow(), QString());
    QCOMPARE(view.blocks().blockCount(), 2U);
    ana.write({test::setOf(test::id(1, 5), "type", std::string("quote"))});
    QCOMPARE(follow(), QString());
    QCOMPARE(view.blocks().blockAt(1)->shownAttributes().type, document::BlockType::kQuote);
    ana.insert(0, "\n");
    ana.write({test::setOf(event::WellKnownObject::kFirstBlock, "type", std::string("title"))});
    QCOMPARE(follow(), QString());
    QCOMPARE(view.blocks().blockAt(0)->shownAttributes().type, document::BlockType::kParagraph);
}

QTEST_GUILESS_MAIN(RichBlocksTest)
#include "tst_rich_blocks.moc"
