// Asks for the size of the paper, its margins, header and footer. Knows no document: what was chosen is a value.
#pragma once

#include <QDialog>
#include <array>

#include "document/page_schema.h"

class QCheckBox;
class QComboBox;
class QDialogButtonBox;
class QDoubleSpinBox;
class QLabel;
class QLineEdit;

namespace varve::ui {

class PageSetupDialog : public QDialog {
    Q_OBJECT
  public:
    /// Lengths are shown in millimetres or inches, as the locale has them.
    explicit PageSetupDialog(const document::PageSetup& setup, QWidget* parent = nullptr);

    [[nodiscard]] document::PageSetup setup() const;

  Q_SIGNALS:
    void chosen(const varve::document::PageSetup& setup);

  private:
    [[nodiscard]] QLineEdit* addLine(const char* objectName, const QString& accessibleName, const std::string& text);
    [[nodiscard]] QWidget* lineWithFields(QLineEdit* line);
    void showWhetherItFits();

    document::PageSetup m_before;
    std::array<int, 4> m_shownMargins{};  // as they were rounded for display
    qreal m_unitPoints;                   // of what lengths are shown in
    QComboBox* m_size = nullptr;
    QCheckBox* m_landscape = nullptr;
    std::array<QDoubleSpinBox*, 4> m_margins{};  // top, bottom, left, right
    QLineEdit* m_header = nullptr;
    QLineEdit* m_footer = nullptr;
    QLabel* m_hint = nullptr;
    QDialogButtonBox* m_buttons = nullptr;
};

}  // namespace varve::ui
