#include "event/trace_parser.h"

#include <chrono>
#include <limits>
#include <nlohmann/json.hpp>

namespace varve::event {

namespace {

using Json = nlohmann::json;

constexpr std::uint64_t kUint32Max = std::numeric_limits<std::uint32_t>::max();

/// Takes `count` digits off the front.
std::optional<int> takeNumber(std::string_view& text, std::size_t count) {
    if (text.size() < count) return std::nullopt;
    int number = 0;
    for (const char c : text.substr(0, count)) {
        if (c < '0' || c > '9') return std::nullopt;
        number = number * 10 + (c - '0');
    }
    text.remove_prefix(count);
    return number;
}

bool takeChar(std::string_view& text, char expected) {
    if (!text.starts_with(expected)) return false;
    text.remove_prefix(1);
    return true;
}

/// Milliseconds of ".219" and the like, of any number of digits.
std::optional<int> takeFraction(std::string_view& text) {
    if (!takeChar(text, '.')) return 0;
    int ms = 0;
    int weight = 100;
    std::size_t count = 0;
    for (; count < text.size() && text[count] >= '0' && text[count] <= '9'; ++count, weight /= 10) {
        ms += weight * (text[count] - '0');
    }
    text.remove_prefix(count);
    if (count == 0) return std::nullopt;
    return ms;
}

/// Minutes east of Greenwich.
std::optional<int> takeZone(std::string_view& text) {
    if (takeChar(text, 'Z')) return 0;
    const int sign = text.starts_with('-') ? -1 : 1;
    if (!takeChar(text, sign < 0 ? '-' : '+')) return std::nullopt;
    const auto hours = takeNumber(text, 2);
    takeChar(text, ':');
    const auto minutes = takeNumber(text, 2);
    if (!hours || !minutes || *hours > 23 || *minutes > 59) return std::nullopt;
    return sign * (*hours * 60 + *minutes);
}

/// Receives the JSON token by token, so that no tree of a quarter of a million transactions is built.
class TraceHandler {
  public:
    ParsedTrace trace;
    std::string fault;

    bool null() { return value(Token::kOther, 0, nullptr); }
    bool boolean(bool) { return value(Token::kOther, 0, nullptr); }
    bool number_integer(std::int64_t) { return value(Token::kOther, 0, nullptr); }
    bool number_unsigned(std::uint64_t number) { return value(Token::kNumber, number, nullptr); }
    bool number_float(double, const std::string&) { return value(Token::kOther, 0, nullptr); }
    bool string(std::string& text) { return value(Token::kString, 0, &text); }
    bool binary(Json::binary_t&) { return refuse("it holds something that is not JSON"); }

    bool start_object(std::size_t) { return open(false); }
    bool start_array(std::size_t) { return open(true); }
    bool end_object() { return close(); }
    bool end_array() { return close(); }
    bool key(std::string& name) {
        if (m_skipDepth == 0) m_key = name;
        return true;
    }
    bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) {
        return refuse("it is not valid JSON near byte " + std::to_string(position));
    }

  private:
    enum class Place : std::uint8_t { kOutside, kRoot, kTransactions, kTransaction, kPatches, kPatch, kParents };
    enum class Token : std::uint8_t { kNumber, kString, kOther };

    bool refuse(const std::string& why) {
        if (fault.empty()) fault = "The trace was not understood: " + why + ".";
        return false;
    }
    bool refuseHere(const std::string& why) {
        return refuse("in transaction " + std::to_string(trace.transactions.size() - 1) + " " + why);
    }
    bool open(bool isArray);
    bool close();
    bool value(Token token, std::uint64_t number, std::string* text);
    bool rootValue(Token token, std::string* text);
    bool transactionValue(Token token, std::uint64_t number, const std::string* text);
    bool patchValue(Token token, std::uint64_t number, const std::string* text);
    bool parentValue(Token token, std::uint64_t number);

