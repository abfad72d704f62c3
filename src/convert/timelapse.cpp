#include "convert/timelapse.h"

#include <QByteArray>
#include <QString>
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

#include "convert/timelapse_player.h"
#include "document/block_schema.h"
#include "document/embed_schema.h"
#include "document/mark_schema.h"
#include "projection/block_sequence.h"
#include "projection/content_reader.h"
#include "projection/moment_objects.h"
#include "projection/patch_following.h"

namespace varve::convert {

namespace {

using Json = nlohmann::json;
using projection::BlockPtr;
namespace mark_key = document::mark_key;

constexpr std::size_t kImagesSizeMax = 16U << 20;  // of all pictures together
constexpr std::size_t kTableCellsMax = 2000;       // of one table in one frame
constexpr char16_t kFirstFormat = u'0';            // number of a format as a character: its place behind this one
constexpr std::size_t kFormatCountMax = 10'000;

/// The blocks of the body as followPatch() wants them.
class FollowedBlocks {
  public:
    void applyPatch(const document::Patch& patch, std::span<const event::EventId> ids,
                    const projection::ObjectRegisters& registers) {
        m_blocks.apply(patch, ids, registers);
    }
    void setBlockAttributes(std::uint32_t block, document::BlockAttributesPointer attributes) {
        m_blocks.setAttributes(block, std::move(attributes));
    }
    void setEmbed(text::Offset offset, const event::EventId& id, projection::AttributesPointer attributes) {
        m_blocks.setEmbed(m_blocks.positionOf(offset), id, std::move(attributes));
    }
    [[nodiscard]] const projection::BlockSequence& blocks() const { return m_blocks; }

  private:
    projection::BlockSequence m_blocks;
};

/// A block as the player has it: what it is, its text, a character for the format of each unit (or none at all), and
/// its embeds.
struct PageBlock {
    std::size_t kind = 0;
    QString text;
    QString formats;  // empty: no unit has one
    Json embeds = Json::array();
    friend bool operator==(const PageBlock&, const PageBlock&) = default;
};

std::string utf8(QStringView text) {
    return text.toUtf8().toStdString();
}

/// Numbers by value, in the order in which they were met.
class Table {
  public:
    std::size_t numberOf(const Json& value) {
        const auto [entry, isNew] = m_numbers.emplace(value.dump(), m_values.size());
        if (isNew) m_values.push_back(value);
        return entry->second;
    }
    [[nodiscard]] bool has(const Json& value) const { return m_numbers.contains(value.dump()); }
    [[nodiscard]] const Json& values() const { return m_values; }
    [[nodiscard]] std::size_t count() const { return m_values.size(); }

  private:
    std::map<std::string, std::size_t> m_numbers;
    Json m_values = Json::array();
};

Json kindOf(const document::BlockAttributes& attributes) {
    static constexpr const char* kTypes[] = {"p", "title", "h", "quote", "code", "bullet", "number", "check"};
    static constexpr const char* kAligns[] = {"", "left", "center", "right", "justify"};
    Json kind = {{"t", kTypes[static_cast<std::size_t>(attributes.type)]}};
    if (attributes.isHeading()) kind["l"] = attributes.level;
    if (attributes.indent > 0) kind["i"] = attributes.indent;
    if (attributes.isChecked) kind["c"] = true;
    if (attributes.start >= 0) kind["s"] = attributes.start;
    if (attributes.align != document::Alignment::kByDirection)
        kind["a"] = kAligns[static_cast<std::size_t>(attributes.align)];
    if (attributes.direction != document::Direction::kByText)
        kind["d"] = attributes.direction == document::Direction::kRightToLeft ? "rtl" : "ltr";
    return kind;
}

/// Looks that the player knows; what else is on a character is left out.
Json looksOf(const document::Format& format) {
    Json looks = Json::object();
    for (const auto& [key, value] : format) {
        for (const std::string_view known :
             {mark_key::kBold, mark_key::kItalic, mark_key::kUnderline, mark_key::kStrike, mark_key::kSuperscript,
              mark_key::kSubscript, mark_key::kCode}) {
            if (key == known && value == event::Value(true)) looks[key] = true;
        }
        const auto* text = std::get_if<std::string>(&value);
        for (const std::string_view known :
             {mark_key::kColour, mark_key::kHighlight, mark_key::kFont, mark_key::kLink}) {
            if (key == known && text != nullptr) looks[key] = *text;
        }
        const auto* number = std::get_if<std::int64_t>(&value);
        if (key == mark_key::kSize && number != nullptr) looks[key] = *number;
    }
    return looks;
}

class Recorder {
  public:
    Recorder(const event::EventLog& log, history::HistoryCursor& cursor, const BlobSource& blobs)
        : m_log(log), m_cursor(cursor), m_objects(log, cursor), m_blobs(blobs) {
        static_cast<void>(m_formats.numberOf(Json::object()));
    }

