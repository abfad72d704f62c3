// Foreign text on its way into the document.
#include <QTest>

#include "projection/input_text.h"

using namespace varve::projection;

class InputTextTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void normalises_data() {
        QTest::addColumn<QString>("foreign");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char* name, const QString& foreign, const QString& expected) {
            QTest::newRow(name) << foreign << expected;
        };
        row("plain", QStringLiteral("plain text"), QStringLiteral("plain text"));
        row("tab stays", QStringLiteral("a\tb"), QStringLiteral("a\tb"));
        row("CRLF", QStringLiteral("a\r\nb\rc\nd"), QStringLiteral("a\nb\nc\nd"));
        row("CR at the end", QStringLiteral("a\r"), QStringLiteral("a\n"));
        row("separators", QStringLiteral("a\u2028b\u2029c\u0085d"), QStringLiteral("a\nb\nc\nd"));
        row("vertical tab and form feed", QStringLiteral("a\vb\fc"), QStringLiteral("a\nb\nc"));
        row("controls", QStringLiteral("a\u0001b\u001bc\u007fd\u0090e"), QStringLiteral("abcde"));
        row("NUL", QStringLiteral("a") + QChar(0) + QStringLiteral("b"), QStringLiteral("ab"));
        row("byte order mark", QStringLiteral("\ufeffab"), QStringLiteral("ab"));
        row("pair", QStringLiteral("\U0001F600"), QStringLiteral("\U0001F600"));
        row("lone high", QStringLiteral("a") + QChar(0xd83d), QStringLiteral("a\ufffd"));
        row("lone low", QChar(0xde00) + QStringLiteral("a"), QStringLiteral("\ufffda"));
        row("high before text", QChar(0xd83d) + QStringLiteral("x"), QStringLiteral("\ufffdx"));
    }
    void normalises() {
        QFETCH(QString, foreign);
        QFETCH(QString, expected);
        QCOMPARE(normalisedText(foreign), expected);
        QCOMPARE(QString::fromStdString(toUtf8(normalisedText(foreign))), expected);
        QCOMPARE(scalarCount(expected), static_cast<std::uint32_t>(expected.toUcs4().size()));
    }
};

QTEST_GUILESS_MAIN(InputTextTest)
#include "tst_input_text.moc"
