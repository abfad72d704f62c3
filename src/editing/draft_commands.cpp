#include "editing/draft_commands.h"

#include <QString>

#include "document/draft_schema.h"
#include "editing/step_builder.h"
#include "history/moment.h"

namespace varve::editing {

namespace {

namespace draft_key = document::draft_key;

constexpr event::WellKnownObject kDocument = event::WellKnownObject::kDocument;

Edit editOf(StepBuilder builder) {
    return builder.isEmpty() ? Edit{} : Edit{.intent = builder.finish()};
}

}  // namespace

std::string draftNameFrom(std::string_view typed) {
    const QString name = QString::fromUtf8(typed.data(), static_cast<qsizetype>(typed.size())).simplified();
    std::string utf8 = name.toStdString();
    return utf8.size() <= document::kDraftNameSizeMax ? utf8 : std::string();
}

NewDraft newDraft(event::EventId next, std::string_view name, std::optional<std::span<const event::EventId>> heads) {
    std::string at;
    if (heads) at = history::formatMoment(history::FrontierMoment{{heads->begin(), heads->end()}});
    if (name.empty() || at.size() > document::kDraftPlaceSizeMax) return {next, {}};
    StepBuilder builder(next, event::TransactionKind::kName);
    // The id of the event that names the draft: nobody else can have it. It comes first, because its parents are the
    // version that the draft starts from.
    builder.set(kDocument, document::draftKey(next, draft_key::kName), std::string(name));
    if (heads) builder.set(kDocument, document::draftKey(next, draft_key::kAt), std::move(at));
    return {next, editOf(std::move(builder))};
}

Edit renamedDraft(event::EventId next, const history::Draft& draft, std::string_view name) {
    StepBuilder builder(next, event::TransactionKind::kName);
    if (!name.empty() && name != draft.name)
        builder.set(kDocument, document::draftKey(draft.id, draft_key::kName), std::string(name));
    return editOf(std::move(builder));
}

Edit abandonedDraft(event::EventId next, const history::Draft& draft, bool isAbandoned) {
    StepBuilder builder(next, event::TransactionKind::kName);
    if (isAbandoned != draft.isAbandoned) {
        builder.set(kDocument, document::draftKey(draft.id, draft_key::kAbandoned),
                    isAbandoned ? event::Value(true) : event::Value());
    }
    return editOf(std::move(builder));
}

}  // namespace varve::editing