    /// The changes of the page that lead to a position, one after the other: [block, prefix, removed units, text]
    /// within a block, with the formats of the text behind it where it has any; [block, removed blocks, blocks]
    /// otherwise.
    Json goTo(std::uint64_t position) {
        const document::DocumentPatch patch = m_cursor.moveToPosition(m_log, position);
        m_registers.take(patch.registers);
        projection::followPatch(patch, event::WellKnownObject::kBody, m_registers, &m_objects, m_followed);
        const bool isBesideChanged = !patch.sequences.empty() || !patch.registers.empty();
        return changes(isBesideChanged);
    }
    [[nodiscard]] Json kinds() const { return m_kinds.values(); }
    [[nodiscard]] Json formats() const { return m_formats.values(); }
    [[nodiscard]] Json images() const { return m_images; }

  private:
    struct Shown {
        BlockPtr block;
        PageBlock page;
    };

    Json changes(bool isBesideChanged) {
        const projection::BlockSequence& blocks = m_followed.blocks();
        const std::size_t count = blocks.blockCount();
        std::size_t prefix = 0;
        while (prefix < std::min(count, m_shown.size()) &&
               m_shown[prefix].block == blocks.blockAt(static_cast<std::uint32_t>(prefix)))
            ++prefix;
        std::size_t suffix = 0;
        while (suffix < std::min(count, m_shown.size()) - prefix &&
               m_shown[m_shown.size() - 1 - suffix].block ==
                   blocks.blockAt(static_cast<std::uint32_t>(count - 1 - suffix)))
            ++suffix;
        Json list = Json::array();
        replaceMiddle(prefix, m_shown.size() - suffix, count - suffix, list);
        if (isBesideChanged) addChangedEmbeds(prefix, count - suffix, list);
        return list;
    }

    /// Blocks [begin, oldEnd) of what is shown became blocks [begin, newEnd). People who write at the same time change
    /// places far from each other: blocks that are still there are not told again.
    void replaceMiddle(std::size_t begin, std::size_t oldEnd, std::size_t newEnd, Json& list) {
        std::unordered_map<const projection::Block*, std::size_t> places;
        for (std::size_t index = begin; index < oldEnd; ++index)
            places.emplace(m_shown[index].block.get(), index);
        std::vector<Shown> middle;
        std::size_t old = begin;  // what is in front of it is told
        std::size_t told = 0;     // of the middle
        const auto tellUpTo = [&](std::size_t oldIndex) {
            const std::span gone = std::span(m_shown).subspan(old, oldIndex - old);
            replaceBlocks(begin + told, gone, std::span(middle).subspan(told), list);
        };
        for (std::size_t index = begin; index < newEnd; ++index) {
            const BlockPtr& block = m_followed.blocks().blockAt(static_cast<std::uint32_t>(index));
            const auto place = places.find(block.get());
            if (place == places.end() || place->second < old) {
                middle.push_back({block, pageBlock(*block)});
                continue;
            }
            tellUpTo(place->second);
            middle.push_back(std::move(m_shown[place->second]));
            old = place->second + 1;
            told = middle.size();
        }
        tellUpTo(oldEnd);
        const auto at = m_shown.begin() + static_cast<std::ptrdiff_t>(begin);
        m_shown.erase(at, m_shown.begin() + static_cast<std::ptrdiff_t>(oldEnd));
        m_shown.insert(m_shown.begin() + static_cast<std::ptrdiff_t>(begin), std::make_move_iterator(middle.begin()),
                       std::make_move_iterator(middle.end()));
    }

