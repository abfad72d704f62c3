#include "convert/export_losses.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "convert/link_rules.h"
#include "document/block_schema.h"
#include "document/embed_schema.h"
#include "document/mark_schema.h"

namespace varve::convert {

namespace {

using document::BlockAttributes;
using document::BlockType;
using document::ContentBlock;
using document::ContentBlocks;
using document::Embed;
using document::Inline;

/// What may be lost, in the order in which it is told.
enum class Kind : std::uint8_t {
    kLooks,
    kColours,
    kFonts,
    kLinks,
    kRefusedLinks,
    kMarksInCode,
    kCodeLanguages,
    kBlockKinds,
    kTitles,
    kIndents,
    kAlignments,
    kSpacing,
    kDirections,
    kLanguages,
    kPageBreaks,
    kEmptyParagraphs,
    kImages,
    kImageSizes,
    kCaptions,
    kRules,
    kTables,
    kColumnWidths,
    kHeaderRows,
    kUnknownEmbeds,
    kComments,
    kCommentStates,
    kPageSetup,
    kNamedStyles,
    kDictionary,
};
constexpr std::size_t kKindCount = static_cast<std::size_t>(Kind::kDictionary) + 1;

// Groups of formats.
constexpr std::uint8_t kInText = 1;
constexpr std::uint8_t kInMarkdown = 2;
constexpr std::uint8_t kInHtml = 4;
constexpr std::uint8_t kInOdt = 8;
constexpr std::uint8_t kInPandoc = 16;  // through HTML; pandoc has no colours, fonts and alignment of its own

struct KindFacts {
    std::string_view what;
    std::string_view one;   // what is counted
    std::string_view many;  // empty: not counted
    std::uint8_t keptBy = 0;
};

constexpr std::array<KindFacts, kKindCount> kKinds{{
    {"bold, italic and other looks", "stretch", "stretches", kInMarkdown | kInHtml | kInOdt | kInPandoc},
    {"colours of text and behind it", "stretch", "stretches", kInHtml | kInOdt},
    {"fonts and sizes", "stretch", "stretches", kInHtml | kInOdt},
    {"links", "stretch", "stretches", kInMarkdown | kInHtml | kInOdt | kInPandoc},
    {"links of kinds that are never followed", "stretch", "stretches", 0},
    {"formats and images inside of code blocks", "stretch", "stretches", kInOdt},
    {"names of programming languages", "paragraph", "paragraphs", kInMarkdown | kInHtml},
    {"titles, headings, quotes and code blocks as such", "paragraph", "paragraphs",
     kInMarkdown | kInHtml | kInOdt | kInPandoc},
    {"the title, which becomes a heading", "paragraph", "paragraphs", kInText | kInHtml | kInOdt},
    {"indents", "paragraph", "paragraphs", kInHtml | kInOdt},
    {"alignment", "paragraph", "paragraphs", kInHtml | kInOdt},
    {"spacing of lines and paragraphs", "paragraph", "paragraphs", kInHtml | kInOdt},
    {"the direction of writing", "paragraph", "paragraphs", kInHtml | kInOdt},
    {"languages for spelling", "paragraph", "paragraphs", kInHtml | kInOdt},
    {"page breaks", "break", "breaks", kInHtml | kInOdt},
    {"empty paragraphs", "paragraph", "paragraphs", kInText | kInHtml | kInOdt},
    {"images, of which the descriptions are written", "image", "images", kInMarkdown | kInHtml | kInOdt | kInPandoc},
    {"sizes of images", "image", "images", kInHtml | kInOdt},
    {"captions, which become paragraphs", "caption", "captions", kInHtml | kInOdt},
    {"rules", "rule", "rules", kInText | kInMarkdown | kInHtml | kInOdt | kInPandoc},
    {"tables, of which the cells are written with tabs", "table", "tables", kInMarkdown | kInHtml | kInOdt | kInPandoc},
    {"widths of columns", "table", "tables", kInHtml | kInOdt},
    {"header rows but those at the top", "row", "rows", kInHtml},
    {"objects of a newer version", "object", "objects", 0},
    {"comments", "comment", "comments", kInOdt},
    {"which comments are resolved", "comment", "comments", 0},
    {"page size, margins, header and footer", "", "", kInOdt},
    {"named styles", "", "", kInHtml | kInOdt},
    {"words of the document's own dictionary", "word", "words", 0},
}};

std::uint8_t groupOf(Format format) {
    switch (format) {
        case Format::kText:
            return kInText;
        case Format::kMarkdown:
            return kInMarkdown;
        case Format::kHtml:
            return kInHtml;
        case Format::kOdt:
            return kInOdt;
        default:
            return kInPandoc;
    }
}

/// Goes through a document once and counts.
class LossCounter {
  public:
    explicit LossCounter(std::uint8_t group) : m_group(group) {}

