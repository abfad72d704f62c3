// The commands that look through all of a document's history.
#pragma once

#include <vector>

#include "cli/command.h"

namespace varve::cli {

std::vector<Command> historyCommands();  // search, blame, report

}  // namespace varve::cli
