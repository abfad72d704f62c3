// Content as a text that fits into a test: a line a block, `key=value` of its registers in parentheses, marked
// stretches in braces, tables with a bar behind each cell.
#pragma once

#include <string>

#include "document/content.h"

namespace varve {

inline std::string wordOf(const event::Value& value) {
    if (const auto* flag = std::get_if<bool>(&value)) return *flag ? "" : "=no";
    if (const auto* number = std::get_if<std::int64_t>(&value)) return "=" + std::to_string(*number);
    if (const auto* text = std::get_if<std::string>(&value)) return "=" + *text;
    return "=null";
}

inline std::string wordsOf(const document::Attributes& attributes) {
    std::string words;
    for (const auto& [key, value] : attributes)
        words += (words.empty() ? "" : " ") + key + wordOf(value);
    return words;
}

inline std::string wordsOf(const document::ContentBlocks& blocks, const std::string& between = "\n");

inline std::string wordsOf(const document::Embed& embed) {
    document::Attributes attributes = embed.attributes;
    document::setValue(attributes, "blob", {});
    std::string words = "<" + wordsOf(attributes);
    for (const document::TableRow& row : embed.rows) {
        words += " /";
        if (!row.attributes.empty()) words += "(" + wordsOf(row.attributes) + ")";
        for (const document::ContentBlocks& cell : row.cells)
            words += wordsOf(cell, "¶") + "|";
    }
    if (!embed.caption.empty()) words += " caption:" + wordsOf(embed.caption, "¶");
    return words + ">";
}

inline std::string wordsOf(const document::ContentBlocks& blocks, const std::string& between) {
    std::string words;
    bool isFirst = true;
    for (const document::ContentBlock& block : blocks) {
        if (!isFirst) words += between;
        isFirst = false;
        if (!block.attributes.empty()) words += "(" + wordsOf(block.attributes) + ")";
        for (const document::Inline& part : block.inlines) {
            std::string text = part.embed ? wordsOf(*part.embed) : part.text;
            for (std::size_t at = text.find("\xe2\x80\xa8"); at != text.npos; at = text.find("\xe2\x80\xa8"))
                text.replace(at, 3, "↵");
            words += part.marks.empty() ? text : "{" + wordsOf(part.marks) + ":" + text + "}";
        }
    }
    return words;
}

}  // namespace varve