    /// The blocks `gone` from number `index` on became `come`. As many as there are on both sides are told as changes
    /// within a block, from the side where they are more alike: a block that was divided or joined is mostly the same.
    void replaceBlocks(std::size_t index, std::span<const Shown> gone, std::span<const Shown> come, Json& list) const {
        const std::size_t paired = std::min(gone.size(), come.size());
        const auto changeWithin = [&](std::size_t goneBegin, std::size_t comeBegin) {
            for (std::size_t pair = 0; pair < paired; ++pair)
                addWithinBlock(index + comeBegin + pair, gone[goneBegin + pair].page, come[comeBegin + pair].page,
                               list);
        };
        const auto replace = [&](std::size_t begin, std::span<const Shown> added) {
            if (gone.size() == paired && added.empty()) return;
            Json blocks = Json::array();
            for (const Shown& one : added)
                blocks.push_back(jsonOf(one.page));
            list.push_back(Json::array({index + begin, gone.size() - paired, std::move(blocks)}));
        };
        const bool fromEnd = paired > 0 && gone.size() != come.size() &&
                             sameAtEnd(gone.back().page.text, come.back().page.text) >
                                 sameAtBegin(gone.front().page.text, come.front().page.text);
        if (fromEnd) {
            replace(0, come.first(come.size() - paired));
            changeWithin(gone.size() - paired, come.size() - paired);
        } else {
            changeWithin(0, 0);
            replace(paired, come.subspan(paired));
        }
    }

    static std::ptrdiff_t sameAtBegin(const QString& a, const QString& b) {
        return std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first - a.begin();
    }
    static std::ptrdiff_t sameAtEnd(const QString& a, const QString& b) {
        return std::mismatch(a.rbegin(), a.rend(), b.rbegin(), b.rend()).first - a.rbegin();
    }

    /// Cells and captions change without their block.
    void addChangedEmbeds(std::size_t doneBegin, std::size_t doneEnd, Json& list) {
        for (std::size_t index = 0; index < m_shown.size(); ++index) {
            Shown& shown = m_shown[index];
            if (shown.block->embeds.empty() || (doneBegin <= index && index < doneEnd)) continue;
            PageBlock now = pageBlock(*shown.block);
            if (now == shown.page) continue;
            shown.page = std::move(now);
            list.push_back(Json::array({index, 1, Json::array({jsonOf(shown.page)})}));
        }
    }

    static void addWithinBlock(std::size_t index, const PageBlock& before, const PageBlock& after, Json& list) {
        if (before == after) return;
        if (before.kind != after.kind || before.embeds != after.embeds) {
            list.push_back(Json::array({index, 1, Json::array({jsonOf(after)})}));
            return;
        }
        const auto formatAt = [](const PageBlock& block, qsizetype unit) {
            return block.formats.isEmpty() ? QChar(kFirstFormat) : block.formats[unit];
        };
        const qsizetype both = std::min(before.text.size(), after.text.size());
        qsizetype prefix = 0;
        while (prefix < both && before.text[prefix] == after.text[prefix] &&
               formatAt(before, prefix) == formatAt(after, prefix))
            ++prefix;
        qsizetype suffix = 0;
        while (suffix < both - prefix &&
               before.text[before.text.size() - 1 - suffix] == after.text[after.text.size() - 1 - suffix] &&
               formatAt(before, before.text.size() - 1 - suffix) == formatAt(after, after.text.size() - 1 - suffix))
            ++suffix;
        // Not between the halves of a surrogate pair: each string has to be valid on its own.
        if (prefix > 0 && before.text[prefix - 1].isHighSurrogate()) --prefix;
        if (suffix > 0 && after.text[after.text.size() - suffix].isLowSurrogate()) --suffix;
        const qsizetype end = after.text.size() - suffix;
        const QString formats = after.formats.isEmpty() ? QString() : after.formats.mid(prefix, end - prefix);
        Json change = Json::array({index, prefix, before.text.size() - suffix - prefix,
                                   utf8(QStringView(after.text).mid(prefix, end - prefix))});
        if (!formats.isEmpty()) change.push_back(utf8(formats));
        list.push_back(std::move(change));
    }

