// A person types into the real window through key events, and the process is killed without warning, again and again on
// the same document: everything that was acknowledged as saved is there afterwards, and Ctrl+Z goes on where it was.
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>
#include <QApplication>
#include <QTemporaryDir>
#include <QTest>
#include <csignal>

#include "base/hash.h"
#include "base/random.h"
#include "session/document_session.h"
#include "ui/editor/editor_view.h"
#include "ui/main_window.h"
#include "ui/theme.h"

namespace {

using namespace varve;

/// What the typing process says of each acknowledgement; written to the pipe as a whole (far below PIPE_BUF).
struct Acknowledgement {
    std::uint64_t transactionCount = 0;
    std::uint64_t undoneCount = 0;  // key presses of Ctrl+Z that changed the text, so far in this process
    Hash text{};                    // of the text that those transactions make
};

/// The typing process. Never returns.
class Typist : public QObject {
  public:
    Typist(session::DocumentSession& session, ui::MainWindow& window, Random random, int pipe)
        : m_session(session), m_window(window), m_random(random), m_pipe(pipe) {
        m_texts.push_back(hashBytes(replica().text().text()));
        m_firstCount = replica().log().transactionCount();
        connect(&replica(), &replica::DocumentReplica::transactionsAppended, this,
                [this](std::size_t, std::size_t end) {
                    m_texts.resize(end - m_firstCount + 1, hashBytes(replica().text().text()));
                    m_texts.back() = hashBytes(replica().text().text());
                });
        connect(&replica(), &replica::DocumentReplica::durabilityChanged, this, [this](bool durable) {
            if (durable) acknowledge();
        });
        m_timer.callOnTimeout(this, [this] { press(); });
    }

    void start() {
        if (replica().canUndo()) takeBack();
        m_timer.start(1);
    }

  private:
    replica::DocumentReplica& replica() { return m_session.replica(); }

    void acknowledge() {
        const std::size_t count = replica().log().transactionCount();
        const Acknowledgement said{count, m_undoneCount, m_texts[count - m_firstCount]};
        if (::write(m_pipe, &said, sizeof said) != sizeof said) std::_Exit(3);
    }

    void takeBack() {
        const std::string before = replica().text().text();
        QTest::keyClick(&m_window.view(), Qt::Key_Z, Qt::ControlModifier);
        if (replica().text().text() != before) ++m_undoneCount;
    }

    void press() {
        ui::EditorView& view = m_window.view();
        switch (m_random.below(12)) {
            case 0:
                QTest::keyClick(&view, Qt::Key_Backspace);
                break;
            case 1:
                QTest::keyClick(&view, Qt::Key_Return);
                break;
            case 2:
                QTest::keyClick(&view, m_random.chance(50) ? Qt::Key_Left : Qt::Key_Up);
                break;
            case 3:
                takeBack();
                break;
            default:
                QTest::keyClick(&view, static_cast<char>('a' + m_random.below(26)));
        }
    }

    session::DocumentSession& m_session;
    ui::MainWindow& m_window;
    Random m_random;
    int m_pipe;
    QTimer m_timer;
    std::size_t m_firstCount = 0;
    std::uint64_t m_undoneCount = 0;
    std::vector<Hash> m_texts;  // after m_firstCount + index transactions
};

[[noreturn]] void typeUntilKilled(const std::filesystem::path& path, std::uint64_t seed, int pipe) {
    int argc = 1;
    char name[] = "typist";
    char* argv[] = {name, nullptr};
    const QApplication application(argc, argv);
    const SystemClock clock;
    ui::Theme theme;
    auto file = session::openFile(path, session::OpenMode::kReadWrite);
    if (!file) std::_Exit(2);
    auto session =
        std::make_unique<session::DocumentSession>(std::move(*file), session::Identity{"Ana", "desk"}, clock);
    session::DocumentSession& document = *session;
    ui::MainWindow window(std::move(session), theme, clock);
    window.resize(700, 500);
    window.show();
    window.view().setFocus();
    Typist typist(document, window, Random(seed), pipe);
    typist.start();
    QApplication::exec();
    std::_Exit(4);
}

/// Reads acknowledgements until `timeMs` have passed since the first one, at most ten seconds in all.
std::vector<Acknowledgement> listen(int pipe, int timeMs) {
    std::vector<Acknowledgement> heard;
    QElapsedTimer sinceFirst;
    for (;;) {
        const int left = heard.empty() ? 10'000 : timeMs - static_cast<int>(sinceFirst.elapsed());
        pollfd wait{pipe, POLLIN, 0};
        if (left <= 0 || ::poll(&wait, 1, left) <= 0) return heard;
        Acknowledgement said;
        if (::read(pipe, &said, sizeof said) != sizeof said) return heard;
        if (heard.empty()) sinceFirst.start();
        heard.push_back(said);
    }
}

std::vector<Acknowledgement> rest(int pipe) {
    std::vector<Acknowledgement> heard;
    Acknowledgement said;
    while (::read(pipe, &said, sizeof said) == sizeof said)
        heard.push_back(said);
    return heard;
}

/// The text that the first `transactionCount` transactions of the log make.
std::string textAfter(const event::EventLog& log, std::size_t transactionCount) {
    event::EventLog begun;
    begun.append(log.batch(0, transactionCount));
    merge::Tracker tracker;
    tracker.applyNewEventsQuietly(begun);
    return tracker.text(begun, merge::View::kEffect);
}

}  // namespace

class KillWhileTypingTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void nothingAcknowledgedIsLost();
};

void KillWhileTypingTest::nothingAcknowledgedIsLost() {
    const std::uint64_t seed = qEnvironmentVariableIsSet("SEED") ? qEnvironmentVariable("SEED").toULongLong() : 11;
    const int kills = qEnvironmentVariableIsSet("KILLS") ? qEnvironmentVariableIntValue("KILLS") : 200;
    qInfo("SEED=%llu KILLS=%d", static_cast<unsigned long long>(seed), kills);
    const QTemporaryDir folder;
    QVERIFY(folder.isValid());
    qputenv("XDG_RUNTIME_DIR", folder.path().toUtf8());
    qputenv("XDG_CONFIG_HOME", folder.filePath(QStringLiteral("config")).toUtf8());
    Random random(seed);
    std::filesystem::path path;
    std::uint64_t acknowledgedTotal = 0;
    std::uint64_t undoneTotal = 0;
    for (int kill = 0; kill < kills; ++kill) {
        if (kill % 25 == 0) {  // a fresh document now and then, so that each stays short
            path = folder.filePath(QStringLiteral("kill-%1.varve").arg(kill)).toStdString();
            auto created = session::createFile(path);
            QVERIFY(created.has_value());
            QVERIFY((*created)->store->close().has_value());
        }
        int ends[2];
        QCOMPARE(::pipe(ends), 0);
        const std::uint64_t childSeed = random.next();
        const pid_t child = ::fork();
        QVERIFY(child >= 0);
        if (child == 0) {
            ::close(ends[0]);
            typeUntilKilled(path, childSeed, ends[1]);
        }
        ::close(ends[1]);
        std::vector<Acknowledgement> heard = listen(ends[0], static_cast<int>(random.below(90)));
        ::kill(child, SIGKILL);
        int status = 0;
        ::waitpid(child, &status, 0);
        QVERIFY2(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL, qPrintable(QString::number(status)));
        const auto late = rest(ends[0]);
        heard.insert(heard.end(), late.begin(), late.end());
        ::close(ends[0]);
        QVERIFY2(!heard.empty(), "the typing process acknowledged nothing within ten seconds");

        const auto opened = session::openFile(path, session::OpenMode::kReadOnly);
        QVERIFY2(opened.has_value(), opened ? "" : opened.error().message.c_str());
        const event::EventLog& log = (*opened)->document.state.log();
        const Acknowledgement& last = heard.back();
        QVERIFY(log.transactionCount() >= last.transactionCount);
        QCOMPARE(hashBytes(textAfter(log, last.transactionCount)), last.text);
        acknowledgedTotal += heard.size();
        undoneTotal += last.undoneCount;
    }
    qInfo("%d kills, %llu acknowledgements, %llu effective Ctrl+Z", kills,
          static_cast<unsigned long long>(acknowledgedTotal), static_cast<unsigned long long>(undoneTotal));
    QVERIFY(undoneTotal >= static_cast<std::uint64_t>(kills) / 2);
}

// No application here: every typing process makes its own after the fork.
QTEST_APPLESS_MAIN(KillWhileTypingTest)
#include "tst_kill_while_typing.moc"
