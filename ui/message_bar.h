// A calm line above the page: what happened, what was kept, and at most two things to do about it. Never modal; the
// user goes on writing. Shows one message at a time; a failure is not replaced by a mere notice.
#pragma once

#include <QWidget>
#include <functional>
#include <vector>

class QHBoxLayout;
class QLabel;
class QProgressBar;
class QPushButton;
class QToolButton;

namespace varve::ui {

class MessageBar : public QWidget {
    Q_OBJECT
  public:
    enum class Kind : std::uint8_t { kNotice, kWarning };
    /// Something to do about it; the bar stays until it is hidden.
    struct Choice {
        QString name;
        QString objectName;
        std::function<void()> act;
    };

    explicit MessageBar(QWidget* parent = nullptr);

    /// `topic` names what the message is about, so that it can be taken away when that is over.
    void showMessage(const QString& topic, Kind kind, const QString& message, std::vector<Choice> choices = {});
    /// How far the work is that the message of this topic is about.
    void showProgress(const QString& topic, int percent);
    /// Hides the message of this topic, and no other.
    void clear(const QString& topic);
    [[nodiscard]] QString topic() const { return m_topic; }
    [[nodiscard]] QString message() const;

  protected:
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;

  private:
    void showColours();

    QHBoxLayout* m_layout = nullptr;
    QLabel* m_label = nullptr;
    QProgressBar* m_progress = nullptr;
    QToolButton* m_close = nullptr;
    std::vector<QPushButton*> m_buttons;
    Kind m_kind = Kind::kNotice;
    QString m_topic;
};

}  // namespace varve::ui
