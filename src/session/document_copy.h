// Writes a whole log into a document file that appears under its name at once: a target is either as it was before or
// the complete document, whatever happens meanwhile. For copies, importers and the sample document.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "base/hash.h"
#include "base/result.h"
#include "document/blob.h"
#include "session/keyframe_keeper.h"

namespace varve::session {

/// Gives the bytes of a blob, or null where they are not known. Called in the thread that writes the copy.
using BlobSource = std::function<Result<document::SharedBlob>(const Hash&)>;

struct DocumentContents {
    std::string documentId;
    DocumentSnapshot document;
    BlobSource blobs = {};  // asked for every blob that the log names; without one, none is written
};

/// What did not come along.
struct CopyReport {
    std::vector<Hash> missingBlobs;  // named by the log, but damaged or not known to the source
};

/// A new document. Thread: any. Errors: one sentence; kAlreadyExists when the target's name is taken, whatever by.
Result<CopyReport> writeNewDocument(const std::filesystem::path& target, const DocumentContents& contents);

/// Like writeNewDocument, but replaces a file that has the name. Errors: kBusy when the target is open somewhere, or
/// was not closed by the program that had it open last.
Result<CopyReport> writeDocumentCopy(const std::filesystem::path& target, const DocumentContents& contents);

}  // namespace varve::session
