// Restoring a part of the document from the moment on display: a section or what is selected. Finds the part, has it
// shown as it would be, and asks above the page; history mode shows and restores. GUI thread.
#pragma once

#include <QAction>
#include <QObject>
#include <functional>

#include "history/partial_restore.h"

class QMainWindow;
class QMenu;

namespace varve::ui {

class EditorView;
class HistoryMode;
class MessageBar;
class TimelinePanel;

class RestoreMode : public QObject {
    Q_OBJECT
  public:
    /// Belongs to `history`; the others must outlive that. Makes the actions of the window and puts them into `menu`,
    /// before `before`.
    RestoreMode(EditorView& view, HistoryMode& history, TimelinePanel& panel, MessageBar& messages, QMainWindow* window,
                QMenu* menu, QAction* before);

    /// The section of the page that the caret is in.
    void previewSection();
    /// What is selected, in whichever text.
    void previewSelection();

  Q_SIGNALS:
    /// One sentence for the status bar.
    void messageRaised(const QString& message);

  private:
    void preview(const history::PastPart& part, const QString& name);
    void say(const document::DocumentPatch& shown, const QString& name, const QString& when);
    void showAllowed();

    EditorView& m_view;
    HistoryMode& m_history;
    TimelinePanel& m_panel;
    MessageBar& m_messages;
    QAction* m_section = nullptr;
    QAction* m_selection = nullptr;
};

}  // namespace varve::ui
