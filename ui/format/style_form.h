// What one named style looks like, as a form: a row a property, each with a button that gives the property back to what
// the style is based on. Says what the user changed, changes nothing itself. GUI thread.
#pragma once

#include <QWidget>
#include <string>
#include <vector>

#include "event/operation.h"
#include "projection/named_styles.h"
#include "ui/format/shown_look.h"

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QFontComboBox;
class QGridLayout;
class QLabel;
class QPushButton;
class QSpinBox;
class QToolButton;

namespace varve::ui {

class StyleForm : public QWidget {
    Q_OBJECT
  public:
    explicit StyleForm(QWidget* parent);

    /// `bases`: styles that it may be based on, with their names.
    void showStyle(const projection::NamedStyle& style, const ShownLook& look,
                   const std::vector<std::pair<std::string, QString>>& bases);

  Q_SIGNALS:
    /// The user wants this value; null gives the property back.
    void changed(const std::string& property, const varve::event::Value& value);

  private:
    struct Row {
        std::string property;
        QLabel* label = nullptr;
        QWidget* editor = nullptr;
        QToolButton* giveBack = nullptr;
        bool isOfParagraphs = false;
    };

    void addRow(QGridLayout& grid, const QString& name, std::string_view property, QWidget* editor);
    QDoubleSpinBox* makeLength(double least, double most, std::string_view property);
    QCheckBox* makeFlag(std::string_view property);
    QPushButton* makeColour(const char* objectName, std::string_view property);
    void addCharacterRows(QGridLayout& grid);
    void addParagraphRows(QGridLayout& grid);
    void chooseColour(const std::string& property);
    void showValues(const ShownLook& look);

    std::vector<Row> m_rows;
    QComboBox* m_basedOn = nullptr;
    QFontComboBox* m_font = nullptr;
    QDoubleSpinBox* m_size = nullptr;
    QCheckBox* m_bold = nullptr;
    QCheckBox* m_italic = nullptr;
    QCheckBox* m_underline = nullptr;
    QPushButton* m_colour = nullptr;
    QPushButton* m_highlight = nullptr;
    QComboBox* m_align = nullptr;
    QSpinBox* m_lineSpacing = nullptr;
    QDoubleSpinBox* m_before = nullptr;
    QDoubleSpinBox* m_after = nullptr;
    QSpinBox* m_indent = nullptr;
    QColor m_shownColour;
    QColor m_shownHighlight;
};

}  // namespace varve::ui
