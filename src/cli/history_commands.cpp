// search, blame, report: what ever stood in a document, who wrote what stands there, and what everybody did.
#include "cli/history_commands.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <set>

#include "cli/command_document.h"
#include "cli/listing.h"
#include "document/object_names.h"
#include "history/author_report.h"
#include "history/authorship.h"
#include "history/history_search.h"
#include "projection/history_words.h"
#include "projection/shown_texts.h"
#include "text/utf8.h"

namespace varve::cli {

namespace {

using Json = nlohmann::ordered_json;
using history::AuthoredRun;
using history::AuthorFacts;
using history::HistoryHit;

constexpr std::uint32_t kScalarsAroundHit = 40;

const Option kJsonLines{"json", "", "one JSON object a line"};
const Option kAtOption{"at", "MOMENT", "as it was then (default: now)"};

/// A document with the index that time travel goes by.
class ExploredDocument {
  public:
    static std::expected<ExploredDocument, Problem> open(const Arguments& arguments) {
        auto document = CommandDocument::open(arguments, arguments.positional[0], Access::kRead);
        if (!document) return std::unexpected(document.error());
        ExploredDocument explored(std::move(*document));
        if (explored.m_history->index() != nullptr) return explored;
        return failure(ErrorCode::kLimitExceeded,
                       "So much was undone, redone or formatted again and again in this document that its whole "
                       "history cannot be looked through.");
    }

    [[nodiscard]] const replica::DocumentReplica& replica() const { return m_document.replica(); }
    [[nodiscard]] const event::EventLog& log() const { return replica().log(); }
    [[nodiscard]] const history::Timeline& timeline() const { return replica().timeline(); }
    [[nodiscard]] const history::TravelIndex& index() const { return *m_history->index(); }
    [[nodiscard]] history::TimelineEntry entryOf(std::uint32_t event) const {
        return timeline().entries()[timeline().entryIndexAt(event)];
    }
    [[nodiscard]] const std::string& userOf(std::uint32_t agent) const { return log().agents()[agent].user; }
    /// The position that --at names. Problems: those of resolveMoment, and moments that are no position.
    [[nodiscard]] std::expected<std::uint32_t, Problem> positionOf(const Arguments& arguments) const {
        const auto version = resolveMoment(replica(), arguments.value("at").value_or("now"));
        if (!version) return std::unexpected(version.error());
        const auto position = timeline().positionOfVersion(log(), *version);
        if (position) return static_cast<std::uint32_t>(*position);
        return failure(
            ErrorCode::kNotFound,
            "That moment lies beside the timeline: others wrote at the same time. A #COUNT names one on it.");
    }
    /// The texts beside the body that are seen at a position.
    [[nodiscard]] std::set<event::ObjectId> textsAt(std::uint32_t position) const {
        merge::Tracker tracker = replica().tracker();
        tracker.movePrepareTo(log(), timeline().versionAt(log(), position));
        return projection::shownTextsBeside(log(), tracker, merge::View::kPrepare);
    }

  private:
    explicit ExploredDocument(CommandDocument document)
        : m_document(std::move(document)), m_history(m_document.replica().openHistory()) {}

