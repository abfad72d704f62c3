// Everything with which the user gives text and blocks their looks: the actions with their keys, the menus Insert and
// Format, the tools in the toolbar. Shows what the selection has. It knows the page, not the document. GUI thread.
#pragma once

#include <QAction>
#include <QObject>
#include <QTimer>
#include <string>
#include <utility>
#include <vector>

#include "document/block_schema.h"

class QMainWindow;
class QMenu;
class QToolBar;

namespace varve::ui {

class EditorView;
class LinkPopup;
class ListControls;
class StyleControls;

class FormatControls : public QObject {
    Q_OBJECT
  public:
    /// The actions belong to the window. `view` must outlive this object.
    FormatControls(QMainWindow& window, EditorView& view);

    void fillInsertMenu(QMenu& menu) const;
    void fillFormatMenu(QMenu& menu) const;
    /// A choice of block kinds, the common looks, lists.
    void addTools(QToolBar& bar);
    void setWritable(bool writable);
    /// The menu at a place of the page, where that has actions besides those of `edit`.
    void popupMenu(QMenu& edit, QPoint globalPlace);
    [[nodiscard]] QAction* insertLinkAction() const { return m_link; }

  private:
    struct MarkAction {
        QAction* action = nullptr;
        std::string key;
    };
    struct BlockAction {
        QAction* action = nullptr;
        document::BlockType type = document::BlockType::kParagraph;
        int level = 1;
    };

    QAction* add(const char* objectName, const QString& text, const QString& purpose,
                 const QList<QKeySequence>& shortcuts, const QString& icon = {});
    void addMarkAction(const char* objectName, const QString& text, const QString& purpose, const QKeySequence& keys,
                       std::string_view key, const QString& icon);
    void addBlockAction(const char* objectName, const QString& text, const QString& purpose, const QKeySequence& keys,
                        document::BlockType type, int level, const QString& icon = {});
    void createMarkActions();
    void createBlockActions();
    void createParagraphActions();
    void createColourMenus();
    void createFontMenus();
    [[nodiscard]] QMenu* createColourMenu(const char* objectName, const QString& title, std::string_view key);
    void chooseColour(std::string_view key);
    void chooseFont();
    void editLink();
    void chooseImage();
    void describeImage();
    /// Soon, once for many changes.
    void refreshLater() { m_refreshTimer.start(); }
    void refresh();
    [[nodiscard]] QAction* blockAction(document::BlockType type, int level) const;

    QMainWindow& m_window;
    EditorView& m_view;
    std::vector<QAction*> m_all;
    std::vector<MarkAction> m_marks;
    std::vector<BlockAction> m_blocks;
    std::vector<std::pair<QAction*, document::Alignment>> m_aligns;
    QAction* m_link = nullptr;
    QAction* m_clear = nullptr;
    QAction* m_painter = nullptr;
    QAction* m_indent = nullptr;
    QAction* m_outdent = nullptr;
    QAction* m_moveUp = nullptr;
    QAction* m_moveDown = nullptr;
    QAction* m_image = nullptr;
    QAction* m_describeImage = nullptr;
    QAction* m_caption = nullptr;
    QAction* m_rule = nullptr;
    QAction* m_pageBreak = nullptr;
    QAction* m_font = nullptr;
    QMenu* m_colourMenu = nullptr;
    QMenu* m_highlightMenu = nullptr;
    QMenu* m_spacingMenu = nullptr;
    StyleControls* m_styles = nullptr;
    ListControls* m_lists = nullptr;
    LinkPopup* m_linkPopup = nullptr;
    QTimer m_refreshTimer;
    bool m_writable = true;
};

}  // namespace varve::ui
