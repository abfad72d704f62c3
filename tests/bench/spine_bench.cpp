// The main job from end to end on recorded sessions: import, open, key press to paint, slider step and jump to paint,
// undo and redo, file size, memory. One JSON object a trace on standard output; times are CPU time of the process.
//
//     spine_bench TRACE.json[.gz]...
//
// Every trace runs in a process of its own, so that peak memory is its own.
#include <QApplication>
#include <QFile>
#include <QImage>
#include <QTemporaryDir>
#include <algorithm>
#include <cstdio>
#include <ctime>
#include <nlohmann/json.hpp>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

#include "base/random.h"
#include "bench/imported_trace.h"
#include "event/trace_import.h"
#include "session/opened_file.h"
#include "ui/editor/editor_view.h"

namespace {

using namespace varve;
using Json = nlohmann::ordered_json;

constexpr QSize kViewSize(900, 1000);
constexpr int kKeyCount = 400;
constexpr int kStepCount = 400;
constexpr int kJumpCount = 100;
constexpr int kUndoCount = 100;

double cpuMs() {
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

template <typename Work>
double timed(const Work& work) {
    const double begin = cpuMs();
    work();
    return cpuMs() - begin;
}

Json percentiles(std::vector<double> samples) {
    std::ranges::sort(samples);
    const auto at = [&](double part) { return samples[static_cast<std::size_t>(part * double(samples.size() - 1))]; };
    return {{"p50", at(0.5)}, {"p95", at(0.95)}, {"p99", at(0.99)}, {"max", samples.back()}};
}

long residentBytes() {
    long pages = 0;
    long resident = 0;
    if (FILE* file = std::fopen("/proc/self/statm", "r")) {
        if (std::fscanf(file, "%ld %ld", &pages, &resident) != 2) resident = 0;
        std::fclose(file);
    }
    return resident * sysconf(_SC_PAGESIZE);
}

[[noreturn]] void fail(const std::string& sentence) {
    std::fprintf(stderr, "spine_bench: %s\n", sentence.c_str());
    std::exit(1);
}

/// A view that paints into an image, as the window system would be given it.
class Page {
  public:
    explicit Page(const text::Rope& text) : m_image(kViewSize, QImage::Format_RGB32) {
        m_view.resize(kViewSize);
        m_view.show();
        m_view.setText(text);
        paint();
    }
    void show(const document::Patch& patch, replica::PatchOrigin origin) {
        m_view.applyPatch({patch, {}, {}}, origin);
        paint();
    }
    ui::EditorView& view() { return m_view; }
    void paint() { m_view.render(&m_image); }

  private:
    ui::EditorView m_view;
    QImage m_image;
};

void benchTyping(replica::DocumentReplica& replica, Json& result) {
    std::vector<double> engine;
    std::vector<double> painted;
    Page page(replica.text());
    document::Patch patch;
    QObject::connect(&replica, &replica::DocumentReplica::patchApplied, &replica,
                     [&](const document::DocumentPatch& applied) { patch = applied.body; });
    const text::Offset middle{replica.text().count() / 2};
    page.view().setSelection({middle, middle});
    page.paint();
    for (std::uint32_t index = 0; index < kKeyCount; ++index) {
        const text::Offset at = middle + index;
        const double applied = timed([&] {
            if (!replica.apply({event::TransactionKind::kTyping, {{{at, at}, index % 6 == 5 ? " " : "e"}}})) {
                fail("a key press was refused");
            }
        });
        engine.push_back(applied * 1000);
        painted.push_back(applied + timed([&] { page.show(patch, replica::PatchOrigin::kLocalEdit); }));
    }
    QObject::disconnect(&replica, nullptr, &replica, nullptr);
    result["key_us"] = percentiles(engine);
    result["key_to_paint_ms"] = percentiles(painted);
}

void benchTravel(replica::DocumentReplica& replica, Json& result) {
    const history::Timeline& timeline = replica.timeline();
    const std::uint64_t count = timeline.eventCount();
    const auto cursor = replica.openHistory();
    Page page(replica.text());
    page.view().setReadOnly(true);
    const auto travel = [&](std::uint64_t position, std::vector<double>& engine, std::vector<double>& painted) {
        document::Patch patch;
        const double moved = timed([&] { patch = cursor->moveToPosition(replica.log(), position).body; });
        engine.push_back(moved);
        painted.push_back(moved + timed([&] { page.show(patch, replica::PatchOrigin::kRemote); }));
    };
    std::vector<double> step;
    std::vector<double> stepPainted;
    const std::uint64_t stride = std::max<std::uint64_t>(1, count / 1000);
    for (std::uint64_t index = 1; index <= kStepCount; ++index) {
        travel(count - std::min(count, index * stride), step, stepPainted);
    }
    std::vector<double> jump;
    std::vector<double> jumpPainted;
    Random random(1);
    for (int index = 0; index < kJumpCount; ++index) {
        travel(random.below(static_cast<std::uint32_t>(count + 1)), jump, jumpPainted);
    }
    result["step_ms"] = percentiles(step);
    result["step_to_paint_ms"] = percentiles(stepPainted);
    result["jump_ms"] = percentiles(jump);
    result["jump_to_paint_ms"] = percentiles(jumpPainted);
}

void benchUndo(replica::DocumentReplica& replica, Json& result) {
    Random random(2);
    for (int index = 0; index < kUndoCount; ++index) {
        const text::Offset at{random.below(replica.text().count() + 1)};
        if (!replica.apply({event::TransactionKind::kPaste, {{{at, at}, "undone"}}})) fail("an edit was refused");
    }
    std::vector<double> undo;
    std::vector<double> redo;
    for (int index = 0; index < kUndoCount; ++index) undo.push_back(1000 * timed([&] { static_cast<void>(replica.undo()); }));
    for (int index = 0; index < kUndoCount; ++index) redo.push_back(1000 * timed([&] { static_cast<void>(replica.redo()); }));
    result["undo_us"] = percentiles(undo);
    result["redo_us"] = percentiles(redo);
}

void benchTrace(const char* path) {
    Json result;
    const QString name = QString::fromLocal8Bit(path).section(QLatin1Char('/'), -1).section(QLatin1Char('.'), 0, 0);
    result["trace"] = name.toStdString();
    const QTemporaryDir folder;
    const std::string file = folder.filePath(QStringLiteral("bench.varve")).toStdString();
    std::optional<std::string> endContent;
    {
        const event::ImportedTrace trace = bench::importedTrace(path);
        endContent = trace.endContent;
        result["events"] = trace.batch.unitCount();
        result["transactions"] = trace.batch.transactions().size();
        result["import_ms"] = timed([&] {
            auto created = session::createFile(file);
            if (!created) fail(created.error().message);
            auto stored = session::appendAndClose(**created, trace.batch);
            if (!stored) fail(stored.error().message);
        });
    }
    result["file_bytes"] = QFile(QString::fromStdString(file)).size();
    const long before = residentBytes();
    std::unique_ptr<session::OpenedFile> opened;
    result["open_ms"] = timed([&] {
        auto loaded = session::openFile(file, session::OpenMode::kReadOnly);
        if (!loaded) fail(loaded.error().message);
        opened = std::move(*loaded);
    });
    const SystemClock clock;
    replica::DocumentReplica replica(std::move(opened->document), session::newAgent("bench", "bench", 0), clock);
    result["correct"] = !endContent || replica.text().text() == *endContent;
    result["loaded_bytes"] = residentBytes() - before;
    result["first_paint_ms"] = timed([&] { const Page page(replica.text()); });
    benchTravel(replica, result);
    benchTyping(replica, result);
    benchUndo(replica, result);
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    result["rss_peak_bytes"] = usage.ru_maxrss * 1024;
    std::printf("%s\n", result.dump().c_str());
    std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
    qputenv("QT_QPA_PLATFORM", "offscreen");
    if (argc < 2) fail("usage: spine_bench TRACE.json[.gz]...");
    int failures = 0;
    for (int index = 1; index < argc; ++index) {
        const pid_t child = fork();
        if (child == 0) {
            const QApplication application(argc, argv);
            benchTrace(argv[index]);
            std::_Exit(0);
        }
        int status = 0;
        waitpid(child, &status, 0);
        failures += status == 0 ? 0 : 1;
    }
    return failures == 0 ? 0 : 1;
}