    CommandDocument m_document;
    std::unique_ptr<history::HistoryCursor> m_history;
};

Json sequenceJson(const event::ObjectId& sequence) {
    const auto* id = std::get_if<event::EventId>(&sequence);
    return id != nullptr ? Json(document::idText(*id)) : Json("body");
}

/// Names come from colleagues and need not be UTF-8 by themselves when they are cut; as JSON they must be.
std::string dumped(const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

// search --------------------------------------------------------------------------------------------------------------

struct HitWords {
    const ExploredDocument& document;
    const HistoryHit& hit;
    bool isHeld = true;  // else it went with what its text belonged to, a table or a picture

    [[nodiscard]] std::uint32_t begin() const { return hit.shown.front().begin; }
    [[nodiscard]] std::uint32_t end() const { return hit.shown.back().end; }
    [[nodiscard]] bool isSeenNow() const { return end() > document.index().end(); }
    [[nodiscard]] history::HitSurroundings surroundings() const {
        const std::uint32_t position = history::lastMomentOf(document.timeline(), hit, document.index().end());
        return history::surroundingsOf(document.log(), document.index(), hit, position, kScalarsAroundHit);
    }
};

std::string hitLine(const HitWords& words) {
    const ExploredDocument& document = words.document;
    const history::HitSurroundings around = words.surroundings();
    std::string line = "#" + std::to_string(words.begin());
    std::string from = "\t-\t-";
    if (words.begin() > 0) {
        const auto& came = document.entryOf(words.begin() - 1);
        from = "\t" + isoTime(came.timeMs) + "\t" + inOneColumn(document.userOf(came.agent));
    }
    std::string until = words.isHeld ? "\tnow\t-\t-" : "\tdeleted with what it was in\t-\t-";
    if (!words.isSeenNow()) {
        const auto& went = document.entryOf(words.end() - 1);
        until = "\t#" + std::to_string(words.end()) + "\t" + isoTime(went.timeMs) + "\t" +
                inOneColumn(document.userOf(went.agent));
    }
    return line + from + until + "\t" + inOneColumn(around.before + "[" + around.text + "]" + around.behind) + "\n";
}

Json hitJson(const HitWords& words) {
    const ExploredDocument& document = words.document;
    const history::HitSurroundings around = words.surroundings();
    Json json = {{"begin", words.begin()}, {"end", nullptr}};
    if (words.begin() > 0) {
        const auto& came = document.entryOf(words.begin() - 1);
        json["beginTime"] = came.timeMs;
        json["user"] = document.userOf(came.agent);
    }
    if (!words.isSeenNow()) {
        const auto& went = document.entryOf(words.end() - 1);
        json["end"] = words.end();
        json["endTime"] = went.timeMs;
        json["endUser"] = document.userOf(went.agent);
    }
    json["shown"] = Json::array();
    for (const history::PositionRange& range : words.hit.shown) {
        const bool isOpen = range.end > document.index().end();
        json["shown"].push_back({range.begin, isOpen ? Json() : Json(range.end)});
    }
    json["sequence"] = sequenceJson(words.hit.sequence);
    if (!words.isHeld) json["deletedWithItsText"] = true;
    json["before"] = around.before;
    json["text"] = around.text;
    json["after"] = around.behind;
    return json;
}

Outcome searchDocument(const Arguments& arguments) {
    const auto wanted = arguments.value("history");
    if (!wanted) return wrongUsage("What should be looked for? --history WORDS finds what ever stood in the document.");
    const auto patterns = projection::historyPatterns(
        *wanted, {.isCaseSensitive = arguments.has("case"), .isWholeWord = arguments.has("word")});
    if (!patterns) return wrongUsage(patterns.error().message);
    const auto document = ExploredDocument::open(arguments);
    if (!document) return std::unexpected(document.error());
    const history::HistoryHits hits = history::searchHistory(document->log(), document->index(), *patterns);
    const event::ObjectId body = event::WellKnownObject::kBody;
    const bool isInBody = std::ranges::all_of(hits.hits, [&](const HistoryHit& hit) { return hit.sequence == body; });
    const std::set<event::ObjectId> texts =
        isInBody ? std::set<event::ObjectId>() : document->textsAt(document->index().end());
    std::string text;
    for (const HistoryHit& hit : hits.hits) {
        const HitWords words{*document, hit, hit.sequence == body || texts.contains(hit.sequence)};
        text += arguments.has("json") ? dumped(hitJson(words)) + "\n" : hitLine(words);
    }
    if (auto done = print(text); !done) return std::unexpected(done.error());
    if (!hits.isComplete) {
        std::fprintf(stderr, "These are the first %zu places; there are more. Longer words are found in fewer.\n",
                     hits.hits.size());
    }
    return {};
}

// blame ---------------------------------------------------------------------------------------------------------------

/// One run, or what of it lies between two line breaks.
struct BlamedPart {
    const AuthoredRun& run;
    event::ObjectId sequence;
    std::uint32_t offset = 0;
    std::string_view text;
};

std::string blameLine(const ExploredDocument& document, const BlamedPart& part) {
    return inOneColumn(document.userOf(part.run.author)) + "\t" + isoTime(part.run.firstMs) + "\t" +
           std::string(history::nameOf(part.run.origin)) + "\t" + inOneColumn(std::string(part.text)) + "\n";
}

Json blameJson(const ExploredDocument& document, const BlamedPart& part) {
    return {{"sequence", sequenceJson(part.sequence)},
            {"offset", part.offset},
            {"count", text::scalarCount(part.text)},
            {"user", document.userOf(part.run.author)},
            {"firstTime", part.run.firstMs},
            {"lastTime", part.run.lastMs},
            {"origin", history::nameOf(part.run.origin)},
            {"text", part.text}};
}

/// Lines begin at line breaks, so that the text reads as the document does: a break of its own is no line.
std::string blameOf(const ExploredDocument& document, const event::ObjectId& sequence,
                    const history::SequenceTravel& travel, std::uint32_t position, bool isJson) {
    const std::string text = travel.text(document.log(), travel.momentAt(position));
    std::string_view rest = text;
    std::string lines;
    for (const AuthoredRun& run : history::authoredRuns(document.log(), document.timeline(), travel, position)) {
        std::string_view ofRun = rest.substr(0, text::byteIndexOfScalar(rest, run.count));
        rest.remove_prefix(ofRun.size());
        if (isJson) {
            lines += dumped(blameJson(document, {run, sequence, run.offset.value, ofRun})) + "\n";
            continue;
        }
        while (!ofRun.empty()) {
            const std::string_view part = ofRun.substr(0, ofRun.find('\n'));
            if (!part.empty()) lines += blameLine(document, {run, sequence, 0, part});
            ofRun.remove_prefix(std::min(ofRun.size(), part.size() + 1));
        }
    }
    return lines;
}

Outcome blameDocument(const Arguments& arguments) {
    const auto document = ExploredDocument::open(arguments);
    if (!document) return std::unexpected(document.error());
    const auto position = document->positionOf(arguments);
    if (!position) return std::unexpected(position.error());
    const std::set<event::ObjectId> texts = document->textsAt(*position);
    std::string lines;
    document->index().visitSequences([&](const event::ObjectId& sequence, const history::SequenceTravel& travel) {
        if (sequence == event::ObjectId{event::WellKnownObject::kBody} || texts.contains(sequence))
            lines += blameOf(*document, sequence, travel, *position, arguments.has("json"));
    });
    if (auto done = print(lines); !done) return std::unexpected(done.error());
    return {};
}

// report --------------------------------------------------------------------------------------------------------------

Json countsJson(const history::CountsByOrigin& counts) {
    Json json = Json::object();
    for (std::size_t index = 0; index < counts.size(); ++index)
        json[std::string(history::nameOf(static_cast<history::Origin>(index)))] = counts[index];
    return json;
}

Json reportJson(const AuthorFacts& author) {
    return {{"user", author.user},
            {"standing", author.standingCount()},
            {"written", author.writtenCount()},
            {"deleted", author.deleted},
            {"sessions", author.sessionCount},
            {"steps", author.stepCount},
            {"pastedShare", author.pastedShare()},
            {"firstTime", author.firstMs},
            {"lastTime", author.lastMs},
            {"standingByOrigin", countsJson(author.standing)},
            {"writtenByOrigin", countsJson(author.written)}};
}

std::string reportLine(const AuthorFacts& author) {
    std::string line = author.user.empty() ? "(nobody knows)" : inOneColumn(author.user);
    for (const std::uint64_t count : {author.standingCount(), author.writtenCount(), author.deleted,
                                      std::uint64_t{author.sessionCount}, std::uint64_t{author.stepCount}})
        line += "\t" + std::to_string(count);
    line += "\t" + std::to_string(std::lround(author.pastedShare() * 100)) + "%";
    return line + "\t" + isoTime(author.firstMs) + "\t" + isoTime(author.lastMs) + "\n";
}

Outcome reportOnDocument(const Arguments& arguments) {
    const auto document = ExploredDocument::open(arguments);
    if (!document) return std::unexpected(document.error());
    const auto position = document->positionOf(arguments);
    if (!position) return std::unexpected(position.error());
    const std::set<event::ObjectId> texts = document->textsAt(*position);
    const auto authors =
        history::authorReport(document->log(), document->timeline(), document->index(), *position,
                              [&](const event::ObjectId& sequence) { return texts.contains(sequence); });
    std::string text = "author\tstanding\twritten\tdeleted\tsessions\tsteps\tpasted\tfirst\tlast\n";
    Json json = {{"position", *position}, {"authors", Json::array()}};
    for (const AuthorFacts& author : authors) {
        text += reportLine(author);
        json["authors"].push_back(reportJson(author));
    }
    if (auto done = print(arguments.has("json") ? dumped(json) + "\n" : text); !done)
        return std::unexpected(done.error());
    return {};
}

}  // namespace

std::vector<Command> historyCommands() {
    return {
        {"search",
         "FILE --history WORDS",
         "finds text that ever stood in the document, deleted or not",
         "Each line: the MOMENT when it could be read first, when that was (UTC), who brought it; until when (a "
         "MOMENT\n"
         "and a time, or now) and who took it away; the text around it, as it was read last.",
         1,
         {{"history", "WORDS", "what to look for, in all that was ever written"},
          {"case", "", "upper and lower case differ"},
          {"word", "", "whole words only"},
          kJsonLines},
         searchDocument},
        {"blame",
         "FILE",
         "tells who wrote what stands in the document",
         "Each line: author, when it was begun (UTC), typed, pasted, moved, replaced, imported or other, and the "
         "text.\n"
         "Text that undo or restore brought back stays with whoever wrote it.",
         1,
         {kAtOption, kJsonLines},
         blameDocument},
        {"report",
         "FILE",
         "reports what everybody did: characters standing, written and deleted, sessions, share pasted",
         "Each line: author, characters that stand, that were written, that were deleted, sessions (sittings without\n"
         "a break of three minutes), steps, share of what was written that was pasted, first and last time (UTC).",
         1,
         {kAtOption, {"json", "", "as one JSON object"}},
         reportOnDocument},
    };
}

}  // namespace varve::cli
