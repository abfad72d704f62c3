// Speed of the editor view on rich documents (four stretches of different looks a paragraph, headings, lists): what it
// costs on the GUI thread to open one, to show a key press, to scroll, to rewrap, to make a megabyte bold, to take a
// thousand edits of a colleague. The document is a replica's, as in the window; every measured step includes painting
// the whole viewport of 900 x 1000. Times are CPU milliseconds of the process, nearly all of them the main thread's.
// Run with QT_QPA_PLATFORM=offscreen. `view_bench [--json] [SIZE_BYTES...]` prints an array with one object a size.
#include <QApplication>
#include <QPainter>
#include <QScrollBar>
#include <QTest>
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/freed_memory.h"
#include "base/random.h"
#include "bench/measuring.h"
#include "bench/rich_content.h"
#include "editing/content_writer.h"
#include "editing/mark_commands.h"
#include "projection/document_reader.h"
#include "replica/document_replica.h"
#include "ui/editor/editor_view.h"

using namespace varve;
using namespace varve::ui;

namespace {

nlohmann::json spread(int rounds, const std::function<void(int)>& step) {
    std::vector<double> times;
    for (int round = 0; round < rounds; ++round)
        times.push_back(bench::timedMs([&] { step(round); }));
    return {{"p50", bench::quantile(times, 0.5)}, {"p99", bench::quantile(times, 0.99)}};
}

event::AgentRecord agent(std::uint8_t number) {
    event::AgentRecord record{.id = {}, .user = "bench", .device = "bench", .startedMs = 0};
    record.id.bytes[0] = number;
    return record;
}

/// A replica and the page that shows it, wired as the window does it.
class RichPage {
  public:
    explicit RichPage(const event::EventLog& log, std::uint8_t number)
        : replica({"00000000-0000-4000-8000-000000000001", merge::CurrentState(log)}, agent(number), m_clock),
          m_objects(
              replica.log(), [this]() -> const merge::Tracker& { return replica.presentTracker(); },
              merge::View::kEffect) {
        static_cast<void>(replica.tracker());
        QObject::connect(&replica, &replica::DocumentReplica::patchApplied, &view,
                         [this](const document::DocumentPatch& patch, replica::PatchOrigin origin) {
                             view.applyPatch(patch, origin);
                         });
        QObject::connect(&view, &EditorView::intentRaised, &view,
                         [this](const replica::EditIntent& intent) { bench::orStop(replica.apply(intent)); });
        view.setNextEventId([this] { return replica.nextEventId(); });
        view.resize(900, 1000);
        view.show();
        view.activateWindow();
        view.setFocus();
        m_image = QImage(view.viewport()->size(), QImage::Format_ARGB32_Premultiplied);
    }

    void open() {
        const merge::Tracker& tracker = replica.presentTracker();
        projection::ObjectRegisters registers(tracker.registers(replica.log(), merge::View::kEffect));
        projection::BlockSequence blocks =
            projection::readBlocks(replica.log(), tracker, merge::View::kEffect, event::WellKnownObject::kBody,
                                   registers, view.heightEstimate());
        view.setDocument(std::move(blocks), std::move(registers), &m_objects);
    }
    void paint() { view.viewport()->render(&m_image, {}, {}, {}); }

  private:
    ManualClock m_clock;

  public:
    replica::DocumentReplica replica;
    EditorView view;

  private:
    projection::TrackerObjects m_objects;
    QImage m_image;
};

/// `count` one-letter edits all over the text, made by a colleague who knows the same.
event::EventBatch colleaguesEdits(const event::EventLog& log, std::uint32_t count) {
    const ManualClock clock;
    replica::DocumentReplica colleague({"00000000-0000-4000-8000-000000000001", merge::CurrentState(log)}, agent(9),
                                       clock);
    Random random(7);
    for (std::uint32_t edit = 0; edit < count; ++edit) {
        const text::Offset place{random.below(colleague.text().count())};
        static_cast<void>(colleague.apply({event::TransactionKind::kEdit, {{{place, place}, "x"}}}));
    }
    return colleague.log().missingFrom(log.versionVector());
}

nlohmann::json benchSize(std::size_t size) {
    event::EventLog log;
    {
        const ManualClock clock;
        replica::DocumentReplica author({"00000000-0000-4000-8000-000000000001", {}}, agent(1), clock);
        bench::orStop(author.apply(editing::importIntent(author.nextEventId(), bench::richContent(size))));
        log = author.log();
    }
    RichPage page(log, 2);
    nlohmann::json result;
    result["size_bytes"] = page.replica.text().text().size();
    // Once, as a window does it: later rounds would also throw the one before away.
    result["open_first_paint_ms"] = bench::timedMs([&] {
        page.open();
        page.paint();
    });
    EditorView& view = page.view;
    const text::Offset middle{page.replica.text().count() / 2};
    view.setSelection({middle, middle});
    view.ensureVisible({middle, middle});
    page.paint();
    result["key_ms"] = spread(400, [&](int round) {
        QTest::keyClick(&view, round % 6 == 5 ? Qt::Key_Space : Qt::Key_A);
        page.paint();
    });
    result["scroll_ms"] = spread(300, [&](int /*round*/) {
        view.verticalScrollBar()->setValue(view.verticalScrollBar()->value() + 60);
        page.paint();
    });
    result["resize_ms"] = spread(20, [&](int round) {
        view.resize(round % 2 == 0 ? 560 : 900, 1000);
        page.paint();
    })["p50"];
    const event::EventBatch burst = colleaguesEdits(page.replica.log(), 1000);
    result["remote_burst_ms"] = bench::timedMs([&] {
        page.replica.receive(burst);
        page.paint();
    });
    // A megabyte, or all where there is less.
    const text::Offset end{std::min(page.replica.text().count(), 1'000'000U)};
    view.setSelection({{0}, end});
    result["bold_all_ms"] = bench::timedMs([&] {
        view.setMark("bold", true);
        page.paint();
    });
    result["rss_bytes"] = bench::residentBytes();
    return result;
}

}  // namespace

int main(int argc, char** argv) {
    varve::keepFreedMemory();  // as the programs do
    QApplication application(argc, argv);
    std::vector<std::size_t> sizes;
    for (int index = 1; index < argc; ++index) {
        if (std::strcmp(argv[index], "--json") != 0) sizes.push_back(std::strtoull(argv[index], nullptr, 10));
    }
    if (sizes.empty()) sizes = {100'000, 1'000'000, 10'000'000};
    nlohmann::json report = nlohmann::json::array();
    for (const std::size_t size : sizes)
        report.push_back(benchSize(size));
    std::printf("%s\n", report.dump(2).c_str());
    return 0;
}