    Place m_place = Place::kOutside;
    std::size_t m_skipDepth = 0;  // inside something unknown
    std::string m_key;            // newest name in the innermost object of interest
    std::uint32_t m_patchField = 0;
    bool m_hasTransactions = false;
    bool m_hasPatches = false;
};

bool TraceHandler::open(bool isArray) {
    const auto enter = [&](Place place) {
        m_place = place;
        return true;
    };
    if (m_skipDepth > 0) {
        ++m_skipDepth;
        return true;
    }
    switch (m_place) {
        case Place::kOutside:
            return isArray ? refuse("it is a list instead of a trace") : enter(Place::kRoot);
        case Place::kRoot:
            if (m_key != "txns") break;
            if (!isArray || m_hasTransactions) return refuse("its transactions are not one list");
            m_hasTransactions = true;
            return enter(Place::kTransactions);
        case Place::kTransactions:
            if (isArray || trace.transactions.size() >= kUint32Max) return refuse("a transaction is not an object");
            trace.transactions.push_back({.patchesBegin = static_cast<std::uint32_t>(trace.patches.size()),
                                          .parentsBegin = static_cast<std::uint32_t>(trace.parents.size()),
                                          .timeMs = std::nullopt});
            m_hasPatches = false;
            return enter(Place::kTransaction);
        case Place::kTransaction:
            if (m_key == "patches") {
                if (!isArray || m_hasPatches) return refuseHere("the patches are not one list");
                m_hasPatches = true;
                return enter(Place::kPatches);
            }
            if (m_key != "parents") break;
            if (!isArray || trace.transactions.back().hasParents) return refuseHere("the parents are not one list");
            trace.transactions.back().hasParents = true;
            return enter(Place::kParents);
        case Place::kPatches:
            if (!isArray || trace.patches.size() >= kUint32Max) return refuseHere("a patch is not a list");
            trace.patches.emplace_back();
            ++trace.transactions.back().patchesCount;
            m_patchField = 0;
            return enter(Place::kPatch);
        case Place::kPatch:
        case Place::kParents:
            return refuseHere("a list holds another one");
    }
    m_skipDepth = 1;
    return true;
}

bool TraceHandler::close() {
    if (m_skipDepth > 0) {
        --m_skipDepth;
        return true;
    }
    switch (m_place) {
        case Place::kOutside:
            break;
        case Place::kRoot:
            if (!m_hasTransactions) return refuse("it has no list of transactions");
            m_place = Place::kOutside;
            break;
        case Place::kTransactions:
            m_place = Place::kRoot;
            break;
        case Place::kTransaction:
            if (!m_hasPatches) return refuseHere("the list of patches is missing");
            m_place = Place::kTransactions;
            break;
        case Place::kPatches:
        case Place::kParents:
            m_place = Place::kTransaction;
            break;
        case Place::kPatch:
            if (m_patchField != 3) return refuseHere("a patch is not [position, deleted count, inserted text]");
            m_place = Place::kPatches;
            break;
    }
    return true;
}

bool TraceHandler::value(Token token, std::uint64_t number, std::string* text) {
    if (m_skipDepth > 0) return true;
    switch (m_place) {
        case Place::kOutside:
            return refuse("it is a single value");
        case Place::kRoot:
            return rootValue(token, text);
        case Place::kTransactions:
            return refuse("a transaction is not an object");
        case Place::kTransaction:
            return transactionValue(token, number, text);
        case Place::kPatches:
            return refuseHere("a patch is not a list");
        case Place::kPatch:
            return patchValue(token, number, text);
        case Place::kParents:
            return parentValue(token, number);
    }
    return true;
}

bool TraceHandler::rootValue(Token token, std::string* text) {
    if (m_key == "txns") return refuse("its transactions are not one list");
    if (m_key != "startContent" && m_key != "endContent") return true;
    if (token != Token::kString) return refuse("its " + m_key + " is not a text");
    if (m_key == "startContent") {
        trace.startContent = std::move(*text);
    } else {
        trace.endContent = std::move(*text);
    }
    return true;
}

bool TraceHandler::transactionValue(Token token, std::uint64_t number, const std::string* text) {
    if (m_key == "patches" || m_key == "parents") return refuseHere("the " + m_key + " are not a list");
    if (m_key == "agent") {
        if (token != Token::kNumber || number > kUint32Max) return refuseHere("the agent is not a small number");
        trace.transactions.back().agent = static_cast<std::uint32_t>(number);
    }
    // A time that cannot be read is as good as none.
    if (m_key == "time" && token == Token::kString) trace.transactions.back().timeMs = timeFromIso(*text);
    return true;
}

bool TraceHandler::patchValue(Token token, std::uint64_t number, const std::string* text) {
    TracePatch& patch = trace.patches.back();
    const std::uint32_t field = m_patchField++;
    if (field < 2) {
        if (token != Token::kNumber || number > kUint32Max) return refuseHere("a patch has a wrong position or count");
        (field == 0 ? patch.position : patch.deletedCount) = static_cast<std::uint32_t>(number);
        return true;
    }
    if (field > 2 || token != Token::kString) {
        return refuseHere("a patch is not [position, deleted count, inserted text]");
    }
    if (text->size() > kUint32Max - trace.text.size()) return refuseHere("there is too much text");
    patch.textBegin = static_cast<std::uint32_t>(trace.text.size());
    patch.textSize = static_cast<std::uint32_t>(text->size());
    trace.text += *text;
    return true;
}

bool TraceHandler::parentValue(Token token, std::uint64_t number) {
    if (token != Token::kNumber || number + 1 >= trace.transactions.size()) {
        return refuseHere("a parent is not the number of an earlier transaction");
    }
    trace.parents.push_back(static_cast<std::uint32_t>(number));
    ++trace.transactions.back().parentsCount;
    return true;
}

}  // namespace

Result<ParsedTrace> parseTrace(std::string_view json) {
    TraceHandler handler;
    if (!Json::sax_parse(json, &handler)) return failure(ErrorCode::kMalformed, std::move(handler.fault));
    return std::move(handler.trace);
}

std::optional<std::int64_t> timeFromIso(std::string_view text) {
    const auto year = takeNumber(text, 4);
    if (!year || !takeChar(text, '-')) return std::nullopt;
    const auto month = takeNumber(text, 2);
    if (!month || !takeChar(text, '-')) return std::nullopt;
    const auto day = takeNumber(text, 2);
    if (!day || !takeChar(text, 'T')) return std::nullopt;
    const auto hour = takeNumber(text, 2);
    if (!hour || !takeChar(text, ':')) return std::nullopt;
    const auto minute = takeNumber(text, 2);
    if (!minute || !takeChar(text, ':')) return std::nullopt;
    const auto second = takeNumber(text, 2);
    const auto fraction = takeFraction(text);
    const auto zone = takeZone(text);
    const std::chrono::year_month_day date{std::chrono::year{*year}, std::chrono::month{static_cast<unsigned>(*month)},
                                           std::chrono::day{static_cast<unsigned>(*day)}};
    if (!second || !fraction || !zone || !text.empty() || !date.ok()) return std::nullopt;
    if (*hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
    const std::int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
    const std::int64_t minutes = days * 1440 + *hour * 60 + *minute - *zone;
    return (minutes * 60 + *second) * 1000 + *fraction;
}

}  // namespace varve::event
