#include "ui/counts/counts_button.h"

#include <QCoreApplication>
#include <QFrame>
#include <QGridLayout>
#include <QLabel>
#include <QLocale>
#include <algorithm>

#include "ui/history/step_words.h"

namespace varve::ui {

namespace {

struct CountsWords {
    Q_DECLARE_TR_FUNCTIONS(CountsButton)
};

constexpr quint64 kSecondsPerMinute = 60;

QString readingTime(quint64 wordCount) {
    const quint64 seconds = projection::readingSecondsOf(wordCount);
    if (seconds < kSecondsPerMinute)
        return CountsWords::tr("%1 s", "seconds of reading").arg(QLocale().toString(qulonglong{seconds}));
    const quint64 minutes = (seconds + kSecondsPerMinute / 2) / kSecondsPerMinute;
    return CountsWords::tr("%1 min", "minutes of reading").arg(QLocale().toString(qulonglong{minutes}));
}

}  // namespace

std::vector<CountsRow> countsRows(const projection::TextCounts& document,
                                  const std::optional<projection::TextCounts>& selection) {
    const QLocale locale;
    const auto row = [&](const QString& name, std::uint64_t projection::TextCounts::*count) {
        return CountsRow{name, locale.toString(qulonglong{document.*count}),
                         selection ? locale.toString(qulonglong{(*selection).*count}) : QString()};
    };
    return {row(CountsWords::tr("Words"), &projection::TextCounts::words),
            row(CountsWords::tr("Characters"), &projection::TextCounts::characters),
            row(CountsWords::tr("Characters without spaces"), &projection::TextCounts::charactersWithoutSpaces),
            row(CountsWords::tr("Paragraphs"), &projection::TextCounts::paragraphs),
            {CountsWords::tr("Reading time"), readingTime(document.words),
             selection ? readingTime(selection->words) : QString()}};
}

CountsButton::CountsButton(QWidget* parent) : QToolButton(parent) {
    setObjectName(QStringLiteral("wordCount"));
    setAutoRaise(true);
    setFocusPolicy(Qt::TabFocus);
    setToolTip(tr("Words, characters and reading time (Ctrl+Shift+C)"));
    connect(this, &QToolButton::clicked, this, &CountsButton::showTable);
    setCounts({}, std::nullopt);
}

void CountsButton::setCounts(const projection::TextCounts& document,
                             const std::optional<projection::TextCounts>& selection) {
    m_document = document;
    m_selection = selection;
    // The count of all words may still be on its way while the new ones are already selected.
    const quint64 selected = selection ? selection->words : 0;
    const QString all = wordCountWords(static_cast<int>(std::max<quint64>(document.words, selected)));
    setText(selected == 0 ? all : tr("%1 of %2", "selected words of all words").arg(QLocale().toString(selected), all));
}

void CountsButton::showTable() {
    auto* table = new QFrame(this, Qt::Popup);
    table->setObjectName(QStringLiteral("countsTable"));
    table->setAttribute(Qt::WA_DeleteOnClose);
    table->setFrameShape(QFrame::StyledPanel);
    auto* layout = new QGridLayout(table);
    layout->setContentsMargins(16, 12, 16, 12);
    layout->setHorizontalSpacing(20);
    layout->setVerticalSpacing(6);
    const auto add = [&](const QString& words, int row, int column) {
        auto* label = new QLabel(words, table);
        label->setAlignment(column == 0 ? Qt::AlignLeading : Qt::AlignTrailing);
        layout->addWidget(label, row, column);
    };
    add(tr("Document"), 0, 1);
    if (m_selection) add(tr("Selection"), 0, 2);
    QString sentence;
    int row = 0;
    for (const CountsRow& one : countsRows(m_document, m_selection)) {
        add(one.name, ++row, 0);
        add(one.document, row, 1);
        if (m_selection) add(one.selection, row, 2);
        sentence += m_selection ? tr("%1: %2, selected %3. ", "read aloud").arg(one.name, one.document, one.selection)
                                : tr("%1: %2. ", "read aloud").arg(one.name, one.document);
    }
    table->setAccessibleName(sentence.trimmed());
    table->adjustSize();
    const QPoint corner = mapToGlobal(QPoint(width() - table->width(), -table->height() - 4));
    table->move(std::max(0, corner.x()), std::max(0, corner.y()));
    table->show();
    table->setFocus(Qt::PopupFocusReason);
}

}  // namespace varve::ui
