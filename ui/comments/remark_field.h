// The field for a remark: grows with its words up to some lines. Enter starts a new line, Ctrl+Enter sends it, Escape
// leaves it.
#pragma once

#include <QPlainTextEdit>

namespace varve::ui {

class RemarkField : public QPlainTextEdit {
    Q_OBJECT
  public:
    /// `words`: what it is for, read out and shown while it is empty.
    RemarkField(const QString& words, QWidget* parent);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return {40, sizeHint().height()}; }

  Q_SIGNALS:
    void sent();
    void left();
    void heightChanged();

  protected:
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
};

}  // namespace varve::ui
