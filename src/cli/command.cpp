#include "cli/command.h"

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <iterator>

#include "cli/history_commands.h"

namespace varve::cli {

namespace {

/// In one line, whatever names and reports from below hold.
void printError(std::string sentence) {
    std::ranges::replace(sentence, '\n', ' ');
    std::fprintf(stderr, "varve-cli: %s\n", sentence.c_str());
}

std::string column(std::string text, std::size_t width) {
    text.resize(std::max(text.size() + 2, width), ' ');
    return text;
}

std::string helpText(const Command& command) {
    std::string text = "usage: varve-cli " + std::string(command.name) + " " + std::string(command.arguments);
    if (!command.options.empty()) text += " [OPTIONS]";
    text += "\n\n" + std::string(command.summary) + "\n";
    if (!command.details.empty()) text += "\n" + std::string(command.details) + "\n";
    text += "\noptions:\n";
    for (const Option& option : command.options) {
        std::string left = "  --" + std::string(option.name);
        if (!option.valueName.empty()) left += " " + std::string(option.valueName);
        text += column(left, 24) + std::string(option.help) + "\n";
    }
    text += column("  --", 24) + "ends the options: what follows may begin with --\n";
    text += "\nexit code: 0 done, 1 failed (the sentence on standard error says why), 2 wrong usage\n";
    return text;
}

std::string overview() {
    std::string text =
        "usage: varve-cli COMMAND [ARGUMENTS]\n\n"
        "Works on Varve documents without a window. A document that is open in the app is reached through the app.\n\n"
        "commands:\n";
    for (const Command& command : allCommands()) {
        text += column("  " + std::string(command.name), 16) + std::string(command.summary) + "\n";
    }
    text +=
        "\nvarve-cli COMMAND --help explains one command. OFFSET and COUNT are Unicode characters (scalar values).\n"
        "MOMENT is now, an event count (#1234), an ISO time, the name of a moment, or a frontier as\n"
        "'cat --format json' prints it.\n"
        "exit code: 0 done, 1 failed (the sentence on standard error says why), 2 wrong usage\n";
    return text;
}

const Option* findOption(const Command& command, std::string_view name) {
    const auto found = std::ranges::find(command.options, name, &Option::name);
    return found == command.options.end() ? nullptr : &*found;
}

/// The word for the positional argument with that index, from the usage line.
std::string positionalName(const Command& command, std::size_t index) {
    std::string_view rest = command.arguments;
    for (; index > 0; --index)
        rest.remove_prefix(rest.find(' ') + 1);
    return std::string(rest.substr(0, rest.find(' ')));
}

/// Takes the option at `index`, and its value when that is the next word. Errors: what is wrong, without the usage.
std::expected<void, std::string> takeOption(const Command& command, std::span<const std::string> words,
                                            std::size_t& index, Arguments& arguments) {
    const std::string& word = words[index];
    const std::size_t equals = word.find('=');
    const std::string name = word.substr(2, equals == std::string::npos ? equals : equals - 2);
    const Option* option = findOption(command, name);
    if (!option) return std::unexpected("There is no option --" + name + ".");
    if (arguments.has(name)) return std::unexpected("--" + name + " is given twice.");
    if (option->valueName.empty()) {
        if (equals != std::string::npos) return std::unexpected("--" + name + " takes no value.");
        arguments.options.emplace_back(name, "");
    } else if (equals != std::string::npos) {
        arguments.options.emplace_back(name, word.substr(equals + 1));
    } else if (++index < words.size()) {
        arguments.options.emplace_back(name, words[index]);
    } else {
        return std::unexpected("--" + name + " needs a value.");
    }
    return {};
}

struct Parsed {
    Arguments arguments;
    bool wantsHelp = false;
};

/// Options may stand anywhere before a `--`. Errors: what is wrong with the command line, without the usage.
std::expected<Parsed, std::string> parse(const Command& command, std::span<const std::string> words) {
    Parsed parsed;
    Arguments& arguments = parsed.arguments;
    bool optionsEnded = false;
    for (std::size_t index = 0; index < words.size(); ++index) {
        const std::string& word = words[index];
        if (optionsEnded || !word.starts_with("--")) {
            arguments.positional.push_back(word);
        } else if (word == "--") {
            optionsEnded = true;
        } else if (word == "--help") {
            parsed.wantsHelp = true;
            return parsed;
        } else if (auto taken = takeOption(command, words, index, arguments); !taken) {
            return std::unexpected(taken.error());
        }
    }
    const std::size_t count = arguments.positional.size();
    if (count < command.positionalCount) return std::unexpected(positionalName(command, count) + " is missing.");
    if (count > command.positionalCount) {
        return std::unexpected("“" + arguments.positional[command.positionalCount] + "” is one argument too many.");
    }
    return parsed;
}

int show(const std::string& text) {
    const auto printed = print(text);
    if (printed) return kExitOk;
    printError(printed.error().message);
    return kExitFailed;
}

/// The commands of several words that begin with this one, or nothing.
std::string namesOfGroup(const std::string& first) {
    std::string names;
    for (const Command& command : allCommands()) {
        if (command.name.starts_with(first + " ")) names += (names.empty() ? "" : ", ") + std::string(command.name);
    }
    return names;
}

int runCommand(const Command& command, std::span<const std::string> words) {
    const auto parsed = parse(command, words);
    if (!parsed) {
        printError(parsed.error() + " Usage: varve-cli " + std::string(command.name) + " " +
                   std::string(command.arguments));
        return kExitUsage;
    }
    if (parsed->wantsHelp) return show(helpText(command));
    const Outcome outcome = command.run(parsed->arguments);
    if (outcome) return kExitOk;
    printError(outcome.error().sentence);
    return outcome.error().exitCode;
}

}  // namespace

std::unexpected<Problem> wrongUsage(std::string sentence) {
    return std::unexpected(Problem(std::move(sentence), kExitUsage));
}

bool Arguments::has(std::string_view name) const {
    return std::ranges::any_of(options, [&](const auto& option) { return option.first == name; });
}

std::optional<std::string> Arguments::value(std::string_view name) const {
    const auto found = std::ranges::find_if(options, [&](const auto& option) { return option.first == name; });
    if (found == options.end()) return std::nullopt;
    return found->second;
}

const std::vector<Command>& allCommands() {
    static const std::vector<Command> commands = [] {
        std::vector<Command> all = documentCommands();
        // Each of these works on the document itself, or on a draft.
        const auto addForDrafts = [&all](std::vector<Command> group) {
            for (Command& command : group) {
                command.options.push_back(kDraftOption);
                all.push_back(std::move(command));
            }
        };
        addForDrafts(editCommands());
        addForDrafts(diffCommands());
        std::ranges::move(exchangeCommands(), std::back_inserter(all));
        addForDrafts(imageCommands());
        addForDrafts(conversionCommands());
        addForDrafts(commentCommands());
        addForDrafts(tableCommands());
        addForDrafts(replayCommands());
        addForDrafts(styleCommands());
        addForDrafts(momentCommands());
        addForDrafts(historyCommands());
        std::ranges::move(draftCommands(), std::back_inserter(all));
        return all;
    }();
    return commands;
}

int runCommandLine(std::span<const std::string> arguments) {
    if (arguments.empty()) {
        printError("Which command? 'varve-cli --help' lists them.");
        return kExitUsage;
    }
    const std::string& name = arguments.front();
    if (name == "--help" || name == "-h" || name == "help") return show(overview());
    for (std::size_t count = std::min<std::size_t>(arguments.size(), 3); count > 1; --count) {
        std::string several = name;
        for (const std::string& word : arguments.subspan(1, count - 1))
            several += " " + word;
        const auto command = std::ranges::find(allCommands(), several, &Command::name);
        if (command != allCommands().end()) return runCommand(*command, arguments.subspan(count));
    }
    const auto command = std::ranges::find(allCommands(), name, &Command::name);
    if (command == allCommands().end()) {
        if (const std::string group = namesOfGroup(name); !group.empty()) {
            printError("Which command? There are " + group + ".");
            return kExitUsage;
        }
        printError("There is no command “" + name + "”. 'varve-cli --help' lists them.");
        return kExitUsage;
    }
    return runCommand(*command, arguments.subspan(1));
}

Result<void> print(std::string_view utf8) {
    if (std::fwrite(utf8.data(), 1, utf8.size(), stdout) == utf8.size() && std::fflush(stdout) == 0) return {};
    return failure(ErrorCode::kInputOutput, "The result could not be written to standard output completely: " +
                                                std::string(std::strerror(errno)) + ". The document was not changed.");
}

Result<void> report(std::string_view utf8) {
    if (print(utf8)) return {};
    return failure(ErrorCode::kInputOutput,
                   "The change is made and saved, but the report on it could not be written to standard output.");
}

std::expected<std::uint32_t, Problem> parseCount(std::string_view text, std::string_view what) {
    std::uint32_t value = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (code == std::errc() && end == text.data() + text.size()) return value;
    const bool isNumber = !text.empty() && std::ranges::all_of(text, [](unsigned char c) { return std::isdigit(c); });
    return wrongUsage(std::string(what) + (isNumber ? " is too large: " : " must be a whole number from 0, not ") +
                      "“" + std::string(text) + "”. Nothing was changed.");
}

std::expected<std::pair<std::uint32_t, std::uint32_t>, Problem> parseRange(std::string_view text) {
    const std::size_t dash = text.find('-');
    if (dash == std::string_view::npos) {
        return wrongUsage("--range is two offsets such as 120-260. Nothing was changed.");
    }
    const auto begin = parseCount(text.substr(0, dash), "The begin of --range");
    if (!begin) return std::unexpected(begin.error());
    const auto end = parseCount(text.substr(dash + 1), "The end of --range");
    if (!end) return std::unexpected(end.error());
    if (*end <= *begin) return wrongUsage("The end of --range must lie behind its begin. Nothing was changed.");
    return std::pair{*begin, *end};
}

}  // namespace varve::cli
