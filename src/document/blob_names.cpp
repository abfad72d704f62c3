#include "document/blob_names.h"

#include "document/blob.h"
#include "document/embed_schema.h"

namespace varve::document {

std::set<Hash> BlobNames::followLog(const event::EventLog& log) {
    std::set<Hash> named;
    if (m_seenEnd == log.end()) return named;
    const auto runs = log.operationRuns();
    for (std::size_t index = log.operationRunIndexOf(m_seenEnd); index < runs.size(); ++index) {
        if (runs[index].type != event::OperationType::kSet) continue;
        const auto& set = std::get<event::Set>(log.sideOperation(runs[index]));
        if (set.key != embed_key::kBlob) continue;
        const auto* text = std::get_if<std::string>(&set.value);
        if (text == nullptr) continue;
        if (const std::optional<Hash> name = blobNameOf(*text)) named.insert(*name);
    }
    m_seenEnd = log.end();
    m_names.insert(named.begin(), named.end());
    return named;
}

}  // namespace varve::document
