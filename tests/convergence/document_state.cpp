#include "convergence/document_state.h"

namespace varve::convergence {

namespace {

std::string describe(const Format& format) {
    std::string text;
    for (const auto& [key, value] : format)
        text += (text.empty() ? "" : ", ") + key + ": " + convergence::describe(value);
    return text;
}

}  // namespace

const std::vector<Character>& textOf(const DocumentState& state, const event::ObjectId& sequence) {
    static const std::vector<Character> kNone;
    const auto found = state.texts.find(sequence);
    return found == state.texts.end() ? kNone : found->second;
}

std::string describe(const std::vector<Character>& text) {
    std::string described;
    const Format* open = nullptr;
    for (const Character& character : text) {
        if (!open || *open != character.format) {
            if (open && !open->empty()) described += "]";
            if (!character.format.empty()) described += "[" + describe(character.format) + "|";
            open = &character.format;
        }
        described += character.scalar == "\n" ? "¶" : character.scalar;
    }
    return open && !open->empty() ? described + "]" : described;
}

std::string describe(const DocumentState& state) {
    std::string described;
    for (const auto& [sequence, text] : state.texts)
        described += describe(sequence) + " " + describe(text) + "\n";
    for (const auto& [name, value] : state.registers)
        described += describe(name.first) + "." + name.second + " = " + describe(value) + "\n";
    return described;
}

std::string describe(const event::EventId& id) {
    return toHex(id.agent).substr(0, 4) + toHex(id.agent).substr(30) + ":" + std::to_string(id.sequence.value);
}

std::string describe(const event::ObjectId& object) {
    if (const auto* id = std::get_if<event::EventId>(&object)) return describe(*id);
    switch (std::get<event::WellKnownObject>(object)) {
        case event::WellKnownObject::kBody:
            return "body";
        case event::WellKnownObject::kDocument:
            return "document";
        case event::WellKnownObject::kFirstBlock:
            return "first-block";
    }
    return "";
}

std::string describe(const event::Value& value) {
    struct Visitor {
        std::string operator()(std::monostate) const { return "null"; }
        std::string operator()(bool flag) const { return flag ? "true" : "false"; }
        std::string operator()(std::int64_t number) const { return std::to_string(number); }
        std::string operator()(const std::string& text) const { return text; }
    };
    return std::visit(Visitor{}, value);
}

}  // namespace varve::convergence
