// Who works by keyboard and ear finds everything: whatever can have the focus says what it is, every command says what
// it does, in the window with all its panes open and in every dialog.
#include <QAbstractSpinBox>
#include <QAccessible>
#include <QAction>
#include <QComboBox>
#include <QLineEdit>
#include <QMenu>
#include <algorithm>

#include "ui/collaboration/join_dialog.h"
#include "ui/format/link_popup.h"
#include "ui/format/styles_dialog.h"
#include "ui/outline/heading_list.h"
#include "ui/print/page_setup_dialog.h"
#include "ui/shortcuts_dialog.h"
#include "ui_window/window_harness.h"

using namespace varve;
using test::WindowHarness;

namespace {

/// Parts of Qt's own widgets that hand the focus on, or speak for the widget that they belong to.
bool isPartOfAnother(const QWidget& widget) {
    if (widget.focusProxy() != nullptr || widget.objectName().startsWith(QStringLiteral("qt_"))) return true;
    for (const QWidget* parent = widget.parentWidget(); parent != nullptr; parent = parent->parentWidget()) {
        if (qobject_cast<const QComboBox*>(parent) != nullptr) return true;
        if (qobject_cast<const QAbstractSpinBox*>(parent) != nullptr) return true;
    }
    return false;
}

/// What can have the focus and says nothing.
QStringList silentWidgets(QWidget& root) {
    QStringList silent;
    for (QWidget* widget : root.findChildren<QWidget*>()) {
        if (widget->focusPolicy() == Qt::NoFocus || !widget->isVisibleTo(&root) || isPartOfAnother(*widget)) continue;
        QAccessibleInterface* spoken = QAccessible::queryAccessibleInterface(widget);
        const bool speaks = spoken != nullptr && !spoken->text(QAccessible::Name).trimmed().isEmpty();
        if (!speaks) silent += QString::fromLatin1(widget->metaObject()->className()) + u' ' + widget->objectName();
    }
    return silent;
}

QStringList silentActions(QWidget& root) {
    QStringList silent;
    for (const QAction* action : root.findChildren<QAction*>()) {
        if (action->isSeparator() || action->objectName().startsWith(QStringLiteral("qt_"))) continue;
        // An entry that is a widget (colours) is told by the widget; fields have entries of Qt's own.
        if (action->inherits("QWidgetAction") || qobject_cast<QLineEdit*>(action->parent()) != nullptr) continue;
        // The entry of a menu that opens from a button, which speaks for it.
        const auto* menu = qobject_cast<const QMenu*>(action->parent());
        if (menu != nullptr && menu->menuAction() == action) continue;
        const bool hasLetter = std::ranges::any_of(action->text(), [](QChar sign) { return sign.isLetterOrNumber(); });
        if (!hasLetter && action->toolTip().size() < 2)
            silent += action->objectName() + QStringLiteral(" '") + action->text() + u'\'';
    }
    return silent;
}

void checkWords(QWidget& root) {
    QCOMPARE(silentWidgets(root).join(QStringLiteral(", ")), QString());
    QCOMPARE(silentActions(root).join(QStringLiteral(", ")), QString());
}

}  // namespace

class KeyboardWordsTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void initTestCase() {
        test::isolateSettings(m_folder);
        m_theme = std::make_unique<ui::Theme>();
        m_harness =
            std::make_unique<WindowHarness>(*m_theme, m_clock, m_folder.filePath(QStringLiteral("Words.varve")));
    }
    void cleanupTestCase() { m_harness.reset(); }

    void windowSpeaks() { checkWords(m_harness->window()); }

    void panesSpeak_data() {
        QTest::addColumn<QByteArray>("action");
        for (const char* action : {"find", "replace", "outline", "addComment", "showComments", "link"})
            QTest::newRow(action) << QByteArray(action);
    }
    void panesSpeak() {
        QFETCH(QByteArray, action);
        m_harness->type(QStringLiteral("some words"));
        m_harness->view().selectAll();
        QAction* command = m_harness->action(action.constData());
        QVERIFY2(command != nullptr, action.constData());
        command->trigger();
        QCoreApplication::processEvents();
        checkWords(m_harness->window());
        m_harness->press(Qt::Key_Escape);
    }

    void cellsSpeak() {
        m_harness->view().insertTable(2, 2);
        QVERIFY(&m_harness->view().focusedText() != &m_harness->view());
        checkWords(m_harness->window());
        QAccessibleInterface* cell = QAccessible::queryAccessibleInterface(&m_harness->view().focusedText());
        QCOMPARE(cell->text(QAccessible::Name), QStringLiteral("Row 1, column 1"));
    }

    void shortcutsSpeak() {
        ui::ShortcutsDialog dialog(m_harness->window());
        checkWords(dialog);
    }
    void stylesSpeak() {
        ui::StylesDialog dialog(m_harness->view(), nullptr);
        checkWords(dialog);
    }
    void joinSpeaks() {
        ui::JoinDialog dialog;
        checkWords(dialog);
    }
    void pageSetupSpeaks() {
        ui::PageSetupDialog dialog(document::PageSetup{});
        checkWords(dialog);
    }
    void linkPopupSpeaks() {
        ui::LinkPopup popup(&m_harness->window());
        popup.open({}, QString(), true, {});
        checkWords(popup);
    }
    void headingListSpeaks() {
        ui::HeadingList list({}, {0}, &m_harness->window());
        checkWords(list);
    }

  private:
    QTemporaryDir m_folder;
    ManualClock m_clock{1'750'000'000'000};
    std::unique_ptr<ui::Theme> m_theme;
    std::unique_ptr<WindowHarness> m_harness;
};

QTEST_MAIN(KeyboardWordsTest)
#include "tst_keyboard_words.moc"
