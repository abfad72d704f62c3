#include "history/moment.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <optional>

#include "text/utf8.h"

namespace varve::history {

namespace {

constexpr std::int64_t kSecondMs = 1000;
constexpr std::int64_t kMinuteMs = 60 * kSecondMs;
constexpr std::int64_t kHourMs = 60 * kMinuteMs;
constexpr std::int64_t kDayMs = 24 * kHourMs;

/// Reads a text from left to right; what does not match is left where it is.
class Scanner {
  public:
    explicit Scanner(std::string_view text) : m_rest(text) {}

    [[nodiscard]] bool atEnd() const { return m_rest.empty(); }
    bool take(char wanted) {
        if (m_rest.empty() || m_rest.front() != wanted) return false;
        m_rest.remove_prefix(1);
        return true;
    }
    void skipSpaces() {
        while (take(' ') || take('\t') || take('\n') || take('\r')) {
        }
    }
    /// `wanted` after any spaces.
    bool takeToken(char wanted) {
        skipSpaces();
        return take(wanted);
    }
    std::string_view takeAny(std::size_t count) {
        const std::string_view taken = m_rest.substr(0, count);
        m_rest.remove_prefix(taken.size());
        return taken;
    }
    std::string_view takeDigits(std::size_t countMax) {
        std::size_t count = 0;
        while (count < m_rest.size() && count < countMax && m_rest[count] >= '0' && m_rest[count] <= '9')
            ++count;
        return takeAny(count);
    }
    /// Exactly `count` digits as a number of at most `max`.
    std::optional<int> takeNumber(std::size_t count, int max) {
        const std::string_view digits = takeDigits(count);
        int number = 0;
        for (const char digit : digits)
            number = number * 10 + (digit - '0');
        return digits.size() == count && number <= max ? std::optional(number) : std::nullopt;
    }

