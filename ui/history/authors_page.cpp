#include "ui/history/authors_page.h"

#include <QCoreApplication>
#include <QLabel>
#include <QListWidget>
#include <QLocale>
#include <QPainter>
#include <QPointer>
#include <QStyledItemDelegate>
#include <QThreadPool>
#include <QVBoxLayout>
#include <QtMath>
#include <memory>
#include <numeric>
#include <optional>
#include <set>
#include <utility>

#include "history/travel_index_builder.h"
#include "projection/shown_texts.h"
#include "ui/collaboration/presence_colours.h"
#include "ui/history/time_words.h"
#include "ui/plain_tool_tip.h"
#include "ui/theme.h"

namespace varve::ui {

namespace {

constexpr int kStandingRole = Qt::UserRole;
constexpr int kWorkRole = Qt::UserRole + 1;
constexpr int kTimeRole = Qt::UserRole + 2;
constexpr int kShareRole = Qt::UserRole + 3;
constexpr int kColourRole = Qt::UserRole + 4;
constexpr int kMargin = 10;
constexpr int kPadding = 8;
constexpr int kBarHeight = 4;
constexpr int kFollowDelayMs = 3000;

/// The name, a bar for the share of what stands, and three quieter lines.
class AuthorDelegate : public QStyledItemDelegate {
  public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        const bool isSelected = option.state.testFlag(QStyle::State_Selected);
        const ThemeColours colours = themeColours(option.palette);
        const QColor ink = option.palette.color(isSelected ? QPalette::HighlightedText : QPalette::WindowText);
        const QColor quiet = isSelected ? ink : colours.muted;
        painter->save();
        if (isSelected) painter->fillRect(option.rect, option.palette.brush(QPalette::Highlight));
        QRectF box = QRectF(option.rect).adjusted(kMargin, kPadding, -kMargin, -kPadding);
        const auto write = [&](const QFont& font, const QColor& colour, const QString& words) {
            const QFontMetricsF metrics(font);
            painter->setFont(font);
            painter->setPen(colour);
            painter->drawText(QRectF(box.topLeft(), QSizeF(box.width(), metrics.height())), Qt::AlignLeft,
                              metrics.elidedText(words, Qt::ElideRight, box.width()));
            box.setTop(box.top() + metrics.height() + 2);
        };
        QFont bold = option.font;
        bold.setWeight(QFont::DemiBold);
        write(bold, ink, index.data(Qt::DisplayRole).toString());
        QRectF bar(box.left(), box.top() + 2, box.width(), kBarHeight);
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(Qt::NoPen);
        painter->setBrush(colours.hairline);
        painter->drawRoundedRect(bar, 2, 2);
        const qreal share = index.data(kShareRole).toReal();
        if (share > 0) {
            bar.setWidth(std::max<qreal>(kBarHeight, bar.width() * share));
            painter->setBrush(presenceColour(index.data(kColourRole).toUInt(), colours.isDark));
            painter->drawRoundedRect(bar, 2, 2);
        }
        box.setTop(box.top() + kBarHeight + 6);
        for (const int role : {kStandingRole, kWorkRole, kTimeRole})
            write(option.font, quiet, index.data(role).toString());
        painter->restore();
    }
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& /*index*/) const override {
        QFont bold = option.font;
        bold.setWeight(QFont::DemiBold);
        const qreal lines = QFontMetricsF(bold).height() + 3 * QFontMetricsF(option.font).height();
        return {option.rect.width(), qCeil(lines) + 4 * 2 + kBarHeight + 6 + 2 * kPadding};
    }
};

QString numberWords(std::uint64_t number) {
    return QLocale().toString(static_cast<qulonglong>(number));
}

/// What a thread needs to count, a copy that nobody changes.
struct Snapshot {
    event::EventLog log;
    merge::Tracker tracker;
    history::Timeline timeline;
};

std::optional<std::vector<history::AuthorFacts>> counted(const Snapshot& snapshot) {
    const auto index = history::buildTravelIndex(snapshot.log, snapshot.tracker, snapshot.timeline);
    if (!index) return std::nullopt;
    const std::set<event::ObjectId> texts =
        projection::shownTextsBeside(snapshot.log, snapshot.tracker, merge::View::kEffect);
    return history::authorReport(snapshot.log, snapshot.timeline, *index, index->end(),
                                 [&](const event::ObjectId& sequence) { return texts.contains(sequence); });
}

}  // namespace