    static Json jsonOf(const PageBlock& block) {
        Json json = {{"k", block.kind}, {"t", utf8(block.text)}};
        if (!block.formats.isEmpty()) json["f"] = utf8(block.formats);
        if (!block.embeds.empty()) json["e"] = block.embeds;
        return json;
    }

    PageBlock pageBlock(const projection::Block& block) {
        PageBlock page;
        page.kind = m_kinds.numberOf(kindOf(block.shownAttributes()));
        page.text = block.text;
        int begin = 0;
        bool hasFormat = false;
        for (const projection::FormatRun& run : block.formats) {
            const char16_t format = run.format ? formatNumber(*run.format) : kFirstFormat;
            hasFormat = hasFormat || format != kFirstFormat;
            page.formats += QString(run.end - begin, QChar(format));
            begin = run.end;
        }
        if (hasFormat) {
            page.formats += QString(block.text.size() - page.formats.size(), QChar(kFirstFormat));
        } else {
            page.formats.clear();
        }
        for (const projection::BlockEmbed& embed : block.embeds)
            page.embeds.push_back(jsonOf(embed));
        return page;
    }

    char16_t formatNumber(const document::Format& format) {
        const Json looks = looksOf(format);
        if (m_formats.count() >= kFormatCountMax && !m_formats.has(looks)) return kFirstFormat;
        return static_cast<char16_t>(kFirstFormat + m_formats.numberOf(looks));
    }

    Json jsonOf(const projection::BlockEmbed& embed) {
        if (!embed.attributes) return {{"t", "box"}};
        const std::string_view type = document::textOf(*embed.attributes, document::embed_key::kType);
        if (type == document::kRuleType) return {{"t", "rule"}};
        const document::EmbedPointer content = projection::embedContentOf(m_objects, m_registers, embed.id);
        if (!content) return {{"t", "box"}};
        if (type == document::kTableType) return tableJson(*content);
        if (type != document::kImageType) return {{"t", "box"}};
        Json json = {{"t", "image"}, {"alt", document::textOf(content->attributes, document::embed_key::kAlt)}};
        if (const auto image = imageNumber(content->attributes)) json["n"] = *image;
        if (!content->caption.empty()) json["words"] = document::plainTextOf(content->caption);
        return json;
    }

    static Json tableJson(const document::Embed& table) {
        Json rows = Json::array();
        std::size_t cellCount = 0;
        for (const document::TableRow& row : table.rows) {
            Json cells = Json::array();
            for (const document::ContentBlocks& cell : row.cells)
                cells.push_back(document::plainTextOf(cell));
            cellCount += row.cells.size();
            rows.push_back(std::move(cells));
            if (cellCount > kTableCellsMax) break;
        }
        return {{"t", "table"}, {"rows", std::move(rows)}};
    }

    /// Nothing for a picture that is not at hand, or when the page has enough.
    std::optional<std::size_t> imageNumber(const document::Attributes& attributes) {
        const std::string name(document::textOf(attributes, document::embed_key::kBlob));
        const auto known = m_imageNumbers.find(name);
        if (known != m_imageNumbers.end()) return known->second;
        std::optional<std::size_t> number;
        const std::optional<Bytes> bytes = m_blobs ? m_blobs(name) : std::nullopt;
        if (bytes && m_imagesSize + bytes->size() <= kImagesSizeMax) {
            m_imagesSize += bytes->size();
            const QByteArray raw = QByteArray::fromRawData(bytes->data(), static_cast<qsizetype>(bytes->size()));
            const std::string media(document::textOf(attributes, document::embed_key::kMedia));
            m_images.push_back("data:" + media + ";base64," + raw.toBase64().toStdString());
            number = m_images.size() - 1;
        }
        m_imageNumbers.emplace(name, number);
        return number;
    }

