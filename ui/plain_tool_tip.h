// Tool tips of what others wrote: names, titles, deleted text. Qt takes what looks like markup for markup and would
// load what it names; here it stays text.
#pragma once

#include <QString>
#include <QTextDocument>

namespace varve::ui {

[[nodiscard]] inline QString plainToolTip(const QString& text) {
    return Qt::mightBeRichText(text) ? QStringLiteral("<span>%1</span>").arg(text.toHtmlEscaped()) : text;
}

}  // namespace varve::ui
