// The page that plays a document's writing: applying its changes one after the other, as its player does, gives the
// document of each step; and nothing of a document gets out of its data.
#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <nlohmann/json.hpp>

#include "base/random.h"
#include "convert/timelapse.h"
#include "history/rich_writer.h"
#include "history/test_replica.h"

using namespace varve;
using Json = nlohmann::json;
using test::TestReplica;

namespace {

constexpr std::string_view kDataBegin = "<script id=\"data\" type=\"application/json\">";
constexpr std::string_view kDataEnd = "</script>";

Json dataOf(const Bytes& page) {
    const std::size_t begin = page.find(kDataBegin) + kDataBegin.size();
    return Json::parse(page.substr(begin, page.find(kDataEnd, begin) - begin));
}

/// What the player keeps of a block, with looks in place of their numbers.
struct PlayedBlock {
    Json kind;
    QString text;
    std::vector<Json> looks;  // of each unit
    Json embeds;
    friend bool operator==(const PlayedBlock&, const PlayedBlock&) = default;
};

class Player {
  public:
    explicit Player(Json data) : m_data(std::move(data)) {}

    void play(std::size_t frame) {
        for (const Json& change : m_data["frames"][frame][2])
            take(change);
    }
    [[nodiscard]] std::size_t frameCount() const { return m_data["frames"].size(); }
    [[nodiscard]] const std::vector<PlayedBlock>& blocks() const { return m_blocks; }
    [[nodiscard]] std::string text() const {
        QStringList lines;
        for (const PlayedBlock& block : m_blocks)
            lines << block.text;
        return lines.join(u'\n').toStdString();
    }

  private:
    std::vector<Json> looksOf(const QString& text, const QString& formats) const {
        std::vector<Json> looks;
        for (qsizetype unit = 0; unit < text.size(); ++unit)
            looks.push_back(m_data["formats"][formats.isEmpty() ? 0 : formats[unit].unicode() - u'0']);
        return looks;
    }
    static QString stringAt(const Json& json) { return QString::fromStdString(json.get<std::string>()); }

    void take(const Json& change) {
        const auto index = change[0].get<std::ptrdiff_t>();
        if (change.size() > 3) {
            PlayedBlock& block = m_blocks.at(static_cast<std::size_t>(index));
            const auto prefix = change[1].get<std::ptrdiff_t>();
            const auto removed = change[2].get<std::ptrdiff_t>();
            const QString text = stringAt(change[3]);
            block.text.replace(prefix, removed, text);
            block.looks.erase(block.looks.begin() + prefix, block.looks.begin() + prefix + removed);
            const std::vector<Json> looks = looksOf(text, change.size() > 4 ? stringAt(change[4]) : QString());
            block.looks.insert(block.looks.begin() + prefix, looks.begin(), looks.end());
            return;
        }
        const auto at = m_blocks.begin() + index;
        m_blocks.erase(at, at + change[1].get<std::ptrdiff_t>());
        std::vector<PlayedBlock> added;
        for (const Json& block : change[2]) {
            const QString text = stringAt(block["t"]);
            const QString formats = block.contains("f") ? stringAt(block["f"]) : QString();
            added.push_back({m_data["kinds"][block["k"].get<std::size_t>()], text, looksOf(text, formats),
                             block.value("e", Json::array())});
        }
        m_blocks.insert(m_blocks.begin() + index, added.begin(), added.end());
    }

    Json m_data;
    std::vector<PlayedBlock> m_blocks;
};

Bytes pageOf(const TestReplica& replica, const history::Timeline& timeline, std::size_t frameCountMax) {
    history::HistoryCursor cursor(replica.log(), replica.tracker(), timeline);
    auto page = convert::timelapsePage(replica.log(), cursor, timeline, {},
                                       {.title = "</script><b>", .frameCountMax = frameCountMax});
    if (!page) qFatal("%s", page.error().message.c_str());
    return *page;
}

}  // namespace

class TimelapseTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void playsEveryStep() {
        const std::uint64_t seed = test::numberFromEnvironment("SEED", 1);
        const std::uint64_t graphs = test::numberFromEnvironment("GRAPHS", 40);
        for (std::uint64_t round = 0; round < graphs; ++round) {
            Random random(seed + round);
            TestReplica writer(1, "<i>Ana</i>");
            for (int step = 0; step < 60; ++step)
                test::writeRich(writer, random);
            history::Timeline timeline;
            timeline.followLog(writer.log());
            history::HistoryCursor cursor(writer.log(), writer.tracker(), timeline);
            Player player(dataOf(pageOf(writer, timeline, 10'000)));
            const auto steps = timeline.spans(history::Grain::kStep);
            QCOMPARE(player.frameCount(), steps.size() + 1);
            player.play(0);
            QCOMPARE(player.text(), std::string());
            for (std::size_t step = 0; step < steps.size(); ++step) {
                player.play(step + 1);
                cursor.moveToPosition(writer.log(), steps[step].endPosition);
                QCOMPARE(player.text(), cursor.text(writer.log()));
            }
            // Kinds, looks and embeds: as if it had been told at once.
            Player once(dataOf(pageOf(writer, timeline, 1)));
            QCOMPARE(once.frameCount(), std::size_t{2});
            once.play(0);
            once.play(1);
            if (player.blocks() != once.blocks()) qWarning("seed %llu", static_cast<unsigned long long>(seed + round));
            QVERIFY(player.blocks() == once.blocks());
        }
    }

    /// The page as a browser runs it, there and back in any order, and played from the beginning.
    void thePlayerShowsEveryStep() {
        const QString node = QStandardPaths::findExecutable(QStringLiteral("node"));
        if (node.isEmpty()) QSKIP("There is no node, which runs the page's JavaScript.");
        const std::uint64_t seed = test::numberFromEnvironment("SEED", 1);
        for (std::uint64_t round = 0; round < 4; ++round) {
            Random random(seed + round);
            TestReplica writer(1, "Ana");
            for (int step = 0; step < 120; ++step)
                test::writeRich(writer, random);
            history::Timeline timeline;
            timeline.followLog(writer.log());
            const auto steps = timeline.spans(history::Grain::kStep);
            const QTemporaryDir folder;
            QFile file(folder.filePath(QStringLiteral("page.html")));
            QVERIFY(file.open(QIODevice::WriteOnly));
            const Bytes page = pageOf(writer, timeline, 10'000);
            file.write(page.data(), static_cast<qint64>(page.size()));
            file.close();
            QStringList arguments{QStringLiteral(TIMELAPSE_PLAYER), file.fileName()};
            std::vector<std::size_t> frames;
            for (std::size_t frame = 0; frame <= steps.size(); ++frame)
                frames.push_back(frame);
            for (int jump = 0; jump < 40; ++jump)
                frames.push_back(random.below(static_cast<std::uint32_t>(steps.size() + 1)));
            for (const std::size_t frame : frames)
                arguments << QString::number(frame);
            QProcess process;
            process.start(node, arguments);
            QVERIFY(process.waitForFinished(60'000));
            QVERIFY2(process.exitCode() == 0, process.readAllStandardError().constData());
            const Json played = Json::parse(process.readAllStandardOutput().toStdString());
            QCOMPARE(played["frames"].size(), frames.size());
            history::HistoryCursor cursor(writer.log(), writer.tracker(), timeline);
            for (std::size_t index = 0; index < frames.size(); ++index) {
                const std::size_t frame = frames[index];
                cursor.moveToPosition(writer.log(), frame == 0 ? 0 : steps[frame - 1].endPosition);
                const Json& facts = played["frames"][index];
                QCOMPARE(facts["text"].get<std::string>(), cursor.text(writer.log()));
                QVERIFY2(facts["shown"] == facts["blocks"], facts.dump().c_str());
            }
            QCOMPARE(played["frameCount"].get<std::size_t>(), steps.size() + 1);
            QCOMPARE(played["playedTo"].get<std::size_t>(), steps.size());
        }
    }

    /// Two who write far from each other at the same time do not send what stands between them at each step.
    void farPlacesAreToldApart() {
        TestReplica ana(1, "Ana");
        std::string text;
        for (int line = 0; line < 500; ++line)
            text += "A line of a document that is long enough to be noticed.\n";
        ana.insert(0, text);
        const history::Timeline before = [&] {
            history::Timeline timeline;
            timeline.followLog(ana.log());
            return timeline;
        }();
        const std::size_t base = pageOf(ana, before, 1000).size();
        for (int step = 0; step < 50; ++step)
            ana.write({test::insertAt(3, "x"), test::insertAt(static_cast<std::uint32_t>(text.size() - 3), "y")},
                      event::TransactionKind::kPaste);
        // A block that is divided and joined again is mostly the same.
        for (int step = 0; step < 50; ++step) {
            ana.write({test::insertAt(100, "\n")}, event::TransactionKind::kPaste);
            ana.write({test::deleteAt(100, 1)}, event::TransactionKind::kCut);
        }
        history::Timeline timeline;
        timeline.followLog(ana.log());
        QCOMPARE(timeline.spans(history::Grain::kStep).size(), std::size_t{151});
        const std::size_t size = pageOf(ana, timeline, 1000).size() - base;
        QVERIFY2(size < 150 * 100, qPrintable(QString::number(size)));
    }

    void nothingGetsOutOfTheData() {
        TestReplica writer(1, "</script><script>alert(1)</script>");
        writer.insert(0, "</script><img src=x onerror=alert(1)> \xf0\x9f\x98\x80\xe2\x80\xa8");
        history::Timeline timeline;
        timeline.followLog(writer.log());
        const Bytes page = pageOf(writer, timeline, 100);
        const std::size_t begin = page.find(kDataBegin) + kDataBegin.size();
        const std::string data = page.substr(begin, page.find(kDataEnd, begin) - begin);
        QVERIFY(data.find('<') == std::string::npos);
        QCOMPARE(dataOf(page)["title"].get<std::string>(), std::string("</script><b>"));
        QCOMPARE(dataOf(page)["authors"][0].get<std::string>(), std::string("</script><script>alert(1)</script>"));
        // Its own and no other.
        std::size_t scripts = 0;
        for (std::size_t at = page.find("<script"); at != std::string::npos; at = page.find("<script", at + 1))
            ++scripts;
        QCOMPARE(scripts, std::size_t{2});
    }

    void anEmptyDocument() {
        const TestReplica writer(1, "Ana");
        history::Timeline timeline;
        timeline.followLog(writer.log());
        Player player(dataOf(pageOf(writer, timeline, 100)));
        QCOMPARE(player.frameCount(), std::size_t{1});
        player.play(0);
        QCOMPARE(player.blocks().size(), std::size_t{1});
    }
};

QTEST_GUILESS_MAIN(TimelapseTest)
#include "tst_timelapse.moc"
