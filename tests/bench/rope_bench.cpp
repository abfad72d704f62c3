// Speed of the rope and of the sum tree behind it. Recorded sessions are replayed when the environment variable
// VARVE_TRACES names a folder with sequential editing traces (NAME.json.gz); everything else is made up here.
#include <benchmark/benchmark.h>
#include <zlib.h>

#include <cstdlib>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/check.h"
#include "base/random.h"
#include "text/rope.h"
#include "text/utf8.h"

using namespace varve;
using namespace varve::text;

namespace {

struct Edit {
    std::uint32_t position;
    std::uint32_t deletedCount;
    std::string inserted;
};

struct Session {
    std::vector<Edit> edits;
    std::string endContent;
};

std::string unpackedFile(const std::string& path) {
    const gzFile file = gzopen(path.c_str(), "rb");
    if (file == nullptr) return {};
    std::string content;
    std::vector<char> buffer(1 << 20);
    for (int size = 0; (size = gzread(file, buffer.data(), static_cast<unsigned>(buffer.size()))) > 0;) {
        content.append(buffer.data(), static_cast<std::size_t>(size));
    }
    gzclose(file);
    return content;
}

Session loadSession(const std::string& name) {
    Session session;
    const char* folder = std::getenv("VARVE_TRACES");
    if (folder == nullptr) return session;
    const auto json =
        nlohmann::json::parse(unpackedFile(std::string(folder) + "/" + name + ".json.gz"), nullptr, false);
    if (json.is_discarded()) return session;
    session.endContent = json.at("endContent").get<std::string>();
    for (const auto& transaction : json.at("txns")) {
        for (const auto& patch : transaction.at("patches")) {
            session.edits.push_back({patch[0], patch[1], patch[2]});
        }
    }
    return session;
}

void replaySession(benchmark::State& state, const char* name) {
    const Session session = loadSession(name);
    if (session.edits.empty()) {
        state.SkipWithError("set VARVE_TRACES to the folder of editing traces");
        return;
    }
    for (auto _ : state) {
        Rope rope;
        for (const Edit& edit : session.edits) {
            if (edit.deletedCount > 0) rope.erase({{edit.position}, {edit.position + edit.deletedCount}});
            if (!edit.inserted.empty()) rope.insert({edit.position}, edit.inserted);
        }
        CHECK(rope.sizeBytes() == session.endContent.size());
        benchmark::DoNotOptimize(rope);
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * session.edits.size()));
}
BENCHMARK_CAPTURE(replaySession, automerge_paper, "automerge-paper")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(replaySession, rustcode, "rustcode")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(replaySession, sveltecomponent, "sveltecomponent")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(replaySession, json_crdt_blog_post, "json-crdt-blog-post")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(replaySession, friendsforever_flat, "friendsforever_flat")->Unit(benchmark::kMillisecond);

/// Typing on, deleting on and backspacing on as one edit each, which is how a log keeps them.
std::vector<Edit> runsOf(const Session& session) {
    enum class Way : std::uint8_t { kAny, kForward, kBackward };
    std::vector<Edit> runs;
    Way way = Way::kAny;  // of the last run, a deletion
    for (const Edit& edit : session.edits) {
        if (edit.deletedCount > 0) {
            Edit* last = runs.empty() || !runs.back().inserted.empty() ? nullptr : &runs.back();
            if (last != nullptr && way != Way::kBackward && last->position == edit.position) {
                last->deletedCount += edit.deletedCount;
                way = Way::kForward;
            } else if (last != nullptr && way != Way::kForward && edit.position + edit.deletedCount == last->position) {
                last->position = edit.position;
                last->deletedCount += edit.deletedCount;
                way = Way::kBackward;
            } else {
                runs.push_back({edit.position, edit.deletedCount, {}});
                way = Way::kAny;
            }
        }
        if (edit.inserted.empty()) continue;
        Edit* last = runs.empty() || runs.back().inserted.empty() ? nullptr : &runs.back();
        if (last != nullptr && last->position + projection::scalarCount(last->inserted) == edit.position) {
            last->inserted += edit.inserted;
        } else {
            runs.push_back({edit.position, 0, edit.inserted});
        }
    }
    return runs;
}

