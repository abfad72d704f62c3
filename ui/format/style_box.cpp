#include "ui/format/style_box.h"

#include <QSignalBlocker>

namespace varve::ui {

using document::BlockType;
using projection::NamedStyle;

namespace {

constexpr int kKindRole = Qt::UserRole;       // type * 8 + level; absent for other entries
constexpr int kStyleRole = Qt::UserRole + 1;  // id of a style

int kindNumber(BlockType type, int level) {
    return static_cast<int>(type) * 8 + (type == BlockType::kHeading ? level : 1);
}

}  // namespace

StyleBox::StyleBox(QWidget* parent) : QComboBox(parent) {
    setObjectName(QStringLiteral("blockKinds"));
    setAccessibleName(tr("Style"));
    setToolTip(tr("Style of the paragraph or of the selected characters"));
    setFocusPolicy(Qt::TabFocus);
    setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    setMinimumContentsLength(12);
    connect(this, &QComboBox::activated, this, &StyleBox::choose);
    showStyles(projection::NamedStyles());
}

void StyleBox::addKind(const QString& name, BlockType type, int level) {
    addItem(name);
    setItemData(count() - 1, kindNumber(type, level), kKindRole);
}

void StyleBox::showStyles(const projection::NamedStyles& styles) {
    if (m_isFilled && styles == m_styles) return;
    m_isFilled = true;
    m_styles = styles;
    const QSignalBlocker blocker(this);
    clear();
    for (const NamedStyle& style : styles.all()) {
        if (!style.isBuiltIn || style.id == document::kListStyle) continue;
        const document::BlockKind kind = document::blockKindOf(style.id);
        addKind(style.name, kind.type, kind.level);
    }
    addKind(tr("Bulleted List"), BlockType::kBullet, 1);
    addKind(tr("Numbered List"), BlockType::kNumber, 1);
    addKind(tr("Check List"), BlockType::kCheck, 1);
    auto last = document::StyleKind::kCharacter;
    bool isFirst = true;
    for (const NamedStyle& style : styles.all()) {
        if (style.isBuiltIn) continue;
        if (std::exchange(isFirst, false) || style.kind != last) insertSeparator(count());
        last = style.kind;
        const bool isCharacter = style.kind == document::StyleKind::kCharacter;
        addItem(isCharacter ? tr("%1 (characters)", "name of a character style").arg(style.name) : style.name);
        setItemData(count() - 1, QString::fromStdString(style.id), kStyleRole);
    }
    insertSeparator(count());
    addItem(tr("Styles…"));
}

void StyleBox::showCurrent(const document::BlockAttributes& block, const std::string& mark) {
    const NamedStyle* marked = m_styles.find(mark);
    const bool isMarked = marked != nullptr && marked->kind == document::StyleKind::kCharacter;
    const NamedStyle& style = isMarked ? *marked : m_styles.styleOf(block);
    const QSignalBlocker blocker(this);
    m_current = style.isBuiltIn ? findData(kindNumber(block.type, block.level), kKindRole)
                                : findData(QString::fromStdString(style.id), kStyleRole);
    setCurrentIndex(m_current);
}

void StyleBox::choose(int index) {
    const QVariant kind = itemData(index, kKindRole);
    const QString style = itemData(index, kStyleRole).toString();
    if (index != m_current) {
        if (kind.isValid()) {
            Q_EMIT kindChosen(static_cast<BlockType>(kind.toInt() / 8), kind.toInt() % 8);
        } else if (!style.isEmpty()) {
            Q_EMIT styleChosen(style.toStdString());
        }
    }
    const bool isDialog = !kind.isValid() && style.isEmpty();
    if (!isDialog) return;
    {
        // The entry is a command, not a style.
        const QSignalBlocker blocker(this);
        setCurrentIndex(m_current);
    }
    Q_EMIT dialogRequested();
}

}  // namespace varve::ui
