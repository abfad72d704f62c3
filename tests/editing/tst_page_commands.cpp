// Page setup as steps: only what changes is said, and what two people change at once is merged register by register.
#include <QTest>

#include "editing/page_commands.h"

using namespace varve;
using namespace varve::editing;

namespace {

/// Keys that a step sets.
std::vector<std::string> keysOf(const Edit& edit) {
    std::vector<std::string> keys;
    for (const event::Operation& operation : edit.intent.operations) {
        if (const auto* set = std::get_if<event::Set>(&operation)) keys.push_back(set->key);
    }
    return keys;
}

}  // namespace

class PageCommandsTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void onlyWhatChanges() {
        const document::PageSetup setup{.size = document::PaperSize::kA5, .header = "x"};
        const Edit first = withPageSetup({}, {}, setup);
        QCOMPARE(keysOf(first), (std::vector<std::string>{"header", "page-size"}));
        document::Attributes properties;
        document::setValue(properties, "page-size", std::string("a5"));
        document::setValue(properties, "header", std::string("x"));
        QVERIFY(withPageSetup({}, properties, setup).isEmpty());
        QCOMPARE(keysOf(withPageSetup({}, properties, {})), (std::vector<std::string>{"header", "page-size"}));
    }
    void nonsenseGoes() {
        document::Attributes properties;
        document::setValue(properties, "margin-top", std::string("wide"));
        QCOMPARE(keysOf(withPageSetup({}, properties, {})), std::vector<std::string>{"margin-top"});
        QVERIFY(withPageSetup({}, {}, {}).isEmpty());
    }
};

QTEST_GUILESS_MAIN(PageCommandsTest)
#include "tst_page_commands.moc"
