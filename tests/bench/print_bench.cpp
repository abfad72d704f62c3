// What paper costs: typesetting a rich document into pages, painting one page as the preview does, and the whole as
// PDF. CPU milliseconds of the process; none of it runs on the GUI thread of the window. Run with
// QT_QPA_PLATFORM=offscreen. `print_bench [--json] [SIZE_BYTES...]` prints an array with one object a size.
#include <QGuiApplication>
#include <QImage>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <nlohmann/json.hpp>
#include <vector>

#include "base/freed_memory.h"
#include "bench/measuring.h"
#include "bench/rich_content.h"
#include "print/pdf_writer.h"

using namespace varve;

namespace {

nlohmann::json benchSize(std::size_t size) {
    const document::Content content = bench::richContent(size);
    nlohmann::json result;
    result["size_bytes"] = size;
    std::unique_ptr<print::PaperDocument> paper;
    result["typeset_ms"] =
        bench::timedMs([&] { paper = bench::orStop(print::PaperDocument::typeset(content, {}, {})); });
    result["pages"] = paper->pageCount();
    result["typeset_rss_bytes"] = bench::residentBytes();
    // At 96 dots an inch, in no order.
    QImage image((paper->paperSize() * 96 / print::kDotsPerInch).toSize(), QImage::Format_RGB32);
    std::vector<double> pages;
    for (int round = 0; round < 200; ++round) {
        pages.push_back(bench::timedMs([&] {
            image.fill(Qt::white);
            QPainter painter(&image);
            painter.scale(image.width() / paper->paperSize().width(), image.height() / paper->paperSize().height());
            paper->paint(painter, round * 7919 % paper->pageCount());
        }));
    }
    result["page_ms"] = {{"p50", bench::quantile(pages, 0.5)}, {"p99", bench::quantile(pages, 0.99)}};
    Bytes pdf;
    result["pdf_of_typeset_ms"] = bench::timedMs([&] { pdf = bench::orStop(print::writePdf(*paper, 0)); });
    result["pdf_bytes"] = pdf.size();
    result["peak_rss_bytes"] = bench::residentPeakBytes();
    return result;
}

}  // namespace

int main(int argc, char** argv) {
    varve::keepFreedMemory();
    const QGuiApplication application(argc, argv);
    std::vector<std::size_t> sizes;
    for (int index = 1; index < argc; ++index) {
        if (std::strcmp(argv[index], "--json") != 0) sizes.push_back(std::strtoull(argv[index], nullptr, 10));
    }
    if (sizes.empty()) sizes = {100'000, 1'000'000, 10'000'000};
    nlohmann::json report = nlohmann::json::array();
    for (const std::size_t size : sizes)
        report.push_back(benchSize(size));
    std::printf("%s\n", report.dump(2).c_str());
    return 0;
}
