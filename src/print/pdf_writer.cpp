#include "print/pdf_writer.h"

#include <QBuffer>
#include <QPageLayout>
#include <QPageSize>
#include <QPdfWriter>

#include "print/pdf_finish.h"

namespace varve::print {

namespace {

/// Of the whole time; then pages are painted.
constexpr double kTypesettingShare = 0.45;

}  // namespace

Result<Bytes> writePdf(const document::Content& content, convert::BlobSource blobs, const PdfOptions& options,
                       const convert::Progress& progress) {
    const convert::Progress first{[&progress](double part) { progress.say(part * kTypesettingShare); },
                                  progress.isCancelled};
    auto document = PaperDocument::typeset(content, std::move(blobs), options.paper, first);
    if (!document) return std::unexpected(document.error());
    const convert::Progress second{
        [&progress](double part) { progress.say(kTypesettingShare + part * (1 - kTypesettingShare)); },
        progress.isCancelled};
    return writePdf(**document, options.timeMs, second);
}

Result<Bytes> writePdf(PaperDocument& paper, std::int64_t timeMs, const convert::Progress& progress) {
    QByteArray pdf;
    QBuffer buffer(&pdf);
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter writer(&buffer);
    writer.setResolution(kDotsPerInch);
    const QPageSize size(paper.paperSize() / kDotsPerPoint, QPageSize::Point, {}, QPageSize::ExactMatch);
    writer.setPageLayout(QPageLayout(size, QPageLayout::Portrait, QMarginsF(), QPageLayout::Point));
    PdfFacts facts;
    {
        QPainter painter(&writer);
        if (!painter.isActive()) return failure(ErrorCode::kInputOutput, "The PDF could not be begun.");
        for (int page = 0; page < paper.pageCount(); ++page) {
            if (progress.wasCancelled()) return convert::cancelled();
            progress.say(static_cast<double>(page) / paper.pageCount());
            if (page > 0) writer.newPage();
            facts.links.push_back(paper.paint(painter, page));
        }
    }
    facts.headings = paper.headings();
    facts.title = paper.title();
    facts.language = paper.language();
    facts.timeMs = timeMs;
    return finishedPdf(pdf, facts);
}

}  // namespace varve::print
