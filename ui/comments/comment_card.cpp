#include "ui/comments/comment_card.h"

#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QMenu>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <utility>

#include "ui/comments/remark_field.h"
#include "ui/comments/remark_text.h"
#include "ui/elided_label.h"
#include "ui/history/time_words.h"
#include "ui/theme.h"
#include "ui/theme_style.h"

namespace varve::ui {

namespace {

constexpr std::size_t kRemarksShownMax = 100;
constexpr int kShortLinesMax = 3;
constexpr int kMargin = 12;

bool isShownSame(const CommentCard::Content& a, const CommentCard::Content& b) {
    return a.thread.id == b.thread.id && a.thread.remarks == b.thread.remarks &&
           a.thread.isResolved == b.thread.isResolved && a.thread.isDetached() == b.thread.isDetached() &&
           a.thread.leftOutCount == b.thread.leftOutCount && a.isDraft == b.isDraft && a.isSelected == b.isSelected &&
           a.isWritable == b.isWritable && a.user == b.user;
}

void mute(QLabel& label, const QPalette& around) {
    QPalette colours = around;
    colours.setColor(QPalette::WindowText, themeColours(around).muted);
    label.setPalette(colours);
}

QLabel* mutedLabel(const QString& text, QWidget* parent) {
    auto* label = new ElidedLabel(parent);
    label->setObjectName(QStringLiteral("mutedWords"));
    label->setText(text);
    label->setTextFormat(Qt::PlainText);
    mute(*label, parent->palette());
    QFont small = label->font();
    small.setPointSizeF(small.pointSizeF() * 0.9);
    label->setFont(small);
    return label;
}

}  // namespace

CommentCard::CommentCard(QWidget* parent) : QFrame(parent) {
    setObjectName(QStringLiteral("commentCard"));
    setFocusPolicy(Qt::StrongFocus);
    setAutoFillBackground(false);
    m_layout = new QVBoxLayout(this);
    m_layout->setContentsMargins(0, 0, 0, 0);
}

void CommentCard::setContent(const Content& content) {
    const bool isSame = m_isBuilt && isShownSame(m_content, content);
    const bool isSameThread = m_content.thread.id == content.thread.id && m_content.isDraft == content.isDraft;
    const bool staysSelected = m_content.isSelected && content.isSelected;
    m_content = content;
    if (isSame) return;
    const bool keepsWords = m_field != nullptr && isSameThread && staysSelected && content.isWritable;
    const QString words = keepsWords ? m_field->toPlainText() : QString();
    const QTextCursor cursor = keepsWords ? m_field->textCursor() : QTextCursor();
    const bool hasFieldFocus = keepsWords && m_field->hasFocus();
    const bool hasCardFocus = hasFocus() || (isAncestorOf(QApplication::focusWidget()) && !hasFieldFocus);
    if (!keepsWords) m_rewriting.reset();
    const int position = keepsWords ? cursor.position() : 0;
    rebuild();
    if (keepsWords && m_field != nullptr) {
        m_field->setPlainText(words);
        QTextCursor now = m_field->textCursor();
        now.setPosition(position);
        m_field->setTextCursor(now);
        if (hasFieldFocus) m_field->setFocus();
    }
    if (hasCardFocus) setFocus();
}

/// Of those that nobody signed none is anybody's own.
bool CommentCard::isOwn(const projection::Remark& remark) const {
    return !remark.author.empty() && remark.author == m_content.user;
}

/// In a sentence.
QString CommentCard::authorOf(const projection::Remark& remark) const {
    if (isOwn(remark)) return tr("you", "the author of a remark");
    return remark.author.empty() ? tr("Somebody") : QString::fromStdString(remark.author);
}

void CommentCard::rebuild() {
    m_isBuilt = true;
    // What is shown may be in the middle of saying that a button was pressed.
    if (QWidget* before = std::exchange(m_body, new QWidget(this))) {
        m_layout->removeWidget(before);
        before->hide();
        before->deleteLater();
    }
    if (m_field != nullptr) m_field->disconnect(this);
    m_field = nullptr;
    m_layout->addWidget(m_body);
    auto* body = new QVBoxLayout(m_body);
    body->setContentsMargins(kMargin, kMargin - 3, kMargin, kMargin - 2);
    body->setSpacing(3);
    const auto& remarks = m_content.thread.remarks;
    setAccessibleName(describe());
    if (m_content.isDraft) {
        body->addWidget(mutedLabel(tr("New comment"), m_body));
        addField(tr("Say something about this text"), tr("Comment"), m_content.unsent, std::nullopt);
    } else if (!m_content.isSelected) {
        addShort();
    } else {
        const std::size_t shown = std::min(remarks.size(), kRemarksShownMax);
        addRemark(remarks.front(), true);
        const std::size_t hidden = remarks.size() - shown + m_content.thread.leftOutCount;
        if (hidden > 0) body->addWidget(mutedLabel(tr("%Ln replies are not shown", nullptr, int(hidden)), m_body));
        for (std::size_t index = remarks.size() - shown + 1; index < remarks.size(); ++index)
            addRemark(remarks[index], false);
        if (m_content.isWritable && !m_content.thread.isResolved && !m_rewriting)
            addField(tr("Reply"), tr("Reply"), m_content.unsent, std::nullopt);
        if (m_content.isWritable && m_content.thread.isResolved && !m_rewriting) {
            body->addSpacing(6);
            body->addWidget(makeResolve(), 0, Qt::AlignLeft);
        }
    }
    m_body->show();
    update();
    Q_EMIT heightChanged();
}

void CommentCard::addRemark(const projection::Remark& remark, bool isFirst) {
    auto* body = static_cast<QVBoxLayout*>(m_body->layout());
    if (!isFirst) body->addSpacing(7);
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    auto* author = new ElidedLabel(m_body);
    author->setText(isOwn(remark) ? tr("You", "the author of a remark") : authorOf(remark));
    author->setTextFormat(Qt::PlainText);
    QFont bold = author->font();
    bold.setWeight(QFont::DemiBold);
    author->setFont(bold);
    row->addWidget(author, 0);
    row->addWidget(mutedLabel(shortTimeWords(remark.timeMs, m_content.nowMs), m_body), 1);
    if (m_content.isSelected) {
        auto* more = new QToolButton(m_body);
        more->setText(QStringLiteral("⋯"));
        more->setAutoRaise(true);
        more->setFocusPolicy(Qt::TabFocus);
        more->setAccessibleName(tr("More for the remark by %1").arg(authorOf(remark)));
        more->setToolTip(tr("Copy, change or delete"));
        more->setFixedHeight(author->sizeHint().height());
        connect(more, &QToolButton::clicked, this,
                [this, remark, more] { showMenu(remark, more->mapToGlobal(QPoint(0, more->height()))); });
        row->addWidget(more);
    }
    body->addLayout(row);
    if (m_rewriting == remark.id) {
        addField(tr("Change the words"), tr("Save"), QString::fromStdString(remark.text), remark.id);
        return;
    }
    body->addWidget(
        new RemarkText(QString::fromStdString(remark.text), m_content.isSelected ? 0 : kShortLinesMax, m_body));
}

void CommentCard::addShort() {
    addRemark(m_content.thread.remarks.front(), true);
    const std::size_t replies = m_content.thread.remarks.size() - 1 + m_content.thread.leftOutCount;
    if (replies == 0) return;
    m_body->layout()->addWidget(mutedLabel(
        replies == 1 ? tr("1 reply") : tr("%1 replies").arg(QLocale().toString(static_cast<qulonglong>(replies))),
        m_body));
}

void CommentCard::addField(const QString& purpose, const QString& button, const QString& words,
                           std::optional<event::EventId> rewritten) {
    auto* body = static_cast<QVBoxLayout*>(m_body->layout());
    body->addSpacing(5);
    m_field = new RemarkField(purpose, m_body);
    m_field->setObjectName(QStringLiteral("remarkField"));
    m_field->setPlainText(words);
    m_field->moveCursor(QTextCursor::End);
    body->addWidget(m_field);
    auto* send = new QPushButton(button, m_body);
    send->setObjectName(QStringLiteral("sendRemark"));
    send->setProperty(kPrimaryProperty, true);
    send->setToolTip(tr("Ctrl+Enter"));
    auto* row = new QHBoxLayout;
    row->setContentsMargins(0, 6, 0, 0);
    if (!m_content.isDraft && !rewritten) row->addWidget(makeResolve());
    row->addStretch(1);
    row->addWidget(send);
    body->addLayout(row);
    // A reply is a thin line until somebody writes one.
    const auto showButton = [this, send] {
        const bool wanted = !m_field->toPlainText().trimmed().isEmpty() || m_content.isDraft;
        if (send->isHidden() == !wanted) return;
        send->setVisible(wanted);
        Q_EMIT heightChanged();
    };
    const auto send_ = [this, rewritten] {
        const QString text = m_field->toPlainText().trimmed();
        if (text.isEmpty()) return;
        if (rewritten) {
            const event::EventId remark = *rewritten;
            m_rewriting.reset();
            rebuild();
            setFocus();
            Q_EMIT this->rewritten(remark, text);
        } else {
            Q_EMIT written(text);
        }
    };
    connect(send, &QPushButton::clicked, this, send_);
    connect(m_field, &RemarkField::sent, this, send_);
    connect(m_field, &RemarkField::heightChanged, this, &CommentCard::heightChanged);
    connect(m_field, &RemarkField::textChanged, this, showButton);
    if (!rewritten) {
        connect(m_field, &RemarkField::textChanged, this, [this] { Q_EMIT wordsChanged(m_field->toPlainText()); });
    }
    connect(m_field, &RemarkField::left, this, [this] {
        if (m_rewriting) {
            m_rewriting.reset();
            rebuild();
            setFocus();
        } else {
            Q_EMIT left();
        }
    });
    send->setVisible(m_content.isDraft || !words.isEmpty());
}

QPushButton* CommentCard::makeResolve() {
    const bool isResolved = m_content.thread.isResolved;
    auto* button = new QPushButton(isResolved ? tr("Open Again") : tr("Resolve"), m_body);
    button->setObjectName(QStringLiteral("resolveThread"));
    connect(button, &QPushButton::clicked, this, [this, isResolved] { Q_EMIT resolveRequested(!isResolved); });
    return button;
}

void CommentCard::showMenu(const projection::Remark& remark, QPoint place) {
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const QString text = QString::fromStdString(remark.text);
    connect(menu->addAction(tr("&Copy Words")), &QAction::triggered, this,
            [text] { QApplication::clipboard()->setText(text); });
    if (m_content.isWritable) {
        const bool isFirst = remark.id == m_content.thread.id;
        if (isOwn(remark)) {
            connect(menu->addAction(tr("Change &Words…")), &QAction::triggered, this, [this, id = remark.id] {
                m_rewriting = id;
                rebuild();
                takeFocus(true);
            });
        }
        if (isOwn(remark) || isFirst) {
            menu->addSeparator();
            connect(menu->addAction(isFirst ? tr("&Delete Thread") : tr("&Delete Reply")), &QAction::triggered, this,
                    [this, id = remark.id] { Q_EMIT deleteRequested(id); });
        }
    }
    menu->popup(place);
}

QString CommentCard::describe() const {
    if (m_content.isDraft) return tr("New comment");
    const auto& first = m_content.thread.remarks.front();
    QString words =
        tr("Comment by %1, %2: %3")
            .arg(authorOf(first), shortTimeWords(first.timeMs, m_content.nowMs), QString::fromStdString(first.text));
    if (m_content.thread.isResolved) words += u' ' + tr("Resolved.");
    if (m_content.thread.isDetached()) words += u' ' + tr("Its text is gone.");
    return words;
}

void CommentCard::takeFocus(bool toField) {
    if (toField && m_field != nullptr) {
        m_field->setFocus(Qt::ShortcutFocusReason);
    } else {
        setFocus(Qt::ShortcutFocusReason);
    }
}

void CommentCard::forgetWords() {
    m_content.unsent.clear();
    if (m_field != nullptr && !m_rewriting) m_field->clear();
}

bool CommentCard::hasWords() const {
    return m_field != nullptr && !m_field->toPlainText().trimmed().isEmpty();
}

int CommentCard::wantedHeight() const {
    if (m_body == nullptr) return 0;
    m_body->layout()->activate();
    return m_body->layout()->hasHeightForWidth() ? m_body->layout()->heightForWidth(width())
                                                 : m_body->layout()->sizeHint().height();
}

void CommentCard::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const ThemeColours colours = themeColours(palette());
    const bool isActive = m_content.isSelected || m_content.isDraft;
    painter.setBrush(palette().color(QPalette::Base));
    const bool showsFocus = hasFocus();
    painter.setPen(QPen(showsFocus ? colours.accent : colours.hairline, showsFocus ? 2 : 1));
    const qreal inset = showsFocus ? 1 : 0.5;
    painter.drawRoundedRect(QRectF(rect()).adjusted(inset, inset, -inset, -inset), 6, 6);
    if (!isActive) return;
    painter.setPen(Qt::NoPen);
    painter.setBrush(colours.accent);
    painter.drawRoundedRect(QRectF(0, 8, 3, height() - 16), 1.5, 1.5);
}

void CommentCard::mousePressEvent(QMouseEvent* event) {
    QFrame::mousePressEvent(event);
    event->accept();
    Q_EMIT chosen();
}

void CommentCard::keyPressEvent(QKeyEvent* event) {
    switch (event->key()) {
        case Qt::Key_Return:
        case Qt::Key_Enter:
            Q_EMIT chosen();
            takeFocus(true);
            return;
        case Qt::Key_Escape:
            Q_EMIT left();
            return;
        case Qt::Key_Down:
        case Qt::Key_Up:
            Q_EMIT stepRequested(event->key() == Qt::Key_Down);
            return;
        default:
            QFrame::keyPressEvent(event);
    }
}

bool CommentCard::event(QEvent* event) {
    if (event->type() == QEvent::ShortcutOverride && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
        event->accept();
        return true;
    }
    if (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut) update();
    if (event->type() == QEvent::PaletteChange) {
        for (QLabel* label : findChildren<QLabel*>(QStringLiteral("mutedWords")))
            mute(*label, palette());
    }
    return QFrame::event(event);
}

}  // namespace varve::ui