    void addBlocks(const ContentBlocks& blocks, bool isInTable) {
        for (const ContentBlock& block : blocks)
            addBlock(block, isInTable);
    }
    void addProperties(const document::Attributes& properties) {
        for (const auto& [key, value] : properties) {
            const bool isPage = key.starts_with("page-") || key.starts_with("margin-");
            if (isPage || key == "header" || key == "footer") note(Kind::kPageSetup);
            if (key.starts_with("style:")) note(Kind::kNamedStyles);
            if (key.starts_with("word:")) note(Kind::kDictionary);
        }
    }
    void addComments(const std::vector<document::CommentThread>& comments) {
        for (const document::CommentThread& thread : comments) {
            note(Kind::kComments);
            if (thread.isResolved && (m_group & kInOdt) != 0) note(Kind::kCommentStates);
        }
    }
    [[nodiscard]] std::vector<std::string> words(std::string_view formatName) const {
        std::vector<std::string> sentences;
        for (std::size_t kind = 0; kind < kKindCount; ++kind) {
            const KindFacts& facts = kKinds[kind];
            const std::uint64_t count = m_counts[kind];
            if (count == 0 || (facts.keptBy & m_group) != 0) continue;
            std::string sentence = "Not kept in " + std::string(formatName) + ": " + std::string(facts.what);
            if (!facts.many.empty())
                sentence += " (" + std::to_string(count) + " " + std::string(count == 1 ? facts.one : facts.many) + ")";
            sentences.push_back(sentence + ".");
        }
        return sentences;
    }

  private:
    void note(Kind kind) { ++m_counts[static_cast<std::size_t>(kind)]; }
    void noteIf(bool is, Kind kind) {
        if (is) note(kind);
    }

    void addBlock(const ContentBlock& block, bool isInTable) {
        const BlockAttributes attributes = document::blockAttributesOf(block.attributes);
        const bool isText = m_group == kInText;
        noteIf(attributes.type != BlockType::kParagraph && !attributes.isListItem(), Kind::kBlockKinds);
        noteIf(attributes.type == BlockType::kTitle, Kind::kTitles);
        const bool saysIndent = attributes.isListItem() || attributes.type == BlockType::kQuote;
        noteIf(attributes.indent > 0 && !saysIndent, Kind::kIndents);
        // Columns of Markdown's tables have their alignment.
        noteIf(attributes.align != document::Alignment::kByDirection && !(isInTable && m_group == kInMarkdown),
               Kind::kAlignments);
        noteIf(attributes.lineSpacingPercent != 100 || attributes.spaceBefore >= 0 || attributes.spaceAfter >= 0,
               Kind::kSpacing);
        noteIf(attributes.direction != document::Direction::kByText, Kind::kDirections);
        noteIf(!attributes.language.empty(), Kind::kLanguages);
        noteIf(attributes.type == BlockType::kCode && !attributes.codeLanguage.empty() && !isText,
               Kind::kCodeLanguages);
        noteIf(attributes.startsPage, Kind::kPageBreaks);
        noteIf(!attributes.style.empty(), Kind::kNamedStyles);
        noteIf(block.inlines.empty() && attributes.type == BlockType::kParagraph && !isInTable, Kind::kEmptyParagraphs);
        const bool isCode = attributes.type == BlockType::kCode && !isText;
        for (const Inline& part : block.inlines) {
            if (isCode) {
                noteIf(!part.marks.empty() || part.embed, Kind::kMarksInCode);
                if ((m_group & kInOdt) == 0) continue;
            }
            addMarks(part.marks);
            if (part.embed) addEmbed(*part.embed);
        }
    }
    void addMarks(const document::Attributes& marks) {
        using namespace document::mark_key;
        bool hasLook = false;
        bool hasColour = false;
        bool hasFont = false;
        for (const auto& [key, value] : marks) {
            hasColour = hasColour || key == kColour || key == kHighlight;
            hasFont = hasFont || key == kFont || key == kSize;
            noteIf(key == kStyle, Kind::kNamedStyles);
            if (key == kLink)
                note(allowedLink(document::textOf(marks, kLink)).empty() ? Kind::kRefusedLinks : Kind::kLinks);
            hasLook = hasLook || (document::isLook(key) && key != kColour && key != kHighlight && key != kFont &&
                                  key != kSize && key != kStyle);
        }
        noteIf(hasLook, Kind::kLooks);
        noteIf(hasColour, Kind::kColours);
        noteIf(hasFont, Kind::kFonts);
    }
    void addEmbed(const Embed& embed) {
        const std::string_view type = document::textOf(embed.attributes, document::embed_key::kType);
        if (type == document::kImageType) {
            note(Kind::kImages);
            noteIf(document::imageAttributesOf(embed.attributes).width > 0 && m_group != kInText, Kind::kImageSizes);
            noteIf(!embed.caption.empty(), Kind::kCaptions);
            addBlocks(embed.caption, false);
        } else if (type == document::kRuleType) {
            note(Kind::kRules);
        } else if (type == document::kTableType) {
            addTable(embed);
        } else {
            note(Kind::kUnknownEmbeds);
        }
    }
    void addTable(const Embed& embed) {
        note(Kind::kTables);
        const auto hasWidth = [](const document::Attributes& column) {
            return document::numberOf(column, document::embed_key::kWidth) != 0;
        };
        noteIf(m_group != kInText && std::ranges::any_of(embed.columns, hasWidth), Kind::kColumnWidths);
        bool isAtTop = true;
        for (std::size_t row = 0; row < embed.rows.size(); ++row) {
            const bool isHeader = document::flagOf(embed.rows[row].attributes, document::embed_key::kHeader);
            // Markdown has one; the others have those at the top.
            const bool canBe = (m_group & kInMarkdown) != 0 ? row == 0 : isAtTop;
            noteIf(isHeader && !canBe && m_group != kInText, Kind::kHeaderRows);
            isAtTop = isAtTop && isHeader;
            for (const ContentBlocks& cell : embed.rows[row].cells)
                addBlocks(cell, true);
        }
    }

