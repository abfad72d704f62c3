// The shape of a varve-cli command: its words for --help, its arguments, and the function that does it. Results go to
// standard output, errors as one sentence to standard error. Arguments are bytes as the system gave them: a file name
// need not be UTF-8.
#pragma once

#include <expected>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace varve::cli {

inline constexpr int kExitOk = 0;
inline constexpr int kExitFailed = 1;  // the document, the file or the disk said no
inline constexpr int kExitUsage = 2;   // the command line makes no sense

/// Why a command did not do what it was asked for, and the exit code that says so.
struct Problem {
    // Not explicit: every error of the layers below is a problem with exit code 1.
    Problem(Error error) : sentence(std::move(error.message)) {}
    Problem(std::string sentence_, int exitCode_) : sentence(std::move(sentence_)), exitCode(exitCode_) {}

    std::string sentence;
    int exitCode = kExitFailed;
};
using Outcome = std::expected<void, Problem>;

/// For what is wrong with the command line itself, whatever the document holds.
[[nodiscard]] std::unexpected<Problem> wrongUsage(std::string sentence);

/// `--name` or `--name VALUE`.
struct Option {
    std::string_view name;
    std::string_view valueName;  // empty: a switch
    std::string_view help;
};

/// Of every command that works on one version of a document.
inline constexpr Option kDraftOption{"draft", "DRAFT", "a draft, by name or id (default: the document itself)"};

/// What was given on the command line, already checked against the command's description.
class Arguments {
  public:
    std::vector<std::string> positional;
    std::vector<std::pair<std::string, std::string>> options;  // switches have an empty value

    [[nodiscard]] bool has(std::string_view name) const;
    [[nodiscard]] std::optional<std::string> value(std::string_view name) const;
};

struct Command {
    std::string_view name;
    std::string_view arguments;  // for the usage line, positional ones first, for example "FILE OFFSET TEXT"
    std::string_view summary;    // one line
    std::string_view details;    // more lines for --help
    std::size_t positionalCount = 0;
    std::vector<Option> options;
    std::function<Outcome(const Arguments&)> run;
};

/// Every command, in the order of the overview.
const std::vector<Command>& allCommands();

std::vector<Command> documentCommands();    // new, cat, info, history, log, export, verify
std::vector<Command> editCommands();        // insert, delete, mark, set, undo, redo, restore
std::vector<Command> exchangeCommands();    // apply, merge, import-trace, sample
std::vector<Command> imageCommands();       // image add, image get, image list, image caption get, set
std::vector<Command> conversionCommands();  // convert
std::vector<Command> commentCommands();     // comment add, comment reply, comment resolve, comment list
std::vector<Command> tableCommands();       // table list, add, get, fill, ...; table row, column, cell ...
std::vector<Command> momentCommands();      // moments; moment add, rename, note, remove; copy
std::vector<Command> draftCommands();       // drafts; draft add, rename, abandon, resume, merge, update, diff
std::vector<Command> diffCommands();        // diff
std::vector<Command> replayCommands();      // replay
std::vector<Command> styleCommands();       // style list, style add, style set, style apply, style delete

/// Parses `arguments` (without the program's name), runs the command, prints. Returns the exit code.
int runCommandLine(std::span<const std::string> arguments);

/// Writes the result of a reading command to standard output. Errors: kInputOutput, for a full disk behind a
/// redirection.
[[nodiscard]] Result<void> print(std::string_view utf8);
/// Writes what a changing command has done. Errors: as print, saying that it is done all the same.
[[nodiscard]] Result<void> report(std::string_view utf8);

/// A whole number from 0; problems name the argument.
[[nodiscard]] std::expected<std::uint32_t, Problem> parseCount(std::string_view text, std::string_view what);

/// `BEGIN-END`, two offsets, the second behind the first; problems name the option --range.
[[nodiscard]] std::expected<std::pair<std::uint32_t, std::uint32_t>, Problem> parseRange(std::string_view text);

}  // namespace varve::cli