AuthorsPage::AuthorsPage(const replica::DocumentReplica& replica, std::function<qint64()> nowMs, QWidget* parent)
    : QWidget(parent), m_replica(replica), m_nowMs(std::move(nowMs)) {
    m_note = new QLabel(this);
    m_note->setObjectName(QStringLiteral("authorsNote"));
    m_note->setWordWrap(true);
    m_note->setContentsMargins(kMargin, kPadding, kMargin, kPadding);
    m_list = new QListWidget(this);
    m_list->setObjectName(QStringLiteral("authorsList"));
    m_list->setAccessibleName(tr("Authors"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setUniformItemSizes(true);
    m_list->setItemDelegate(new AuthorDelegate(m_list));
    m_list->viewport()->setBackgroundRole(QPalette::Window);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_note);
    layout->addWidget(m_list, 1);
    setFocusProxy(m_list);
    m_timer.setSingleShot(true);
    m_timer.setInterval(kFollowDelayMs);
    connect(&m_timer, &QTimer::timeout, this, &AuthorsPage::count);
}

void AuthorsPage::follow() {
    m_isStale = true;
    if (isVisible() && !m_timer.isActive()) m_timer.start();
}

void AuthorsPage::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    if (m_isStale) count();
}

void AuthorsPage::count() {
    // While one is on its way, its arrival starts the next.
    if (m_isCounting) return;
    m_isCounting = true;
    m_replica.whenAwake(this, [this] { countAwake(); });
}

void AuthorsPage::countAwake() {
    m_isStale = false;
    const QPointer<AuthorsPage> page(this);
    const auto snapshot =
        std::make_shared<const Snapshot>(Snapshot{m_replica.log(), m_replica.tracker(), m_replica.timeline()});
    QThreadPool::globalInstance()->start([page, snapshot] {
        const auto authors = std::make_shared<std::optional<std::vector<history::AuthorFacts>>>(counted(*snapshot));
        QMetaObject::invokeMethod(
            QCoreApplication::instance(),
            [page, authors] {
                if (page.isNull()) return;
                page->take(*authors ? std::move(**authors) : std::vector<history::AuthorFacts>(), authors->has_value());
            },
            Qt::QueuedConnection);
    });
}

void AuthorsPage::take(std::vector<history::AuthorFacts> authors, bool isKnown) {
    m_isCounting = false;
    m_authors = std::move(authors);
    const int row = m_list->currentRow();
    m_list->clear();
    const qint64 nowMs = m_nowMs();
    const auto all = std::accumulate(
        m_authors.begin(), m_authors.end(), std::uint64_t{0},
        [](std::uint64_t sum, const history::AuthorFacts& author) { return sum + author.standingCount(); });
    unsigned next = 0;
    for (const history::AuthorFacts& author : m_authors) {
        const QString name = author.user.empty() ? tr("Somebody") : QString::fromStdString(author.user);
        auto* item = new QListWidgetItem(name, m_list);
        item->setData(kStandingRole, standingWords(author, all));
        item->setData(kWorkRole, workWords(author));
        item->setData(kTimeRole, timeWords(author, nowMs));
        const auto standing = static_cast<double>(author.standingCount());
        item->setData(kShareRole, all == 0 ? 0.0 : standing / static_cast<double>(all));
        const std::optional<std::uint32_t> colour = m_colourOf ? m_colourOf(author.agent) : std::nullopt;
        item->setData(kColourRole, colour.value_or(next++));
        const QStringList parts{name, standingWords(author, all), workWords(author), timeWords(author, nowMs)};
        item->setData(Qt::AccessibleTextRole, parts.join(QStringLiteral(". ")));
        item->setToolTip(plainToolTip(parts.join(u'\n')));
    }
    m_list->setCurrentRow(row);
    if (!isKnown) {
        m_note->setText(
            tr("So much was undone and formatted again and again in this document that its authors cannot "
               "be counted."));
    } else if (m_authors.empty()) {
        m_note->setText(tr("Nobody has written anything yet."));
    } else {
        m_note->setText(tr("%1 characters stand in the document. What undo and restore bring back stays with whoever "
                           "wrote it.")
                            .arg(numberWords(all)));
    }
    if (m_isStale && isVisible()) m_timer.start();
}

QString AuthorsPage::standingWords(const history::AuthorFacts& author, std::uint64_t all) {
    const std::uint64_t standing = author.standingCount();
    const double share = all == 0 ? 0 : 100.0 * static_cast<double>(standing) / static_cast<double>(all);
    const QString percent = share > 0 && share < 1 ? tr("under 1 %") : tr("%1 %").arg(qRound(share));
    return tr("%1 characters stand (%2)").arg(numberWords(standing), percent);
}

QString AuthorsPage::workWords(const history::AuthorFacts& author) {
    QString words = tr("Wrote %1, deleted %2").arg(numberWords(author.writtenCount()), numberWords(author.deleted));
    const auto sittings = static_cast<int>(author.sessionCount);
    words += QStringLiteral(" · ") + (sittings == 1 ? tr("1 sitting") : tr("%n sittings", nullptr, sittings));
    const int pasted = qRound(100 * author.pastedShare());
    if (pasted > 0) words += QStringLiteral(" · ") + tr("%1 % pasted").arg(pasted);
    return words;
}

QString AuthorsPage::timeWords(const history::AuthorFacts& author, qint64 nowMs) {
    return tr("%1 to %2").arg(shortTimeWords(author.firstMs, nowMs), shortTimeWords(author.lastMs, nowMs));
}

}  // namespace varve::ui
