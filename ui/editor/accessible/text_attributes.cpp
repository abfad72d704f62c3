#include "ui/editor/accessible/text_attributes.h"

#include <QColor>

#include "document/mark_schema.h"
#include "document/value_rules.h"

namespace varve::ui {

namespace {

QString rgbText(std::string_view colour) {
    const QColor rgb(QString::fromUtf8(colour.data(), static_cast<qsizetype>(colour.size())));
    return QStringLiteral("rgb(%1,%2,%3)").arg(rgb.red()).arg(rgb.green()).arg(rgb.blue());
}

/// Names and values as IAccessible2 defines them; a colon, semicolon or comma in a value is escaped.
void appendAttribute(QString& text, const char* name, QString value) {
    for (const QChar sign : {u'\\', u':', u';', u','})
        value.replace(sign, QString(u'\\') + sign);
    text += QLatin1String(name) + u':' + value + u';';
}

}  // namespace

QString textAttributesOf(const document::FormatPointer& format, const document::BlockAttributes& block) {
    using namespace document::mark_key;
    using document::ValueHolder;
    QString text;
    if (block.isHeading()) appendAttribute(text, "level", QString::number(block.level));
    if (block.align == document::Alignment::kCentre) appendAttribute(text, "text-align", QStringLiteral("center"));
    if (block.align == document::Alignment::kRight) appendAttribute(text, "text-align", QStringLiteral("right"));
    if (block.align == document::Alignment::kJustify) appendAttribute(text, "text-align", QStringLiteral("justify"));
    if (!format) return text;
    const document::Format& marks = *format;
    if (document::flagOf(marks, kBold)) appendAttribute(text, "font-weight", QStringLiteral("bold"));
    if (document::flagOf(marks, kItalic)) appendAttribute(text, "font-style", QStringLiteral("italic"));
    if (document::flagOf(marks, kUnderline)) appendAttribute(text, "text-underline-style", QStringLiteral("solid"));
    if (document::flagOf(marks, kStrike)) appendAttribute(text, "text-line-through-style", QStringLiteral("solid"));
    if (document::flagOf(marks, kSuperscript)) {
        appendAttribute(text, "text-position", QStringLiteral("super"));
    } else if (document::flagOf(marks, kSubscript)) {
        appendAttribute(text, "text-position", QStringLiteral("sub"));
    }
    if (const std::string_view ink = document::shownText(ValueHolder::kMark, marks, kColour); !ink.empty())
        appendAttribute(text, "color", rgbText(ink));
    if (const std::string_view back = document::shownText(ValueHolder::kMark, marks, kHighlight); !back.empty())
        appendAttribute(text, "background-color", rgbText(back));
    if (const std::string_view family = document::shownText(ValueHolder::kMark, marks, kFont); !family.empty())
        appendAttribute(text, "font-family", QString::fromUtf8(family.data(), static_cast<qsizetype>(family.size())));
    if (const std::int64_t size = document::shownNumber(ValueHolder::kMark, marks, kSize); size > 0)
        appendAttribute(text, "font-size", QString::number(static_cast<double>(size) / 100) + QStringLiteral("pt"));
    return text;
}

}  // namespace varve::ui
