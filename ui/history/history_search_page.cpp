#include "ui/history/history_search_page.h"

#include <QCheckBox>
#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPainter>
#include <QPushButton>
#include <QStyledItemDelegate>
#include <QTextLayout>
#include <QVBoxLayout>
#include <QtMath>
#include <algorithm>
#include <utility>

#include "ui/history/time_words.h"
#include "ui/plain_tool_tip.h"
#include "ui/theme.h"

namespace varve::ui {

namespace {

constexpr int kFoundBeginRole = Qt::UserRole;
constexpr int kFoundSizeRole = Qt::UserRole + 1;
constexpr int kFactsRole = Qt::UserRole + 2;
constexpr int kMargin = 8;
constexpr int kPadding = 6;
constexpr int kLineCountMax = 2;          // of the words around a hit
constexpr qsizetype kBeforeSizeMax = 24;  // so that what was found stands in the first lines
constexpr qsizetype kRowSizeMax = 400;    // more than two lines of a wide pane
constexpr int kRowsLaidOutAtOnce = 50;

/// Two lines of text with what was found in bold, and below them in a quieter colour when and by whom.
class HitDelegate : public QStyledItemDelegate {
  public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        const bool isSelected = option.state.testFlag(QStyle::State_Selected);
        const auto role = isSelected ? QPalette::HighlightedText : QPalette::WindowText;
        painter->save();
        if (isSelected) painter->fillRect(option.rect, option.palette.brush(QPalette::Highlight));
        const QRectF box = QRectF(option.rect).adjusted(kMargin, kPadding, -kMargin, -kPadding);
        QTextLayout text;
        layOut(text, option, index, box.width());
        painter->setPen(option.palette.color(role));
        text.draw(painter, box.topLeft());
        const qreal top = box.top() + text.boundingRect().height() + 2;
        painter->setPen(isSelected ? option.palette.color(role) : themeColours(option.palette).muted);
        const QFontMetricsF metrics(option.font);
        const QString facts = metrics.elidedText(index.data(kFactsRole).toString(), Qt::ElideRight, box.width());
        painter->drawText(QRectF(box.left(), top, box.width(), metrics.height()), Qt::AlignLeft, facts);
        painter->setPen(themeColours(option.palette).hairline);
        painter->drawLine(option.rect.bottomLeft(), option.rect.bottomRight());
        painter->restore();
    }
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        const auto* view = qobject_cast<const QListWidget*>(option.widget);
        const int width = view != nullptr ? view->viewport()->width() : option.rect.width();
        QTextLayout text;
        layOut(text, option, index, width - 2 * kMargin);
        const qreal height = text.boundingRect().height() + 2 + QFontMetricsF(option.font).height();
        return {width, qCeil(height) + 2 * kPadding + 1};
    }

  private:
    static void layOut(QTextLayout& text, const QStyleOptionViewItem& option, const QModelIndex& index, qreal width) {
        text.setText(index.data(Qt::DisplayRole).toString());
        text.setFont(option.font);
        QTextLayout::FormatRange found;
        found.start = index.data(kFoundBeginRole).toInt();
        found.length = index.data(kFoundSizeRole).toInt();
        found.format.setFontWeight(QFont::Bold);
        text.setFormats({found});
        text.beginLayout();
        qreal height = 0;
        for (int count = 0; count < kLineCountMax; ++count) {
            QTextLine line = text.createLine();
            if (!line.isValid()) break;
            line.setLineWidth(std::max(1.0, width));
            line.setPosition({0, height});
            height += line.height();
        }
        text.endLayout();
    }
};

QString shown(const std::string& utf8) {
    QString text = QString::fromStdString(utf8);
    text.replace(QLatin1Char('\n'), QLatin1Char(' '));
    text.replace(QChar::ObjectReplacementCharacter, QLatin1Char(' '));
    return text;
}

}  // namespace

