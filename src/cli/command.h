// The shape of a varve-cli command: its words for --help, its arguments, and the function that does it. Results go to
// standard output, errors as one sentence to standard error.
#pragma once

#include <QString>
#include <QStringList>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace varve::cli {

inline constexpr int kExitOk = 0;
inline constexpr int kExitFailed = 1;  // the document, the file or the disk said no
inline constexpr int kExitUsage = 2;   // the command line makes no sense

/// `--name` or `--name VALUE`.
struct Option {
    std::string_view name;
    std::string_view valueName;  // empty: a switch
    std::string_view help;
};

/// What was given on the command line, already checked against the command's description.
class Arguments {
  public:
    QStringList positional;
    std::vector<std::pair<std::string, QString>> options;

    [[nodiscard]] bool has(std::string_view name) const;
    [[nodiscard]] std::optional<QString> value(std::string_view name) const;
};

struct Command {
    std::string_view name;
    std::string_view arguments;  // for the usage line, for example "FILE OFFSET TEXT"
    std::string_view summary;    // one line
    std::string_view details;    // more lines for --help
    int positionalCount = 0;
    std::vector<Option> options;
    /// Returns the exit code for success (nearly always 0).
    std::function<Result<int>(const Arguments&)> run;
};

/// Every command, in the order of the overview.
const std::vector<Command>& allCommands();

std::vector<Command> documentCommands();  // new, cat, info, history, log, export, verify
std::vector<Command> editCommands();      // insert, delete, undo, redo, restore
std::vector<Command> exchangeCommands();  // apply, merge, import-trace, sample

/// Parses `arguments` (without the program's name), runs the command, prints. Returns the exit code.
int runCommandLine(const QStringList& arguments);

/// Writes UTF-8 to standard output. Errors: kInputOutput, for a full disk behind a redirection or a closed pipe.
Result<void> print(std::string_view utf8);

}  // namespace varve::cli
