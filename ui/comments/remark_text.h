// The words of a remark: wrapped anywhere if need be, so that nothing a stranger writes makes a card wider.
#pragma once

#include <QWidget>

class QTextLayout;

namespace varve::ui {

class RemarkText : public QWidget {
    Q_OBJECT
  public:
    /// `linesMax`: 0 for all; else what is longer ends in "…".
    RemarkText(const QString& text, int linesMax, QWidget* parent);

    [[nodiscard]] bool hasHeightForWidth() const override { return true; }
    [[nodiscard]] int heightForWidth(int width) const override;
    [[nodiscard]] QSize sizeHint() const override { return {160, heightForWidth(160)}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {40, 0}; }

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    struct Lines {
        int count = 0;
        int height = 0;
        bool isCut = false;  // the last one does not hold the rest
    };
    Lines layOut(QTextLayout& layout, int width) const;

    QString m_text;
    int m_linesMax = 0;
};

}  // namespace varve::ui
