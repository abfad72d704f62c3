#include "ui/comments/comment_lane.h"

#include <QActionGroup>
#include <QCoreApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPainter>
#include <QScrollBar>
#include <QToolButton>
#include <QWheelEvent>
#include <algorithm>

#include "ui/comments/card_places.h"
#include "ui/theme.h"
#include "ui/theme_icons.h"

namespace varve::ui {

namespace {

constexpr int kSideGap = 12;
constexpr int kCardGap = 10;
constexpr int kHeadHeight = 40;
constexpr int kRoomForBoth = 760;

QString choiceWords(CommentLane::Listing listing, const CommentLane::Counts& counts) {
    const auto words = [](const QString& name, std::size_t count) {
        return count == 0 ? name : CommentLane::tr("%1 (%2)", "a list and how long it is").arg(name).arg(count);
    };
    switch (listing) {
        case CommentLane::Listing::kOpen:
            return words(CommentLane::tr("Comments"), counts.open);
        case CommentLane::Listing::kResolved:
            return words(CommentLane::tr("Resolved"), counts.resolved);
        case CommentLane::Listing::kDetached:
            return words(CommentLane::tr("Text Is Gone"), counts.detached);
    }
    return {};
}

}  // namespace

CommentLane::CommentLane(QWidget& page, QWidget* parent) : QWidget(parent), m_page(page) {
    setObjectName(QStringLiteral("commentLane"));
    setAccessibleName(tr("Comments"));
    m_head = new QWidget(this);
    m_choice = new QToolButton(m_head);
    m_choice->setObjectName(QStringLiteral("commentListing"));
    m_choice->setAutoRaise(true);
    m_choice->setPopupMode(QToolButton::InstantPopup);
    m_choice->setToolButtonStyle(Qt::ToolButtonTextOnly);
    m_choice->setFocusPolicy(Qt::TabFocus);
    m_choice->setToolTip(tr("Which comments are listed"));
    auto* menu = new QMenu(m_choice);
    connect(menu, &QMenu::aboutToShow, this, [this, menu] {
        menu->clear();
        auto* group = new QActionGroup(menu);
        for (const Listing listing : {Listing::kOpen, Listing::kResolved, Listing::kDetached}) {
            QAction* action = menu->addAction(choiceWords(listing, m_counts));
            action->setCheckable(true);
            action->setChecked(listing == m_listing);
            group->addAction(action);
            connect(action, &QAction::triggered, this, [this, listing] { Q_EMIT listingChosen(listing); });
        }
    });
    m_choice->setMenu(menu);
    auto* closeButton = new QToolButton(m_head);
    closeButton->setObjectName(QStringLiteral("closeComments"));
    closeButton->setAutoRaise(true);
    closeButton->setFocusPolicy(Qt::TabFocus);
    closeButton->setIcon(themeIcon(QStringLiteral("close")));
    closeButton->setIconSize(QSize(16, 16));
    closeButton->setAccessibleName(tr("Hide comments"));
    closeButton->setToolTip(tr("Hide comments"));
    connect(closeButton, &QToolButton::clicked, this, &CommentLane::closeRequested);
    auto* head = new QHBoxLayout(m_head);
    head->setContentsMargins(kSideGap - 4, 6, kSideGap - 4, 4);
    head->addWidget(m_choice);
    head->addStretch(1);
    head->addWidget(closeButton);
    m_canvas = new QWidget(this);
    m_nothing = new QLabel(m_canvas);
    m_nothing->setWordWrap(true);
    m_bar = new QScrollBar(Qt::Vertical, this);
    connect(m_bar, &QScrollBar::valueChanged, this, &CommentLane::place);
    showWords();
}

void CommentLane::showWords() {
    m_choice->setText(choiceWords(m_listing, m_counts));
    m_choice->setAccessibleName(tr("List of comments: %1").arg(m_choice->text()));
    const bool isEmpty = m_cards.empty();
    m_nothing->setVisible(isEmpty && (m_listing != Listing::kOpen || m_counts.open == 0));
    m_nothing->setText(m_listing == Listing::kOpen       ? tr("No open comments. Select text and press Ctrl+Shift+A.")
                       : m_listing == Listing::kResolved ? tr("No comments were resolved.")
                                                         : tr("No comment has lost its text."));
    QPalette colours = m_nothing->palette();
    colours.setColor(QPalette::WindowText, themeColours(palette()).muted);
    m_nothing->setPalette(colours);
}

void CommentLane::setListing(Listing listing) {
    if (m_listing == listing) return;
    m_listing = listing;
    m_bar->setValue(0);
    showWords();
}

void CommentLane::setCounts(const Counts& counts) {
    if (m_counts == counts) return;
    m_counts = counts;
    showWords();
}

CommentCard* CommentLane::makeCard() {
    auto* card = new CommentCard(m_canvas);
    connect(card, &CommentCard::heightChanged, this, &CommentLane::place, Qt::QueuedConnection);
    Q_EMIT cardMade(card);
    return card;
}

void CommentLane::setEntries(const std::vector<Entry>& entries) {
    std::vector<CommentCard*> before = std::exchange(m_cards, {});
    m_wanted.clear();
    for (const Entry& entry : entries) {
        const auto known = std::ranges::find_if(before, [&](const CommentCard* card) {
            return card->content().isDraft == entry.content.isDraft && card->threadId() == entry.content.thread.id;
        });
        CommentCard* card = nullptr;
        if (known != before.end()) {
            card = *known;
            before.erase(known);
        } else {
            card = makeCard();
        }
        card->setContent(entry.content);
        m_cards.push_back(card);
        m_wanted.push_back(entry.wanted);
    }
    for (CommentCard* card : before) {
        card->hide();
        card->disconnect(this);
        card->deleteLater();
    }
    QWidget* last = m_choice;
    for (CommentCard* card : m_cards) {
        card->show();
        setTabOrder(last, card);
        last = card;
    }
    showWords();
    place();
}

void CommentLane::setPlaces(const std::vector<int>& wanted) {
    if (wanted.size() != m_cards.size()) return;
    m_wanted = wanted;
    place();
}

CommentCard* CommentLane::cardOf(const event::EventId& thread) const {
    const auto found = std::ranges::find_if(
        m_cards, [&](const CommentCard* card) { return !card->content().isDraft && card->threadId() == thread; });
    return found != m_cards.end() ? *found : nullptr;
}

CommentCard* CommentLane::draftCard() const {
    const auto found = std::ranges::find_if(m_cards, [](const CommentCard* card) { return card->content().isDraft; });
    return found != m_cards.end() ? *found : nullptr;
}

void CommentLane::place() {
    const bool isList = m_listing != Listing::kOpen;
    m_head->setGeometry(0, 0, width(), kHeadHeight);
    m_canvas->setGeometry(0, kHeadHeight, width(), std::max(0, height() - kHeadHeight));
    m_nothing->setGeometry(kSideGap + 4, 8, width() - 2 * kSideGap - 8, 60);
    const int cardWidth = width() - 2 * kSideGap;
    std::vector<CardSpace> spaces;
    std::optional<std::size_t> selected;
    int listTop = 2;
    for (std::size_t index = 0; index < m_cards.size(); ++index) {
        CommentCard& card = *m_cards[index];
        card.resize(cardWidth, card.height());
        const int cardHeight = card.wantedHeight();
        spaces.push_back({isList ? listTop : m_wanted[index] - kHeadHeight, cardHeight});
        listTop += cardHeight + kCardGap;
        if (card.content().isSelected || card.content().isDraft) selected = index;
    }
    m_bar->setVisible(isList && listTop > m_canvas->height());
    m_bar->setGeometry(width() - m_bar->sizeHint().width(), kHeadHeight, m_bar->sizeHint().width(), m_canvas->height());
    if (isList) {
        m_bar->setPageStep(m_canvas->height());
        m_bar->setRange(0, std::max(0, listTop - m_canvas->height()));
        for (CardSpace& space : spaces)
            space.wanted -= m_bar->value();
    }
    const std::vector<int> tops = cardPlaces(spaces, isList ? std::nullopt : selected, kCardGap);
    for (std::size_t index = 0; index < m_cards.size(); ++index)
        m_cards[index]->setGeometry(kSideGap, tops[index], cardWidth, spaces[index].height);
}

void CommentLane::ensureCardVisible(const CommentCard& card) {
    if (m_listing == Listing::kOpen) return;
    const QRect place = card.geometry();
    if (place.top() < 0) m_bar->setValue(m_bar->value() + place.top());
    if (place.bottom() > m_canvas->height())
        m_bar->setValue(m_bar->value() + std::min(place.top(), place.bottom() - m_canvas->height()));
}

void CommentLane::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    place();
}