    std::uint8_t m_group;
    std::array<std::uint64_t, kKindCount> m_counts{};
};

/// Calls `visit(image)` for every image, in the order of the document.
template <typename Visit>
void forEachImage(const ContentBlocks& blocks, Visit visit) {
    for (const ContentBlock& block : blocks) {
        for (const Inline& part : block.inlines) {
            if (!part.embed) continue;
            if (document::textOf(part.embed->attributes, document::embed_key::kType) == document::kImageType)
                visit(document::imageAttributesOf(part.embed->attributes));
            forEachImage(part.embed->caption, visit);
            for (const document::TableRow& row : part.embed->rows)
                for (const ContentBlocks& cell : row.cells)
                    forEachImage(cell, visit);
        }
    }
}

}  // namespace

std::vector<std::string> exportLosses(Format format, const document::Content& content) {
    LossCounter counter(groupOf(format));
    counter.addBlocks(content.blocks, false);
    counter.addProperties(content.properties);
    counter.addComments(content.comments);
    return counter.words(factsOf(format).name);
}

BlobSource WatchedBlobs::source() {
    return [this](std::string_view hash) {
        auto bytes = m_source ? m_source(hash) : std::nullopt;
        m_isMissing.insert_or_assign(std::string(hash), !bytes);
        return bytes;
    };
}

std::string WatchedBlobs::missingWords(const document::Content& content) const {
    constexpr std::size_t kNamedMax = 5;
    constexpr std::size_t kDescriptionSizeMax = 60;
    std::size_t number = 0;
    std::size_t missing = 0;
    std::string names;
    forEachImage(content.blocks, [&](const document::ImageAttributes& image) {
        ++number;
        const auto asked = m_isMissing.find(image.blob);
        if (asked == m_isMissing.end() || !asked->second) return;
        if (++missing > kNamedMax) return;
        const bool hasName = !image.alt.empty() && image.alt.size() <= kDescriptionSizeMax;
        names += (names.empty() ? "" : ", ") + (hasName ? "“" + image.alt + "”" : "number " + std::to_string(number));
    });
    if (missing == 0) return {};
    if (missing > kNamedMax) names += " and " + std::to_string(missing - kNamedMax) + " more";
    const std::string subject = missing == 1 ? "1 image is" : std::to_string(missing) + " images are";
    return subject + " left out, because the bytes are not at hand: " + names + ".";
}

}  // namespace varve::convert
