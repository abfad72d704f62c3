// Steps that change a whole document at once, as a person meets them: a rich document brought in through the window,
// and every seventh place of a megabyte replaced. Both in a real window with its find bar, offscreen, with the file
// behind it. `gui_ms` is CPU time of the GUI thread from the wish until the result is said, `longest_ms` the longest
// time in which the window answers nothing, `rest_ms` what follows until nothing is left to do, and `process_ms` all of
// it on all threads. Run with QT_QPA_PLATFORM=offscreen: `bulk_bench [import|plain|rich|large...]`.
#include <QAction>
#include <QApplication>
#include <QElapsedTimer>
#include <QLineEdit>
#include <QTemporaryDir>
#include <QTimer>
#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>

#include "base/freed_memory.h"
#include "base/random.h"
#include "bench/measuring.h"
#include "editing/content_writer.h"
#include "history/keyframe_policy.h"
#include "ui/find/find_bar.h"
#include "ui_window/window_harness.h"

using namespace varve;
using test::WindowHarness;

namespace {

constexpr std::size_t kImportSize = 10'000'000;
constexpr std::size_t kPlaceCount = 147'000;
constexpr std::size_t kMatchEvery = 7;

double threadCpuMs() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) * 1e-6;
}

/// Handles events until `isDone`; the longest CPU time of one handling in milliseconds.
double handleUntil(const std::function<bool()>& isDone) {
    QTimer tick;  // what waits for events wakes up
    tick.start(10);
    double longest = 0;
    while (!isDone()) {
        const double begin = threadCpuMs();
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
        longest = std::max(longest, threadCpuMs() - begin);
    }
    return longest;
}

void handleForSeconds(int seconds) {
    QElapsedTimer timer;
    timer.start();
    static_cast<void>(handleUntil([&] { return timer.elapsed() >= seconds * 1000; }));
}

/// Stretches of four looks; every so many letters, from the second on, "qx", which nothing else holds. 140 letters a
/// stretch.
document::Content contentToReplaceIn(std::size_t size, bool isRich, std::size_t matchEvery = kMatchEvery) {
    Random random(1);
    document::Content content;
    const std::array<const char*, 4> keys{"bold", "italic", "underline", "code"};
    std::size_t written = 0;
    while (written < size) {
        document::ContentBlock block;
        for (int stretch = 0; stretch < 4; ++stretch) {
            std::string text;
            for (std::size_t word = 0; word < 140 / matchEvery; ++word, written += matchEvery) {
                text += "qx";
                for (std::size_t letter = 3; letter < matchEvery; ++letter)
                    text += static_cast<char>('a' + random.below(16));
                text += ' ';
            }
            document::Attributes marks;
            if (isRich && stretch % 2 == 1) document::setValue(marks, keys[random.below(4)], true);
            document::appendInline(block, {std::move(text), std::move(marks), {}});
        }
        content.blocks.push_back(std::move(block));
    }
    return content;
}

void bringIn(WindowHarness& harness, const document::Content& content) {
    bench::orStop(harness.replica().apply(editing::importIntent(harness.replica().nextEventId(), content)));
}

/// So many steps that those before need not be offered for undo any more, and what they wrote may rest.
void restAfterSteps(WindowHarness& harness) {
    for (std::size_t step = 0; step <= history::kOfferedStepCount; ++step) {
        bench::orStop(harness.replica().apply({event::TransactionKind::kEdit, {{{{0}, {0}}, "a"}}}));
        harness.replica().closeStep();
    }
    if (!harness.replica().rest()) bench::stop("The document does not rest.");
}

nlohmann::json benchImport(ui::Theme& theme, const Clock& clock, const QString& path) {
    WindowHarness harness(theme, clock, path);
    const document::Content content = contentToReplaceIn(kImportSize, true);
    const double process = bench::cpuMs();
    const double begin = threadCpuMs();
    bringIn(harness, content);
    const double gui = threadCpuMs() - begin;
    handleForSeconds(5);
    return {{"what", "import"},
            {"size_bytes", harness.replica().text().text().size()},
            {"gui_ms", gui},
            {"rest_ms", threadCpuMs() - begin - gui},
            {"process_ms", bench::cpuMs() - process}};
}

nlohmann::json benchReplace(ui::Theme& theme, const Clock& clock, const QString& path, const QString& what) {
    const bool isRich = what != QLatin1String("plain");
    const std::size_t every = what == QLatin1String("large") ? 10 * kMatchEvery : kMatchEvery;
    {
        WindowHarness author(theme, clock, path);
        bringIn(author, contentToReplaceIn(kPlaceCount * every, isRich, every));
        handleForSeconds(2);
    }
    // As on another day: what was written before is known as a whole.
    WindowHarness harness(theme, clock, path);
    handleForSeconds(2);
    if (what == QLatin1String("large")) restAfterSteps(harness);
    harness.press(Qt::Key_H, Qt::ControlModifier);
    auto* const bar = harness.window().findChild<ui::FindBar*>();
    bar->findChild<QLineEdit*>(QStringLiteral("findText"))->setText(QStringLiteral("qx"));
    bar->findChild<QLineEdit*>(QStringLiteral("replaceText"))->setText(QStringLiteral("lake"));
    static_cast<void>(handleUntil([&] { return !bar->count().isEmpty(); }));
    handleForSeconds(2);
    const std::size_t places = harness.view().decorations().highlights().ranges().size();
    const auto timed = [&](const std::function<void()>& start, const std::function<bool()>& isDone) {
        const double process = bench::cpuMs();
        const double begin = threadCpuMs();
        start();
        const double first = threadCpuMs() - begin;
        const double longest = std::max(first, handleUntil(isDone));
        const double gui = threadCpuMs() - begin;
        handleForSeconds(3);
        return nlohmann::json{{"gui_ms", gui},
                              {"longest_ms", longest},
                              {"rest_ms", threadCpuMs() - begin - gui},
                              {"process_ms", bench::cpuMs() - process}};
    };
    const auto count = [&] { return harness.replica().text().count(); };
    const std::uint32_t before = count();
    const auto replaceAll = [&] { harness.action("replaceAll")->trigger(); };
    nlohmann::json row{{"what", what.toStdString()}, {"places", places}, {"size", before}};
    row["replace"] = timed(replaceAll, [&] { return bar->note().startsWith(QLatin1String("Replaced")); });
    row["undo"] = timed([&] { harness.action("undo")->trigger(); }, [&] { return count() == before; });
    row["replace again"] = timed(replaceAll, [&] { return count() != before; });
    row["rss_bytes"] = bench::residentBytes();
    return row;
}

}  // namespace

int main(int argc, char** argv) {
    varve::keepFreedMemory();  // as the programs do
    QApplication application(argc, argv);
    QTemporaryDir folder;
    test::isolateSettings(folder);
    ui::Theme theme;
    const SystemClock clock;
    QStringList wanted = QCoreApplication::arguments().mid(1);
    if (wanted.isEmpty())
        wanted = {QStringLiteral("import"), QStringLiteral("plain"), QStringLiteral("rich"), QStringLiteral("large")};
    for (const QString& what : wanted) {
        const QString path = folder.filePath(what + QStringLiteral(".varve"));
        const nlohmann::json row =
            what == QLatin1String("import") ? benchImport(theme, clock, path) : benchReplace(theme, clock, path, what);
        std::printf("%s\n", row.dump().c_str());
        std::fflush(stdout);
    }
    return 0;
}
