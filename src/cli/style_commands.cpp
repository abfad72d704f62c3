// style list, style add, style set, style apply, style delete: the named styles of a document.
#include "editing/style_commands.h"

#include <nlohmann/json.hpp>

#include "cli/command.h"
#include "cli/command_document.h"
#include "cli/value_arguments.h"
#include "document/mark_schema.h"
#include "editing/mark_commands.h"
#include "projection/document_reader.h"

namespace varve::cli {

namespace {

using Json = nlohmann::ordered_json;
using document::StyleKind;
using projection::NamedStyle;

/// The document with its styles as they are now.
class StyledDocument {
  public:
    explicit StyledDocument(CommandDocument document) : m_document(std::move(document)) {
        const replica::DocumentReplica& replica = m_document.replica();
        m_registers =
            projection::ObjectRegisters(replica.presentTracker().registers(replica.log(), merge::View::kEffect));
        if (const auto properties = m_registers.attributesOf(event::WellKnownObject::kDocument))
            m_properties = *properties;
        m_styles = projection::NamedStyles(m_properties);
    }

    [[nodiscard]] const projection::NamedStyles& styles() const { return m_styles; }
    [[nodiscard]] const document::Attributes& properties() const { return m_properties; }
    [[nodiscard]] event::EventId next() const { return m_document.replica().nextEventId(); }
    /// By id, or by a name that only one style has.
    [[nodiscard]] std::expected<const NamedStyle*, Problem> style(const std::string& word) const {
        if (const NamedStyle* found = m_styles.find(word)) return found;
        const NamedStyle* named = nullptr;
        for (const NamedStyle& style : m_styles.all()) {
            if (style.name.toStdString() != word) continue;
            if (named != nullptr) {
                return failure(ErrorCode::kInvalidInput, "Several styles are called “" + word +
                                                             "”; 'style list' prints their ids. Nothing was changed.");
            }
            named = &style;
        }
        if (named != nullptr) return named;
        return failure(ErrorCode::kNotFound, "There is no style “" + word + "” in the document. Nothing was changed.");
    }
    /// Gives a range of the text a style.
    [[nodiscard]] std::expected<editing::Edit, Problem> applied(const NamedStyle& style, text::Range range) const {
        const replica::DocumentReplica& replica = m_document.replica();
        const projection::BlockSequence blocks =
            projection::readBlocks(replica.log(), replica.presentTracker(), merge::View::kEffect,
                                   event::WellKnownObject::kBody, m_registers, {});
        if (blocks.count() < range.end.value) {
            return failure(ErrorCode::kInvalidInput, "END is " + std::to_string(range.end.value) +
                                                         ", but the text has " + std::to_string(blocks.count()) +
                                                         " characters. Nothing was changed.");
        }
        if (style.kind == StyleKind::kCharacter)
            return editing::markedWith(blocks, range, document::mark_key::kStyle, style.id);
        const projection::TrackerObjects objects(
            replica.log(), [&replica]() -> const merge::Tracker& { return replica.presentTracker(); },
            merge::View::kEffect);
        return editing::withParagraphStyle({blocks, m_registers, objects, replica.nextEventId()}, m_styles, range,
                                           style.id);
    }
    [[nodiscard]] Outcome apply(const editing::Edit& edit) {
        if (edit.isEmpty()) return {};
        if (auto done = m_document.replica().apply(edit.intent); !done) return std::unexpected(done.error());
        if (auto saved = m_document.save(); !saved) return std::unexpected(saved.error());
        return {};
    }

