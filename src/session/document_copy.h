// Writes a whole log into a document file that appears under its name at once: a target is either as it was before or
// the complete document, whatever happens meanwhile. For copies, importers and the sample document.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "base/result.h"
#include "session/keyframe_keeper.h"

namespace varve::session {

struct DocumentContents {
    std::string documentId;
    DocumentSnapshot document;
};

/// A new document. Thread: any. Errors: one sentence; kAlreadyExists when the target's name is taken, whatever by.
Result<void> writeNewDocument(const std::filesystem::path& target, const DocumentContents& contents);

/// Like writeNewDocument, but replaces a file that has the name. Errors: kBusy when the target is open somewhere, or
/// was not closed by the program that had it open last.
Result<void> writeDocumentCopy(const std::filesystem::path& target, const DocumentContents& contents);

}  // namespace varve::session
