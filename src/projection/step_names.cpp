#include "projection/step_names.h"

#include <QCoreApplication>
#include <QLocale>
#include <algorithm>
#include <iterator>
#include <string_view>

#include "document/block_schema.h"
#include "document/draft_schema.h"
#include "document/embed_schema.h"
#include "document/mark_schema.h"
#include "document/style_schema.h"
#include "projection/named_styles.h"
#include "text/utf8.h"

namespace varve::projection {

namespace {

using history::StepChange;
using history::UndoStacks;
using Subject = StepChange::Subject;

struct StepWords {
    Q_DECLARE_TR_FUNCTIONS(StepWords)
};

constexpr int kExcerptLengthMax = 24;

/// A few words of the text in quotation marks; cut at a word where one ends nearby. Empty when there is nothing to
/// read.
QString excerpt(const std::string& utf8, std::uint32_t wholeCount) {
    QString text = QString::fromStdString(utf8);
    const bool isPart = text::scalarCount(utf8) < wholeCount;
    text.remove(QChar(u'\uFFFC'));
    text = text.simplified();
    if (text.isEmpty()) return {};
    const bool isLong = text.size() > kExcerptLengthMax;
    if (isLong) {
        const qsizetype space = text.lastIndexOf(QLatin1Char(' '), kExcerptLengthMax);
        qsizetype length = space > kExcerptLengthMax / 2 ? space : kExcerptLengthMax;
        if (text.at(length - 1).isHighSurrogate()) --length;
        text.truncate(length);
    }
    return isLong || isPart ? StepWords::tr("“%1…”", "beginning of a longer text").arg(text)
                            : StepWords::tr("“%1”", "a text").arg(text);
}

QString withText(const QString& name, const QString& text) {
    return text.isEmpty() ? name : StepWords::tr("%1 %2", "what was done, to which text").arg(name, text);
}

bool isGiven(const event::Value& value) {
    const auto* flag = std::get_if<bool>(&value);
    return !std::holds_alternative<std::monostate>(value) && (flag == nullptr || *flag);
}

QString textIn(const event::Value& value) {
    const auto* text = std::get_if<std::string>(&value);
    return text != nullptr ? QString::fromStdString(*text) : QString();
}

/// Names for a key that was given a value, and for one that was taken away.
struct KeyNames {
    std::string_view key;
    const char* given;
    const char* taken;
};

/// Names of `key`, or those at the end of the table.
template <std::size_t kCount>
QString nameIn(const KeyNames (&table)[kCount], std::string_view key, bool given) {
    const auto* const names = std::ranges::find(table, key, &KeyNames::key);
    const KeyNames& chosen = names == std::end(table) ? table[kCount - 1] : *names;
    return StepWords::tr(given ? chosen.given : chosen.taken);
}

constexpr KeyNames kFormats[] = {
    {document::mark_key::kBold, QT_TRANSLATE_NOOP("StepWords", "Bold"), QT_TRANSLATE_NOOP("StepWords", "Removed bold")},
    {document::mark_key::kItalic, QT_TRANSLATE_NOOP("StepWords", "Italic"),
     QT_TRANSLATE_NOOP("StepWords", "Removed italic")},
    {document::mark_key::kUnderline, QT_TRANSLATE_NOOP("StepWords", "Underline"),
     QT_TRANSLATE_NOOP("StepWords", "Removed underline")},
    {document::mark_key::kStrike, QT_TRANSLATE_NOOP("StepWords", "Strikethrough"),
     QT_TRANSLATE_NOOP("StepWords", "Removed strikethrough")},
    {document::mark_key::kSuperscript, QT_TRANSLATE_NOOP("StepWords", "Superscript"),
     QT_TRANSLATE_NOOP("StepWords", "Removed superscript")},
    {document::mark_key::kSubscript, QT_TRANSLATE_NOOP("StepWords", "Subscript"),
     QT_TRANSLATE_NOOP("StepWords", "Removed subscript")},
    {document::mark_key::kColour, QT_TRANSLATE_NOOP("StepWords", "Text colour"),
     QT_TRANSLATE_NOOP("StepWords", "Removed text colour")},
    {document::mark_key::kHighlight, QT_TRANSLATE_NOOP("StepWords", "Highlight"),
     QT_TRANSLATE_NOOP("StepWords", "Removed highlight")},
    {document::mark_key::kFont, QT_TRANSLATE_NOOP("StepWords", "Font"), QT_TRANSLATE_NOOP("StepWords", "Removed font")},
    {document::mark_key::kSize, QT_TRANSLATE_NOOP("StepWords", "Text size"),
     QT_TRANSLATE_NOOP("StepWords", "Removed text size")},
    {document::mark_key::kStyle, QT_TRANSLATE_NOOP("StepWords", "Character style"),
     QT_TRANSLATE_NOOP("StepWords", "Removed character style")},
    {document::mark_key::kCode, QT_TRANSLATE_NOOP("StepWords", "Code"),
     QT_TRANSLATE_NOOP("StepWords", "Removed code format")},
    {document::mark_key::kLink, QT_TRANSLATE_NOOP("StepWords", "Link"), QT_TRANSLATE_NOOP("StepWords", "Removed link")},
    {{}, QT_TRANSLATE_NOOP("StepWords", "Formatting"), QT_TRANSLATE_NOOP("StepWords", "Cleared formatting")},
};

QString formatName(const StepChange& change) {
    QString name = nameIn(kFormats, change.key, isGiven(change.value));
    if (change.key == document::mark_key::kFont && isGiven(change.value)) {
        name = StepWords::tr("Font %1").arg(textIn(change.value));
    } else if (const auto* size = std::get_if<std::int64_t>(&change.value);
               size != nullptr && change.key == document::mark_key::kSize) {
        name = StepWords::tr("Text size %1").arg(QLocale().toString(static_cast<double>(*size) / 100, 'g', 6));
    }
    return withText(name, excerpt(change.text, change.textCount));
}

QString commentName(const StepChange& change) {
    const bool given = isGiven(change.value);
    const QString words = excerpt(change.text, change.textCount);
    if (change.key == "reply") return given ? withText(StepWords::tr("Reply"), words) : StepWords::tr("Deleted reply");
    if (change.key == "resolved") return given ? StepWords::tr("Resolved comment") : StepWords::tr("Reopened comment");
    if (change.key == "deleted")
        return given ? StepWords::tr("Deleted comment") : StepWords::tr("Brought comment back");
    if (change.key == "text") return withText(StepWords::tr("Edited comment"), words);
    return given ? withText(StepWords::tr("Comment"), words) : StepWords::tr("Deleted comment");
}

constexpr KeyNames kBlocks[] = {
    {document::block_key::kIndent, QT_TRANSLATE_NOOP("StepWords", "Indentation"),
     QT_TRANSLATE_NOOP("StepWords", "Removed indentation")},
    {document::block_key::kChecked, QT_TRANSLATE_NOOP("StepWords", "Checked off"),
     QT_TRANSLATE_NOOP("StepWords", "Unchecked")},
    {document::block_key::kStart, QT_TRANSLATE_NOOP("StepWords", "List numbering"),
     QT_TRANSLATE_NOOP("StepWords", "List numbering")},
    {document::block_key::kAlign, QT_TRANSLATE_NOOP("StepWords", "Alignment"),
     QT_TRANSLATE_NOOP("StepWords", "Usual alignment")},
    {document::block_key::kLineSpacing, QT_TRANSLATE_NOOP("StepWords", "Line spacing"),
     QT_TRANSLATE_NOOP("StepWords", "Usual line spacing")},
    {document::block_key::kSpaceBefore, QT_TRANSLATE_NOOP("StepWords", "Paragraph spacing"),
     QT_TRANSLATE_NOOP("StepWords", "Usual paragraph spacing")},
    {document::block_key::kSpaceAfter, QT_TRANSLATE_NOOP("StepWords", "Paragraph spacing"),
     QT_TRANSLATE_NOOP("StepWords", "Usual paragraph spacing")},
    {document::block_key::kDirection, QT_TRANSLATE_NOOP("StepWords", "Text direction"),
     QT_TRANSLATE_NOOP("StepWords", "Usual text direction")},
    {document::block_key::kLanguage, QT_TRANSLATE_NOOP("StepWords", "Language"),
     QT_TRANSLATE_NOOP("StepWords", "Usual language")},
    {document::block_key::kPageBreak, QT_TRANSLATE_NOOP("StepWords", "Page break"),
     QT_TRANSLATE_NOOP("StepWords", "Removed page break")},
    {document::block_key::kCodeLanguage, QT_TRANSLATE_NOOP("StepWords", "Language of the code"),
     QT_TRANSLATE_NOOP("StepWords", "Removed language of the code")},
    {document::block_key::kStyle, QT_TRANSLATE_NOOP("StepWords", "Paragraph style"),
     QT_TRANSLATE_NOOP("StepWords", "Removed paragraph style")},
    {{}, QT_TRANSLATE_NOOP("StepWords", "Paragraph format"), QT_TRANSLATE_NOOP("StepWords", "Usual paragraph format")},
};

QString blockTypeName(const StepChange& change) {
    document::Attributes attributes;
    document::setValue(attributes, document::block_key::kType, change.value);
    switch (document::blockAttributesOf(attributes).type) {
        case document::BlockType::kParagraph:
            return StepWords::tr("Paragraph");
        case document::BlockType::kTitle:
            return StepWords::tr("Title");
        case document::BlockType::kHeading:
            return StepWords::tr("Heading %1").arg(change.level);
        case document::BlockType::kQuote:
            return StepWords::tr("Quote");
        case document::BlockType::kCode:
            return StepWords::tr("Code block");
        case document::BlockType::kBullet:
            return StepWords::tr("Bulleted list");
        case document::BlockType::kNumber:
            return StepWords::tr("Numbered list");
        case document::BlockType::kCheck:
            return StepWords::tr("Checklist");
    }
    return {};
}

QString blockName(const StepChange& change) {
    if (change.key == document::block_key::kType) return blockTypeName(change);
    if (change.key == document::block_key::kLevel) return StepWords::tr("Heading %1").arg(change.level);
    if (change.key == document::block_key::kAlign) {
        const QString side = textIn(change.value);
        if (side == QLatin1String("left")) return StepWords::tr("Aligned left");
        if (side == QLatin1String("centre")) return StepWords::tr("Centred");
        if (side == QLatin1String("right")) return StepWords::tr("Aligned right");
        if (side == QLatin1String("justify")) return StepWords::tr("Justified");
    }
    return nameIn(kBlocks, change.key, isGiven(change.value));
}

struct ObjectNames {
    std::string_view kind;
    const char* inserted;
    const char* insertedMany;
    const char* deleted;
    const char* deletedMany;
};
constexpr ObjectNames kObjects[] = {
    {document::kImageType, QT_TRANSLATE_NOOP("StepWords", "Inserted image"),
     QT_TRANSLATE_NOOP("StepWords", "Inserted %n images"), QT_TRANSLATE_NOOP("StepWords", "Deleted image"),
     QT_TRANSLATE_NOOP("StepWords", "Deleted %n images")},
    {document::kTableType, QT_TRANSLATE_NOOP("StepWords", "Inserted table"),
     QT_TRANSLATE_NOOP("StepWords", "Inserted %n tables"), QT_TRANSLATE_NOOP("StepWords", "Deleted table"),
     QT_TRANSLATE_NOOP("StepWords", "Deleted %n tables")},
    {document::kRuleType, QT_TRANSLATE_NOOP("StepWords", "Inserted rule"),
     QT_TRANSLATE_NOOP("StepWords", "Inserted %n rules"), QT_TRANSLATE_NOOP("StepWords", "Deleted rule"),
     QT_TRANSLATE_NOOP("StepWords", "Deleted %n rules")},
    {"row", QT_TRANSLATE_NOOP("StepWords", "Inserted row"), QT_TRANSLATE_NOOP("StepWords", "Inserted %n rows"),
     QT_TRANSLATE_NOOP("StepWords", "Deleted row"), QT_TRANSLATE_NOOP("StepWords", "Deleted %n rows")},
    {"column", QT_TRANSLATE_NOOP("StepWords", "Inserted column"), QT_TRANSLATE_NOOP("StepWords", "Inserted %n columns"),
     QT_TRANSLATE_NOOP("StepWords", "Deleted column"), QT_TRANSLATE_NOOP("StepWords", "Deleted %n columns")},
    {{},
     QT_TRANSLATE_NOOP("StepWords", "Inserted object"),
     QT_TRANSLATE_NOOP("StepWords", "Inserted %n objects"),
     QT_TRANSLATE_NOOP("StepWords", "Deleted object"),
     QT_TRANSLATE_NOOP("StepWords", "Deleted %n objects")},
};

QString objectsName(const StepChange& change) {
    const auto* names = std::ranges::find(kObjects, change.object, &ObjectNames::kind);
    if (names == std::end(kObjects)) names = std::end(kObjects) - 1;
    const bool inserted = change.subject == Subject::kInserted;
    if (change.objectCount == 1) return StepWords::tr(inserted ? names->inserted : names->deleted);
    return StepWords::tr(inserted ? names->insertedMany : names->deletedMany, nullptr,
                         static_cast<int>(change.objectCount));
}

QString movedName(const StepChange& change) {
    const bool isRow = change.object == "row";
    if (change.objectCount <= 1) return isRow ? StepWords::tr("Moved row") : StepWords::tr("Moved column");
    const int count = static_cast<int>(change.objectCount);
    return isRow ? StepWords::tr("Moved %n rows", nullptr, count) : StepWords::tr("Moved %n columns", nullptr, count);
}

QString objectName(const StepChange& change) {
    const bool isWidth = change.key == document::embed_key::kWidth;
    if (change.object == "row") {
        if (change.key != document::embed_key::kHeader) return StepWords::tr("Changed row");
        return isGiven(change.value) ? StepWords::tr("Header row") : StepWords::tr("Removed header row");
    }
    if (change.object == "column") return isWidth ? StepWords::tr("Column width") : StepWords::tr("Changed column");
    if (change.object == document::kTableType) return StepWords::tr("Changed table");
    if (change.key == document::embed_key::kAlt) return StepWords::tr("Image description");
    if (isWidth) return StepWords::tr("Resized image");
    return change.object == document::kImageType ? StepWords::tr("Changed image") : StepWords::tr("Changed object");
}

QString styleName(const StepChange& change) {
    if (change.object.empty()) return StepWords::tr("Changed styles");
    const QString usual = builtInStyleName(change.object);
    const QString name = usual.isEmpty() ? QString::fromStdString(change.object) : usual;
    if (change.key == "new") return StepWords::tr("New style “%1”").arg(name);
    const bool isName = change.key == document::style_key::kName;
    if (isName && isGiven(change.value)) return StepWords::tr("Renamed style to “%1”").arg(textIn(change.value));
    // What is called by its id has no name any more.
    if (isName && usual.isEmpty()) return StepWords::tr("Deleted style");
    return StepWords::tr("Changed style “%1”").arg(name);
}

QString documentName(const std::string& key) {
    const bool isPage = key.starts_with("page-") || key.starts_with("margin-") || key == "header" || key == "footer";
    if (isPage) return StepWords::tr("Page setup");
    if (key == "title") return StepWords::tr("Title of the document");
    if (key == "language") return StepWords::tr("Language of the document");
    if (key.starts_with("word:")) return StepWords::tr("Dictionary of the document");
    return StepWords::tr("Settings of the document");
}

QString draftName(const StepChange& change) {
    namespace draft_key = document::draft_key;
    if (change.key == "new") return StepWords::tr("New draft “%1”").arg(textIn(change.value));
    if (change.key == draft_key::kName) return StepWords::tr("Renamed draft to “%1”").arg(textIn(change.value));
    if (change.key == draft_key::kWriter) return StepWords::tr("Began to write in the draft");
    if (change.key == draft_key::kMerged) return StepWords::tr("Merged a draft");
    if (change.key == draft_key::kUpdated) return StepWords::tr("Brought the draft up to date");
    return isGiven(change.value) ? StepWords::tr("Abandoned a draft") : StepWords::tr("Took up a draft again");
}

bool isOnlyBreaks(const std::string& utf8, std::uint32_t count) {
    return count > 0 && utf8.size() == count && utf8.find_first_not_of('\n') == std::string::npos;
}

QString insertName(const UndoStacks::StepFacts& facts) {
    if (isOnlyBreaks(facts.insertedText, facts.insertedCount)) {
        const bool isPageBreak = facts.change.subject == Subject::kBlock &&
                                 facts.change.key == document::block_key::kPageBreak && isGiven(facts.change.value);
        return isPageBreak ? changeName(facts.change) : StepWords::tr("New paragraph");
    }
    const QString text = excerpt(facts.insertedText, facts.insertedCount);
    return text.isEmpty() ? StepWords::tr("Typing") : StepWords::tr("Typing %1").arg(text);
}

QString deleteName(const UndoStacks::StepFacts& facts) {
    if (isOnlyBreaks(facts.deletedText, facts.deletedCount)) return StepWords::tr("Joining paragraphs");
    const QString text = excerpt(facts.deletedText, facts.deletedCount);
    if (!text.isEmpty()) return StepWords::tr("Deleting %1").arg(text);
    return facts.deletedCount > 0 ? StepWords::tr("Deleting %1").arg(characterCountWords(facts.deletedCount))
                                  : StepWords::tr("Deleting");
}

QString editName(const UndoStacks::StepFacts& facts) {
    if (facts.insertedCount == 0) return deleteName(facts);
    if (facts.deletedCount == 0) return insertName(facts);
    const QString before = excerpt(facts.deletedText, facts.deletedCount);
    const QString after = excerpt(facts.insertedText, facts.insertedCount);
    // Typing with slips put right on the way is still typing; replacing means that something else stood there.
    if (before.isEmpty() || facts.deletedCount * 3 < facts.insertedCount) return insertName(facts);
    if (after.isEmpty()) return deleteName(facts);
    return StepWords::tr("Replacing %1 with %2").arg(before, after);
}

/// Of an edit that may do several things at once: objects before text, text before formats, and what typing a few signs
/// at the start of a block made of it before the signs.
QString mixedName(const UndoStacks::StepFacts& facts, bool isDeletion) {
    const Subject subject = facts.change.subject;
    if (facts.change.isAboutObjects()) return changeName(facts.change);
    const bool hasText = facts.insertedCount > 0 || (isDeletion && facts.deletedCount > 0);
    if (subject != Subject::kNone && !hasText) return changeName(facts.change);
    if (facts.insertedCount + facts.deletedCount > 0) return isDeletion ? deleteName(facts) : editName(facts);
    if (isDeletion) return StepWords::tr("Deleting");
    return facts.kind == event::TransactionKind::kFormat ? StepWords::tr("Formatting")
                                                         : StepWords::tr("Changing properties");
}

QString pasteName(const UndoStacks::StepFacts& facts) {
    const QString text = excerpt(facts.insertedText, facts.insertedCount);
    if (!text.isEmpty()) return StepWords::tr("Pasting %1").arg(text);
    return facts.change.subject == Subject::kInserted ? changeName(facts.change) : StepWords::tr("Pasting");
}

QString cutName(const UndoStacks::StepFacts& facts) {
    const QString text = excerpt(facts.deletedText, facts.deletedCount);
    if (!text.isEmpty()) return StepWords::tr("Cutting %1").arg(text);
    return facts.change.subject == Subject::kDeleted ? changeName(facts.change) : StepWords::tr("Cutting");
}

}  // namespace

QString changeName(const StepChange& change) {
    switch (change.subject) {
        case Subject::kNone:
            return {};
        case Subject::kFormat:
            return formatName(change);
        case Subject::kComment:
            return commentName(change);
        case Subject::kBlock:
            return blockName(change);
        case Subject::kInserted:
        case Subject::kDeleted:
            return objectsName(change);
        case Subject::kMoved:
            return movedName(change);
        case Subject::kObject:
            return objectName(change);
        case Subject::kStyle:
            return styleName(change);
        case Subject::kDocument:
            return documentName(change.key);
        case Subject::kDraft:
            return draftName(change);
    }
    return {};
}

QString stepName(const UndoStacks::StepFacts& facts) {
    using event::TransactionKind;
    switch (facts.kind) {
        case TransactionKind::kEdit:
        case TransactionKind::kTyping:
        case TransactionKind::kFormat:
            return mixedName(facts, false);
        case TransactionKind::kBackspace:
        case TransactionKind::kDelete:
            return mixedName(facts, true);
        case TransactionKind::kPaste:
            return pasteName(facts);
        case TransactionKind::kCut:
            return cutName(facts);
        case TransactionKind::kMove: {
            if (facts.change.subject == Subject::kMoved) return changeName(facts.change);
            const QString text = excerpt(facts.insertedText, facts.insertedCount);
            return text.isEmpty() ? StepWords::tr("Moving text") : StepWords::tr("Moving %1").arg(text);
        }
        case TransactionKind::kReplace: {
            const QString text = excerpt(facts.deletedText, facts.deletedCount);
            return text.isEmpty() ? StepWords::tr("Replacing text") : StepWords::tr("Replacing %1").arg(text);
        }
        case TransactionKind::kImport:
            return StepWords::tr("Importing");
        case TransactionKind::kUndo:
            return StepWords::tr("Undoing");
        case TransactionKind::kRedo:
            return StepWords::tr("Redoing");
        case TransactionKind::kRestore:
            return StepWords::tr("Restoring an earlier moment");
        case TransactionKind::kRevert:
            return StepWords::tr("Reverting a change");
        case TransactionKind::kName:
            return facts.change.subject == Subject::kDraft ? changeName(facts.change)
                                                           : StepWords::tr("Naming a moment");
    }
    return {};
}

QString characterCountWords(quint64 count) {
    return count == 1 ? StepWords::tr("1 character")
                      : StepWords::tr("%1 characters", nullptr, static_cast<int>(count)).arg(QLocale().toString(count));
}

}  // namespace varve::projection