  private:
    CommandDocument m_document;
    projection::ObjectRegisters m_registers;
    document::Attributes m_properties;
    projection::NamedStyles m_styles;
};

std::expected<StyledDocument, Problem> open(const Arguments& arguments, Access access) {
    auto document = CommandDocument::open(arguments, arguments.positional[0], access);
    if (!document) return std::unexpected(document.error());
    return StyledDocument(std::move(*document));
}

std::string kindName(StyleKind kind) {
    return kind == StyleKind::kCharacter ? "character" : "paragraph";
}

Json jsonOf(const event::Value& value) {
    return std::visit(
        [](const auto& held) -> Json {
            if constexpr (std::is_same_v<std::decay_t<decltype(held)>, std::monostate>) {
                return nullptr;
            } else {
                return held;
            }
        },
        value);
}

Json jsonOf(const NamedStyle& style) {
    Json json = {{"id", style.id},
                 {"name", style.name.toStdString()},
                 {"kind", kindName(style.kind)},
                 {"builtIn", style.isBuiltIn}};
    if (!style.basedOn.empty()) json["basedOn"] = style.basedOn;
    json["look"] = Json::object();
    for (const auto& [property, value] : style.look)
        json["look"][property] = jsonOf(value);
    return json;
}

std::string linesOf(const NamedStyle& style) {
    std::string text = style.id + "  " + style.name.toStdString();
    if (!style.isBuiltIn) text += "  (" + kindName(style.kind) + ")";
    if (!style.basedOn.empty()) text += "  based on " + style.basedOn;
    text += "\n";
    for (const auto& [property, value] : style.look)
        text += "  " + property + " " + jsonOf(value).dump() + "\n";
    return text;
}

Outcome listStyles(const Arguments& arguments) {
    auto document = open(arguments, Access::kRead);
    if (!document) return std::unexpected(document.error());
    std::string text;
    for (const NamedStyle& style : document->styles().all())
        text += arguments.has("json") ? jsonOf(style).dump() + "\n" : linesOf(style);
    if (const Result<void> printed = print(text); !printed) return std::unexpected(printed.error());
    return {};
}

std::unexpected<Problem> notAName(std::string_view what) {
    return wrongUsage(std::string(what) + " must be 1 to " + std::to_string(document::kStyleNameSizeMax) +
                      " bytes of UTF-8 that are not all space. Nothing was changed.");
}

Outcome addStyle(const Arguments& arguments) {
    if (editing::styleNameFrom(arguments.positional[1]).empty()) return notAName("NAME");
    auto document = open(arguments, Access::kChange);
    if (!document) return std::unexpected(document.error());
    const StyleKind kind = arguments.has("character") ? StyleKind::kCharacter : StyleKind::kParagraph;
    std::string basedOn = kind == StyleKind::kParagraph ? std::string(document::kParagraphStyle) : std::string();
    if (const auto base = arguments.value("based-on")) {
        const auto found = document->style(*base);
        if (!found) return std::unexpected(found.error());
        if ((*found)->kind != kind) {
            return failure(ErrorCode::kInvalidInput, "A " + kindName(kind) + " style cannot be based on a " +
                                                         kindName((*found)->kind) + " style. Nothing was changed.");
        }
        basedOn = (*found)->id;
    }
    const editing::NewStyle made =
        editing::newStyle(document->next(), document->styles(), kind, arguments.positional[1], basedOn);
    if (auto done = document->apply(made.edit); !done) return done;
    if (auto reported = report(made.id + "\n"); !reported) return std::unexpected(reported.error());
    return {};
}

/// The value as the property wants it: a style may be named by its name, too.
std::expected<event::Value, Problem> valueFor(const StyledDocument& document, const NamedStyle& style,
                                              const std::string& property, const std::string& word) {
    event::Value value = parseValue(word);
    if (std::holds_alternative<std::monostate>(value)) return value;
    if (property == document::style_key::kBasedOn) {
        const auto base = document.style(word);
        if (!base) return std::unexpected(base.error());
        if (!document.styles().mayBeBasedOn(style.id, (*base)->id)) {
            return failure(ErrorCode::kInvalidInput, "The style “" + style.name.toStdString() +
                                                         "” cannot be based on “" + (*base)->name.toStdString() +
                                                         "”. Nothing was changed.");
        }
        return event::Value((*base)->id);
    }
    if (!document::isStyleLook(property, style.kind)) {
        return wrongUsage("There is no property “" + property + "” of " + kindName(style.kind) +
                          " styles; 'style set --help' lists them. Nothing was changed.");
    }
    if (!document::isStyleValue(property, value)) {
        return wrongUsage("VALUE is none that “" + property +
                          "” can have; 'style set --help' says which. Nothing was changed.");
    }
    return value;
}

Outcome setStyle(const Arguments& arguments) {
    auto document = open(arguments, Access::kChange);
    if (!document) return std::unexpected(document.error());
    const auto style = document->style(arguments.positional[1]);
    if (!style) return std::unexpected(style.error());
    const std::string& property = arguments.positional[2];
    const std::string& word = arguments.positional[3];
    if (property == document::style_key::kName) {
        const bool isReset = (*style)->isBuiltIn && word == "null";
        const std::string name = isReset ? std::string() : editing::styleNameFrom(word);
        if (!isReset && name.empty()) return notAName("VALUE");
        return document->apply(editing::renamedStyle(document->next(), document->styles(), (*style)->id, name));
    }
    const auto value = valueFor(*document, **style, property, word);
    if (!value) return std::unexpected(value.error());
    return document->apply(
        editing::withStyleValues(document->next(), document->styles(), (*style)->id, {{property, *value}}));
}

Outcome applyStyle(const Arguments& arguments) {
    const auto begin = parseCount(arguments.positional[1], "BEGIN");
    if (!begin) return std::unexpected(begin.error());
    const auto end = parseCount(arguments.positional[2], "END");
    if (!end) return std::unexpected(end.error());
    if (*end < *begin) return wrongUsage("END must not lie before BEGIN. Nothing was changed.");
    auto document = open(arguments, Access::kChange);
    if (!document) return std::unexpected(document.error());
    const auto style = document->style(arguments.positional[3]);
    if (!style) return std::unexpected(style.error());
    const auto edit = document->applied(**style, {{*begin}, {*end}});
    if (!edit) return std::unexpected(edit.error());
    return document->apply(*edit);
}

Outcome deleteStyle(const Arguments& arguments) {
    auto document = open(arguments, Access::kChange);
    if (!document) return std::unexpected(document.error());
    const auto style = document->style(arguments.positional[1]);
    if (!style) return std::unexpected(style.error());
    const bool isReset = (*style)->isBuiltIn;
    if (isReset && (*style)->look.empty()) {
        return failure(ErrorCode::kInvalidInput, "The style “" + (*style)->name.toStdString() +
                                                     "” is built in and looks as it does by itself. Nothing was "
                                                     "changed.");
    }
    return document->apply(
        isReset ? editing::resetStyle(document->next(), document->styles(), (*style)->id)
                : editing::deletedStyle(document->next(), document->properties(), document->styles(), (*style)->id));
}

}  // namespace

std::vector<Command> styleCommands() {
    return {
        {"style list",
         "FILE",
         "lists the styles of paragraphs and characters with what they look like",
         "Styles that every document has come first.",
         1,
         {{"json", "", "one JSON object a line"}},
         listStyles},
        {"style add",
         "FILE NAME",
         "makes a style",
         "Prints the id of the style.",
         2,
         {{"character", "", "a style of characters, not of paragraphs"},
          {"based-on", "STYLE", "the style that says what this one does not (default: paragraph)"},
          kUserOption},
         addStyle},
        {"style set",
         "FILE STYLE PROPERTY VALUE",
         "changes what a style looks like, its name, or what it is based on",
         "STYLE is an id that style list prints, or a name. PROPERTY is name, based-on, font, size (hundredths of a\n"
         "point), bold, italic, underline (true, false), colour, highlight (#rrggbb); of paragraphs also align (left,\n"
         "centre, right, justify), line-spacing (per cent), space-before, space-after (hundredths of a point), indent\n"
         "(0 to 8). null takes a property away.",
         4,
         {kUserOption},
         setStyle},
        {"style apply",
         "FILE BEGIN END STYLE",
         "gives the paragraphs or the characters from BEGIN to END a style",
         "The character at END is not one of them.",
         4,
         {kUserOption},
         applyStyle},
        {"style delete",
         "FILE STYLE",
         "deletes a style; one that every document has looks as it did at first",
         "Text that has the style looks as its kind does, and has the style again after an undo.",
         2,
         {kUserOption},
         deleteStyle},
    };
}

}  // namespace varve::cli
