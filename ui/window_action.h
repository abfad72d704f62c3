// Makes the actions of a window: with a name, keys, words and a tip, so that each shows in the list of keyboard
// shortcuts and is read out. Whoever brings a part of the window makes the actions of that part with it.
#pragma once

#include <QKeySequence>
#include <QList>
#include <QString>

class QAction;
class QMainWindow;

namespace varve::ui {

struct ActionText {
    const char* objectName;
    QString text;     // with the menu's mnemonic
    QString purpose;  // one sentence: tool tip and accessible description
};

/// Owned by the window and working in all of it. `icon`: the name of a drawing; may be empty.
QAction* addWindowAction(QMainWindow* window, const ActionText& text, const QList<QKeySequence>& shortcuts,
                         const QString& icon = {});

}  // namespace varve::ui
