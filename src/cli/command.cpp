#include "cli/command.h"

#include <algorithm>
#include <cstdio>
#include <iterator>

namespace varve::cli {

namespace {

void printError(const std::string& sentence) { std::fprintf(stderr, "varve-cli: %s\n", sentence.c_str()); }

std::string helpText(const Command& command) {
    std::string text = "usage: varve-cli " + std::string(command.name) + " " + std::string(command.arguments) + "\n\n";
    text += std::string(command.summary) + "\n";
    if (!command.details.empty()) text += "\n" + std::string(command.details) + "\n";
    if (!command.options.empty()) text += "\noptions:\n";
    for (const Option& option : command.options) {
        std::string left = "  --" + std::string(option.name);
        if (!option.valueName.empty()) left += " " + std::string(option.valueName);
        left.resize(std::max<std::size_t>(left.size() + 2, 24), ' ');
        text += left + std::string(option.help) + "\n";
    }
    text += "\nexit code: 0 done, 1 failed (the sentence on standard error says why), 2 wrong usage\n";
    return text;
}

std::string overview() {
    std::string text =
        "usage: varve-cli COMMAND [ARGUMENTS]\n\n"
        "Works on Varve documents without a window. A document that is open in the app is reached through the app.\n\n"
        "commands:\n";
    for (const Command& command : allCommands()) {
        std::string left = "  " + std::string(command.name);
        left.resize(16, ' ');
        text += left + std::string(command.summary) + "\n";
    }
    text += "\nvarve-cli COMMAND --help explains one command. OFFSET and COUNT are Unicode characters (scalar values).\n"
            "MOMENT is now, an event count (#1234), an ISO time, or a frontier as 'cat --format json' prints it.\n";
    return text;
}

int usageError(const Command& command, const std::string& sentence) {
    printError(sentence + " Usage: varve-cli " + std::string(command.name) + " " + std::string(command.arguments));
    return kExitUsage;
}

const Option* findOption(const Command& command, std::string_view name) {
    const auto found = std::ranges::find(command.options, name, &Option::name);
    return found == command.options.end() ? nullptr : &*found;
}

/// Errors: what is wrong with the command line, without the usage.
std::expected<Arguments, std::string> parse(const Command& command, const QStringList& words) {
    Arguments arguments;
    bool optionsEnded = false;
    for (qsizetype index = 0; index < words.size(); ++index) {
        const std::string word = words[index].toStdString();
        if (optionsEnded || !word.starts_with("--")) {
            arguments.positional.append(words[index]);
            continue;
        }
        if (word == "--") {
            optionsEnded = true;
            continue;
        }
        const std::size_t equals = word.find('=');
        const std::string name = word.substr(2, equals == std::string::npos ? equals : equals - 2);
        const Option* option = findOption(command, name);
        if (!option) return std::unexpected("There is no option --" + name + ".");
        if (option->valueName.empty()) {
            if (equals != std::string::npos) return std::unexpected("--" + name + " takes no value.");
            arguments.options.emplace_back(name, QString());
        } else if (equals != std::string::npos) {
            arguments.options.emplace_back(name, QString::fromStdString(word.substr(equals + 1)));
        } else if (++index < words.size()) {
            arguments.options.emplace_back(name, words[index]);
        } else {
            return std::unexpected("--" + name + " needs a value.");
        }
    }
    if (arguments.positional.size() < command.positionalCount) return std::unexpected(std::string("Something is missing."));
    if (arguments.positional.size() > command.positionalCount) return std::unexpected(std::string("That is too much."));
    return arguments;
}

}  // namespace

bool Arguments::has(std::string_view name) const {
    return std::ranges::any_of(options, [&](const auto& option) { return option.first == name; });
}

std::optional<QString> Arguments::value(std::string_view name) const {
    const auto found = std::ranges::find_if(options, [&](const auto& option) { return option.first == name; });
    if (found == options.end()) return std::nullopt;
    return found->second;
}

const std::vector<Command>& allCommands() {
    static const std::vector<Command> commands = [] {
        std::vector<Command> all = documentCommands();
        std::ranges::move(editCommands(), std::back_inserter(all));
        std::ranges::move(exchangeCommands(), std::back_inserter(all));
        return all;
    }();
    return commands;
}

int runCommandLine(const QStringList& arguments) {
    if (arguments.isEmpty() || arguments.first() == QLatin1String("--help") ||
        arguments.first() == QLatin1String("help")) {
        const auto printed = print(overview());
        return printed && !arguments.isEmpty() ? kExitOk : kExitUsage;
    }
    const std::string name = arguments.first().toStdString();
    const auto command = std::ranges::find(allCommands(), name, &Command::name);
    if (command == allCommands().end()) {
        printError("There is no command '" + name + "'. 'varve-cli --help' lists them.");
        return kExitUsage;
    }
    const QStringList words = arguments.mid(1);
    if (words.contains(QLatin1String("--help"))) return print(helpText(*command)) ? kExitOk : kExitFailed;
    const auto parsed = parse(*command, words);
    if (!parsed) return usageError(*command, parsed.error());
    const Result<int> result = command->run(*parsed);
    if (result) return *result;
    printError(result.error().message);
    return kExitFailed;
}

Result<void> print(std::string_view utf8) {
    if (std::fwrite(utf8.data(), 1, utf8.size(), stdout) == utf8.size() && std::fflush(stdout) == 0) return {};
    return failure(ErrorCode::kInputOutput, "The result could not be written to standard output.");
}

}  // namespace varve::cli
