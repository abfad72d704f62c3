// replay: the writing of a document, played in a terminal.
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <thread>

#include "cli/command.h"
#include "cli/command_document.h"
#include "cli/listing.h"
#include "text/utf8.h"

namespace varve::cli {

namespace {

constexpr double kSpeedDefault = 8;
constexpr double kSpeedMax = 10'000;
constexpr double kIdleMsMax = 400;  // a pause of a year takes no longer
constexpr double kFrameMsMin = 20;

struct Screen {
    std::size_t rows = 24;
    std::size_t columns = 80;
};

/// Nothing where standard output is no terminal.
std::optional<Screen> terminal() {
    if (isatty(STDOUT_FILENO) == 0) return std::nullopt;
    winsize size{};
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_row < 4 || size.ws_col < 10) return Screen{};
    return Screen{size.ws_row, size.ws_col};
}

/// A line in rows of at most so many characters.
void wrap(std::string_view line, std::size_t columns, std::vector<std::string>& rows) {
    const std::string text = withoutControls(std::string(line));
    std::size_t begin = 0;
    do {
        const std::string_view rest = std::string_view(text).substr(begin);
        const std::size_t size = text::scalarCount(rest) > columns
                                     ? text::byteIndexOfScalar(rest, static_cast<std::uint32_t>(columns))
                                     : rest.size();
        rows.emplace_back(rest.substr(0, size));
        begin += size;
    } while (begin < text.size());
}

/// The rows around a place of the text, so many.
std::string pageAround(std::string_view text, std::size_t place, const Screen& screen) {
    std::vector<std::string> rows;
    std::size_t changedRow = 0;
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        if (begin <= place) changedRow = rows.size();
        wrap(text.substr(begin, end - begin), screen.columns, rows);
        if (begin <= place && place <= end) {
            const std::string_view before = text.substr(begin, place - begin);
            changedRow += text::scalarCount(before) / screen.columns;
        }
        begin = end + 1;
    }
    const std::size_t shownCount = screen.rows - 2;
    const std::size_t first = changedRow < shownCount / 2 ? 0 : changedRow - shownCount / 2;
    std::string page;
    for (std::size_t row = first; row < std::min(rows.size(), first + shownCount); ++row)
        page += rows[row] + "\r\n";
    return page;
}

std::string paragraphAt(std::string_view text, std::size_t place) {
    const std::size_t begin = place == 0 ? 0 : text.rfind('\n', place - 1) + 1;
    const std::size_t end = std::min(text.find('\n', place), text.size());
    return withoutControls(std::string(text.substr(begin, end - begin)));
}

std::string headOf(const history::TimelineSpan& span, const std::vector<std::string>& users) {
    return "#" + std::to_string(span.endPosition) + "  " + isoTime(span.endMs) + "  " + userWords(users) + "  +" +
           std::to_string(span.insertedCount) + " -" + std::to_string(span.deletedCount);
}

std::expected<std::optional<double>, Problem> speedOf(const Arguments& arguments) {
    const auto given = arguments.value("speed");
    if (!given) return std::nullopt;
    double speed = 0;
    const auto [end, problem] = std::from_chars(given->data(), given->data() + given->size(), speed);
    if (problem != std::errc() || end != given->data() + given->size() || !(speed > 0) || speed > kSpeedMax) {
        return wrongUsage("The speed “" + *given + "” is none; give a number above 0, like 8 for eight times as fast.");
    }
    return speed;
}

void waitFor(double ms) {
    std::this_thread::sleep_for(std::chrono::duration<double, std::milli>(ms));
}

Outcome replayDocument(const Arguments& arguments) {
    const auto speed = speedOf(arguments);
    if (!speed) return std::unexpected(speed.error());
    const bool isCoarse = arguments.has("sessions");
    auto document = CommandDocument::open(arguments, arguments.positional[0], Access::kRead);
    if (!document) return std::unexpected(document.error());
    const replica::DocumentReplica& replica = document->replica();
    const auto cursor = replica.openHistory();
    static_cast<void>(cursor->moveToPosition(replica.log(), 0));
    const std::optional<Screen> screen = terminal();
    std::int64_t previousMs = 0;
    for (const history::TimelineSpan& span :
         replica.timeline().spans(isCoarse ? history::Grain::kSession : history::Grain::kStep)) {
        const document::DocumentPatch patch = cursor->moveToPosition(replica.log(), span.endPosition);
        const double pauseMs = previousMs == 0 ? 0 : static_cast<double>(span.endMs) - static_cast<double>(previousMs);
        previousMs = span.endMs;
        // Into a file or another program it goes at once, unless somebody wants to watch there.
        if (screen || *speed) waitFor(std::clamp(pauseMs, kFrameMsMin, kIdleMsMax) / speed->value_or(kSpeedDefault));
        const std::string text = cursor->text(replica.log());
        const std::uint32_t offset = std::min(patch.body.changedRange().end.value, cursor->count());
        const std::size_t place = text::byteIndexOfScalar(text, offset);
        const std::string head = headOf(span, usersIn(replica, span));
        const auto printed = screen ? print("\x1b[H\x1b[J" + pageAround(text, place, *screen) + "\x1b[" +
                                            std::to_string(screen->rows) + ";1H\x1b[7m" + head + "\x1b[0m")
                                    : print(head + "\n" + paragraphAt(text, place) + "\n");
        if (!printed) return std::unexpected(printed.error());
    }
    const auto ended = screen ? print("\n") : Result<void>();
    if (!ended) return std::unexpected(ended.error());
    return {};
}

}  // namespace

std::vector<Command> replayCommands() {
    return {
        {"replay",
         "FILE",
         "plays the writing of the document in the terminal",
         "Each step shows the text around it; pauses count 400 ms at most. Where the output is no terminal, each step\n"
         "gives a line with the MOMENT after it, when (UTC), who and how much, and a line with the paragraph that it "
         "changed.",
         1,
         {{"speed", "N", "so many times as fast as it was written (default: 8; no waiting for files)"},
          {"sessions", "", "session by session in place of step by step"}},
         replayDocument}};
}

}  // namespace varve::cli
