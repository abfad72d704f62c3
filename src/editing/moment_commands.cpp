#include "editing/moment_commands.h"

#include <QString>

#include "document/moment_schema.h"
#include "document/object_names.h"
#include "editing/step_builder.h"
#include "history/moment.h"

namespace varve::editing {

namespace {

namespace moment_key = document::moment_key;

constexpr event::WellKnownObject kDocument = event::WellKnownObject::kDocument;

event::Value textOrNull(std::string_view text) {
    return text.empty() ? event::Value() : event::Value(std::string(text));
}

Edit editOf(StepBuilder builder) {
    return builder.isEmpty() ? Edit{} : Edit{.intent = builder.finish()};
}

}  // namespace

std::string momentNameFrom(std::string_view typed) {
    const QString name = QString::fromUtf8(typed.data(), static_cast<qsizetype>(typed.size())).simplified();
    std::string utf8 = name.toStdString();
    return utf8.size() <= document::kMomentNameSizeMax ? utf8 : std::string();
}

std::optional<std::string> momentNoteFrom(std::string_view typed) {
    std::string note = QString::fromUtf8(typed.data(), static_cast<qsizetype>(typed.size())).trimmed().toStdString();
    return note.size() <= document::kMomentNoteSizeMax ? std::optional(std::move(note)) : std::nullopt;
}

NewMoment newMoment(event::EventId next, std::string_view name, std::string_view note,
                    std::optional<std::span<const event::EventId>> heads) {
    std::string at;
    if (heads) at = history::formatMoment(history::FrontierMoment{{heads->begin(), heads->end()}});
    if (name.empty() || at.size() > document::kMomentPlaceSizeMax) return {next, {}};
    StepBuilder builder(next, event::TransactionKind::kName);
    // The id of the event that names the moment: nobody else can have it. It comes first, because its parents are the
    // version that is meant.
    const std::string id = document::idText(next);
    builder.set(kDocument, document::momentKey(id, moment_key::kName), std::string(name));
    if (!note.empty()) builder.set(kDocument, document::momentKey(id, moment_key::kNote), std::string(note));
    if (heads) builder.set(kDocument, document::momentKey(id, moment_key::kAt), std::move(at));
    return {next, editOf(std::move(builder))};
}

Edit changedMoment(event::EventId next, const history::NamedMoment& moment, std::string_view name,
                   std::string_view note) {
    StepBuilder builder(next, event::TransactionKind::kName);
    const std::string id = document::idText(moment.id);
    if (!name.empty() && name != moment.name)
        builder.set(kDocument, document::momentKey(id, moment_key::kName), std::string(name));
    if (note != moment.note) builder.set(kDocument, document::momentKey(id, moment_key::kNote), textOrNull(note));
    return editOf(std::move(builder));
}

Edit removedMoment(event::EventId next, const history::NamedMoment& moment) {
    StepBuilder builder(next, event::TransactionKind::kName);
    const std::string id = document::idText(moment.id);
    builder.set(kDocument, document::momentKey(id, moment_key::kName), {});
    if (!moment.note.empty()) builder.set(kDocument, document::momentKey(id, moment_key::kNote), {});
    return editOf(std::move(builder));
}

}  // namespace varve::editing