void CommentLane::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_nothing != nullptr) showWords();
}

void CommentLane::wheelEvent(QWheelEvent* event) {
    QCoreApplication::sendEvent(m_listing == Listing::kOpen ? &m_page : static_cast<QWidget*>(m_bar), event);
    event->accept();
}

void CommentLane::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    painter.fillRect(rect(), palette().window());
    painter.fillRect(QRect(0, 0, 1, height()), themeColours(palette()).hairline);
}

PageWithLane::PageWithLane(QWidget& page, CommentLane& lane, QWidget* parent)
    : QWidget(parent), m_page(page), m_lane(lane) {
    m_page.setParent(this);
    m_lane.setParent(this);
    m_lane.hide();
}

bool PageWithLane::isNarrow() const {
    return width() < kRoomForBoth;
}

void PageWithLane::setLaneShown(bool shown) {
    m_isLaneShown = shown;
    m_lane.setVisible(shown);
    arrange();
}

void PageWithLane::arrange() {
    const int laneWidth = std::min(CommentLane::kWidth, width());
    const bool isBeside = m_isLaneShown && !isNarrow();
    m_page.setGeometry(0, 0, isBeside ? width() - laneWidth : width(), height());
    m_lane.setGeometry(width() - laneWidth, 0, laneWidth, height());
    if (m_isLaneShown) m_lane.raise();
}

void PageWithLane::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    arrange();
    Q_EMIT resized();
}

}  // namespace varve::ui
