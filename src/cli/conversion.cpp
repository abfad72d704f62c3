#include "cli/conversion.h"

#include <QFile>
#include <algorithm>
#include <cstdio>

#include "cli/input_file.h"
#include "cli/pdf_output.h"
#include "convert/export_losses.h"
#include "document/blob.h"
#include "editing/content_writer.h"
#include "projection/content_reader.h"
#include "session/document_copy.h"
#include "session/document_session.h"
#include "storage/whole_file.h"

namespace varve::cli {

namespace {

constexpr std::string_view kStoreMagic = "SQLite format 3";
const Option kAtOption{"at", "MOMENT",
                       "of a .varve file: now (default), #COUNT of events, an ISO time, a name, or a frontier"};

bool isDocumentName(std::string_view path) {
    return path.ends_with(".varve");
}

std::string knownIds() {
    std::string ids;
    for (const convert::FormatFacts& facts : convert::allFormats())
        ids += (ids.empty() ? "" : ", ") + std::string(facts.id);
    return ids;
}

/// What the option says, or else the name of the file.
std::expected<convert::Format, Problem> formatFor(const Arguments& arguments, std::string_view option,
                                                  const std::string& path) {
    if (const auto id = arguments.value(option)) {
        const auto format = convert::formatNamed(*id);
        if (format) return *format;
        return wrongUsage("There is no format “" + *id + "”; known are " + knownIds() + ".");
    }
    if (const auto format = convert::formatOfFileName(path)) return *format;
    return wrongUsage("The name “" + path + "” does not tell a format; say it with --" + std::string(option) +
                      " (one of " + knownIds() + ").");
}

/// The same of what is written.
std::expected<OutputFormat, Problem> outputFormatFor(const Arguments& arguments, const std::string& path) {
    const auto id = arguments.value("to");
    if (id ? *id == kPdfId : isPdfName(path)) return std::nullopt;
    return formatFor(arguments, "to", path);
}

Result<convert::Exported> written(OutputFormat format, const document::Content& content,
                                  const convert::BlobSource& blobs, const std::string& path) {
    if (format) return convert::exportAs(*format, content, blobs);
    convert::WatchedBlobs watched(blobs);
    auto bytes = pdfOf(content, watched.source(), path);
    if (!bytes) return std::unexpected(bytes.error());
    convert::Exported exported{std::move(*bytes), {}};
    if (std::string missing = watched.missingWords(content); !missing.empty())
        exported.losses.push_back(std::move(missing));
    return exported;
}

/// The format of what is read may also be told from the bytes.
std::expected<convert::Format, Problem> formatOfInput(const Arguments& arguments, const std::string& path,
                                                      BytesView bytes) {
    if (!arguments.has("from") && !convert::formatOfFileName(path)) {
        if (const auto format = convert::formatOfBytes(bytes)) return *format;
    }
    return formatFor(arguments, "from", path);
}

Result<void> writeFile(const std::string& path, BytesView bytes) {
    const auto written = storage::writeWholeFile(QFile::decodeName(path.c_str()), bytes);
    if (written) return {};
    return failure(ErrorCode::kInputOutput,
                   "“" + path + "” cannot be written: " + written.error().message + ". No file was made.");
}

/// A new document with this content.
Result<void> writeDocument(const std::string& path, convert::Imported imported) {
    const SystemClock clock;
    const session::Identity identity = session::systemIdentity();
    replica::DocumentReplica replica({session::newDocumentId(), {}},
                                     session::newAgent(identity.user, identity.device, clock.nowMs()), clock);
    auto applied = replica.apply(editing::importIntent(replica.nextEventId(), imported.content));
    if (!applied) return std::unexpected(Error{applied.error().code, applied.error().message + " No file was made."});
    const session::DocumentSnapshot snapshot{replica.log(), replica.tracker(), clock.nowMs()};
    const auto blobs = [&imported](const Hash& name) -> Result<document::SharedBlob> {
        const auto found =
            std::ranges::find(imported.images, document::blobNameText(name), &convert::ImportedImage::hash);
        if (found == imported.images.end()) return nullptr;
        return document::makeBlob(found->bytes, found->media);
    };
    const auto written = session::writeNewDocument(path, {replica.documentId(), snapshot, blobs});
    if (!written) return std::unexpected(written.error());
    return {};
}

Outcome convertDocument(const Arguments& arguments, const std::string& from, const std::string& to) {
    const auto format = outputFormatFor(arguments, to);
    if (!format) return std::unexpected(format.error());
    auto document = CommandDocument::open(arguments, from, Access::kRead);
    if (!document) return std::unexpected(document.error());
    const auto version = resolveMoment(document->replica(), arguments.value("at").value_or("now"));
    if (!version) return std::unexpected(version.error());
    const auto exported = exportedDocument(*document, from, *version, *format);
    if (!exported) return std::unexpected(exported.error());
    auto saved = writeFile(to, exported->bytes);
    if (!saved) return std::unexpected(saved.error());
    tellLosses(exported->losses);
    return {};
}

Outcome convertOther(const Arguments& arguments, const std::string& from, BytesView bytes, const std::string& to) {
    const auto notMade = [](const Error& error) {
        return std::unexpected(Problem(Error{error.code, error.message + " No file was made."}));
    };
    const auto format = formatOfInput(arguments, from, bytes);
    if (!format) return std::unexpected(format.error());
    auto imported = convert::importAs(*format, bytes);
    if (!imported) return notMade(imported.error());
    std::vector<std::string> losses = imported->losses;
    if (isDocumentName(to) && !arguments.has("to")) {
        auto made = writeDocument(to, std::move(*imported));
        if (!made) return std::unexpected(made.error());
        tellLosses(losses);
        return {};
    }
    const auto wanted = outputFormatFor(arguments, to);
    if (!wanted) return std::unexpected(wanted.error());
    const auto blobs = [&](std::string_view hash) -> std::optional<Bytes> {
        const auto found = std::ranges::find(imported->images, hash, &convert::ImportedImage::hash);
        return found != imported->images.end() ? std::optional(found->bytes) : std::nullopt;
    };
    const auto exported = written(*wanted, imported->content, blobs, from);
    if (!exported) return notMade(exported.error());
    auto saved = writeFile(to, exported->bytes);
    if (!saved) return std::unexpected(saved.error());
    losses.insert(losses.end(), exported->losses.begin(), exported->losses.end());
    tellLosses(losses);
    return {};
}

Outcome convertFile(const Arguments& arguments) {
    const std::string& from = arguments.positional[0];
    const std::string& to = arguments.positional[1];
    if (isTaken(to) && !(arguments.has("replace") && !isDocumentName(to))) {
        return failure(ErrorCode::kAlreadyExists, "“" + to + "” already exists and was left as it is.");
    }
    if (isDocumentName(from)) return convertDocument(arguments, from, to);
    const auto bytes = readInput(from);
    if (!bytes) return std::unexpected(bytes.error());
    if (bytes->starts_with(kStoreMagic)) return convertDocument(arguments, from, to);
    return convertOther(arguments, from, *bytes, to);
}

}  // namespace

void tellLosses(const std::vector<std::string>& losses) {
    for (const std::string& loss : losses)
        std::fprintf(stderr, "%s\n", loss.c_str());
}

std::expected<convert::Exported, Problem> exportedDocument(CommandDocument& document, const std::string& path,
                                                           const event::Version& version, OutputFormat format) {
    const event::EventLog& log = document.replica().log();
    merge::Tracker moved = document.replica().tracker();
    moved.movePrepareTo(log, version);
    const document::Content content = projection::contentOf(log, moved, merge::View::kPrepare);
    const auto blobs = [&document](std::string_view hash) -> std::optional<Bytes> {
        const auto name = document::blobNameOf(hash);
        if (!name) return std::nullopt;
        // Of an image that is damaged or not here the description is written.
        const auto blob = document.blob(*name);
        return blob && *blob != nullptr ? std::optional((*blob)->bytes) : std::nullopt;
    };
    auto exported = written(format, content, blobs, path);
    if (!exported) return std::unexpected(exported.error());
    return *std::move(exported);
}

std::vector<Command> conversionCommands() {
    return {
        {"convert",
         "IN OUT",
         "turns a document into another format, or a file of another format into a document",
         "Formats go by the names of the files: .varve, .txt, .md, .html and .odt, OUT also .pdf, and through pandoc\n"
         "(where it is installed) .docx, .rtf, .epub, .rst, .org and .tex. What the format cannot keep is said on\n"
         "standard error, a line each. OUT must not exist yet. Instead of IN, - reads standard input.",
         2,
         {kAtOption,
          {"from", "FORMAT", "of IN, when its name does not tell"},
          {"to", "FORMAT", "of OUT, when its name does not tell"},
          {"replace", "", "writes over an OUT that exists, unless it is a .varve file"}},
         convertFile}};
}

}  // namespace varve::cli
