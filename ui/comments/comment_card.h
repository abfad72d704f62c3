// One thread in the lane: who said what and when. Selected, it shows everything and takes a reply; else only how it
// begins. A card without a thread is the draft of a new one. Says what the user wants and changes nothing.
#pragma once

#include <QFrame>
#include <optional>

#include "projection/comments.h"

class QPushButton;
class QVBoxLayout;

namespace varve::ui {

class RemarkField;

class CommentCard : public QFrame {
    Q_OBJECT
  public:
    explicit CommentCard(QWidget* parent);

    struct Content {
        projection::CommentThread thread{};  // its ranges are not shown
        bool isDraft = false;
        bool isSelected = false;
        bool isWritable = false;
        std::string user{};  // whose remarks can be changed
        qint64 nowMs = 0;
        QString unsent{};  // what the field to write in begins with
    };
    /// What is being written stays where it can. Nothing happens for what is shown already.
    void setContent(const Content& content);
    [[nodiscard]] const Content& content() const { return m_content; }
    [[nodiscard]] event::EventId threadId() const { return m_content.thread.id; }
    /// Keyboard into the field to write in; where there is none, to the card.
    void takeFocus(bool toField);
    [[nodiscard]] bool hasWords() const;
    /// What was written has arrived.
    void forgetWords();
    /// At the width that the card has.
    [[nodiscard]] int wantedHeight() const;

  Q_SIGNALS:
    void chosen();
    void heightChanged();
    /// Of a draft, a reply, or other words for `remark`.
    void written(const QString& words);
    /// Of a draft or a reply, while it is being written.
    void wordsChanged(const QString& words);
    void rewritten(const varve::event::EventId& remark, const QString& words);
    void resolveRequested(bool resolved);
    void deleteRequested(const varve::event::EventId& remark);
    /// Back to the text.
    void left();
    void stepRequested(bool forward);

  protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool event(QEvent* event) override;

  private:
    void rebuild();
    void addRemark(const projection::Remark& remark, bool isFirst);
    void addShort();
    void addField(const QString& purpose, const QString& button, const QString& words,
                  std::optional<event::EventId> rewritten);
    [[nodiscard]] bool isOwn(const projection::Remark& remark) const;
    [[nodiscard]] QString authorOf(const projection::Remark& remark) const;
    [[nodiscard]] QPushButton* makeResolve();
    void showMenu(const projection::Remark& remark, QPoint place);
    [[nodiscard]] QString describe() const;

    Content m_content;
    QWidget* m_body = nullptr;
    QVBoxLayout* m_layout = nullptr;
    RemarkField* m_field = nullptr;
    std::optional<event::EventId> m_rewriting;
    bool m_isBuilt = false;
};

}  // namespace varve::ui
