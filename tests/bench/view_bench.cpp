// Speed of the editor view alone: what it costs on the GUI thread to open a text, to show a key press, a resize, a step
// of the history slider, a scroll step. Prints JSON; times are CPU milliseconds of the main thread, median and 95th
// percentile. Run with QT_QPA_PLATFORM=offscreen; each measured step includes painting the whole viewport.
#include <QApplication>
#include <QPainter>
#include <QScrollBar>
#include <QTest>
#include <algorithm>
#include <cstdio>
#include <ctime>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/random.h"
#include "text/utf8.h"
#include "ui/editor/editor_view.h"

using namespace varve;
using namespace varve::ui;

namespace {

double cpuMs() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

nlohmann::json measured(int rounds, const std::function<void(int)>& step) {
    std::vector<double> times;
    for (int round = 0; round < rounds; ++round) {
        const double start = cpuMs();
        step(round);
        times.push_back(cpuMs() - start);
    }
    std::sort(times.begin(), times.end());
    return {{"median_ms", times[times.size() / 2]}, {"p95_ms", times[times.size() * 95 / 100]}};
}

/// Prose of about `size` bytes; `blockSize` bytes a paragraph on average, 0 for a single one.
std::string prose(std::size_t size, std::uint32_t blockSize) {
    Random random(1);
    std::string text;
    std::size_t blockEnd = blockSize == 0 ? size : blockSize;
    while (text.size() < size) {
        for (std::uint32_t letters = 1 + random.below(10); letters > 0; --letters) {
            text += static_cast<char>('a' + random.below(26));
        }
        const bool ends = text.size() >= blockEnd;
        text += ends ? '\n' : ' ';
        if (ends) blockEnd = text.size() + 20 + random.below(2 * blockSize);
    }
    return text;
}

/// A view whose intents come straight back as patches.
struct Bench {
    Bench() {
        QObject::connect(&view, &EditorView::intentRaised, &view, [this](const replica::EditIntent& intent) {
            const replica::TextEdit& edit = intent.edits.front();
            document::Patch patch;
            patch.retain(edit.range.begin.value);
            if (!edit.range.isEmpty()) patch.remove(edit.range.count());
            if (!edit.text.empty()) patch.add(edit.text, text::scalarCount(edit.text));
            view.applyPatch({patch, {}, {}}, replica::PatchOrigin::kLocalEdit);
        });
        view.resize(900, 1000);
        view.show();
        view.activateWindow();
        view.setFocus();
        image = QImage(view.viewport()->size(), QImage::Format_ARGB32_Premultiplied);
    }
    void paint() { view.viewport()->render(&image, {}, {}, {}); }

    EditorView view;
    QImage image;
};

/// `count` one-letter changes all over the text, as a step of the slider brings them.
document::Patch scattered(std::uint32_t textCount, std::uint32_t count, bool removes) {
    document::Patch patch;
    for (std::uint32_t index = 0; index < count; ++index) {
        patch.retain(textCount / count - 2);
        if (removes) {
            patch.remove(1);
        } else {
            patch.add("x", 1);
        }
    }
    return patch;
}

nlohmann::json benchText(const std::string& utf8) {
    nlohmann::json result;
    const text::Rope rope(utf8);
    Bench bench;
    result["open"] = measured(3, [&](int) {
        bench.view.setText(rope);
        bench.paint();
    });
    const std::uint32_t middle = rope.count() / 2;
    bench.view.setSelection({{middle}, {middle}});
    bench.view.ensureVisible({{middle}, {middle}});
    bench.paint();
    result["key_press"] = measured(200, [&](int round) {
        QTest::keyClick(&bench.view, round % 6 == 5 ? Qt::Key_Space : Qt::Key_A);
        bench.paint();
    });
    result["enter"] = measured(30, [&](int) {
        QTest::keyClick(&bench.view, Qt::Key_Return);
        bench.paint();
    });
    result["caret_down"] = measured(100, [&](int) {
        QTest::keyClick(&bench.view, Qt::Key_Down);
        bench.paint();
    });
    result["scroll_step"] = measured(200, [&](int) {
        bench.view.verticalScrollBar()->setValue(bench.view.verticalScrollBar()->value() + 60);
        bench.paint();
    });
    result["page_down"] = measured(40, [&](int) {
        QTest::keyClick(&bench.view, Qt::Key_PageDown);
        bench.paint();
    });
    result["scrub_50_changes"] = measured(60, [&](int round) {
        bench.view.applyPatch({scattered(bench.view.blocks().count(), 50, round % 2 == 1), {}, {}},
                              replica::PatchOrigin::kRestore);
        bench.paint();
    });
    result["resize"] = measured(20, [&](int round) {
        bench.view.resize(round % 2 == 0 ? 560 : 900, 1000);
        bench.paint();
    });
    return result;
}

}  // namespace

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    nlohmann::json report;
    report["prose_1MB"] = benchText(prose(1000000, 400));
    report["prose_10MB"] = benchText(prose(10000000, 400));
    report["short_lines_10MB"] = benchText(prose(10000000, 30));
    report["one_block_1MB"] = benchText(prose(1000000, 0));
    std::printf("%s\n", report.dump(2).c_str());
    return 0;
}