  private:
    std::string_view m_rest;
};

template <typename Number>
std::optional<Number> numberFrom(std::string_view digits) {
    Number number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (digits.empty() || error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
    return number;
}

/// Milliseconds of a fraction's digits; finer ones are cut off.
std::int64_t fractionMs(std::string_view digits) {
    std::int64_t ms = 0;
    for (std::size_t i = 0; i < 3; ++i)
        ms = ms * 10 + (i < digits.size() ? digits[i] - '0' : 0);
    return ms;
}

std::optional<std::int64_t> parseOffsetMs(Scanner& scanner) {
    if (scanner.atEnd() || scanner.take('Z') || scanner.take('z')) return 0;
    const bool behind = scanner.take('-');
    if (!behind && !scanner.take('+')) return std::nullopt;
    const auto hours = scanner.takeNumber(2, 23);
    std::optional<int> minutes = 0;
    if (scanner.take(':') || !scanner.atEnd()) minutes = scanner.takeNumber(2, 59);
    if (!hours || !minutes) return std::nullopt;
    return (*hours * kHourMs + *minutes * kMinuteMs) * (behind ? -1 : 1);
}

std::optional<std::int64_t> parseTimeOfDayMs(Scanner& scanner) {
    const auto hours = scanner.takeNumber(2, 23);
    if (!hours || !scanner.take(':')) return std::nullopt;
    const auto minutes = scanner.takeNumber(2, 59);
    if (!minutes) return std::nullopt;
    std::int64_t ms = *hours * kHourMs + *minutes * kMinuteMs;
    if (scanner.take(':')) {
        const auto seconds = scanner.takeNumber(2, 59);
        if (!seconds) return std::nullopt;
        ms += *seconds * kSecondMs;
        if (scanner.take('.') || scanner.take(',')) {
            const std::string_view digits = scanner.takeDigits(9);
            if (digits.empty()) return std::nullopt;
            ms += fractionMs(digits);
        }
    }
    return ms;
}

std::optional<Moment> parseTime(std::string_view text) {
    Scanner scanner(text);
    const auto year = scanner.takeNumber(4, 9999);
    if (!year || !scanner.take('-')) return std::nullopt;
    const auto month = scanner.takeNumber(2, 12);
    if (!month || !scanner.take('-')) return std::nullopt;
    const auto day = scanner.takeNumber(2, 31);
    if (!day) return std::nullopt;
    const std::chrono::year_month_day date(std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                                           std::chrono::day(static_cast<unsigned>(*day)));
    if (!date.ok()) return std::nullopt;
    const std::int64_t midnightMs = std::chrono::sys_days(date).time_since_epoch().count() * kDayMs;
    if (scanner.atEnd()) return TimeMoment{midnightMs + kDayMs - 1};
    if (!scanner.take('T') && !scanner.take('t') && !scanner.take(' ')) return std::nullopt;
    const auto timeMs = parseTimeOfDayMs(scanner);
    if (!timeMs) return std::nullopt;
    const auto offsetMs = parseOffsetMs(scanner);
    if (!offsetMs || !scanner.atEnd()) return std::nullopt;
    return TimeMoment{midnightMs + *timeMs - *offsetMs};
}

std::optional<event::EventId> parseHead(Scanner& scanner) {
    if (!scanner.takeToken('[') || !scanner.takeToken('"')) return std::nullopt;
    const auto agent = event::agentIdFromHex(scanner.takeAny(32));
    if (!agent || !scanner.take('"') || !scanner.takeToken(',')) return std::nullopt;
    scanner.skipSpaces();
    const auto sequence = numberFrom<std::uint32_t>(scanner.takeDigits(10));
    if (!sequence || !scanner.takeToken(']')) return std::nullopt;
    return event::EventId{*agent, {*sequence}};
}

std::optional<Moment> parseFrontier(std::string_view text) {
    Scanner scanner(text);
    FrontierMoment frontier;
    if (!scanner.takeToken('[')) return std::nullopt;
    if (!scanner.takeToken(']')) {
        do {
            const auto head = parseHead(scanner);
            if (!head) return std::nullopt;
            frontier.heads.push_back(*head);
        } while (scanner.takeToken(','));
        if (!scanner.takeToken(']')) return std::nullopt;
    }
    scanner.skipSpaces();
    if (!scanner.atEnd()) return std::nullopt;
    std::sort(frontier.heads.begin(), frontier.heads.end());
    frontier.heads.erase(std::unique(frontier.heads.begin(), frontier.heads.end()), frontier.heads.end());
    return frontier;
}

std::optional<Moment> parseName(std::string_view text) {
    if (text.size() < 3 || !text.ends_with('"') || !text::isValidUtf8(text)) return std::nullopt;
    return NameMoment{std::string(text.substr(1, text.size() - 2))};
}

std::optional<Moment> parse(std::string_view text) {
    if (text == "now") return NowMoment{};
    if (text.starts_with('#')) {
        const auto count = numberFrom<std::uint64_t>(text.substr(1));
        return count ? std::optional<Moment>(EventCountMoment{*count}) : std::nullopt;
    }
    if (text.starts_with('"')) return parseName(text);
    return text.starts_with('[') ? parseFrontier(text) : parseTime(text);
}

/// What the user wrote, for a message; cut when long, left out when it is no text.
std::string quoted(std::string_view text) {
    constexpr std::uint32_t kExcerptMax = 60;
    if (!text::isValidUtf8(text)) return "This";
    std::string excerpt(text::scalarSlice(text, 0, std::min(text::scalarCount(text), kExcerptMax)));
    return "'" + excerpt + (excerpt.size() < text.size() ? "..." : "") + "'";
}

std::string counted(std::uint64_t eventCount) {
    return std::to_string(eventCount) + (eventCount == 1 ? " event" : " events");
}

/// Times that no clock shows, which a damaged one may have written, become the nearest with four digits of a year.
std::string formatTime(std::int64_t timeMs) {
    constexpr std::int64_t kYear0Ms = -62'167'219'200'000;
    constexpr std::int64_t kYear9999EndMs = 253'402'300'799'999;
    timeMs = std::clamp(timeMs, kYear0Ms, kYear9999EndMs);
    const std::chrono::sys_time<std::chrono::milliseconds> time{std::chrono::milliseconds(timeMs)};
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date(day);
    const auto ms = static_cast<int>((time - day).count());
    char text[48];
    std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), ms / 3'600'000,
                  ms / 60'000 % 60, ms / 1000 % 60, ms % 1000);
    std::string result = text;
    if (result.ends_with(".000Z")) result.replace(result.size() - 5, 5, "Z");
    return result;
}

}  // namespace

Result<Moment> parseMoment(std::string_view text) {
    if (auto moment = parse(text)) return *std::move(moment);
    return failure(ErrorCode::kInvalidInput,
                   quoted(text) +
                       " names no moment. Write now, a number of events such as #1234, a time such as "
                       "2026-11-21T14:02Z, a name that 'moments' lists, or the version that cat --format json prints.");
}

std::string formatMoment(const Moment& moment) {
    struct Visitor {
        std::string operator()(const NowMoment&) const { return "now"; }
        std::string operator()(const EventCountMoment& count) const { return "#" + std::to_string(count.eventCount); }
        std::string operator()(const TimeMoment& time) const { return formatTime(time.timeMs); }
        std::string operator()(const FrontierMoment& frontier) const {
            std::string text = "[";
            for (const event::EventId& head : frontier.heads) {
                if (text.size() > 1) text += ',';
                text += "[\"" + event::toHex(head.agent) + "\"," + std::to_string(head.sequence.value) + "]";
            }
            return text + "]";
        }
        std::string operator()(const NameMoment& name) const { return '"' + name.name + '"'; }
    };
    return std::visit(Visitor{}, moment);
}

Result<event::Version> resolveMoment(const Moment& moment, const event::EventLog& log, const Timeline& timeline,
                                     const std::vector<NamedMoment>& named) {
    struct Visitor {
        const event::EventLog& log;
        const Timeline& timeline;
        const std::vector<NamedMoment>& named;

        Result<event::Version> operator()(const NowMoment&) const { return log.version(); }
        Result<event::Version> operator()(const EventCountMoment& count) const {
            if (count.eventCount <= timeline.eventCount()) return timeline.versionAt(log, count.eventCount);
            return failure(ErrorCode::kNotFound, "The document has " + counted(timeline.eventCount()) +
                                                     "; there is no #" + std::to_string(count.eventCount) + ".");
        }
        Result<event::Version> operator()(const TimeMoment& time) const {
            return timeline.versionAt(log, timeline.positionAtTime(time.timeMs));
        }
        Result<event::Version> operator()(const FrontierMoment& frontier) const {
            return log.versionOf(frontier.heads);
        }
        Result<event::Version> operator()(const NameMoment& name) const {
            const std::vector<const NamedMoment*> found = momentsNamed(named, name.name);
            if (found.size() == 1) return found.front()->version;
            if (found.empty())
                return failure(ErrorCode::kNotFound, "The document has no moment " + quoted(name.name) + ".");
            return failure(ErrorCode::kInvalidInput,
                           "Several moments are called " + quoted(name.name) + "; say which one by its version.");
        }
    };
    return std::visit(Visitor{log, timeline, named}, moment);
}

}  // namespace varve::history
