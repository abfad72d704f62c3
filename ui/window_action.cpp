#include "ui/window_action.h"

#include <QAction>
#include <QCoreApplication>
#include <QMainWindow>

#include "ui/theme_icons.h"

namespace varve::ui {

namespace {

struct WindowActionWords {
    Q_DECLARE_TR_FUNCTIONS(WindowActions)
};

}  // namespace

QAction* addWindowAction(QMainWindow* window, const ActionText& text, const QList<QKeySequence>& shortcuts,
                         const QString& icon) {
    auto* action = new QAction(text.text, window);
    action->setObjectName(QLatin1String(text.objectName));
    action->setShortcuts(shortcuts);
    QString tip = text.purpose;
    if (!shortcuts.isEmpty()) {
        tip = WindowActionWords::tr("%1 (%2)", "purpose, keys")
                  .arg(text.purpose, shortcuts.first().toString(QKeySequence::NativeText));
    }
    action->setToolTip(tip);
    action->setWhatsThis(text.purpose);
    if (!icon.isEmpty()) action->setIcon(themeIcon(icon));
    window->addAction(action);
    return action;
}

}  // namespace varve::ui
