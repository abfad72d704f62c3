#include "ui/format/format_controls.h"

#include <QActionGroup>
#include <QColorDialog>
#include <QFileDialog>
#include <QFontDialog>
#include <QInputDialog>
#include <QMainWindow>
#include <QMenu>
#include <QToolBar>
#include <QToolButton>
#include <cmath>

#include "document/mark_schema.h"
#include "ui/editor/editor_view.h"
#include "ui/format/colour_choices.h"
#include "ui/format/link_popup.h"
#include "ui/format/list_controls.h"
#include "ui/format/style_controls.h"
#include "ui/theme_icons.h"

namespace varve::ui {

using document::Alignment;
using document::BlockType;
namespace mark_key = document::mark_key;
namespace block_key = document::block_key;

namespace {

QKeySequence keysOf(QKeyCombination keys) {
    return QKeySequence(keys);
}

}  // namespace

FormatControls::FormatControls(QMainWindow& window, EditorView& view)
    : QObject(&window), m_window(window), m_view(view) {
    createMarkActions();
    createBlockActions();
    createParagraphActions();
    createColourMenus();
    createFontMenus();
    m_styles = new StyleControls(window, view, this);
    m_lists = new ListControls(window, view, this);
    m_linkPopup = new LinkPopup(&window);
    connect(m_linkPopup, &LinkPopup::accepted, this, [this](const QString& address, const QString& text) {
        if (!text.isEmpty()) {
            document::ContentBlock block;
            document::Attributes marks;
            document::setValue(marks, mark_key::kLink, address.toStdString());
            document::appendInline(block, {text.toStdString(), marks, {}});
            m_view.focusedText().insertContent({{}, {std::move(block)}, {}}, event::TransactionKind::kEdit);
            return;
        }
        if (m_view.focusedText().selection().isEmpty()) {
            // The link around the caret is meant.
            const auto link = m_view.focusedText().linkAt(m_view.focusedText().caret());
            if (!link) return;
            m_view.focusedText().setSelection({link->range.begin, link->range.end});
        }
        m_view.focusedText().setMark(mark_key::kLink,
                                     address.isEmpty() ? event::Value() : event::Value(address.toStdString()));
    });
    m_refreshTimer.setSingleShot(true);
    m_refreshTimer.setInterval(0);
    connect(&m_refreshTimer, &QTimer::timeout, this, &FormatControls::refresh);
    connect(&m_view, &EditorView::formatChanged, this, &FormatControls::refreshLater);
}

QAction* FormatControls::add(const char* objectName, const QString& text, const QString& purpose,
                             const QList<QKeySequence>& shortcuts, const QString& icon) {
    auto* action = new QAction(text, &m_window);
    action->setObjectName(QLatin1String(objectName));
    action->setShortcuts(shortcuts);
    const QString keys = shortcuts.isEmpty() ? QString() : shortcuts.first().toString(QKeySequence::NativeText);
    action->setToolTip(keys.isEmpty() ? purpose : tr("%1 (%2)", "purpose, keys").arg(purpose, keys));
    action->setWhatsThis(purpose);
    if (!icon.isEmpty()) action->setIcon(themeIcon(icon));
    m_window.addAction(action);
    m_all.push_back(action);
    return action;
}

void FormatControls::addMarkAction(const char* objectName, const QString& text, const QString& purpose,
                                   const QKeySequence& keys, std::string_view key, const QString& icon) {
    QAction* action = add(objectName, text, purpose, {keys}, icon);
    action->setCheckable(true);
    m_marks.push_back({action, std::string(key)});
    connect(action, &QAction::triggered, this,
            [this, name = std::string(key)] { m_view.focusedText().toggleMark(name); });
}

void FormatControls::createMarkActions() {
    addMarkAction("bold", tr("&Bold"), tr("Bold"), keysOf(Qt::CTRL | Qt::Key_B), mark_key::kBold,
                  QStringLiteral("bold"));
    addMarkAction("italic", tr("&Italic"), tr("Italic"), keysOf(Qt::CTRL | Qt::Key_I), mark_key::kItalic,
                  QStringLiteral("italic"));
    addMarkAction("underline", tr("&Underline"), tr("Underline"), keysOf(Qt::CTRL | Qt::Key_U), mark_key::kUnderline,
                  QStringLiteral("underline"));
    addMarkAction("strike", tr("&Strikethrough"), tr("Strike through"), keysOf(Qt::CTRL | Qt::SHIFT | Qt::Key_X),
                  mark_key::kStrike, QStringLiteral("strike"));
    addMarkAction("code", tr("&Code"), tr("Code in the text"), keysOf(Qt::CTRL | Qt::Key_E), mark_key::kCode,
                  QStringLiteral("code"));
    addMarkAction("superscript", tr("Su&perscript"), tr("Above the line"), keysOf(Qt::CTRL | Qt::Key_Period),
                  mark_key::kSuperscript, {});
    addMarkAction("subscript", tr("Subscrip&t"), tr("Below the line"), keysOf(Qt::CTRL | Qt::Key_Comma),
                  mark_key::kSubscript, {});
    m_link = add("link", tr("&Link…"), tr("Make the selection a link, or change the link"),
                 {keysOf(Qt::CTRL | Qt::Key_K)}, QStringLiteral("link"));
    connect(m_link, &QAction::triggered, this, &FormatControls::editLink);
    m_clear = add("clearFormats", tr("&Clear Formatting"), tr("Take every look of the selected text away"),
                  {keysOf(Qt::CTRL | Qt::Key_Backslash)}, QStringLiteral("clear-format"));
    connect(m_clear, &QAction::triggered, this, [this] { m_view.focusedText().clearFormats(); });
    m_painter = add("formatPainter", tr("Format &Painter"),
                    tr("Take the look of the selection, and give it to what is selected next"),
                    {keysOf(Qt::CTRL | Qt::SHIFT | Qt::Key_P)}, QStringLiteral("painter"));
    m_painter->setCheckable(true);
    connect(m_painter, &QAction::triggered, this, [this] { m_view.focusedText().toggleFormatPainter(); });
}

void FormatControls::addBlockAction(const char* objectName, const QString& text, const QString& purpose,
                                    const QKeySequence& keys, BlockType type, int level, const QString& icon) {
    QAction* action = add(objectName, text, purpose, {keys}, icon);
    action->setCheckable(true);
    m_blocks.push_back({action, type, level});
    connect(action, &QAction::triggered, this, [this, type, level] { m_view.focusedText().setBlockType(type, level); });
}

void FormatControls::createBlockActions() {
    // Ctrl+0 resets the zoom, so a paragraph has the key of the last heading's neighbour.
    addBlockAction("paragraph", tr("&Paragraph"), tr("Plain text"), keysOf(Qt::CTRL | Qt::SHIFT | Qt::Key_0),
                   BlockType::kParagraph, 1);
    addBlockAction("title", tr("&Title"), tr("Title of the document"), keysOf(Qt::CTRL | Qt::SHIFT | Qt::Key_1),
                   BlockType::kTitle, 1);
    for (int level = 1; level <= document::kHeadingLevelMax; ++level) {
        const QByteArray name = "heading" + QByteArray::number(level);
        addBlockAction(name.constData(), tr("Heading &%1").arg(level), tr("Heading of level %1").arg(level),
                       keysOf(Qt::CTRL | static_cast<Qt::Key>(Qt::Key_0 + level)), BlockType::kHeading, level);
    }
    addBlockAction("bulletList", tr("&Bulleted List"), tr("Bulleted list"), keysOf(Qt::CTRL | Qt::SHIFT | Qt::Key_8),
                   BlockType::kBullet, 1, QStringLiteral("bullet-list"));
    addBlockAction("numberList", tr("&Numbered List"), tr("Numbered list"), keysOf(Qt::CTRL | Qt::SHIFT | Qt::Key_7),
                   BlockType::kNumber, 1, QStringLiteral("number-list"));
    addBlockAction("checkList", tr("&Check List"), tr("List of things to tick off"),
                   keysOf(Qt::CTRL | Qt::SHIFT | Qt::Key_9), BlockType::kCheck, 1, QStringLiteral("check-list"));
    addBlockAction("quote", tr("&Quote"), tr("Quotation"), keysOf(Qt::CTRL | Qt::SHIFT | Qt::Key_Period),
                   BlockType::kQuote, 1, QStringLiteral("quote"));
    addBlockAction("codeBlock", tr("C&ode Block"), tr("Lines of code"), keysOf(Qt::CTRL | Qt::SHIFT | Qt::Key_E),
                   BlockType::kCode, 1, QStringLiteral("code"));
}

void FormatControls::createParagraphActions() {
    const auto addAlign = [this](const char* objectName, const QString& text, const QString& purpose,
                                 QKeyCombination keys, Alignment align, const char* value, const QString& icon) {
        QAction* action = add(objectName, text, purpose, {keysOf(keys)}, icon);
        action->setCheckable(true);
        m_aligns.emplace_back(action, align);
        connect(action, &QAction::triggered, this,
                [this, name = std::string(value)] { m_view.focusedText().setBlockValue(block_key::kAlign, name); });
    };
    addAlign("alignLeft", tr("Align &Left"), tr("Lines begin at the left edge"), Qt::CTRL | Qt::SHIFT | Qt::Key_L,
             Alignment::kLeft, "left", QStringLiteral("align-left"));
    addAlign("alignCentre", tr("&Centre"), tr("Lines in the middle"), Qt::CTRL | Qt::SHIFT | Qt::Key_M,
             Alignment::kCentre, "centre", QStringLiteral("align-centre"));
    addAlign("alignRight", tr("Align &Right"), tr("Lines end at the right edge"), Qt::CTRL | Qt::SHIFT | Qt::Key_R,
             Alignment::kRight, "right", QStringLiteral("align-right"));
    addAlign("alignJustify", tr("&Justify"), tr("Lines fill the column"), Qt::CTRL | Qt::SHIFT | Qt::Key_B,
             Alignment::kJustify, "justify", QStringLiteral("align-justify"));
    m_indent = add("indent", tr("&Indent"), tr("Deeper in the list, or further in"),
                   {keysOf(Qt::CTRL | Qt::Key_BracketRight)}, QStringLiteral("indent"));
    connect(m_indent, &QAction::triggered, this, [this] { m_view.focusedText().indentBlocks(1); });
    m_outdent = add("outdent", tr("&Outdent"), tr("Less deep in the list, or further out"),
                    {keysOf(Qt::CTRL | Qt::Key_BracketLeft)}, QStringLiteral("outdent"));
    connect(m_outdent, &QAction::triggered, this, [this] { m_view.focusedText().indentBlocks(-1); });
    m_moveUp =
        add("moveUp", tr("Move &Up"), tr("Move the block above the one before it"), {keysOf(Qt::ALT | Qt::Key_Up)});
    connect(m_moveUp, &QAction::triggered, this, [this] { m_view.focusedText().moveBlocks(-1); });
    m_moveDown = add("moveDown", tr("Move &Down"), tr("Move the block below the one behind it"),
                     {keysOf(Qt::ALT | Qt::Key_Down)});
    connect(m_moveDown, &QAction::triggered, this, [this] { m_view.focusedText().moveBlocks(1); });
    m_image = add("insertImage", tr("&Image…"), tr("Insert a picture from a file"),
                  {keysOf(Qt::CTRL | Qt::SHIFT | Qt::Key_I)}, QStringLiteral("image"));
    connect(m_image, &QAction::triggered, this, &FormatControls::chooseImage);
    m_describeImage =
        add("describeImage", tr("&Describe Image…"), tr("Words for those who cannot see the selected picture"),
            {keysOf(Qt::CTRL | Qt::SHIFT | Qt::Key_D)});
    connect(m_describeImage, &QAction::triggered, this, &FormatControls::describeImage);
    m_caption =
        add("pictureCaption", tr("&Caption"), tr("Write below the picture that is selected, or before the caret"),
            {keysOf(Qt::CTRL | Qt::SHIFT | Qt::Key_K)});
    connect(m_caption, &QAction::triggered, this, [this] { m_view.focusedText().editCaption(); });
    connect(&m_view, &EditorView::imageActivated, this, &FormatControls::describeImage);
    m_rule = add("insertRule", tr("Horizontal &Rule"), tr("A line across the page"),
                 {keysOf(Qt::CTRL | Qt::SHIFT | Qt::Key_Minus)});
    connect(m_rule, &QAction::triggered, this, [this] { m_view.focusedText().insertRule(); });
    m_pageBreak = add("insertPageBreak", tr("Page &Break"), tr("What follows starts a new page in print"),
                      {keysOf(Qt::CTRL | Qt::SHIFT | Qt::Key_Return)});
    connect(m_pageBreak, &QAction::triggered, this, [this] { m_view.focusedText().insertPageBreak(); });
    m_spacingMenu = new QMenu(tr("Line &Spacing"), &m_window);
    m_spacingMenu->setObjectName(QStringLiteral("lineSpacingMenu"));
    for (const int percent : {90, 100, 115, 150, 200}) {
        QAction* action = m_spacingMenu->addAction(tr("%1 %", "line spacing in per cent").arg(percent));
        m_all.push_back(action);
        connect(action, &QAction::triggered, this, [this, percent] {
            m_view.focusedText().setBlockValue(block_key::kLineSpacing,
                                               percent == 100 ? event::Value() : event::Value(std::int64_t{percent}));
        });
    }
}

QMenu* FormatControls::createColourMenu(const char* objectName, const QString& title, std::string_view key) {
    auto* menu = new QMenu(title, &m_window);
    menu->setObjectName(QLatin1String(objectName));
    const std::string name(key);
    QAction* none = menu->addAction(tr("&Automatic"));
    m_all.push_back(none);
    connect(none, &QAction::triggered, this, [this, name] { m_view.focusedText().setMark(name, {}); });
    menu->addSeparator();
    const bool isInk = key == mark_key::kColour;
    for (const char* colour : isInk ? kInkChoices : kHighlightChoices) {
        QAction* action = menu->addAction(colourIcon(QColor(QLatin1String(colour))), QLatin1String(colour));
        m_all.push_back(action);
        connect(action, &QAction::triggered, this,
                [this, name, value = std::string(colour)] { m_view.focusedText().setMark(name, value); });
    }
    menu->addSeparator();
    QAction* other = menu->addAction(tr("&Other Colour…"));
    m_all.push_back(other);
    connect(other, &QAction::triggered, this, [this, name] { chooseColour(name); });
    return menu;
}

void FormatControls::createColourMenus() {
    m_colourMenu = createColourMenu("textColourMenu", tr("Text &Colour"), mark_key::kColour);
    m_colourMenu->setIcon(themeIcon(QStringLiteral("text-colour")));
    m_highlightMenu = createColourMenu("highlightMenu", tr("&Highlight"), mark_key::kHighlight);
    m_highlightMenu->setIcon(themeIcon(QStringLiteral("highlight")));
}

void FormatControls::createFontMenus() {
    m_font = add("font", tr("&Font and Size…"), tr("Choose the font and the size of the selected text"),
                 {keysOf(Qt::CTRL | Qt::Key_D)});
    connect(m_font, &QAction::triggered, this, &FormatControls::chooseFont);
}

void FormatControls::chooseColour(std::string_view key) {
    const auto common = m_view.focusedText().formatState().characters.common;
    const std::string now(document::textOf(common, key));
    auto* dialog = new QColorDialog(QColor(QString::fromStdString(now)), &m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QColorDialog::colorSelected, this, [this, name = std::string(key)](const QColor& colour) {
        if (colour.isValid()) m_view.focusedText().setMark(name, colour.name(QColor::HexRgb).toStdString());
    });
    dialog->open();
}

void FormatControls::chooseFont() {
    const auto common = m_view.focusedText().formatState().characters.common;
    QFont font = m_view.pageStyle().font;
    if (const std::string_view family = document::textOf(common, mark_key::kFont); !family.empty())
        font.setFamily(QString::fromStdString(std::string(family)));
    if (const std::int64_t size = document::numberOf(common, mark_key::kSize); size > 0)
        font.setPointSizeF(static_cast<double>(size) / 100);
    auto* dialog = new QFontDialog(font, &m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QFontDialog::fontSelected, this, [this, before = font](const QFont& chosen) {
        if (chosen.family() != before.family())
            m_view.focusedText().setMark(mark_key::kFont, chosen.family().toStdString());
        const auto size = static_cast<std::int64_t>(std::lround(chosen.pointSizeF() * 100));
        if (!qFuzzyCompare(chosen.pointSizeF(), before.pointSizeF()) && size >= 100 && size <= 40000)
            m_view.focusedText().setMark(mark_key::kSize, size);
    });
    dialog->open();
}

void FormatControls::editLink() {
    const EditorView& text = m_view.focusedText();
    const auto link = text.linkAt(text.selection().range().begin);
    const QRect caret = text.caretRect().toAlignedRect();
    const QPoint place = text.viewport()->mapToGlobal(caret.bottomLeft() + QPoint(0, 4));
    m_linkPopup->open(place, link ? link->address : QString(), text.selection().isEmpty() && !link,
                      projection::outlineOf(m_view.blocks()));
}

void FormatControls::chooseImage() {
    auto* dialog = new QFileDialog(&m_window, tr("Insert a Picture"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters({tr("Pictures (*.png *.jpg *.jpeg *.gif *.webp *.svg)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::fileSelected, this,
            [this](const QString& path) { m_view.focusedText().insertImageFile(path); });
    dialog->open();
}

void FormatControls::describeImage() {
    const auto selected = m_view.focusedText().selectedImage();
    if (!selected) return;
    auto* dialog = new QInputDialog(&m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setObjectName(QStringLiteral("describeImageDialog"));
    dialog->setWindowTitle(tr("Describe the Picture"));
    dialog->setLabelText(tr("What can be seen, for those who cannot see it:"));
    dialog->setTextValue(QString::fromStdString(selected->image.alt));
    connect(dialog, &QInputDialog::textValueSelected, this, [this](const QString& words) {
        const auto still = m_view.focusedText().selectedImage();
        if (!still) return;
        const std::string alt = words.trimmed().toStdString();
        document::Attributes values;
        values.emplace_back(std::string(document::embed_key::kAlt), alt.empty() ? event::Value() : event::Value(alt));
        m_view.focusedText().setEmbedValues(still->offset, values);
    });
    dialog->open();
}

void FormatControls::fillInsertMenu(QMenu& menu) const {
    menu.addActions({m_link, m_image, m_describeImage, m_caption});
    menu.addSeparator();
    menu.addActions({m_rule, m_pageBreak});
}

void FormatControls::fillFormatMenu(QMenu& menu) const {
    QMenu* text = menu.addMenu(tr("&Text"));
    text->setObjectName(QStringLiteral("textFormatMenu"));
    for (const MarkAction& mark : m_marks)
        text->addAction(mark.action);
    text->addSeparator();
    text->addMenu(m_colourMenu);
    text->addMenu(m_highlightMenu);
    text->addAction(m_font);
    QMenu* kinds = menu.addMenu(tr("&Block"));
    kinds->setObjectName(QStringLiteral("blockFormatMenu"));
    QMenu* lists = menu.addMenu(tr("&List"));
    lists->setObjectName(QStringLiteral("listFormatMenu"));
    for (const BlockAction& block : m_blocks)
        (block.type >= BlockType::kBullet ? lists : kinds)->addAction(block.action);
    m_lists->addTo(*lists);
    QMenu* paragraph = menu.addMenu(tr("&Paragraph"));
    paragraph->setObjectName(QStringLiteral("paragraphFormatMenu"));
    for (const auto& align : m_aligns)
        paragraph->addAction(align.first);
    paragraph->addSeparator();
    paragraph->addActions({m_indent, m_outdent});
    paragraph->addMenu(m_spacingMenu);
    m_styles->addMenu(menu);
    menu.addSeparator();
    menu.addActions({m_moveUp, m_moveDown});
    menu.addSeparator();
    menu.addActions({m_painter, m_clear});
}

void FormatControls::addTools(QToolBar& bar) {
    m_styles->addBox(bar);
    bar.addSeparator();
    for (std::size_t index = 0; index < 5; ++index)
        bar.addAction(m_marks[index].action);
    bar.addAction(m_link);
    const auto addMenuButton = [&bar](QMenu* menu, const QString& name) {
        auto* button = new QToolButton(&bar);
        button->setObjectName(menu->objectName() + QStringLiteral("Button"));
        button->setIcon(menu->icon());
        button->setMenu(menu);
        button->setPopupMode(QToolButton::InstantPopup);
        button->setAccessibleName(name);
        button->setToolTip(name);
        bar.addWidget(button);
    };
    addMenuButton(m_colourMenu, tr("Text colour"));
    addMenuButton(m_highlightMenu, tr("Highlight"));
    bar.addSeparator();
    for (const BlockType type : {BlockType::kBullet, BlockType::kNumber, BlockType::kCheck})
        bar.addAction(blockAction(type, 1));
    bar.addActions({m_outdent, m_indent});
    bar.addSeparator();
    bar.addActions({m_painter, m_clear});
    // Qt makes it with the bar and leaves it without a name.
    if (auto* more = bar.findChild<QToolButton*>(QStringLiteral("qt_toolbar_ext_button"))) {
        more->setAccessibleName(tr("More tools"));
        more->setToolTip(tr("More tools"));
    }
    refresh();
}

QAction* FormatControls::blockAction(BlockType type, int level) const {
    for (const BlockAction& block : m_blocks) {
        if (block.type == type && (type != BlockType::kHeading || block.level == level)) return block.action;
    }
    return nullptr;
}

void FormatControls::setWritable(bool writable) {
    m_writable = writable;
    for (QAction* action : m_all)
        action->setEnabled(writable);
    m_colourMenu->setEnabled(writable);
    m_highlightMenu->setEnabled(writable);
    m_spacingMenu->setEnabled(writable);
    m_styles->setWritable(writable);
    m_lists->setWritable(writable);
}

void FormatControls::popupMenu(QMenu& edit, QPoint globalPlace) {
    m_lists->popup(edit, globalPlace);
}

void FormatControls::refresh() {
    const EditorView::FormatState state = m_view.focusedText().formatState();
    for (const MarkAction& mark : m_marks)
        mark.action->setChecked(document::flagOf(state.characters.common, mark.key));
    for (const BlockAction& block : m_blocks) {
        const bool isThis =
            block.type == state.block.type && (block.type != BlockType::kHeading || block.level == state.block.level);
        block.action->setChecked(isThis);
    }
    m_styles->showState(state);
    m_lists->showState();
    for (const auto& [action, align] : m_aligns)
        action->setChecked(align == state.block.align);
    m_painter->setChecked(m_view.focusedText().hasFormatPainter());
    const bool isDeep = state.block.isListItem() || state.block.indent > 0;
    m_outdent->setEnabled(m_writable && isDeep);
    const bool hasImage = m_view.focusedText().selectedImage().has_value();
    m_describeImage->setEnabled(m_writable && hasImage);
    m_caption->setEnabled(m_writable && m_view.focusedText().captionedPicture().has_value());
}

}  // namespace varve::ui
