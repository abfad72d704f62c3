// image add, image get, image list, image caption get and set: pictures of a document.
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "cli/command.h"
#include "cli/command_document.h"
#include "cli/edited_document.h"
#include "document/blob_names.h"
#include "document/embed_schema.h"
#include "editing/text_replacement.h"
#include "images/image_facts.h"
#include "projection/sequence_reader.h"
#include "text/utf8.h"

namespace varve::cli {

namespace {

using Json = nlohmann::ordered_json;

static_assert(images::kImageSizeMax <= document::kBlobSizeMax);
constexpr std::size_t kAltSizeMax = 10'000;

std::unexpected<Problem> notInserted(const Error& error) {
    return std::unexpected(Problem(Error{error.code, error.message + " Nothing was inserted."}));
}

/// At most one byte more than an image may have, so that a longer one is told.
Result<Bytes> readImageFile(const std::string& path) {
    std::error_code ignored;
    if (std::filesystem::is_directory(path, ignored)) {
        return failure(ErrorCode::kInvalidInput, "“" + path + "” is a folder, not an image.");
    }
    std::FILE* file = std::fopen(path.c_str(), "rbe");
    if (file == nullptr) {
        return failure(ErrorCode::kInputOutput, "“" + path + "” cannot be read: " + std::strerror(errno) + ".");
    }
    Bytes bytes;
    char buffer[1 << 16];
    while (bytes.size() <= images::kImageSizeMax) {
        const std::size_t count = std::fread(buffer, 1, sizeof buffer, file);
        if (count == 0) break;
        bytes.append(buffer, count);
    }
    const bool failed = std::ferror(file) != 0;
    const int code = errno;
    std::fclose(file);
    if (!failed) return bytes;
    return failure(ErrorCode::kInputOutput, "“" + path + "” cannot be read: " + std::strerror(code) + ".");
}

/// One step: the character that stands for the image, and what it is.
replica::EditIntent insertionOf(const replica::DocumentReplica& replica, text::Offset at,
                                const document::ImageAttributes& image) {
    replica::EditIntent intent{.kind = event::TransactionKind::kPaste};
    intent.edits = {{{at, at}, std::string(document::kEmbedText)}};
    intent.first = replica.nextEventId();
    for (const auto& [key, value] : document::registersOf(image))
        intent.operations.push_back(event::Set{*intent.first, key, value});
    return intent;
}

Outcome addImage(const Arguments& arguments) {
    const auto offset = parseCount(arguments.positional[1], "OFFSET");
    if (!offset) return std::unexpected(offset.error());
    const std::string alt = arguments.value("alt").value_or("");
    if (alt.size() > kAltSizeMax || !text::isValidUtf8(alt)) {
        return wrongUsage("--alt needs a text of at most 10,000 bytes of UTF-8. Nothing was inserted.");
    }
    Result<Bytes> bytes = readImageFile(arguments.positional[2]);
    if (!bytes) return notInserted(bytes.error());
    const Result<images::ImageFacts> facts = images::probeImage(*bytes);
    if (!facts) return notInserted(facts.error());
    auto document = CommandDocument::open(arguments, arguments.positional[0], Access::kChange);
    if (!document) return std::unexpected(document.error());
    const Result<document::SharedBlob> blob = document::makeBlob(std::move(*bytes), facts->media);
    if (!blob) return notInserted(blob.error());
    if (auto taken = document->addBlob(*blob); !taken) return notInserted(taken.error());
    const std::string name = document::blobNameText((*blob)->name);
    const document::ImageAttributes image{.blob = name,
                                          .media = facts->media,
                                          .pixelWidth = facts->pixelWidth,
                                          .pixelHeight = facts->pixelHeight,
                                          .alt = alt};
    auto applied = document->replica().apply(insertionOf(document->replica(), text::Offset{*offset}, image));
    if (!applied) return std::unexpected(applied.error());
    auto saved = document->save();
    if (!saved) return std::unexpected(saved.error());
    auto reported = report(name + "\n");
    if (!reported) return std::unexpected(reported.error());
    return {};
}

/// A new file with these bytes. Errors: kAlreadyExists; what the system said, and then there is no file.
Result<void> writeNewFile(const std::string& path, BytesView bytes) {
    const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (descriptor < 0 && errno == EEXIST) {
        return failure(ErrorCode::kAlreadyExists, "“" + path + "” already exists and was left as it is.");
    }
    bool isWritten = descriptor >= 0;
    while (isWritten && !bytes.empty()) {
        const ssize_t count = ::write(descriptor, bytes.data(), bytes.size());
        isWritten = count > 0 || (count < 0 && errno == EINTR);
        if (count > 0) bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    const int code = errno;
    if (descriptor >= 0) ::close(descriptor);
    if (isWritten) return {};
    if (descriptor >= 0) ::unlink(path.c_str());
    return failure(ErrorCode::kInputOutput, "“" + path + "” cannot be written: " + std::strerror(code) + ".");
}

Outcome getImage(const Arguments& arguments) {
    const auto name = document::blobNameOf(arguments.positional[1]);
    if (!name) return wrongUsage("HASH must be 64 hexadecimal digits in lower case, as 'image list' prints them.");
    auto document = CommandDocument::open(arguments, arguments.positional[0], Access::kRead);
    if (!document) return std::unexpected(document.error());
    const Result<document::SharedBlob> blob = document->blob(*name);
    if (!blob) return std::unexpected(blob.error());
    if (*blob == nullptr) {
        return failure(ErrorCode::kNotFound, "The bytes of this image are not in “" + arguments.positional[0] + "”.");
    }
    const std::string& out = arguments.positional[2];
    const Result<void> written = out == "-" ? print((*blob)->bytes) : writeNewFile(out, (*blob)->bytes);
    if (!written) return std::unexpected(written.error());
    return {};
}

Json factsOf(CommandDocument& document, const Hash& name) {
    Json facts = {{"blob", document::blobNameText(name)}};
    const Result<document::SharedBlob> blob = document.blob(name);
    facts["state"] = !blob ? "damaged" : *blob == nullptr ? "missing" : "here";
    if (!blob || *blob == nullptr) return facts;
    facts["media"] = (*blob)->media;
    facts["size"] = (*blob)->bytes.size();
    if (const Result<images::ImageFacts> image = images::probeImage((*blob)->bytes)) {
        facts["pixelWidth"] = image->pixelWidth;
        facts["pixelHeight"] = image->pixelHeight;
    }
    return facts;
}

std::string lineOf(const Json& facts) {
    std::string line = facts["blob"].get<std::string>() + "\t" + facts["state"].get<std::string>();
    if (facts.contains("size")) {
        line += "\t" + facts["media"].get<std::string>() + "\t" + std::to_string(facts["size"].get<std::size_t>());
    }
    if (facts.contains("pixelWidth")) {
        line += "\t" + facts["pixelWidth"].dump() + "x" + facts["pixelHeight"].dump();
    }
    return line;
}

Outcome listImages(const Arguments& arguments) {
    auto document = CommandDocument::open(arguments, arguments.positional[0], Access::kRead);
    if (!document) return std::unexpected(document.error());
    document::BlobNames names;
    static_cast<void>(names.followLog(document->replica().log()));
    std::string text;
    for (const Hash& name : names.all()) {
        const Json facts = factsOf(*document, name);
        text += (arguments.has("json") ? facts.dump() : lineOf(facts)) + "\n";
    }
    const Result<void> printed = print(text);
    if (!printed) return std::unexpected(printed.error());
    return {};
}

Outcome getCaption(const Arguments& arguments) {
    const auto document = EditedDocument::open(arguments, Access::kRead);
    if (!document) return std::unexpected(document.error());
    const auto image = document->imageAt(arguments.positional[1]);
    if (!image) return std::unexpected(image.error());
    const projection::BlockSequence caption = document->read(*image);
    const std::string text = caption.text({{0}, caption.end()}).toStdString();
    const Result<void> printed = print(text.empty() ? text : text + "\n");
    if (!printed) return std::unexpected(printed.error());
    return {};
}

Outcome setCaption(const Arguments& arguments) {
    const auto text = textArgument(arguments.positional[2]);
    if (!text) return std::unexpected(text.error());
    auto document = EditedDocument::open(arguments, Access::kChange);
    if (!document) return std::unexpected(document.error());
    const auto image = document->imageAt(arguments.positional[1]);
    if (!image) return std::unexpected(image.error());
    const projection::BlockSequence caption = document->read(*image);
    return document->apply(editing::withWholeText(document->contextOf(caption, *image), *text));
}

}  // namespace

std::vector<Command> imageCommands() {
    return {
        {"image add",
         "FILE OFFSET IMAGE",
         "inserts a picture before the character with number OFFSET",
         "PNG, JPEG, GIF, WebP and SVG are known by their content. The bytes become part of FILE; their hash, by "
         "which\n"
         "the document names them, is printed.",
         3,
         {{"alt", "TEXT", "what the picture shows, for those who do not see it"}, kUserOption},
         addImage},
        {"image get",
         "FILE HASH OUT",
         "writes the bytes of a picture to a new file OUT",
         "Instead of OUT, - writes to standard output. OUT is never overwritten.",
         3,
         {},
         getImage},
        {"image list",
         "FILE",
         "lists the pictures that the document or its history names",
         "One a line: hash, here, missing or damaged, media type, bytes, width x height in pixels.",
         1,
         {{"json", "", "one JSON object a line"}},
         listImages},
        {"image caption get",
         "FILE OFFSET",
         "prints what stands below a picture",
         "OFFSET is the number of the picture's character in the text.",
         2,
         {},
         getCaption},
        {"image caption set",
         "FILE OFFSET TEXT",
         "writes below a picture",
         "Instead of TEXT, - reads standard input; an empty text takes the caption away. Only what differs is written.",
         3,
         {kUserOption},
         setCaption},
    };
}

}  // namespace varve::cli
