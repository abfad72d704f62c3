// A hand that drags the slider over a document's whole past, in a real window: how long the window is busy for each
// frame, from one painting to the next, everything between them and the painting included. The path is a fixed one with
// the speeds of a hand, 125 moves a second for some seconds, so that figures can be compared; the window has 1,300 x
// 900 pixels. Run it under Xvfb, or on a screen:
//
//     xvfb-run -s "-screen 0 1400x1000x24" drag_bench [--json] FILE.varve...
//
// The files are copied first and stay as they are. Prints an array with one object a file: `frames`, `cpu_ms` and
// `wall_ms` of these, and `late`: how many took longer than 33 ms of wall time. CPU time is that of the GUI thread.
#include <QApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QMouseEvent>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTimer>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <numbers>
#include <vector>

#include "base/clock.h"
#include "bench/measuring.h"
#include "session/document_session.h"
#include "ui/history/history_mode.h"
#include "ui/history/timeline_panel.h"
#include "ui/main_window.h"
#include "ui/theme.h"

using namespace varve;
using Json = nlohmann::ordered_json;

namespace {

constexpr int kMoveMs = 8;
constexpr int kMoveCount = 1000;
constexpr double kLateMs = 33;

double threadCpuMs() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

/// Where the hand is, as a part of the width: a slow way back, a quick way there, and trembling at a place.
double handAt(int move) {
    const double part = static_cast<double>(move) / kMoveCount;
    const double sweep = 0.5 + 0.49 * std::cos(part * 4 * std::numbers::pi);
    const double tremble = 0.004 * std::sin(part * 120 * std::numbers::pi);
    return std::clamp(sweep + tremble, 0.0, 1.0);
}

/// Adds up how long events keep the thread busy from one painting to the next.
class TimedApplication : public QApplication {
  public:
    using QApplication::QApplication;

    bool notify(QObject* receiver, QEvent* event) override {
        if (event->type() == QEvent::Paint) m_isPainted = true;
        if (m_depth > 0) return QApplication::notify(receiver, event);
        QElapsedTimer wall;
        wall.start();
        const double cpu = threadCpuMs();
        ++m_depth;
        const bool isTaken = QApplication::notify(receiver, event);
        --m_depth;
        m_wallMs += static_cast<double>(wall.nsecsElapsed()) / 1e6;
        m_cpuMs += threadCpuMs() - cpu;
        if (m_isPainted) {
            wallMs.push_back(m_wallMs);
            cpuMs.push_back(m_cpuMs);
            m_wallMs = m_cpuMs = 0;
            m_isPainted = false;
        }
        return isTaken;
    }
    void startAgain() {
        wallMs.clear();
        cpuMs.clear();
        m_wallMs = m_cpuMs = 0;
    }

    std::vector<double> wallMs;  // of each frame
    std::vector<double> cpuMs;

  private:
    int m_depth = 0;
    bool m_isPainted = false;
    double m_wallMs = 0;
    double m_cpuMs = 0;
};

void sendMouse(QWidget& target, QEvent::Type type, double x, Qt::MouseButton button, Qt::MouseButtons buttons) {
    const QPointF place(x, target.height() / 2.0);
    QMouseEvent event(type, place, target.mapToGlobal(place), button, buttons, Qt::NoModifier);
    QApplication::sendEvent(&target, &event);
}

Json percentiles(const std::vector<double>& samples) {
    return {{"p50", bench::quantile(samples, 0.5)},
            {"p95", bench::quantile(samples, 0.95)},
            {"p99", bench::quantile(samples, 0.99)},
            {"max", bench::quantile(samples, 1)}};
}

void waitFor(int ms) {
    QEventLoop loop;
    QTimer::singleShot(ms, &loop, &QEventLoop::quit);
    loop.exec();
}

Json benchFile(const std::filesystem::path& file, ui::Theme& theme) {
    const SystemClock clock;
    auto session = std::make_unique<session::DocumentSession>(
        bench::orStop(session::openFile(file, session::OpenMode::kReadWrite)), session::Identity{"reader", "bench"},
        clock);
    ui::MainWindow window(std::move(session), theme, clock);
    window.resize(1300, 900);
    window.show();
    waitFor(500);
    window.historyMode().enter();
    waitFor(300);
    ui::TimelineSlider& slider = window.timelinePanel().slider();
    const double left = slider.xOf(0);
    const double width = slider.xOf(window.timelinePanel().axis().eventCount()) - left;
    const auto xAt = [&](int move) { return left + width * handAt(move); };
    TimedApplication& turns = *static_cast<TimedApplication*>(qApp);
    turns.startAgain();
    sendMouse(slider, QEvent::MouseButtonPress, xAt(0), Qt::LeftButton, Qt::LeftButton);
    QEventLoop loop;
    QTimer timer;
    timer.setTimerType(Qt::PreciseTimer);
    int move = 0;
    QObject::connect(&timer, &QTimer::timeout, &timer, [&] {
        sendMouse(slider, QEvent::MouseMove, xAt(++move), Qt::NoButton, Qt::LeftButton);
        if (move == kMoveCount) loop.quit();
    });
    timer.start(kMoveMs);
    loop.exec();
    timer.stop();
    sendMouse(slider, QEvent::MouseButtonRelease, xAt(move), Qt::LeftButton, Qt::NoButton);
    if (turns.wallMs.empty()) bench::stop("Nothing was painted: the window was not seen.");
    return {{"file", file.filename().string()},
            {"events", window.session().replica().log().end().value},
            {"frames", turns.wallMs.size()},
            {"cpu_ms", percentiles(turns.cpuMs)},
            {"wall_ms", percentiles(turns.wallMs)},
            {"late", std::ranges::count_if(turns.wallMs, [](double ms) { return ms > kLateMs; })}};
}

}  // namespace

int main(int argc, char** argv) {
    const TimedApplication application(argc, argv);
    QStandardPaths::setTestModeEnabled(true);
    QCoreApplication::setApplicationName(QStringLiteral("drag_bench"));
    const QTemporaryDir folder;
    ui::Theme theme;
    Json results = Json::array();
    for (int index = 1; index < argc; ++index) {
        if (std::string_view(argv[index]) == "--json") continue;
        const std::filesystem::path source(argv[index]);
        const std::filesystem::path copy = std::filesystem::path(folder.path().toStdString()) / source.filename();
        std::error_code problem;
        if (!std::filesystem::copy_file(source, copy, problem))
            bench::stop("“" + source.string() + "” could not be copied: " + problem.message());
        results.push_back(benchFile(copy, theme));
    }
    if (results.empty()) bench::stop("usage: drag_bench [--json] FILE.varve...");
    std::printf("%s\n", results.dump(2).c_str());
    return 0;
}
