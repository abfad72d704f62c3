#include "history/step_change.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "document/block_schema.h"
#include "document/draft_schema.h"
#include "document/embed_schema.h"
#include "document/mark_schema.h"
#include "document/object_names.h"
#include "document/style_schema.h"
#include "history/range_set.h"
#include "text/utf8.h"

namespace varve::history {

using event::LocalRange;
using event::LocalVersion;
using event::OperationType;
using Subject = StepChange::Subject;

namespace {

constexpr std::uint32_t kDeletionCountMax = 256;  // of more, most are text

bool isNull(const event::Value& value) {
    return std::holds_alternative<std::monostate>(value);
}

/// Something that a reader sees.
bool isReadable(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        if (text.substr(at).starts_with(document::kEmbedText)) {
            at += document::kEmbedText.size();
        } else if (static_cast<unsigned char>(text[at]) > 0x20) {
            return true;
        } else {
            ++at;
        }
    }
    return false;
}

void shorten(std::string& text, std::uint32_t countMax) {
    if (text::scalarCount(text) > countMax) text.resize(text::byteIndexOfScalar(text, countMax));
}

class ChangeReader {
  public:
    ChangeReader(const event::EventLog& log, const merge::Tracker* tracker, RangeSet step, std::uint32_t excerptMax)
        : m_log(log), m_tracker(tracker), m_step(std::move(step)), m_excerptMax(excerptMax) {}

    StepChange read() {
        for (const LocalRange& range : m_step) {
            for (LocalVersion next = range.begin; next < range.end;) {
                const event::OperationRun& run = m_log.operationRuns()[m_log.operationRunIndexOf(next)];
                const LocalVersion end = std::min(run.events.end, range.end);
                take(run, {next, end});
                next = end;
            }
        }
        return result();
    }

  private:
    /// Keys with the last value.
    using Sets = std::map<std::string, event::Value, std::less<>>;

    void take(const event::OperationRun& run, LocalRange part) {
        switch (run.type) {
            case OperationType::kInsert:
                takeInsertion(run, part);
                return;
            case OperationType::kDelete:
                takeDeletion(part);
                return;
            case OperationType::kMark:
                takeMark(std::get<event::Mark>(m_log.sideOperation(run)), part.begin);
                return;
            case OperationType::kSet:
                takeSet(std::get<event::Set>(m_log.sideOperation(run)));
                return;
            case OperationType::kLiveness:
                return;
        }
    }

    void takeInsertion(const event::OperationRun& run, LocalRange part) {
        // What is in a table or a caption that the step makes belongs to that.
        const event::ObjectId& sequence = m_log.sequences()[run.sequence];
        const auto* owner = std::get_if<event::EventId>(&sequence);
        if (owner != nullptr && isOfStep(*owner)) return;
        const std::string_view text = m_log.insertedText(part);
        m_hasText = m_hasText || isReadable(text);
        for (std::size_t at = text.find(document::kEmbedText); at != text.npos;
             at = text.find(document::kEmbedText, at + document::kEmbedText.size()))
            m_inserted.push_back(part.begin + text::scalarCount(text.substr(0, at)));
    }

    void takeDeletion(LocalRange part) {
        if (m_tracker == nullptr || part.count() > kDeletionCountMax) {
            m_hasDeletedText = true;
            return;
        }
        for (LocalVersion event = part.begin; event < part.end; event = event + 1) {
            if (!m_tracker->knows(event)) {
                m_hasDeletedText = true;
                return;
            }
            const auto character = m_tracker->deletedCharacter(event);
            if (!character) continue;
            const std::string_view scalar = m_log.insertedText({*character, *character + 1});
            if (scalar == document::kEmbedText) {
                m_deleted.push_back(*character);
            } else if (isReadable(scalar)) {
                m_hasDeletedText = true;
            }
        }
    }

    void takeMark(const event::Mark& mark, LocalVersion event) {
        if (document::isComment(mark.key)) {
            m_comments["comment"] = mark.value;
            if (const auto* words = std::get_if<std::string>(&mark.value)) m_commentWords = *words;
            return;
        }
        m_marks[mark.key] = mark.value;
        if (!m_firstMark) m_firstMark = {event, mark.sequence};
    }

    void takeSet(const event::Set& set) {
        if (const auto* wellKnown = std::get_if<event::WellKnownObject>(&set.object)) {
            if (*wellKnown == event::WellKnownObject::kFirstBlock) takeBlockSet(set);
            if (*wellKnown == event::WellKnownObject::kDocument) takeDocumentSet(set);
            return;
        }
        const auto object = m_log.find(std::get<event::EventId>(set.object));
        if (!object) return;
        const event::OperationRun& run = m_log.operationRuns()[m_log.operationRunIndexOf(*object)];
        if (run.type == OperationType::kMark) {
            const std::string key = set.key.starts_with("reply:") ? "reply" : set.key;
            m_comments[key] = set.value;
            if (const auto* words = std::get_if<std::string>(&set.value)) m_commentWords = *words;
        } else if (run.type == OperationType::kSet) {
            // The text of a cell, whose first block this is.
            takeBlockSet(set);
        } else if (run.type == OperationType::kInsert) {
            const std::string_view scalar = m_log.insertedText({*object, *object + 1});
            if (scalar == "\n") takeBlockSet(set);
            if (scalar == document::kEmbedText) takeObjectSet(set, *object);
        }
    }