HistorySearchPage::HistorySearchPage(std::function<qint64()> nowMs, QWidget* parent)
    : QWidget(parent), m_nowMs(std::move(nowMs)) {
    createWidgets();
    layOut();
    setFocusProxy(m_field);
    connect(m_field, &QLineEdit::textEdited, this, &HistorySearchPage::patternEdited);
    connect(m_case, &QCheckBox::toggled, this, &HistorySearchPage::patternEdited);
    connect(m_word, &QCheckBox::toggled, this, &HistorySearchPage::patternEdited);
    connect(m_list, &QListWidget::itemActivated, this, &HistorySearchPage::activate);
    connect(m_list, &QListWidget::currentRowChanged, this, [this] {
        m_show->setEnabled(chosen() != nullptr);
        m_copy->setEnabled(chosen() != nullptr);
    });
    connect(m_show, &QPushButton::clicked, this, &HistorySearchPage::activate);
    connect(m_copy, &QPushButton::clicked, this, &HistorySearchPage::copy);
    setNote(tr("Finds what ever stood in this document, also what was deleted long ago."));
}

void HistorySearchPage::createWidgets() {
    m_field = new QLineEdit(this);
    m_field->setObjectName(QStringLiteral("historySearchField"));
    m_field->setPlaceholderText(tr("Find in all history"));
    m_field->setAccessibleName(tr("Find in all history"));
    m_field->setClearButtonEnabled(true);
    m_field->setMaxLength(static_cast<int>(history::TextAutomaton::kScalarCountMax));
    m_field->installEventFilter(this);
    m_case = new QCheckBox(tr("&Match case"), this);
    m_case->setObjectName(QStringLiteral("historySearchCase"));
    m_word = new QCheckBox(tr("&Whole words"), this);
    m_word->setObjectName(QStringLiteral("historySearchWord"));
    m_note = new QLabel(this);
    m_note->setObjectName(QStringLiteral("historySearchNote"));
    m_note->setWordWrap(true);
    m_list = new QListWidget(this);
    m_list->setObjectName(QStringLiteral("historySearchHits"));
    m_list->setAccessibleName(tr("Places in the history"));
    m_list->setAccessibleDescription(tr("Enter shows the place as it was, Ctrl+C copies its paragraph."));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setResizeMode(QListView::Adjust);
    m_list->setLayoutMode(QListView::Batched);
    m_list->setBatchSize(kRowsLaidOutAtOnce);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setItemDelegate(new HitDelegate(m_list));
    m_list->viewport()->setBackgroundRole(QPalette::Window);
    m_list->installEventFilter(this);
    m_show = new QPushButton(tr("&Show"), this);
    m_show->setObjectName(QStringLiteral("historySearchShow"));
    m_show->setToolTip(tr("Show the document as it was, with the place selected (Enter)"));
    m_show->setEnabled(false);
    m_copy = new QPushButton(tr("&Copy"), this);
    m_copy->setObjectName(QStringLiteral("historySearchCopy"));
    m_copy->setToolTip(tr("Copy the paragraph as it was (Ctrl+C)"));
    m_copy->setEnabled(false);
}

