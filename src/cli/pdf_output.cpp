#include "cli/pdf_output.h"

#include <QDateTime>
#include <QFile>
#include <QFileInfo>
#include <QLocale>
#include <algorithm>

#include "print/pdf_writer.h"

namespace varve::cli {

bool isPdfName(std::string_view path) {
    return QFileInfo(QFile::decodeName(std::string(path).c_str())).suffix().compare(u"pdf", Qt::CaseInsensitive) == 0;
}

bool mayNeedFonts(std::span<const std::string> arguments) {
    if (arguments.empty() || arguments.front() != "convert") return false;
    return std::ranges::any_of(arguments, [](const std::string& argument) {
        return argument == kPdfId || argument.ends_with("=pdf") || isPdfName(argument);
    });
}

Result<Bytes> pdfOf(const document::Content& content, const convert::BlobSource& blobs, const std::string& path) {
    const QDateTime now = QDateTime::currentDateTime();
    print::PdfOptions options;
    options.paper.title = QFileInfo(QFile::decodeName(path.c_str())).completeBaseName().toStdString();
    options.paper.date = QLocale().toString(now.date(), QLocale::LongFormat).toStdString();
    options.timeMs = now.toMSecsSinceEpoch();
    return print::writePdf(content, blobs, options);
}

}  // namespace varve::cli