    void takeBlockSet(const event::Set& set) {
        m_blocks[set.key] = set.value;
        m_block = set.object;
    }
    void takeDocumentSet(const event::Set& set) {
        if (const auto property = document::draftPropertyOf(set.key)) {
            // Making one comes with more than its name.
            const bool isNew = property->property == document::draft_key::kName && isOfStep(property->draft);
            m_drafts[isNew ? "new" : std::string(property->property)] = set.value;
            return;
        }
        const auto [style, property] = document::stylePropertyOf(set.key);
        if (style.empty()) {
            m_document[set.key] = set.value;
            return;
        }
        m_styles[std::string(style)].insert_or_assign(std::string(property), set.value);
    }
    void takeObjectSet(const event::Set& set, LocalVersion object) {
        const auto* type = std::get_if<std::string>(&set.value);
        if (set.key == document::embed_key::kType && type != nullptr) m_types[object] = *type;
        // A moved row or column is a new one that shows what the old one showed.
        if (set.key == "row" || set.key == "column") m_moved = set.key;
        const bool isContainer = set.key.starts_with("cell:") || set.key.starts_with("columns:");
        if (isContainer || isOfStep(std::get<event::EventId>(set.object))) return;
        m_objects[set.key] = set.value;
        m_object = object;
    }

    [[nodiscard]] StepChange result() const {
        StepChange change;
        if (!m_moved.empty()) {
            change.subject = Subject::kMoved;
            change.object = m_moved;
            change.objectCount = static_cast<std::uint32_t>(m_inserted.size());
        } else if (!m_inserted.empty() && !m_hasText) {
            change.subject = Subject::kInserted;
            describe(change, m_inserted);
        } else if (!m_deleted.empty() && !m_hasDeletedText && !m_hasText) {
            change.subject = Subject::kDeleted;
            describe(change, m_deleted);
        } else if (!m_comments.empty()) {
            change.subject = Subject::kComment;
            std::tie(change.key, change.value) = *m_comments.begin();
            change.text = m_commentWords;
            change.textCount = text::scalarCount(change.text);
            shorten(change.text, m_excerptMax);
        } else if (const std::string made = madeStyle(); !made.empty()) {
            change.subject = Subject::kStyle;
            change.key = "new";
            change.object = nameOfStyle(made);
        } else if (!m_blocks.empty()) {
            change.subject = Subject::kBlock;
            say(change, m_blocks, document::block_key::kType);
            change.level = levelOf();
        } else if (!m_marks.empty()) {
            change.subject = Subject::kFormat;
            say(change, m_marks, {});
            readMarkedText(change);
        } else if (!m_objects.empty()) {
            change.subject = Subject::kObject;
            say(change, m_objects, {});
            change.object = kindOf(*m_object);
        } else if (!m_styles.empty()) {
            change.subject = Subject::kStyle;
            if (m_styles.size() == 1) {
                change.object = nameOfStyle(m_styles.begin()->first);
                say(change, m_styles.begin()->second, document::style_key::kName);
            }
        } else if (!m_drafts.empty()) {
            change.subject = Subject::kDraft;
            say(change, m_drafts, "new");
        } else if (!m_document.empty()) {
            change.subject = Subject::kDocument;
            say(change, m_document, {});
            // Paper is set up as a whole.
            const bool isPaper = std::ranges::all_of(m_document, [](const auto& set) { return isOfPaper(set.first); });
            if (change.key.empty() && isPaper) change.key = m_document.begin()->first;
        }
        return change;
    }

    static bool isOfPaper(std::string_view key) {
        return key.starts_with("page-") || key.starts_with("margin-") || key == "header" || key == "footer";
    }

    /// The key that decides, the only one, or the only one that was not taken away; else several.
    static void say(StepChange& change, const Sets& sets, std::string_view deciding) {
        auto said = sets.find(deciding);
        if (said == sets.end() && sets.size() == 1) said = sets.begin();
        if (said == sets.end()) {
            const auto isGiven = [](const auto& set) { return !isNull(set.second); };
            const auto given = std::ranges::count_if(sets, isGiven);
            if (given == 1) said = std::ranges::find_if(sets, isGiven);
            if (given > 1) change.value = true;
        }
        if (said == sets.end()) return;
        change.key = said->first;
        change.value = said->second;
    }

