// Text that is shown in the blocks but is no part of the document: positions go there and back, carets pass it, ranges
// leave it out, and whatever changes the text ends it.
#include <QTest>
#include <memory>

#include "layout/document_layout.h"
#include "layout/page_style.h"
#include "text/rope.h"

using namespace varve;
using layout::Ghost;

namespace {

/// "one two three" and "four", with "old " before "two" and "gone" behind "four".
std::vector<Ghost> ghostsOf(std::uint32_t block) {
    if (block == 0) return {{4, QStringLiteral("old ")}};
    return {{4, QStringLiteral("gone")}};
}

std::unique_ptr<layout::DocumentLayout> shown() {
    auto made = std::make_unique<layout::DocumentLayout>();
    made->setText(text::Rope("one two three\nfour"));
    QTextCharFormat look;
    look.setFontStrikeOut(true);
    made->setGhosts(&ghostsOf, look);
    return made;
}

}  // namespace

class GhostsTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void positions();
    void carets();
    void ranges();
    void hits();
    void endWithTheText();
    void textFollowsLayout();
};

void GhostsTest::positions() {
    const auto made = shown();
    QCOMPARE(made->displayPosition(0, 3), 3);
    QCOMPARE(made->displayPosition(0, 4), 4);
    QCOMPARE(made->displayBegin(0, 4), 8);
    QCOMPARE(made->displayPosition(0, 5), 9);
    QCOMPARE(made->displayPosition(1, 4), 4);
    QCOMPARE(made->displayBegin(1, 4), 8);
}

void GhostsTest::carets() {
    const auto made = shown();
    // Right and left go from letter to letter of the document, and reach every one.
    text::Offset place{0};
    for (std::uint32_t expected = 1; expected <= 18; ++expected) {
        place = made->rightOf(place);
        QCOMPARE(place, text::Offset{expected});
    }
    for (std::uint32_t expected = 18; expected-- > 0;) {
        place = made->leftOf(place);
        QCOMPARE(place, text::Offset{expected});
    }
    // Between them is the room of the ghost.
    const qreal narrow = made->caretRect({4}).x() - made->caretRect({3}).x();
    QVERIFY(made->caretRect({5}).x() - made->caretRect({4}).x() > 3 * narrow);
}

void GhostsTest::ranges() {
    const auto made = shown();
    const auto all = made->rectsOf({{4}, {7}}, 0, 1000);
    QCOMPARE(all.size(), 1U);
    // "two" alone, without what went in front of it.
    QVERIFY(all.front().left() > made->caretRect({4}).x() + 10);
    QCOMPARE(all.front().right(), made->caretRect({7}).x());
}

void GhostsTest::hits() {
    const auto made = shown();
    const QRectF before = made->caretRect({4});
    QCOMPARE(made->offsetAt({before.x() + 6, before.center().y()}), text::Offset{4});
    const QRectF end = made->caretRect({18});
    QCOMPARE(made->offsetAt({end.x() + 500, end.center().y()}), text::Offset{18});
}

void GhostsTest::endWithTheText() {
    const auto made = shown();
    document::Patch patch;
    patch.retain(4);
    patch.add("new ", 4, nullptr);
    made->applyPatch(patch);
    QVERIFY(!made->hasGhosts());
    QCOMPARE(made->displayBegin(0, 4), 4);
    const auto other = shown();
    other->setGhosts({}, {});
    layout::DocumentLayout plain;
    plain.setText(text::Rope("one two three\nfour"));
    QCOMPARE(other->caretRect({7}), plain.caretRect({7}));
}

void GhostsTest::textFollowsLayout() {
    // A ghost that needs more lines moves what follows down.
    auto made = std::make_unique<layout::DocumentLayout>();
    made->setText(text::Rope("one\ntwo"));
    made->layOutRange(0, 1000);
    const qreal before = made->caretRect({4}).top();
    const QString words = QStringLiteral("word ").repeated(200);
    made->setGhosts(
        [&](std::uint32_t block) {
            return block == 0 ? std::vector<Ghost>{{1, words}} : std::vector<Ghost>();
        },
        {});
    made->layOutRange(0, 1000);
    QVERIFY(made->caretRect({4}).top() > before + 20);
    made->setGhosts({}, {});
    made->layOutRange(0, 1000);
    QCOMPARE(made->caretRect({4}).top(), before);
}

QTEST_MAIN(GhostsTest)
#include "tst_ghosts.moc"
