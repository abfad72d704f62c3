// One person who writes, formats and arranges at random, and changes their mind: the input of tests that follow rich
// documents. Few keys and values, so that they compete; everything is valid where it is written.
#pragma once

#include <array>
#include <string>
#include <utility>
#include <vector>

#include "base/random.h"
#include "convergence/random_operations.h"
#include "document/block_schema.h"
#include "document/embed_schema.h"
#include "document/mark_schema.h"
#include "history/test_replica.h"
#include "history/timeline.h"
#include "text/utf8.h"

namespace varve::test {

/// A block or an embed of the body as everybody sees it now, or the block before the first break.
inline event::ObjectId randomObject(const TestReplica& replica, Random& random, char32_t wanted) {
    std::vector<event::ObjectId> objects;
    if (wanted == U'\n') objects.emplace_back(event::WellKnownObject::kFirstBlock);
    const std::u32string text = [&] {
        std::u32string scalars;
        const std::string utf8 = replica.text();
        for (std::size_t at = 0; at < utf8.size();) {
            const auto size = text::sequenceSizeOf(utf8[at]);
            const std::string_view scalar = std::string_view(utf8).substr(at, size);
            scalars.push_back(scalar == "\n" ? U'\n' : scalar == document::kEmbedText ? U'\uFFFC' : U'x');
            at += size;
        }
        return scalars;
    }();
    for (std::uint32_t offset = 0; offset < text.size(); ++offset) {
        if (text[offset] != wanted) continue;
        objects.emplace_back(replica.log().idOf(replica.tracker().characterAt(merge::View::kEffect, {offset})));
    }
    if (objects.empty()) return event::WellKnownObject::kDocument;
    return objects[random.below(static_cast<std::uint32_t>(objects.size()))];
}

inline event::Set randomBlockSet(const event::ObjectId& block, Random& random) {
    namespace key = document::block_key;
    static const std::vector<std::pair<std::string_view, event::Value>> kChoices = {
        {key::kType, std::string("heading")},
        {key::kType, std::string("bullet")},
        {key::kType, std::string("number")},
        {key::kType, std::string("quote")},
        {key::kType, std::string("no such type")},
        {key::kType, {}},
        {key::kLevel, std::int64_t{2}},
        {key::kLevel, {}},
        {key::kIndent, std::int64_t{1}},
        {key::kIndent, std::int64_t{3}},
        {key::kStart, std::int64_t{5}},
        {key::kChecked, true},
        {key::kAlign, std::string("centre")},
        {key::kAlign, {}},
    };
    const auto& [name, value] = kChoices[random.below(static_cast<std::uint32_t>(kChoices.size()))];
    return {block, std::string(name), value};
}

inline event::Set randomEmbedSet(const event::ObjectId& embed, Random& random) {
    static constexpr std::array<std::string_view, 3> kTypes = {document::kRuleType, document::kImageType, "unknown"};
    if (random.chance(30)) return {embed, std::string(document::embed_key::kWidth), std::int64_t{random.below(900)}};
    return {embed, std::string(document::embed_key::kType), std::string(kTypes[random.below(kTypes.size())])};
}

inline event::Mark randomMark(std::uint32_t count, Random& random) {
    static const std::vector<std::pair<std::string_view, event::Value>> kChoices = {
        {document::mark_key::kBold, true},
        {document::mark_key::kBold, {}},
        {document::mark_key::kItalic, true},
        {document::mark_key::kColour, std::string("#ff0000")},
        {document::mark_key::kColour, std::string("#0000ff")},
        {document::mark_key::kLink, std::string("https://example.org/")},
        {document::mark_key::kLink, {}},
    };
    const auto& [key, value] = kChoices[random.below(static_cast<std::uint32_t>(kChoices.size()))];
    const std::uint32_t begin = random.below(count);
    const std::uint32_t end = begin + 1 + random.below(std::min(8U, count - begin));
    const bool takesAway = std::holds_alternative<std::monostate>(value);
    const document::Expansion expansion = document::expansionOf(key, takesAway);
    return {.begin = {begin},
            .end = {end},
            .key = std::string(key),
            .value = value,
            .expandBegin = expansion.begin,
            .expandEnd = expansion.end};
}

inline void insertRandomText(TestReplica& replica, std::uint32_t count, Random& random) {
    const std::uint32_t offset = random.below(count + 1);
    std::string text = convergence::randomText(random, 6);
    if (random.chance(25)) text.insert(random.chance(50) ? 0 : text.size(), "\n");
    if (random.chance(15)) text += document::kEmbedText;
    if (random.chance(20)) {
        // One step that makes an object and says what it is.
        const event::EventId first{replica.agentId(), replica.log().nextSequence(replica.agentId())};
        const bool isBreak = random.chance(70);
        const event::Operation made = insertAt(offset, isBreak ? "\n" : std::string(document::kEmbedText));
        replica.write({made, isBreak ? randomBlockSet(first, random) : randomEmbedSet(first, random)});
        return;
    }
    replica.insert(offset, std::move(text), random.chance(20));
}

/// One step: writing, taking away, formatting, arranging, undo, redo or going back to an earlier moment.
inline void writeRich(TestReplica& replica, Random& random) {
    const std::uint32_t count = replica.tracker().count(merge::View::kEffect);
    const auto undoCount = static_cast<std::uint32_t>(replica.stacks().undoSteps().size());
    const std::uint32_t dice = random.below(100);
    if (dice < 10 && undoCount > 0) {
        replica.undo(random.chance(50) ? undoCount - 1 : random.below(undoCount));
    } else if (dice < 17 && !replica.stacks().redoSteps().empty()) {
        replica.redo();
    } else if (dice < 19 && undoCount > 0) {
        history::Timeline timeline;
        timeline.followLog(replica.log());
        const auto end = static_cast<std::uint32_t>(timeline.eventCount());
        replica.restore(timeline.versionAt(replica.log(), random.below(end + 1)));
    } else if (dice < 32 && count > 0) {
        const std::uint32_t at = random.below(count);
        replica.remove(at, 1 + random.below(std::min(6U, count - at)), random.chance(20),
                       random.chance(50) ? event::Direction::kForward : event::Direction::kBackward);
    } else if (dice < 47 && count > 0) {
        replica.write({randomMark(count, random)}, event::TransactionKind::kFormat);
    } else if (dice < 62) {
        replica.write({randomBlockSet(randomObject(replica, random, U'\n'), random)}, event::TransactionKind::kFormat);
    } else if (dice < 68) {
        replica.write({randomEmbedSet(randomObject(replica, random, U'\uFFFC'), random)});
    } else {
        insertRandomText(replica, count, random);
    }
}

/// Two people at once, who hear of each other now and then; in the end both know everything.
inline void writeRichTogether(TestReplica& ana, TestReplica& ben, int stepCount, Random& random) {
    for (int step = 0; step < stepCount; ++step) {
        writeRich(random.chance(50) ? ana : ben, random);
        if (random.chance(15)) TestReplica::sync(ana, ben);
    }
    TestReplica::sync(ana, ben);
}

}  // namespace varve::test