    void describe(StepChange& change, const std::vector<LocalVersion>& objects) const {
        change.objectCount = static_cast<std::uint32_t>(objects.size());
        change.object = kindOf(objects.front());
        for (const LocalVersion object : objects) {
            if (kindOf(object) != change.object) change.object.clear();
        }
    }
    /// What an embed is: its type, or by where it is.
    [[nodiscard]] std::string kindOf(LocalVersion embed) const {
        if (const std::string type = typeOf(embed); !type.empty()) return type;
        const event::OperationRun& run = m_log.operationRuns()[m_log.operationRunIndexOf(embed)];
        const auto* owner = std::get_if<event::EventId>(&m_log.sequences()[run.sequence]);
        const auto sequence = owner != nullptr ? m_log.find(*owner) : std::nullopt;
        if (!sequence) return {};
        const event::OperationRun& made = m_log.operationRuns()[m_log.operationRunIndexOf(*sequence)];
        if (made.type == OperationType::kInsert) return "row";
        const bool isSet = made.type == OperationType::kSet;
        return isSet && std::get<event::Set>(m_log.sideOperation(made)).key.starts_with("columns:") ? "column" : "";
    }
    [[nodiscard]] std::string typeOf(LocalVersion embed) const {
        if (const auto known = m_types.find(embed); known != m_types.end()) return known->second;
        return textOf(m_log.idOf(embed), document::embed_key::kType);
    }
    /// A register as it is now.
    [[nodiscard]] std::string textOf(const event::ObjectId& object, std::string_view key) const {
        if (m_tracker == nullptr) return {};
        const auto value = m_tracker->registerValue(m_log, merge::View::kEffect, object, key);
        const auto* text = value ? std::get_if<std::string>(&*value) : nullptr;
        return text != nullptr ? *text : std::string();
    }
    [[nodiscard]] std::string nameOfStyle(const std::string& style) const {
        std::string name =
            textOf(event::WellKnownObject::kDocument, document::styleKey(style, document::style_key::kName));
        return name.empty() ? style : name;
    }
    /// A style that has the id of an event of this step.
    [[nodiscard]] std::string madeStyle() const {
        for (const auto& style : m_styles) {
            const auto id = document::idFromText(style.first);
            if (id && isOfStep(*id)) return style.first;
        }
        return {};
    }
    [[nodiscard]] int levelOf() const {
        const auto said = m_blocks.find(document::block_key::kLevel);
        std::optional<event::Value> value;
        if (said != m_blocks.end()) {
            value = said->second;
        } else if (m_tracker != nullptr) {
            value = m_tracker->registerValue(m_log, merge::View::kEffect, m_block, document::block_key::kLevel);
        }
        const auto* level = value ? std::get_if<std::int64_t>(&*value) : nullptr;
        const bool isLevel = level != nullptr && *level >= 1 && *level <= document::kHeadingLevelMax;
        return isLevel ? static_cast<int>(*level) : 1;
    }

    void readMarkedText(StepChange& change) const {
        if (m_tracker == nullptr || !m_firstMark) return;
        const auto& [mark, sequence] = *m_firstMark;
        const auto range = m_tracker->markExtent(merge::View::kEffect, mark);
        if (!range) return;
        change.textCount = range->count();
        for (std::uint32_t i = 0; i < std::min(change.textCount, m_excerptMax); ++i) {
            const LocalVersion character = m_tracker->characterAt(merge::View::kEffect, range->begin + i, sequence);
            change.text += m_log.insertedText({character, character + 1});
        }
    }

    [[nodiscard]] bool isOfStep(const event::EventId& id) const {
        const auto event = m_log.find(id);
        return event && std::ranges::any_of(m_step, [&](const LocalRange& range) {
                   return range.begin <= *event && *event < range.end;
               });
    }

    const event::EventLog& m_log;
    const merge::Tracker* m_tracker;
    const RangeSet m_step;
    const std::uint32_t m_excerptMax;

    bool m_hasText = false;
    bool m_hasDeletedText = false;
    std::string m_moved;                   // row or column
    std::vector<LocalVersion> m_inserted;  // embeds
    std::vector<LocalVersion> m_deleted;
    std::map<LocalVersion, std::string> m_types;  // that the step says
    Sets m_marks;
    std::optional<std::pair<LocalVersion, event::ObjectId>> m_firstMark;  // and its text
    Sets m_comments;
    std::string m_commentWords;
    Sets m_blocks;
    event::ObjectId m_block;  // the last of them
    Sets m_objects;
    std::optional<LocalVersion> m_object;
    std::map<std::string, Sets> m_styles;  // by id of the style
    Sets m_drafts;
    Sets m_document;
};

}  // namespace

StepChange changeOf(const event::EventLog& log, const merge::Tracker* tracker,
                    std::span<const std::uint32_t> transactions, std::uint32_t excerptMax) {
    std::vector<LocalRange> ranges;
    ranges.reserve(transactions.size());
    for (const std::uint32_t index : transactions)
        ranges.push_back(log.transactionRecord(index).events);
    return ChangeReader(log, tracker, normalized(std::move(ranges)), excerptMax).read();
}

}  // namespace varve::history
