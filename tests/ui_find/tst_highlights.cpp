// Ranges marked on the page: they stay with their characters, are painted readably, and cost nothing out of sight.
#include <QElapsedTimer>
#include <QImage>
#include <QPainter>
#include <QScrollBar>
#include <ctime>

#include "base/random.h"
#include "layout/colour_mixing.h"
#include "ui/editor/scroll_ticks.h"
#include "ui/theme.h"
#include "ui_editor/editor_harness.h"

using namespace varve;
using ui::EditorHarness;
using ui::Highlights;

namespace {

constexpr auto kBody = event::WellKnownObject::kBody;

text::Range range(std::uint32_t begin, std::uint32_t end) {
    return {{begin}, {end}};
}

double cpuMs() {
    timespec time{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

}  // namespace

class HighlightsTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void staysWithCharacters_data();
    void staysWithCharacters();
    void mapsLikeEachRangeAlone();
    void findsWhatTouches();
    void isPaintedUnderTheText();
    void isReadableInLightAndDark();
    void ticksSayWhere();
    void manyCostNoMoreThanFew();
};

void HighlightsTest::staysWithCharacters_data() {
    QTest::addColumn<int>("begin");
    QTest::addColumn<int>("end");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("marked");
    // of "one two three", with "two" marked
    QTest::newRow("text before") << 0 << 0 << "zero "
                                 << "two";
    QTest::newRow("text at its beginning") << 4 << 4 << "x"
                                           << "two";
    QTest::newRow("text at its end") << 7 << 7 << "x"
                                     << "two";
    QTest::newRow("text inside") << 5 << 5 << "x"
                                 << "txwo";
    QTest::newRow("removed before") << 0 << 4 << ""
                                    << "two";
    QTest::newRow("removed in part") << 2 << 5 << ""
                                     << "wo";
    QTest::newRow("removed behind") << 7 << 13 << ""
                                    << "two";
    QTest::newRow("gone") << 3 << 8 << ""
                          << "";
    QTest::newRow("replaced") << 4 << 7 << "2"
                              << "";
}

void HighlightsTest::staysWithCharacters() {
    QFETCH(int, begin);
    QFETCH(int, end);
    QFETCH(QString, text);
    QFETCH(QString, marked);
    EditorHarness editor(QStringLiteral("one two three"));
    editor.view.decorations().setHighlights({{kBody, Highlights({range(4, 7)}, 0)}});
    editor.edit(static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end), text);
    const Highlights& highlights = editor.view.decorations().highlights();
    if (marked.isEmpty()) {
        QVERIFY(highlights.isEmpty());
        QVERIFY(!highlights.current());
        return;
    }
    QCOMPARE(highlights.ranges().size(), 1U);
    QCOMPARE(highlights.current(), std::optional<std::size_t>(0));
    QCOMPARE(editor.view.blocks().text(highlights.ranges().front()), marked);
}

void HighlightsTest::mapsLikeEachRangeAlone() {
    Random random(qEnvironmentVariableIntValue("SEED") + 1ULL);
    for (int round = 0; round < 300; ++round) {
        std::vector<text::Range> ranges;
        std::uint32_t at = 0;
        for (int index = 0; index < 20; ++index) {
            at += 1 + random.below(5);
            const std::uint32_t end = at + random.below(6);
            ranges.push_back(range(at, end));
            at = end;
        }
        document::Patch patch;
        std::uint32_t left = at;
        for (int piece = 0; piece < 6 && left > 12; ++piece) {
            const std::uint32_t retained = random.below(8);
            const std::uint32_t removed = random.below(5);
            patch.retain(retained);
            if (removed > 0) patch.remove(removed);
            if (random.below(2) == 0) patch.add("abc", 3);
            left -= retained + removed;
        }
        const auto current = static_cast<std::size_t>(random.below(20));
        Highlights highlights(ranges, current);
        highlights.mapThrough(patch);
        std::vector<text::Range> expected;
        std::optional<std::size_t> expectedCurrent;
        for (std::size_t index = 0; index < ranges.size(); ++index) {
            const text::Offset begin = patch.mapped(ranges[index].begin, document::Bias::kAfter);
            const text::Offset end = std::max(begin, patch.mapped(ranges[index].end, document::Bias::kBefore));
            if (begin == end && !ranges[index].isEmpty()) continue;
            if (index == current) expectedCurrent = expected.size();
            expected.push_back({begin, end});
        }
        QCOMPARE(highlights.ranges(), expected);
        QCOMPARE(highlights.current(), expectedCurrent);
    }
}

void HighlightsTest::findsWhatTouches() {
    const Highlights highlights({range(2, 4), range(6, 6), range(8, 12)});
    using Indexes = std::pair<std::size_t, std::size_t>;
    QCOMPARE(highlights.touching(range(0, 1)), Indexes(0, 0));
    QCOMPARE(highlights.touching(range(3, 7)), Indexes(0, 2));
    QCOMPARE(highlights.touching(range(9, 10)), Indexes(2, 3));
    QCOMPARE(highlights.touching(range(20, 30)), Indexes(3, 3));
    QCOMPARE(highlights.firstFrom({5}), std::size_t(1));
    QCOMPARE(highlights.indexOf(range(8, 12)), std::optional<std::size_t>(2));
    QCOMPARE(highlights.indexOf(range(8, 11)), std::optional<std::size_t>());
}

