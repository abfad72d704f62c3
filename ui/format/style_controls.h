// Named styles in the window: the choice in the toolbar, the menu Format > Style, the dialog, and the two commands that
// go from a selection to a style. GUI thread.
#pragma once

#include <QObject>
#include <QPointer>
#include <string>

#include "editing/style_commands.h"
#include "ui/editor/editor_view.h"
#include "ui/format/style_box.h"

class QAction;
class QMainWindow;
class QMenu;
class QToolBar;

namespace varve::ui {

class StylesDialog;

class StyleControls : public QObject {
    Q_OBJECT
  public:
    /// The actions belong to the window. `page` must outlive this object.
    StyleControls(QMainWindow& window, EditorView& page, QObject* parent);

    void addMenu(QMenu& formatMenu) const;
    void addBox(QToolBar& bar);
    void setWritable(bool writable);
    /// The selection looks like this now.
    void showState(const EditorView::FormatState& state);

  private:
    QAction* add(const char* objectName, const QString& text, const QString& purpose, const QKeySequence& keys);
    void fillStyleMenu();
    void addStyles(QMenu& menu, document::StyleKind kind);
    void readStyles();
    [[nodiscard]] const projection::NamedStyle& currentStyle() const;
    void applyKind(document::BlockType type, int level);
    void applyStyle(const std::string& style);
    void updateStyle();
    void makeStyle();
    void openDialog();
    /// The text that the caret is in.
    [[nodiscard]] EditorView& text() const { return m_page.focusedText(); }

    QMainWindow& m_window;
    EditorView& m_page;
    projection::AttributesPointer m_properties;
    projection::NamedStyles m_styles;
    EditorView::FormatState m_state;
    StyleBox* m_box = nullptr;
    QMenu* m_menu = nullptr;
    QAction* m_update = nullptr;
    QAction* m_new = nullptr;
    QAction* m_openDialog = nullptr;
    QPointer<StylesDialog> m_dialog;
    bool m_writable = true;
};

}  // namespace varve::ui
