// A rich document, or a part of one, as plain values without identities: what exporters read, importers make and the
// clipboard carries. Keys and values are those of CONTENT.md. No rules of merging, no Qt.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "document/format.h"

namespace varve::document {

/// Registers of one object, or marks of a stretch: keys ascending and unique, no value is null.
using Attributes = Format;

struct Embed;
/// Shared, because copies of a document share what is in its tables; never changed.
using EmbedPointer = std::shared_ptr<const Embed>;

/// A stretch of text of one format, or one embed.
struct Inline {
    std::string text;  // UTF-8 without U+000A and U+FFFC; empty for an embed, else not
    Attributes marks{};
    EmbedPointer embed{};
    friend bool operator==(const Inline& a, const Inline& b);
};

struct ContentBlock {
    Attributes attributes{};
    std::vector<Inline> inlines{};  // neighbours differ in their marks, or one is an embed
    friend bool operator==(const ContentBlock&, const ContentBlock&) = default;
};
using ContentBlocks = std::vector<ContentBlock>;

struct TableRow {
    Attributes attributes{};
    std::vector<ContentBlocks> cells{};  // as many as the table has columns, each at least one block
    friend bool operator==(const TableRow&, const TableRow&) = default;
};

/// An image (with its caption), a rule, a table, or what a newer program put there. `attributes` has the `type`.
struct Embed {
    Attributes attributes{};
    ContentBlocks caption{};            // of an image; empty for none
    std::vector<Attributes> columns{};  // of a table
    std::vector<TableRow> rows{};       // of a table
    friend bool operator==(const Embed&, const Embed&) = default;
};

struct Remark {
    std::string text;
    std::string author;
    std::int64_t timeMs = 0;
    friend bool operator==(const Remark&, const Remark&) = default;
};

/// A comment: its stretches carry `key` as a mark.
struct CommentThread {
    std::string key;              // `comment:<id>`
    std::vector<Remark> remarks;  // at least one, the first words first
    bool isResolved = false;
    friend bool operator==(const CommentThread&, const CommentThread&) = default;
};

struct Content {
    Attributes properties{};  // of the document: title, language, page, styles
    ContentBlocks blocks{};   // at least one, unless nothing at all is meant
    std::vector<CommentThread> comments{};
    friend bool operator==(const Content&, const Content&) = default;
};

/// The value of a key; null when absent. Cost: O(log n).
[[nodiscard]] const event::Value& valueOf(const Attributes& attributes, std::string_view key);
/// Nothing (empty, 0, false) when absent or of another form.
[[nodiscard]] std::string_view textOf(const Attributes& attributes, std::string_view key);
[[nodiscard]] std::int64_t numberOf(const Attributes& attributes, std::string_view key);
[[nodiscard]] bool flagOf(const Attributes& attributes, std::string_view key);
/// Null takes the key away. Cost: O(n).
void setValue(Attributes& attributes, std::string_view key, event::Value value);

/// The text without marks: embeds are left out, tables row by row with tabs, blocks separated by line ends.
[[nodiscard]] std::string plainTextOf(const ContentBlocks& blocks);
/// Appends text or an embed, joined with the last stretch where that has the same marks.
void appendInline(ContentBlock& block, Inline added);

}  // namespace varve::document