/// The text of a history that is at hand as a whole.
void replayRuns(benchmark::State& state, const char* name) {
    const Session session = loadSession(name);
    const std::vector<Edit> runs = runsOf(session);
    if (runs.empty()) {
        state.SkipWithError("set VARVE_TRACES to the folder of editing traces");
        return;
    }
    for (auto _ : state) {
        Rope rope;
        for (const Edit& run : runs) {
            if (run.deletedCount > 0) rope.erase({{run.position}, {run.position + run.deletedCount}});
            if (!run.inserted.empty()) rope.insert({run.position}, run.inserted);
        }
        CHECK(rope.sizeBytes() == session.endContent.size());
        benchmark::DoNotOptimize(rope);
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * runs.size()));
}
BENCHMARK_CAPTURE(replayRuns, automerge_paper, "automerge-paper")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(replayRuns, rustcode, "rustcode")->Unit(benchmark::kMillisecond);

/// Words with line breaks; `script` repeats in place of the letters.
std::string proseOf(std::size_t sizeBytes, std::string_view script) {
    Random random(11);
    std::string text;
    while (text.size() < sizeBytes) {
        for (std::uint32_t letter = 2 + random.below(8); letter > 0; --letter) {
            text += scalarSlice(script, random.below(projection::scalarCount(script)), 1);
        }
        text += random.chance(3) ? '\n' : ' ';
    }
    return text;
}

constexpr std::string_view kLatin = "abcdefghijklmnopqrstuvwxyz";
constexpr std::string_view kMixed = "\u6587\u5b57\u5217\u304b\u306a\U0001f600ab";

void typeInTheMiddle(benchmark::State& state, std::string_view script) {
    const std::string text = proseOf(1 << 20, script);
    const std::string letters(script);
    const std::size_t sizeLast = scalarSlice(script, 4, 1).size();
    const std::string_view letter = std::string_view(letters).substr(byteIndexOfScalar(letters, 4), sizeLast);
    constexpr std::uint32_t kTyped = 100000;
    for (auto _ : state) {
        Rope rope(text);
        std::uint32_t caret = rope.count() / 2;
        for (std::uint32_t index = 0; index < kTyped; ++index) {
            rope.insert({caret++}, letter);
            if (index % 5 == 4) {
                --caret;
                rope.erase({{caret}, {caret + 1}});
            }
        }
        benchmark::DoNotOptimize(rope);
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * kTyped));
}
BENCHMARK_CAPTURE(typeInTheMiddle, latin, kLatin)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(typeInTheMiddle, mixed, kMixed)->Unit(benchmark::kMillisecond);

void editAnywhere(benchmark::State& state, std::string_view script) {
    Rope rope(proseOf(static_cast<std::size_t>(state.range(0)), script));
    Random random(5);
    for (auto _ : state) {
        const std::uint32_t place = random.below(rope.count() - 20);
        rope.insert({place}, "word ");
        rope.erase({{place + 7}, {place + 12}});
    }
}
BENCHMARK_CAPTURE(editAnywhere, latin, kLatin)->Arg(100 << 10)->Arg(10 << 20);
BENCHMARK_CAPTURE(editAnywhere, mixed, kMixed)->Arg(100 << 10)->Arg(10 << 20);

void editAfterSnapshot(benchmark::State& state) {
    Rope rope(proseOf(10 << 20, kLatin));
    Random random(5);
    for (auto _ : state) {
        const Rope snapshot = rope;
        const std::uint32_t place = random.below(rope.count() - 20);
        rope.insert({place}, "w");
        rope.erase({{place}, {place + 1}});
        benchmark::DoNotOptimize(snapshot);
    }
}
BENCHMARK(editAfterSnapshot);

void load(benchmark::State& state, std::string_view script) {
    const std::string text = proseOf(static_cast<std::size_t>(state.range(0)), script);
    for (auto _ : state)
        benchmark::DoNotOptimize(Rope(text));
    state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * text.size()));
}
BENCHMARK_CAPTURE(load, latin, kLatin)->Arg(100 << 10)->Arg(10 << 20);
BENCHMARK_CAPTURE(load, mixed, kMixed)->Arg(10 << 20);

