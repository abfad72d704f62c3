// Keeps the outline pane right and does what is asked for in it: ties the pane, the page and the actions together. The
// headings are gathered away from the GUI thread when the hand rests. GUI thread.
#pragma once

#include <QObject>
#include <QTimer>

#include "projection/outline.h"
#include "ui/editor/editor_view.h"

class QAction;
class QModelIndex;

namespace varve::ui {

class OutlinePane;

class OutlineMode : public QObject {
    Q_OBJECT
  public:
    /// All must outlive the mode. `toggle` shows and hides the pane, `goToHeading` opens the list of headings.
    OutlineMode(QAction& toggle, QAction& goToHeading, OutlinePane& pane, EditorView& view, QObject* parent = nullptr);

    void setVisible(bool visible);
    /// Puts the caret to a heading, and the page with it.
    void goTo(text::Offset heading);

  Q_SIGNALS:
    /// One sentence for the status bar.
    void messageRaised(const QString& message);

  private:
    void followDocument();
    void gather();
    void take(projection::Outline outline);
    void showCurrent();
    void shift(int entry, int by);
    void drop(int entry, const QModelIndex& target, bool isBehind);
    void moveTo(int entry, std::uint32_t target);
    void showHeadings();

    QAction& m_toggle;
    OutlinePane& m_pane;
    EditorView& m_view;
    QTimer m_timer;
    bool m_isStale = true;  // the text changed since the last outline was asked for
    bool m_isRunning = false;
    bool m_followsMove = false;  // the tree goes along with the section that it moved
};

}  // namespace varve::ui
