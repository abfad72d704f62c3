#include "ui/format/style_form.h"

#include <QCheckBox>
#include <QColorDialog>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFontComboBox>
#include <QGridLayout>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QToolButton>
#include <algorithm>
#include <cmath>

#include "document/mark_schema.h"
#include "ui/format/colour_choices.h"
#include "ui/theme_icons.h"

namespace varve::ui {

namespace mark_key = document::mark_key;
namespace block_key = document::block_key;
namespace style_key = document::style_key;

namespace {

event::Value hundredths(double points) {
    return static_cast<std::int64_t>(std::llround(points * 100));
}

}  // namespace

StyleForm::StyleForm(QWidget* parent) : QWidget(parent) {
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setColumnStretch(1, 1);
    grid->setHorizontalSpacing(10);
    grid->setVerticalSpacing(6);
    m_basedOn = new QComboBox(this);
    m_basedOn->setObjectName(QStringLiteral("styleBasedOn"));
    connect(m_basedOn, &QComboBox::activated, this, [this](int index) {
        const std::string base = m_basedOn->itemData(index).toString().toStdString();
        Q_EMIT changed(std::string(style_key::kBasedOn), base.empty() ? event::Value() : event::Value(base));
    });
    addRow(*grid, tr("Based &on"), style_key::kBasedOn, m_basedOn);
    addCharacterRows(*grid);
    addParagraphRows(*grid);
    grid->setRowStretch(grid->rowCount(), 1);
}

void StyleForm::addRow(QGridLayout& grid, const QString& name, std::string_view property, QWidget* editor) {
    Row row{.property = std::string(property), .label = new QLabel(name, this), .editor = editor};
    row.isOfParagraphs = document::isStyleLook(property, document::StyleKind::kParagraph) &&
                         !document::isStyleLook(property, document::StyleKind::kCharacter);
    row.label->setBuddy(editor);
    QString plainName = name;
    plainName.remove(u'&');
    editor->setAccessibleName(plainName);
    row.giveBack = new QToolButton(this);
    row.giveBack->setObjectName(QStringLiteral("giveBack-") + QString::fromStdString(row.property));
    row.giveBack->setIcon(themeIcon(QStringLiteral("undo")));
    row.giveBack->setAutoRaise(true);
    row.giveBack->setFocusPolicy(Qt::TabFocus);
    row.giveBack->setAccessibleName(tr("%1: as what it is based on", "a property").arg(plainName));
    row.giveBack->setToolTip(tr("As what the style is based on"));
    connect(row.giveBack, &QToolButton::clicked, this,
            [this, property = row.property] { Q_EMIT changed(property, event::Value()); });
    const int line = grid.rowCount();
    grid.addWidget(row.label, line, 0);
    grid.addWidget(editor, line, 1);
    grid.addWidget(row.giveBack, line, 2);
    m_rows.push_back(std::move(row));
}

QDoubleSpinBox* StyleForm::makeLength(double least, double most, std::string_view property) {
    auto* box = new QDoubleSpinBox(this);
    box->setObjectName(QStringLiteral("style-") + QString::fromUtf8(property.data(), qsizetype(property.size())));
    box->setRange(least, most);
    box->setDecimals(1);
    box->setSuffix(tr(" pt", "points, behind a number"));
    // A number that is typed counts when it is finished, not digit by digit.
    box->setKeyboardTracking(false);
    connect(box, &QDoubleSpinBox::valueChanged, this,
            [this, name = std::string(property)](double points) { Q_EMIT changed(name, hundredths(points)); });
    return box;
}

QCheckBox* StyleForm::makeFlag(std::string_view property) {
    auto* box = new QCheckBox(this);
    box->setObjectName(QStringLiteral("style-") + QString::fromUtf8(property.data(), qsizetype(property.size())));
    connect(box, &QCheckBox::clicked, this,
            [this, name = std::string(property)](bool isOn) { Q_EMIT changed(name, event::Value(isOn)); });
    return box;
}

QPushButton* StyleForm::makeColour(const char* objectName, std::string_view property) {
    auto* button = new QPushButton(this);
    button->setObjectName(QLatin1String(objectName));
    button->setAutoDefault(false);
    auto* menu = new QMenu(button);
    const std::string name(property);
    const bool isInk = property == mark_key::kColour;
    for (const char* colour : isInk ? kInkChoices : kHighlightChoices) {
        connect(menu->addAction(colourIcon(QColor(QLatin1String(colour))), QLatin1String(colour)), &QAction::triggered,
                this, [this, name, value = std::string(colour)] { Q_EMIT changed(name, event::Value(value)); });
    }
    menu->addSeparator();
    connect(menu->addAction(tr("&Other Colour…")), &QAction::triggered, this, [this, name] { chooseColour(name); });
    button->setMenu(menu);
    return button;
}

void StyleForm::addCharacterRows(QGridLayout& grid) {
    m_font = new QFontComboBox(this);
    m_font->setObjectName(QStringLiteral("style-font"));
    m_font->setEditable(false);
    m_font->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_font->setMinimumContentsLength(14);
    connect(m_font, &QComboBox::activated, this, [this] {
        Q_EMIT changed(std::string(mark_key::kFont), event::Value(m_font->currentFont().family().toStdString()));
    });
    addRow(grid, tr("&Font"), mark_key::kFont, m_font);
    m_size = makeLength(1, 400, mark_key::kSize);
    addRow(grid, tr("&Size"), mark_key::kSize, m_size);
    m_bold = makeFlag(mark_key::kBold);
    addRow(grid, tr("&Bold"), mark_key::kBold, m_bold);
    m_italic = makeFlag(mark_key::kItalic);
    addRow(grid, tr("&Italic"), mark_key::kItalic, m_italic);
    m_underline = makeFlag(mark_key::kUnderline);
    addRow(grid, tr("&Underline"), mark_key::kUnderline, m_underline);
    m_colour = makeColour("style-colour", mark_key::kColour);
    addRow(grid, tr("Text &colour"), mark_key::kColour, m_colour);
    m_highlight = makeColour("style-highlight", mark_key::kHighlight);
    addRow(grid, tr("&Highlight"), mark_key::kHighlight, m_highlight);
}

void StyleForm::addParagraphRows(QGridLayout& grid) {
    m_align = new QComboBox(this);
    m_align->setObjectName(QStringLiteral("style-align"));
    for (const auto& [name, value] :
         {std::pair(tr("Automatic"), ""), std::pair(tr("Left"), "left"), std::pair(tr("Centre"), "centre"),
          std::pair(tr("Right"), "right"), std::pair(tr("Justify"), "justify")})
        m_align->addItem(name, QLatin1String(value));
    connect(m_align, &QComboBox::activated, this, [this](int index) {
        const std::string value = m_align->itemData(index).toString().toStdString();
        Q_EMIT changed(std::string(block_key::kAlign), value.empty() ? event::Value() : event::Value(value));
    });
    addRow(grid, tr("&Alignment"), block_key::kAlign, m_align);
    const auto makeNumber = [this](int least, int most, std::string_view property) {
        auto* box = new QSpinBox(this);
        box->setObjectName(QStringLiteral("style-") + QString::fromUtf8(property.data(), qsizetype(property.size())));
        box->setRange(least, most);
        box->setKeyboardTracking(false);
        connect(box, &QSpinBox::valueChanged, this, [this, name = std::string(property)](int value) {
            Q_EMIT changed(name, event::Value(std::int64_t{value}));
        });
        return box;
    };
    m_lineSpacing = makeNumber(50, 400, block_key::kLineSpacing);
    m_lineSpacing->setSingleStep(5);
    m_lineSpacing->setSuffix(tr(" %", "per cent, behind a number"));
    addRow(grid, tr("&Line spacing"), block_key::kLineSpacing, m_lineSpacing);
    m_before = makeLength(0, 144, block_key::kSpaceBefore);
    addRow(grid, tr("Space b&efore"), block_key::kSpaceBefore, m_before);
    m_after = makeLength(0, 144, block_key::kSpaceAfter);
    addRow(grid, tr("Space af&ter"), block_key::kSpaceAfter, m_after);
    m_indent = makeNumber(0, document::kIndentMax, block_key::kIndent);
    addRow(grid, tr("In&dent"), block_key::kIndent, m_indent);
}

void StyleForm::chooseColour(const std::string& property) {
    auto* dialog = new QColorDialog(property == mark_key::kColour ? m_shownColour : m_shownHighlight, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QColorDialog::colorSelected, this, [this, property](const QColor& colour) {
        if (colour.isValid()) Q_EMIT changed(property, event::Value(colour.name(QColor::HexRgb).toStdString()));
    });
    dialog->open();
}

void StyleForm::showValues(const ShownLook& look) {
    m_font->setCurrentFont(QFont(look.font));
    m_size->setValue(look.size);
    m_bold->setChecked(look.isBold);
    m_italic->setChecked(look.isItalic);
    m_underline->setChecked(look.isUnderlined);
    m_shownColour = look.colour;
    m_shownHighlight = look.highlight;
    m_colour->setIcon(colourIcon(look.colour));
    m_colour->setText(look.colour.isValid() ? look.colour.name() : tr("Automatic"));
    m_highlight->setIcon(colourIcon(look.highlight));
    m_highlight->setText(look.highlight.isValid() ? look.highlight.name() : tr("None"));
    m_align->setCurrentIndex(static_cast<int>(look.align));
    m_lineSpacing->setValue(look.lineSpacingPercent);
    m_before->setValue(look.spaceBefore);
    m_after->setValue(look.spaceAfter);
    m_indent->setValue(look.indent);
}

void StyleForm::showStyle(const projection::NamedStyle& style, const ShownLook& look,
                          const std::vector<std::pair<std::string, QString>>& bases) {
    const bool isParagraph = style.kind == document::StyleKind::kParagraph;
    // Showing is not changing.
    std::vector<QSignalBlocker> blockers;
    for (const Row& row : m_rows)
        blockers.emplace_back(row.editor);
    m_basedOn->clear();
    if (!isParagraph || style.isBuiltIn) m_basedOn->addItem(tr("Nothing"), QString());
    for (const auto& [id, name] : bases)
        m_basedOn->addItem(name, QString::fromStdString(id));
    const int base = m_basedOn->findData(QString::fromStdString(style.basedOn));
    m_basedOn->setCurrentIndex(base);
    m_basedOn->setEnabled(!style.isBuiltIn);
    showValues(look);
    for (const Row& row : m_rows) {
        const bool isShown = isParagraph || !row.isOfParagraphs;
        const bool isSaid = !std::holds_alternative<std::monostate>(document::valueOf(style.look, row.property));
        row.label->setVisible(isShown);
        row.editor->setVisible(isShown);
        row.giveBack->setVisible(isShown && row.editor != m_basedOn);
        row.giveBack->setEnabled(isSaid);
        QFont font = row.label->font();
        font.setWeight(isSaid ? QFont::DemiBold : QFont::Normal);
        row.label->setFont(font);
    }
}

}  // namespace varve::ui
