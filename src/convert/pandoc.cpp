#include "convert/pandoc.h"

#include <sys/resource.h>

#include <QDeadlineTimer>
#include <QDir>
#include <QProcess>
#include <QStandardPaths>

#include "convert/html.h"
#include "document/block_schema.h"

namespace varve::convert {

namespace {

constexpr int kTimeMsMax = 120'000;
constexpr int kQuestionMs = 100;
constexpr rlim_t kCpuSecondsMax = 60;
constexpr rlim_t kMemoryMax = rlim_t{2} << 30;
constexpr qint64 kOutputMax = qint64{256} << 20;

QString program() {
    return QStandardPaths::findExecutable(QStringLiteral("pandoc"));
}

/// In the new process, before it becomes pandoc.
void boundProcess() {
    const rlimit cpu{kCpuSecondsMax, kCpuSecondsMax};
    const rlimit memory{kMemoryMax, kMemoryMax};
    const rlimit noCore{0, 0};
    ::setrlimit(RLIMIT_CPU, &cpu);
    ::setrlimit(RLIMIT_DATA, &memory);
    ::setrlimit(RLIMIT_CORE, &noCore);
}

std::string firstLine(const QByteArray& text) {
    constexpr qsizetype kSizeMax = 200;
    // It may not have said it in UTF-8.
    return QString::fromUtf8(text.left(text.indexOf('\n'))).trimmed().left(kSizeMax).toStdString();
}

/// Waits for the end, and ends what takes too long, gives too much or is not wanted any more.
Result<QByteArray> outputOf(QProcess& process, std::string_view name, const Progress& progress) {
    const auto stop = [&process] {
        process.kill();
        process.waitForFinished();
    };
    QByteArray output;
    const QDeadlineTimer deadline(kTimeMsMax);
    while (process.state() != QProcess::NotRunning) {
        process.waitForFinished(kQuestionMs);
        output += process.readAllStandardOutput();
        if (progress.wasCancelled()) {
            stop();
            return cancelled();
        }
        if (output.size() > kOutputMax || deadline.hasExpired()) {
            stop();
            return failure(ErrorCode::kLimitExceeded, "Converting " + std::string(name) +
                                                          " with pandoc took more time or memory than is allowed.");
        }
    }
    output += process.readAllStandardOutput();
    if (process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0) return output;
    const std::string said = firstLine(process.readAllStandardError());
    return failure(ErrorCode::kMalformed, "pandoc could not convert this " + std::string(name) +
                                              (said.empty() ? "." : " (it says: " + said + ")."));
}

Result<QByteArray> run(const QStringList& arguments, BytesView input, std::string_view name, const Progress& progress) {
    const QString path = program();
    if (path.isEmpty()) {
        return failure(ErrorCode::kUnsupported, "Varve converts " + std::string(name) +
                                                    " with the program pandoc, which is not installed; install the "
                                                    "package pandoc and try again.");
    }
    QProcess process;
    process.setChildProcessModifier(boundProcess);
    process.setWorkingDirectory(QDir::rootPath());
    process.start(path, arguments);
    if (!process.waitForStarted()) {
        return failure(ErrorCode::kInputOutput, "pandoc could not be started; nothing was converted.");
    }
    process.write(input.data(), static_cast<qint64>(input.size()));
    process.closeWriteChannel();
    return outputOf(process, name, progress);
}

constexpr std::string_view kOpenBox = "☐ ";
constexpr std::string_view kTickedBox = "☒ ";

/// Boxes of check lists as signs in front of the text: pandoc's HTML has no others.
document::Content withBoxesAsText(document::Content content) {
    for (document::ContentBlock& block : content.blocks) {
        document::BlockAttributes attributes = document::blockAttributesOf(block.attributes);
        if (attributes.type != document::BlockType::kCheck) continue;
        const std::string_view box = attributes.isChecked ? kTickedBox : kOpenBox;
        block.inlines.insert(block.inlines.begin(), {.text = std::string(box)});
        attributes.type = document::BlockType::kBullet;
        attributes.isChecked = false;
        block.attributes = document::registersOf(attributes);
    }
    return content;
}

void takeBoxesFromText(document::ContentBlocks& blocks) {
    for (document::ContentBlock& block : blocks) {
        document::BlockAttributes attributes = document::blockAttributesOf(block.attributes);
        if (attributes.type != document::BlockType::kBullet || block.inlines.empty()) continue;
        std::string& text = block.inlines.front().text;
        const bool isTicked = text.starts_with(kTickedBox) || text.starts_with("☑ ");
        if (!isTicked && !text.starts_with(kOpenBox)) continue;
        text.erase(0, kOpenBox.size());
        if (text.empty()) block.inlines.erase(block.inlines.begin());
        attributes.type = document::BlockType::kCheck;
        attributes.isChecked = isTicked;
        block.attributes = document::registersOf(attributes);
    }
}

QString nameFor(std::string_view format) {
    return QString::fromUtf8(format.data(), static_cast<qsizetype>(format.size()));
}

}  // namespace

bool hasPandoc() {
    return !program().isEmpty();
}

Result<Imported> importWithPandoc(BytesView bytes, std::string_view format, std::string_view name,
                                  const Progress& progress) {
    if (bytes.size() > kInputSizeMax) {
        return failure(ErrorCode::kLimitExceeded, "This is larger than " + std::to_string(kInputSizeMax >> 20) +
                                                      " MB, more than can be imported as one document.");
    }
    const QStringList arguments{QStringLiteral("--sandbox"),
                                QStringLiteral("--quiet"),
                                QStringLiteral("--from"),
                                nameFor(format),
                                QStringLiteral("--to"),
                                QStringLiteral("html"),
                                QStringLiteral("--wrap"),
                                QStringLiteral("none"),
                                QStringLiteral("--metadata"),
                                QStringLiteral("pagetitle=-"),
                                QStringLiteral("--self-contained")};
    const auto html = run(arguments, bytes, name, progress);
    if (!html) return std::unexpected(html.error());
    auto imported = importHtml({html->constData(), static_cast<std::size_t>(html->size())}, progress);
    if (!imported) return imported;
    document::setValue(imported->content.properties, "title", {});
    takeBoxesFromText(imported->content.blocks);
    return imported;
}

Result<Bytes> exportWithPandoc(const document::Content& content, const BlobSource& blobs, std::string_view format,
                               std::string_view name, const Progress& progress) {
    const auto html = exportHtml(withBoxesAsText(content), blobs, progress);
    if (!html) return html;
    // Not in its sandbox: there it finds no templates. The HTML is our own and names nothing that lies elsewhere.
    const QStringList arguments{QStringLiteral("--quiet"),  QStringLiteral("--standalone"),
                                QStringLiteral("--from"),   QStringLiteral("html"),
                                QStringLiteral("--to"),     nameFor(format),
                                QStringLiteral("--output"), QStringLiteral("-")};
    const auto output = run(arguments, *html, name, progress);
    if (!output) return std::unexpected(output.error());
    return output->toStdString();
}

}  // namespace varve::convert
