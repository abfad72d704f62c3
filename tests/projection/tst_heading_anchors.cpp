// Names of headings in links.
#include <QTest>

#include "projection/heading_anchors.h"

using namespace varve::projection;

class HeadingAnchorsTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void names_data();
    void names();
    void namesAreUnique();
    void linksLeadToHeadings();

  private:
    static Outline outlineOfWords(const QStringList& headings) {
        Outline outline;
        for (const QString& text : headings)
            outline.push_back({{}, 0, 1, text});
        return outline;
    }
};

void HeadingAnchorsTest::names_data() {
    QTest::addColumn<QString>("words");
    QTest::addColumn<QString>("anchor");
    const auto row = [](const char* words, const char* anchor) {
        QTest::newRow(words) << QString::fromUtf8(words) << QString::fromUtf8(anchor);
    };
    row("Some heading", "some-heading");
    row("What's new? (2026)", "whats-new-2026");
    row("a_b - c", "a_b---c");
    row("Über Größe", "über-größe");
    row("日本語 の 見出し", "日本語-の-見出し");
    row("C++ & Rust", "c--rust");
    row("1.2 Scope", "12-scope");
    row("😀 wave", "-wave");
    row("…", "");
}

void HeadingAnchorsTest::names() {
    QFETCH(QString, words);
    QFETCH(QString, anchor);
    QCOMPARE(headingAnchors(outlineOfWords({words})).front(), anchor);
}

void HeadingAnchorsTest::namesAreUnique() {
    const Outline outline = outlineOfWords({QStringLiteral("Scope"), QStringLiteral("Scope"), QStringLiteral("Scope 1"),
                                            QStringLiteral("Scope"), QString(), QString()});
    const std::vector<QString> expected{QStringLiteral("scope"),
                                        QStringLiteral("scope-1"),
                                        QStringLiteral("scope-1-1"),
                                        QStringLiteral("scope-2"),
                                        QString(),
                                        QString()};
    QCOMPARE(headingAnchors(outline), expected);
}

void HeadingAnchorsTest::linksLeadToHeadings() {
    const Outline outline = outlineOfWords(
        {QStringLiteral("First"), QStringLiteral("Über uns"), QStringLiteral("First"), QStringLiteral("50% off")});
    const auto leadsTo = [&outline](const char* anchor) {
        const auto found = headingOfAnchor(outline, QString::fromUtf8(anchor));
        return found ? static_cast<int>(*found) : -1;
    };
    QCOMPARE(leadsTo("first"), 0);
    QCOMPARE(leadsTo("First"), 0);
    QCOMPARE(leadsTo("first-1"), 2);
    QCOMPARE(leadsTo("%C3%BCber-uns"), 1);
    QCOMPARE(leadsTo("Über uns"), 1);
    QCOMPARE(leadsTo("50-off"), 3);
    QCOMPARE(leadsTo("50% off"), 3);
    QCOMPARE(leadsTo("nowhere"), -1);
    QCOMPARE(leadsTo(""), -1);
}

QTEST_GUILESS_MAIN(HeadingAnchorsTest)
#include "tst_heading_anchors.moc"