void HistorySearchPage::layOut() {
    auto* options = new QHBoxLayout;
    options->setSpacing(12);
    options->addWidget(m_case);
    options->addWidget(m_word);
    options->addStretch(1);
    auto* head = new QVBoxLayout;
    head->setContentsMargins(kMargin, kMargin, kMargin, 6);
    head->setSpacing(6);
    head->addWidget(m_field);
    head->addLayout(options);
    head->addWidget(m_note);
    auto* buttons = new QHBoxLayout;
    buttons->setContentsMargins(kMargin, 6, kMargin, kMargin);
    buttons->setSpacing(6);
    buttons->addWidget(m_show);
    buttons->addWidget(m_copy);
    buttons->addStretch(1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(head);
    layout->addWidget(m_list, 1);
    layout->addLayout(buttons);
}

QString HistorySearchPage::words() const {
    return m_field->text();
}

void HistorySearchPage::setWords(const QString& words) {
    m_field->setText(words);
}

projection::HistoryWordsOptions HistorySearchPage::options() const {
    return {.isCaseSensitive = m_case->isChecked(), .isWholeWord = m_word->isChecked()};
}

void HistorySearchPage::takeFocus() {
    m_field->setFocus(Qt::ShortcutFocusReason);
    m_field->selectAll();
}

QString HistorySearchPage::factsWords(const HistoryHitFacts& hit, qint64 nowMs) {
    const auto nameOf = [](const HistoryHitFacts::Event& event) {
        return event.user.isEmpty() ? tr("somebody") : event.user;
    };
    const QString came = tr("%1, %2").arg(nameOf(hit.came), shortTimeWords(hit.came.timeMs, nowMs));
    if (!hit.went) return tr("%1 – still there").arg(came);
    const QString went = shortTimeWords(hit.went->timeMs, nowMs);
    return tr("%1 – gone %2, by %3").arg(came, went, nameOf(*hit.went));
}

void HistorySearchPage::setHits(std::vector<HistoryHitFacts> hits, bool isComplete) {
    m_hits = std::move(hits);
    const QSignalBlocker blocker(m_list);
    m_list->clear();
    const qint64 nowMs = m_nowMs();
    int goneCount = 0;
    for (const HistoryHitFacts& hit : m_hits) {
        QString before = shown(hit.around.before);
        if (before.size() > kBeforeSizeMax) {
            // From the beginning of a word, where there is one.
            before = before.last(kBeforeSizeMax);
            before = QStringLiteral("…") + before.sliced(before.indexOf(QLatin1Char(' ')) + 1);
        }
        const QString found = shown(hit.around.text);
        QString row = before + found + shown(hit.around.behind);
        if (row.size() > kRowSizeMax) row.truncate(kRowSizeMax);
        auto* item = new QListWidgetItem(row, m_list);
        const QString facts = factsWords(hit, nowMs);
        item->setData(kFoundBeginRole, before.size());
        item->setData(kFoundSizeRole, std::min(found.size(), row.size() - before.size()));
        item->setData(kFactsRole, facts);
        item->setData(Qt::AccessibleTextRole, tr("%1. %2").arg(item->text(), facts));
        item->setToolTip(plainToolTip(facts));
        goneCount += hit.went ? 1 : 0;
    }
    const int count = static_cast<int>(m_hits.size());
    if (count == 0) {
        setNote(tr("This never stood in the document."));
    } else if (!isComplete) {
        setNote(tr("More than %n places; the newest of those found are listed.", nullptr, count));
    } else if (goneCount == 0) {
        setNote(count == 1 ? tr("1 place, still there.") : tr("%n places, all still there.", nullptr, count));
    } else if (goneCount == count) {
        setNote(count == 1 ? tr("1 place, no longer there.")
                           : tr("%n places, none of them still there.", nullptr, count));
    } else {
        setNote(tr("%n places, %1 of them no longer there.", nullptr, count).arg(goneCount));
    }
    if (count > 0) m_list->setCurrentRow(0);
    m_show->setEnabled(count > 0);
    m_copy->setEnabled(count > 0);
}

void HistorySearchPage::setNote(const QString& sentence) {
    m_note->setText(sentence);
}

QString HistorySearchPage::note() const {
    return m_note->text();
}

const HistoryHitFacts* HistorySearchPage::chosen() const {
    const int row = m_list->currentRow();
    return row >= 0 && row < static_cast<int>(m_hits.size()) ? &m_hits[static_cast<std::size_t>(row)] : nullptr;
}

void HistorySearchPage::activate() {
    if (const HistoryHitFacts* hit = chosen()) Q_EMIT hitActivated(*hit);
}

void HistorySearchPage::copy() {
    const HistoryHitFacts* hit = chosen();
    if (hit == nullptr) return;
    QGuiApplication::clipboard()->setText(
        QString::fromStdString(hit->around.before + hit->around.text + hit->around.behind));
    Q_EMIT messageRaised(tr("Copied the paragraph as it was. Paste puts it where you write."));
}

bool HistorySearchPage::eventFilter(QObject* watched, QEvent* event) {
    const bool isOverride = event->type() == QEvent::ShortcutOverride;
    if (!isOverride && event->type() != QEvent::KeyPress) return QWidget::eventFilter(watched, event);
    auto* key = static_cast<QKeyEvent*>(event);
    const bool isEnter = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
    if (watched == m_list && key->matches(QKeySequence::Copy)) {
        if (isOverride) {
            key->accept();
        } else {
            copy();
        }
        return true;
    }
    if (isOverride) return QWidget::eventFilter(watched, event);
    if (isEnter && key->modifiers() == Qt::NoModifier) {
        activate();
        return true;
    }
    if (watched == m_field && key->key() == Qt::Key_Down && m_list->count() > 0) {
        m_list->setFocus(Qt::TabFocusReason);
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

}  // namespace varve::ui
