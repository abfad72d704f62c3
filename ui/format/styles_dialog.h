// The dialog of named styles: the list on the left, what the chosen one looks like on the right. Every change is a step
// of the document at once, seen on the page behind the dialog, and undone like any other. It follows what others
// change. Not modal. GUI thread.
#pragma once

#include <QDialog>
#include <QTimer>
#include <functional>

#include "editing/style_commands.h"
#include "projection/named_styles.h"

class QListWidget;
class QPushButton;
class QLabel;

namespace varve::ui {

class EditorView;
class StyleForm;

class StylesDialog : public QDialog {
    Q_OBJECT
  public:
    /// `page`: the page of the document, which outlives the dialog or is its parent.
    StylesDialog(EditorView& page, QWidget* parent);

    /// Chooses a style of the list.
    void showStyle(const std::string& style);
    void setWritable(bool writable);

  protected:
    void keyPressEvent(QKeyEvent* event) override;

  private:
    void layOut();
    void makeButtons();
    void refresh();
    void fillList();
    void showChosen();
    void run(const std::function<editing::Edit(event::EventId)>& makeEdit);
    void change(const std::string& property, const event::Value& value);
    void askForName(const QString& title, const QString& now, const std::function<void(const std::string&)>& use);
    void makeStyle(document::StyleKind kind);
    void rename();
    void remove();
    [[nodiscard]] const projection::NamedStyle* chosen() const;

    EditorView& m_page;
    document::Attributes m_properties;
    projection::NamedStyles m_styles;
    std::string m_chosen{document::kParagraphStyle};
    bool m_writable = true;
    QListWidget* m_list = nullptr;
    QLabel* m_title = nullptr;
    StyleForm* m_form = nullptr;
    QPushButton* m_new = nullptr;
    QPushButton* m_rename = nullptr;
    QPushButton* m_delete = nullptr;
    QPushButton* m_reset = nullptr;
    QTimer m_refreshTimer;
};

}  // namespace varve::ui