void HighlightsTest::isPaintedUnderTheText() {
    EditorHarness editor(QStringLiteral("one two three"));
    const auto coloursAround = [&](std::uint32_t begin, std::uint32_t end) {
        const QImage image = editor.view.viewport()->grab().toImage();
        const QRect area =
            QRectF(editor.view.caretRectAt({begin}).topLeft(), editor.view.caretRectAt({end}).bottomRight())
                .toAlignedRect();
        std::map<QRgb, int> counts;
        for (int y = area.top(); y < area.bottom(); ++y) {
            for (int x = area.left(); x < area.right(); ++x)
                ++counts[image.pixel(x, y)];
        }
        return counts;
    };
    const auto colours = editor.view.highlightColours();
    QCOMPARE(coloursAround(4, 7).count(colours.fill.rgb()), 0U);
    editor.view.decorations().setHighlights({{kBody, Highlights({range(4, 7), range(8, 13)}, 1)}});
    QVERIFY(coloursAround(4, 7)[colours.fill.rgb()] > 100);
    QVERIFY(coloursAround(8, 13)[colours.currentFill.rgb()] > 100);
    QCOMPARE(coloursAround(0, 3).count(colours.fill.rgb()), 0U);
    // the letters are over it
    QVERIFY(coloursAround(4, 7).size() > 5);
    editor.view.decorations().setHighlights({});
    QCOMPARE(coloursAround(4, 7).count(colours.fill.rgb()), 0U);
}

void HighlightsTest::isReadableInLightAndDark() {
    for (const bool dark : {false, true}) {
        EditorHarness editor(QStringLiteral("text"));
        editor.view.setPalette(ui::themePalette(dark));
        for (const ui::PageLook look : {ui::PageLook::kNow, ui::PageLook::kPast}) {
            editor.view.setPageLook(look);
            const auto colours = editor.view.highlightColours();
            const QColor page = editor.view.palette().color(QPalette::Base);
            const QColor ink = editor.view.palette().color(QPalette::Text);
            QVERIFY(layout::contrast(ink, colours.fill) >= 4.5);
            QVERIFY(layout::contrast(ink, colours.currentFill) >= 4.5);
            QVERIFY(layout::contrast(ink, colours.scope) >= 4.5);
            QVERIFY(layout::contrast(page, colours.line) >= 2.9);
            QVERIFY(layout::contrast(page, colours.currentLine) >= 2.9);
            QVERIFY(colours.fill != colours.currentFill);
        }
    }
}

void HighlightsTest::ticksSayWhere() {
    QString text;
    for (int line = 0; line < 2000; ++line)
        text += QStringLiteral("line\n");
    EditorHarness editor(text);
    auto* ticks = editor.view.verticalScrollBar()->findChild<ui::ScrollTicks*>();
    QVERIFY(ticks != nullptr);
    const auto place = [](std::uint32_t line) { return range(line * 5, line * 5 + 4); };
    editor.view.decorations().setHighlights(
        {{kBody, Highlights({place(0), place(1000), place(1001), place(1999)}, 1)}});
    QTRY_COMPARE(ticks->ticks().size(), 3U);
    const int middle = editor.view.verticalScrollBar()->height() / 2;
    QVERIFY(ticks->ticks().front().begin < 10);
    QVERIFY(std::abs(ticks->ticks()[1].begin - middle) < 10);
    QVERIFY(ticks->ticks().back().end > 2 * middle - 10);
    QVERIFY(std::abs(ticks->current().begin - middle) < 10);
    editor.edit(0, 5000, QString());  // the first half goes
    QTRY_COMPARE(ticks->ticks().size(), 2U);
    editor.view.decorations().setHighlights({});
    QTRY_VERIFY(ticks->ticks().empty());
}

void HighlightsTest::manyCostNoMoreThanFew() {
    QString text;
    for (int line = 0; line < 100'000; ++line)
        text += QStringLiteral("some words that stand in a line of a long document, and one to find\n");
    EditorHarness editor(text);
    const std::uint32_t lineCount = 100'000;
    const std::uint32_t length = static_cast<std::uint32_t>(text.size()) / lineCount;
    std::vector<text::Range> ranges;
    for (std::uint32_t line = 0; line < lineCount; ++line)
        ranges.push_back(range(line * length + 5, line * length + 10));
    const auto framesMs = [&] {
        std::vector<double> frames;
        QImage image(editor.view.viewport()->size(), QImage::Format_RGB32);
        editor.view.setViewState({});
        for (int frame = 0; frame < 60; ++frame) {
            const double begin = cpuMs();
            editor.view.verticalScrollBar()->setValue(editor.view.verticalScrollBar()->value() + 40);
            editor.view.viewport()->render(&image);
            frames.push_back(cpuMs() - begin);
        }
        std::sort(frames.begin(), frames.end());
        return frames[frames.size() / 2];
    };
    framesMs();
    const double without = framesMs();
    editor.view.decorations().setHighlights({{kBody, Highlights(ranges, 0)}});
    const double with = framesMs();
    const double patchBegin = cpuMs();
    editor.edit(2, 2, QStringLiteral("x"));
    const double patch = cpuMs() - patchBegin;
    qInfo("a frame without %.2f ms, with 100,000 ranges %.2f ms; a key in front of them all %.2f ms", without, with,
          patch);
    QVERIFY2(with < without * 2 + 4, "painting must not depend on what is out of sight");
    QVERIFY(patch < 60);
}

QTEST_MAIN(HighlightsTest)
#include "tst_highlights.moc"
