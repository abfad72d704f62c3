// The margin with the cards of comments: beside their text, or as a list of those that have no place there. Holds the
// cards it is given and puts them where it is told; knows no document.
#pragma once

#include <QWidget>
#include <vector>

#include "ui/comments/comment_card.h"

class QLabel;
class QScrollBar;
class QToolButton;

namespace varve::ui {

class CommentLane : public QWidget {
    Q_OBJECT
  public:
    enum class Listing : std::uint8_t { kOpen, kResolved, kDetached };
    static constexpr int kWidth = 296;

    /// `page`: gets the wheel's turns while cards stand beside its text. Must outlive the lane.
    explicit CommentLane(QWidget& page, QWidget* parent = nullptr);

    [[nodiscard]] Listing listing() const { return m_listing; }
    void setListing(Listing listing);
    struct Counts {
        std::size_t open = 0;
        std::size_t resolved = 0;
        std::size_t detached = 0;
        friend bool operator==(const Counts&, const Counts&) = default;
    };
    void setCounts(const Counts& counts);

    struct Entry {
        CommentCard::Content content;
        int wanted = 0;  // top beside its text, in the lane's coordinates; for open ones
    };
    /// In order; cards of threads that were here stay the same.
    void setEntries(const std::vector<Entry>& entries);
    /// New places for the same cards.
    void setPlaces(const std::vector<int>& wanted);
    [[nodiscard]] const std::vector<CommentCard*>& cards() const { return m_cards; }
    [[nodiscard]] CommentCard* cardOf(const event::EventId& thread) const;
    [[nodiscard]] CommentCard* draftCard() const;
    /// In a list.
    void ensureCardVisible(const CommentCard& card);

  Q_SIGNALS:
    void listingChosen(varve::ui::CommentLane::Listing listing);
    void closeRequested();
    /// A card that its owner has to connect.
    void cardMade(varve::ui::CommentCard* card);

  protected:
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

  private:
    void place();
    void showWords();
    [[nodiscard]] CommentCard* makeCard();

    QWidget& m_page;
    Listing m_listing = Listing::kOpen;
    Counts m_counts;
    QWidget* m_head = nullptr;
    QToolButton* m_choice = nullptr;
    QWidget* m_canvas = nullptr;
    QLabel* m_nothing = nullptr;
    QScrollBar* m_bar = nullptr;
    std::vector<CommentCard*> m_cards;
    std::vector<int> m_wanted;
};

/// A page with a lane at its right; where there is no room for both the lane covers a part of the page.
class PageWithLane : public QWidget {
    Q_OBJECT
  public:
    PageWithLane(QWidget& page, CommentLane& lane, QWidget* parent = nullptr);

    void setLaneShown(bool shown);
    [[nodiscard]] bool isLaneShown() const { return m_isLaneShown; }
    /// There is no room for both.
    [[nodiscard]] bool isNarrow() const;
    [[nodiscard]] QSize sizeHint() const override { return m_page.sizeHint(); }

  Q_SIGNALS:
    void resized();

  protected:
    void resizeEvent(QResizeEvent* event) override;

  private:
    void arrange();

    QWidget& m_page;
    CommentLane& m_lane;
    bool m_isLaneShown = false;
};

}  // namespace varve::ui
