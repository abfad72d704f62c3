#include "document/blob_names.h"

#include "document/blob.h"
#include "document/embed_schema.h"

namespace varve::document {

bool BlobNames::followLog(const event::EventLog& log) {
    if (m_seenEnd == log.end()) return false;
    const std::size_t countBefore = m_names.size();
    const auto runs = log.operationRuns();
    for (std::size_t index = log.operationRunIndexOf(m_seenEnd); index < runs.size(); ++index) {
        if (runs[index].type != event::OperationType::kSet) continue;
        const auto& set = std::get<event::Set>(log.sideOperation(runs[index]));
        if (set.key != embed_key::kBlob) continue;
        const auto* text = std::get_if<std::string>(&set.value);
        if (text == nullptr) continue;
        if (const std::optional<Hash> name = blobNameOf(*text)) m_names.insert(*name);
    }
    m_seenEnd = log.end();
    return m_names.size() > countBefore;
}

}  // namespace varve::document
