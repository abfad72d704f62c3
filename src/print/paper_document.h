// A document on paper: typeset and parted into pages, which are painted one by one in any order, onto the screen, a
// printer or into a PDF. Made off the GUI thread (QTextLayout, QFont and QImage are as good there): typesetting ten
// megabytes takes seconds, and pages painted there leave the window free. Keeps the text and the places of lines, not
// the lines. Any thread, but one at a time; needs a QGuiApplication, for its fonts.
#pragma once

#include <QPainter>
#include <memory>
#include <string>
#include <vector>

#include "document/page_schema.h"
#include "print/paginator.h"
#include "print/paper_table.h"
#include "print/paper_text.h"
#include "print/part_painter.h"

namespace varve::print {

/// What the document itself does not know.
struct PaperOptions {
    std::string title{};  // where it has none
    std::string date{};   // as it stands in headers
    int imageDotsPerInch = 300;
};

/// Where a heading stands.
struct PageHeading {
    QString text;
    int level = 1;  // 0 for a title
    int page = 0;   // index
    qreal y = 0;    // dots from the top of the paper
};

class PaperDocument {
  public:
    /// Errors: kUnsupported (no font, or no QGuiApplication), cancelled. Cost: O(text), about a second for 3 MB.
    static Result<std::unique_ptr<PaperDocument>> typeset(const document::Content& content, convert::BlobSource blobs,
                                                          PaperOptions options, const convert::Progress& progress = {});

    [[nodiscard]] int pageCount() const { return static_cast<int>(m_pages.size()); }
    [[nodiscard]] const std::vector<Page>& pages() const { return m_pages; }
    [[nodiscard]] const PaperText& text() const { return m_text; }
    [[nodiscard]] const std::string& title() const { return m_fields.title; }
    [[nodiscard]] const std::string& language() const { return m_language; }
    /// Dots.
    [[nodiscard]] QSizeF paperSize() const { return m_text.paperSize(); }

    /// The painter's unit is a dot, its origin the top left of the paper; the paper itself is not painted. Returns the
    /// links on the page. Cost: O(text on the page).
    std::vector<PageLink> paint(QPainter& painter, int page);
    /// Heights of an item, as it was parted into pages. Cost: O(its text).
    [[nodiscard]] Measured measured(std::uint32_t item);
    /// In the order of the text.
    [[nodiscard]] std::vector<PageHeading> headings() const;

  private:
    PaperDocument(const document::Content& content, convert::BlobSource blobs, PaperOptions options);

    /// Layout of the item painted last is kept: the next page begins with it mostly.
    layout::BlockLayout& blockLayout(std::uint32_t item);
    const PaperTable& tableLayout(std::uint32_t item);
    [[nodiscard]] layout::BackPart backOf(const Page& page, std::size_t part) const;
    void paintLine(QPainter& painter, std::string_view text, qreal middle, int page) const;

    PaperText m_text;
    Pictures m_pictures;
    document::PageFields m_fields;
    std::string m_language;
    std::function<bool()> m_isCancelled;  // while it is typeset
    std::vector<Page> m_pages;
    std::uint32_t m_lastItem = 0;
    std::unique_ptr<layout::BlockLayout> m_lastBlock;
    qreal m_lastKnown = 0;  // of its height
    std::uint32_t m_lastTableItem = 0;
    std::unique_ptr<PaperTable> m_lastTable;
};

}  // namespace varve::print
