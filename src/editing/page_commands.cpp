#include "editing/page_commands.h"

#include "editing/step_builder.h"

namespace varve::editing {

Edit withPageSetup(event::EventId next, const document::Attributes& properties, const document::PageSetup& setup) {
    StepBuilder builder(next, event::TransactionKind::kFormat);
    const document::Attributes before = document::registersOf(document::pageSetupOf(properties));
    for (const auto& [key, value] : document::registersOf(setup)) {
        // What is as usual need not be said, but what was said otherwise, or in no valid form, has to go.
        const bool isSaid = !std::holds_alternative<std::monostate>(document::valueOf(properties, key));
        const bool isShown = document::valueOf(before, key) == value;
        const bool isUsual = std::holds_alternative<std::monostate>(value);
        if (isShown && !(isUsual && isSaid)) continue;
        builder.set(event::WellKnownObject::kDocument, key, value);
    }
    Edit edit;
    if (!builder.isEmpty()) edit.intent = builder.finish();
    return edit;
}

}  // namespace varve::editing