    const event::EventLog& m_log;
    history::HistoryCursor& m_cursor;
    projection::MomentObjects m_objects;
    const BlobSource& m_blobs;
    projection::ObjectRegisters m_registers;
    FollowedBlocks m_followed;
    std::vector<Shown> m_shown;
    Table m_kinds;
    Table m_formats;
    Json m_images = Json::array();
    std::map<std::string, std::optional<std::size_t>> m_imageNumbers;
    std::size_t m_imagesSize = 0;
};

/// Ends of undo steps, at most so many: of more, every so many-th and the last.
std::vector<history::TimelineSpan> framesOf(const history::Timeline& timeline, std::size_t countMax) {
    std::vector<history::TimelineSpan> steps = timeline.spans(history::Grain::kStep);
    const std::size_t each = (steps.size() + countMax - 1) / countMax;
    if (each <= 1) return steps;
    std::vector<history::TimelineSpan> frames;
    for (std::size_t index = 0; index < steps.size(); ++index) {
        if ((index + 1) % each == 0 || index + 1 == steps.size()) frames.push_back(steps[index]);
    }
    return frames;
}

/// JSON that may stand in an element of a page.
std::string forPage(const Json& json) {
    std::string text = json.dump(-1, ' ', false, Json::error_handler_t::replace);
    std::string safe;
    safe.reserve(text.size());
    for (const char c : text) {
        if (c == '<') {
            safe += "\\u003c";
        } else {
            safe += c;
        }
    }
    return safe;
}

}  // namespace

Result<Bytes> timelapsePage(const event::EventLog& log, history::HistoryCursor& cursor,
                            const history::Timeline& timeline, const BlobSource& blobs, const TimelapseOptions& options,
                            const Progress& progress) {
    // From nothing: the recorder's page is empty too.
    static_cast<void>(cursor.moveToPosition(log, 0));
    Recorder recorder(log, cursor, blobs);
    std::map<std::string, std::size_t> authorNumbers;
    Json authors = Json::array();
    Json frames = Json::array();
    const std::vector<history::TimelineSpan> steps =
        framesOf(timeline, std::max<std::size_t>(options.frameCountMax, 1));
    // Times are what their authors said; a browser knows no others.
    const auto timeOf = [](const history::TimelineSpan& step) {
        constexpr std::int64_t kBrowserTimeMax = 8'640'000'000'000'000;
        return std::clamp(step.endMs, -kBrowserTimeMax, kBrowserTimeMax);
    };
    std::int64_t previousMs = steps.empty() ? 0 : timeOf(steps.front());
    frames.push_back(Json::array({0, 0, recorder.goTo(0)}));
    for (const history::TimelineSpan& step : steps) {
        if (progress.wasCancelled()) return cancelled();
        const std::string& user = log.agents()[step.agent].user;
        const auto [author, isNew] = authorNumbers.emplace(user, authors.size());
        if (isNew) authors.push_back(user);
        frames.push_back(Json::array({timeOf(step) - previousMs, author->second, recorder.goTo(step.endPosition)}));
        previousMs = timeOf(step);
        progress.say(static_cast<double>(frames.size()) / static_cast<double>(steps.size() + 1));
    }
    const Json data = {{"title", options.title},        {"begin", steps.empty() ? 0 : timeOf(steps.front())},
                       {"authors", std::move(authors)}, {"kinds", recorder.kinds()},
                       {"formats", recorder.formats()}, {"images", recorder.images()},
                       {"frames", std::move(frames)}};
    Bytes page(kPlayerHead);
    page += forPage(data);
    page += kPlayerTail;
    return page;
}

}  // namespace varve::convert
