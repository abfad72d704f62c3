// The report on authors in the history pane: who is listed, in which words, and that it follows the document.
#include <QListWidget>
#include <QTest>

#include "base/clock.h"
#include "replica/document_replica.h"
#include "ui/history/authors_page.h"

using namespace varve;
using namespace varve::ui;

class AuthorsPageTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void countsWhenItIsSeen() {
        write("Hello", event::TransactionKind::kTyping);
        AuthorsPage page(m_replica, [] { return 0; });
        QVERIFY(page.authors().empty());
        page.show();
        QTRY_COMPARE(page.authors().size(), 1U);
        QCOMPARE(page.list().item(0)->text(), QStringLiteral("Ana"));
        QVERIFY(page.list().item(0)->data(Qt::AccessibleTextRole).toString().contains(QStringLiteral("(100 %)")));
        write("there", event::TransactionKind::kPaste);
        page.follow();
        QTRY_COMPARE_WITH_TIMEOUT(page.authors().front().standingCount(), 10U, 15'000);
    }
    void words() {
        history::AuthorFacts author;
        author.standing[0] = 1204;
        author.written[0] = 2000;
        author.written[static_cast<std::size_t>(history::Origin::kPasted)] = 310;
        author.deleted = 511;
        author.sessionCount = 14;
        QLocale::setDefault(QLocale::c());
        QVERIFY(AuthorsPage::standingWords(author, 1400).endsWith(QStringLiteral("characters stand (86 %)")));
        QVERIFY(AuthorsPage::standingWords(author, 1'000'000).contains(QStringLiteral("under 1 %")));
        QVERIFY(AuthorsPage::workWords(author).endsWith(QStringLiteral(" · 14 sittings · 13 % pasted")));
        author.written = {5};
        QVERIFY(!AuthorsPage::workWords(author).contains(QStringLiteral("pasted")));
    }

  private:
    void write(const std::string& text, event::TransactionKind kind) {
        replica::EditIntent intent;
        intent.kind = kind;
        intent.edits.push_back({.range = {}, .text = text});
        QVERIFY(m_replica.apply(intent));
    }

    ManualClock m_clock{1000};
    replica::DocumentReplica m_replica{{"document", {}}, {{}, "Ana", "test", 0}, m_clock};
};

QTEST_MAIN(AuthorsPageTest)
#include "tst_authors_page.moc"
