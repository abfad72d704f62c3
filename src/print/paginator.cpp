#include "print/paginator.h"

#include <algorithm>
#include <deque>

#include "base/check.h"

namespace varve::print {

namespace {

/// Lines of a paragraph that stay together, and the least that it has to have to be parted.
constexpr std::uint32_t kTogether = 2;
constexpr std::uint32_t kLinesMin = 2 * kTogether;
/// So many headings in a row are kept together with what follows; more would be looked at again and again.
constexpr std::uint32_t kChainMax = 8;
constexpr std::uint32_t kProgressItems = 64;
/// A table that takes no more than this of a page is not parted.
constexpr qreal kSmallTable = 0.35;

class PageFiller {
  public:
    PageFiller(std::uint32_t itemCount, qreal bodyHeight, const std::function<Measured(std::uint32_t)>& measure)
        : m_itemCount(itemCount), m_bodyHeight(bodyHeight), m_measure(measure), m_pages(1) {}

    Result<std::vector<Page>> fill(const convert::Progress& progress) {
        for (; m_item < m_itemCount; ++m_item) {
            if (m_item % kProgressItems == 0) progress.say(static_cast<double>(m_item) / m_itemCount);
            place();
            // Afterwards: what was measured while the user stopped it may not be all.
            if (progress.wasCancelled()) return convert::cancelled();
            m_ahead.pop_front();
        }
        return std::move(m_pages);
    }

  private:
    const Measured& measured(std::uint32_t item) {
        while (m_item + m_ahead.size() <= item) {
            m_ahead.push_back(m_measure(m_item + static_cast<std::uint32_t>(m_ahead.size())));
            CHECK(m_ahead.back().tops.size() >= 2);
        }
        return m_ahead[item - m_item];
    }
    [[nodiscard]] bool isPageEmpty() const { return m_pages.back().empty(); }
    void beginPage() {
        m_pages.emplace_back();
        m_used = 0;
    }

    /// Height of the least of an item with which it may begin on a page.
    [[nodiscard]] qreal leastHeight(const Measured& item) const {
        if (item.isTable && item.tops.back() <= m_bodyHeight * kSmallTable) return item.tops.back();
        const bool isShort = item.lineCount() < kLinesMin;
        const std::uint32_t lines = item.isTable ? item.headCount + 1 : isShort ? item.lineCount() : kTogether;
        return item.tops[std::min(lines, item.lineCount())];
    }
    /// Height, without the gap above, of what has to stand on one page with the beginning of this item.
    qreal neededHeight() {
        qreal height = 0;
        for (std::uint32_t item = m_item; item < m_itemCount; ++item) {
            const Measured& one = measured(item);
            if (item > m_item) {
                if (one.startsPage) return height;
                height += one.gapAbove;
            }
            if (!one.keepsWithNext || item - m_item >= kChainMax) return height + leastHeight(one);
            height += one.tops.back();
        }
        return height;
    }

    void place() {
        // A copy: looking ahead moves what is measured.
        const Measured item = measured(m_item);
        if (item.startsPage && !isPageEmpty()) beginPage();
        if (!isPageEmpty()) {
            const qreal needed = neededHeight();
            if (m_used + item.gapAbove + needed > m_bodyHeight && needed <= m_bodyHeight) beginPage();
        }
        std::uint32_t headCount = item.headCount;
        for (std::uint32_t first = 0; first < item.lineCount();) {
            const qreal gap = isPageEmpty() || first > 0 ? 0 : item.gapAbove;
            const std::uint32_t repeated = first >= headCount ? headCount : 0;
            const qreal head = first > 0 ? item.tops[repeated] : 0;
            const std::uint32_t take = linesThatFit(item, first, m_bodyHeight - m_used - gap - head);
            if (take == 0 && !isPageEmpty()) {
                beginPage();
            } else if (take == 0 && head > 0) {
                headCount = 0;
            } else {
                // What is higher than a page stands alone on one.
                const std::uint32_t end = first + std::max(take, 1U);
                m_used += gap + head;
                m_pages.back().push_back({.item = m_item,
                                          .firstLine = first,
                                          .endLine = end,
                                          .top = item.tops[first],
                                          .bottom = item.tops[end],
                                          .y = m_used,
                                          .headCount = head > 0 ? repeated : 0});
                m_used += item.tops[end] - item.tops[first];
                first = end;
                if (first < item.lineCount()) beginPage();
            }
        }
    }

    /// How many lines from `first` on go into a height by the rules; 0 where it is better to begin another page.
    [[nodiscard]] std::uint32_t linesThatFit(const Measured& item, std::uint32_t first, qreal height) const {
        const auto begin = item.tops.begin() + first;
        const auto end = std::upper_bound(begin + 1, item.tops.end(), *begin + height);
        const auto fitting = static_cast<std::uint32_t>(end - begin - 1);
        const std::uint32_t rest = item.lineCount() - first;
        if (fitting >= rest) return rest;
        // A head without a row under it says nothing.
        if (item.isTable) return first == 0 && fitting <= item.headCount && !isPageEmpty() ? 0 : fitting;
        const bool mayPart = item.lineCount() >= kLinesMin && rest > kTogether;
        const std::uint32_t take = mayPart ? std::min(fitting, rest - kTogether) : 0;
        if (take >= (first == 0 ? kTogether : 1)) return take;
        return isPageEmpty() ? fitting : 0;
    }

    std::uint32_t m_itemCount;
    qreal m_bodyHeight;
    const std::function<Measured(std::uint32_t)>& m_measure;
    std::vector<Page> m_pages;
    qreal m_used = 0;
    std::uint32_t m_item = 0;
    std::deque<Measured> m_ahead;  // from m_item on
};

}  // namespace

Result<std::vector<Page>> paginate(std::uint32_t itemCount, qreal bodyHeight,
                                   const std::function<Measured(std::uint32_t item)>& measure,
                                   const convert::Progress& progress) {
    return PageFiller(itemCount, bodyHeight, measure).fill(progress);
}

}  // namespace varve::print