void readAll(benchmark::State& state) {
    const Rope rope(proseOf(10 << 20, kLatin));
    for (auto _ : state)
        benchmark::DoNotOptimize(rope.text());
    state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * rope.sizeBytes()));
}
BENCHMARK(readAll);

void convertPlaces(benchmark::State& state, std::string_view script) {
    const Rope rope(proseOf(10 << 20, script));
    Random random(5);
    for (auto _ : state) {
        const Utf16Offset utf16 = rope.utf16OffsetOf({random.below(rope.count())});
        benchmark::DoNotOptimize(rope.offsetOf(utf16));
    }
}
BENCHMARK_CAPTURE(convertPlaces, latin, kLatin);
BENCHMARK_CAPTURE(convertPlaces, mixed, kMixed);

void findLine(benchmark::State& state) {
    const Rope rope(proseOf(10 << 20, kLatin));
    Random random(5);
    for (auto _ : state)
        benchmark::DoNotOptimize(rope.lineStart(random.below(rope.lineBreakCount())));
}
BENCHMARK(findLine);

// The sum tree as the editor view uses it: blocks with a character count and a height.

struct projection::Block {
    std::uint32_t characters;
    std::uint64_t height;
};
struct BlockSums {
    std::uint32_t characters = 0;
    std::uint64_t height = 0;
    BlockSums& operator+=(const BlockSums& other) {
        characters += other.characters;
        height += other.height;
        return *this;
    }
    friend bool operator==(const BlockSums&, const BlockSums&) = default;
};
struct BlockTraits {
    using Summary = BlockSums;
    static Summary summarize(const std::shared_ptr<const projection::Block>& block) { return {block->characters, block->height}; }
};
using Blocks = SumTree<std::shared_ptr<const projection::Block>, BlockTraits>;

std::vector<std::shared_ptr<const projection::Block>> manyBlocks() {
    std::vector<std::shared_ptr<const projection::Block>> blocks(100000);
    for (auto& block : blocks)
        block = std::make_shared<const projection::Block>(projection::Block{100, 20});
    return blocks;
}

void buildBlocks(benchmark::State& state) {
    const auto items = manyBlocks();
    for (auto _ : state)
        benchmark::DoNotOptimize(Blocks(items));
}
BENCHMARK(buildBlocks)->Unit(benchmark::kMillisecond);

void replaceBlock(benchmark::State& state) {
    Blocks blocks(manyBlocks());
    Random random(5);
    const auto fresh = std::make_shared<const projection::Block>(projection::Block{101, 40});
    for (auto _ : state) {
        const auto cursor = blocks.find(&BlockSums::characters, random.below(blocks.summary().characters));
        blocks.replace(cursor.index(), fresh);
    }
}
BENCHMARK(replaceBlock);

void replaceBlockInVersion(benchmark::State& state) {
    Blocks blocks(manyBlocks());
    Random random(5);
    const auto fresh = std::make_shared<const projection::Block>(projection::Block{101, 40});
    for (auto _ : state) {
        const Blocks before = blocks;
        blocks.replace(random.below(100000), fresh);
        benchmark::DoNotOptimize(before);
    }
}
BENCHMARK(replaceBlockInVersion);

void splitAndJoinBlocks(benchmark::State& state) {
    Blocks blocks(manyBlocks());
    Random random(5);
    const auto fresh = std::make_shared<const projection::Block>(projection::Block{101, 40});
    for (auto _ : state) {
        const std::uint32_t index = random.below(90000);
        blocks.insert(index, fresh);
        blocks.remove(index + 1000);
    }
}
BENCHMARK(splitAndJoinBlocks);

void findByHeight(benchmark::State& state) {
    const Blocks blocks(manyBlocks());
    Random random(5);
    for (auto _ : state) {
        benchmark::DoNotOptimize(blocks.find(&BlockSums::height, std::uint64_t{random.below(2000000)}).index());
    }
}
BENCHMARK(findByHeight);

}  // namespace

BENCHMARK_MAIN();
