// Random keys, clicks, compositions and colleagues' edits in one view: it must always show the text of the document,
// with caret and selection inside it.
#include <QClipboard>
#include <QGuiApplication>
#include <QInputMethodEvent>
#include <QMouseEvent>
#include <QScrollBar>
#include <QTest>
#include <cstdio>

#include "base/random.h"
#include "editor_harness.h"

using namespace varve;
using namespace varve::ui;

namespace {

constexpr auto kBody = event::WellKnownObject::kBody;

std::uint64_t environmentNumber(const char* name, std::uint64_t standard) {
    const QByteArray value = qgetenv(name);
    return value.isEmpty() ? standard : value.toULongLong();
}

QString randomText(Random& random) {
    static const QStringList kParts = {
        QStringLiteral("a"),          QStringLiteral("word "),
        QStringLiteral("\n"),         QStringLiteral("e\u0301"),
        QStringLiteral("\U0001F600"), QStringLiteral("\u05d0\u05d1\u05d2 "),
        QStringLiteral("\t"),         QStringLiteral("A sentence that is long enough to fill a part of a line. ")};
    QString text;
    for (std::uint32_t count = 1 + random.below(random.chance(5) ? 400 : 6); count > 0; --count) {
        text += kParts[random.below(static_cast<std::uint32_t>(kParts.size()))];
    }
    return text;
}

class Session {
  public:
    explicit Session(std::uint64_t seed) : m_random(seed), m_harness(QString(), QSize(500, 400)) {}

    void step() {
        switch (m_random.below(12)) {
            case 0:
            case 1:
                return m_harness.type(QStringLiteral("ab c").left(1 + static_cast<int>(m_random.below(4))));
            case 2:
                return pressMovement();
            case 3:
                return pressMovement();
            case 4:
                return pressEditing();
            case 5:
            case 6:
                return editRemotely();
            case 7:
                return click();
            case 8:
                return compose();
            case 9:
                return useClipboard();
            case 10:
                return scrollOrZoom();
            default:
                return m_harness.select(place(), place());
        }
    }
    void check() {
        const EditorView& view = m_harness.view;
        QCOMPARE(m_harness.shown(), m_harness.text());
        view.blocks().checkInvariants();
        QVERIFY(view.caret() <= view.blocks().end());
        QVERIFY(view.selection().anchor <= view.blocks().end());
        for (const RemoteCaret& remote : view.decorations().remoteCarets()) {
            QVERIFY(remote.caret <= view.blocks().end());
            QVERIFY(remote.selection.begin <= remote.selection.end);
        }
        if (m_random.chance(20)) static_cast<void>(m_harness.view.viewport()->grab());
    }

  private:
    std::uint32_t place() { return m_random.below(m_harness.rope.count() + 1); }

    void pressMovement() {
        static constexpr Qt::Key kKeys[] = {Qt::Key_Left, Qt::Key_Right, Qt::Key_Up,     Qt::Key_Down,
                                            Qt::Key_Home, Qt::Key_End,   Qt::Key_PageUp, Qt::Key_PageDown};
        Qt::KeyboardModifiers modifiers;
        if (m_random.chance(30)) modifiers |= Qt::ControlModifier;
        if (m_random.chance(40)) modifiers |= Qt::ShiftModifier;
        m_harness.key(kKeys[m_random.below(8)], modifiers);
    }
    void pressEditing() {
        static constexpr Qt::Key kKeys[] = {Qt::Key_Backspace, Qt::Key_Delete, Qt::Key_Return, Qt::Key_Tab};
        const Qt::Key key = kKeys[m_random.below(4)];
        const bool byWord = (key == Qt::Key_Backspace || key == Qt::Key_Delete) && m_random.chance(40);
        m_harness.key(key, byWord ? Qt::ControlModifier : Qt::NoModifier);
    }
    void editRemotely() {
        const std::uint32_t begin = place();
        const std::uint32_t removed = m_random.below(m_random.chance(90) ? 8 : 300);
        const std::uint32_t end = std::min(begin + removed, m_harness.rope.count());
        const bool adds = begin == end || m_random.chance(60);
        static constexpr replica::PatchOrigin kOrigins[] = {replica::PatchOrigin::kRemote, replica::PatchOrigin::kUndo,
                                                            replica::PatchOrigin::kRestore};
        m_harness.edit(begin, end, adds ? randomText(m_random) : QString(), kOrigins[m_random.below(3)]);
        const std::uint32_t caret = place();
        m_harness.view.decorations().setRemoteCarets(
            {{7, QStringLiteral("Ana"), Qt::red, kBody, {caret}, {{caret / 2}, {caret}}}});
    }
    void click() {
        QWidget* viewport = m_harness.view.viewport();
        const QPoint point(static_cast<int>(m_random.below(500)), static_cast<int>(m_random.below(400)));
        if (m_random.chance(30)) {
            QTest::mouseDClick(viewport, Qt::LeftButton, {}, point);
        } else {
            QTest::mouseClick(viewport, Qt::LeftButton, m_random.chance(30) ? Qt::ShiftModifier : Qt::NoModifier,
                              point);
        }
    }
    void compose() {
        QInputMethodEvent event(m_random.chance(70) ? QStringLiteral("pre") : QString(), {});
        if (m_random.chance(40)) event.setCommitString(QStringLiteral("你好"));
        QCoreApplication::sendEvent(&m_harness.view, &event);
    }
    void useClipboard() {
        if (m_random.chance(50)) {
            m_random.chance(50) ? m_harness.view.copy() : m_harness.view.cut();
        } else {
            QGuiApplication::clipboard()->setText(randomText(m_random));
            m_harness.view.paste();
        }
    }
    void scrollOrZoom() {
        QScrollBar* bar = m_harness.view.verticalScrollBar();
        if (m_random.chance(70)) {
            bar->setValue(static_cast<int>(m_random.below(static_cast<std::uint32_t>(bar->maximum()) + 1)));
        } else if (m_random.chance(50)) {
            m_harness.view.resize(200 + static_cast<int>(m_random.below(500)), 400);
        } else {
            m_harness.view.setZoom(50 + static_cast<int>(m_random.below(200)));
        }
    }

    Random m_random;
    EditorHarness m_harness;
};

}  // namespace

class EditorRandomTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void showsTheDocumentAfterEverything() {
        const std::uint64_t seed = environmentNumber("SEED", 20261121);
        const std::uint64_t operations = environmentNumber("OPERATIONS", 1500);
        std::printf("SEED=%llu OPERATIONS=%llu\n", static_cast<unsigned long long>(seed),
                    static_cast<unsigned long long>(operations));
        Session session(seed);
        for (std::uint64_t operation = 0; operation < operations; ++operation) {
            session.step();
            session.check();
            if (QTest::currentTestFailed()) return;
        }
    }
};

QTEST_MAIN(EditorRandomTest)
#include "tst_editor_random.moc"
