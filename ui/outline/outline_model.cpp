#include "ui/outline/outline_model.h"

#include <QFont>
#include <QFontMetrics>
#include <QGuiApplication>
#include <QSize>
#include <algorithm>
#include <utility>

namespace varve::ui {

namespace {

constexpr int kRowPadding = 9;

}  // namespace

void OutlineModel::setOutline(projection::Outline outline) {
    const bool isSameShape =
        std::ranges::equal(outline, m_outline, {}, &projection::OutlineEntry::level, &projection::OutlineEntry::level);
    if (isSameShape) {
        const projection::Outline before = std::exchange(m_outline, std::move(outline));
        for (std::size_t entry = 0; entry < before.size(); ++entry) {
            if (before[entry].text == m_outline[entry].text) continue;
            const QModelIndex index = indexOf(static_cast<int>(entry));
            Q_EMIT dataChanged(index, index);
        }
        return;
    }
    beginResetModel();
    m_outline = std::move(outline);
    m_parents = projection::outlineParents(m_outline);
    m_rows.assign(m_outline.size(), 0);
    m_children.assign(m_outline.size(), {});
    m_roots.clear();
    for (int entry = 0; entry < static_cast<int>(m_outline.size()); ++entry) {
        const int parent = m_parents[static_cast<std::size_t>(entry)];
        std::vector<int>& siblings = parent < 0 ? m_roots : m_children[static_cast<std::size_t>(parent)];
        m_rows[static_cast<std::size_t>(entry)] = static_cast<int>(siblings.size());
        siblings.push_back(entry);
    }
    m_current = -1;
    endResetModel();
}

void OutlineModel::followPatch(const document::Patch& patch) {
    std::vector<text::Offset> offsets;
    offsets.reserve(m_outline.size());
    for (const projection::OutlineEntry& entry : m_outline)
        offsets.push_back(entry.offset);
    offsets = patch.mapped(offsets, document::Bias::kBefore);
    for (std::size_t entry = 0; entry < offsets.size(); ++entry)
        m_outline[entry].offset = offsets[entry];
}

void OutlineModel::setCurrent(int entry) {
    if (entry == m_current) return;
    const int before = std::exchange(m_current, entry);
    for (const int changed : {before, entry}) {
        const QModelIndex index = indexOf(changed);
        if (index.isValid()) Q_EMIT dataChanged(index, index, {Qt::FontRole});
    }
}

QModelIndex OutlineModel::indexOf(int entry) const {
    if (entry < 0 || entry >= static_cast<int>(m_outline.size())) return {};
    return createIndex(m_rows[static_cast<std::size_t>(entry)], 0, static_cast<quintptr>(entry));
}

std::optional<int> OutlineModel::sibling(int entry, int by) const {
    const std::vector<int>& all = childrenOf(m_parents[static_cast<std::size_t>(entry)]);
    const int row = m_rows[static_cast<std::size_t>(entry)] + by;
    if (row < 0 || row >= static_cast<int>(all.size())) return std::nullopt;
    return all[static_cast<std::size_t>(row)];
}

QModelIndex OutlineModel::index(int row, int column, const QModelIndex& parent) const {
    if (!hasIndex(row, column, parent)) return {};
    const std::vector<int>& children = childrenOf(parent.isValid() ? entryOf(parent) : -1);
    return createIndex(row, column, static_cast<quintptr>(children[static_cast<std::size_t>(row)]));
}

QModelIndex OutlineModel::parent(const QModelIndex& child) const {
    return child.isValid() ? indexOf(m_parents[static_cast<std::size_t>(entryOf(child))]) : QModelIndex();
}

int OutlineModel::rowCount(const QModelIndex& parent) const {
    return static_cast<int>(childrenOf(parent.isValid() ? entryOf(parent) : -1).size());
}

int OutlineModel::columnCount(const QModelIndex& /*parent*/) const {
    return 1;
}

QVariant OutlineModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) return {};
    const int number = entryOf(index);
    const projection::OutlineEntry& entry = m_outline[static_cast<std::size_t>(number)];
    const QString words = entry.text.isEmpty() ? tr("(empty heading)") : entry.text;
    switch (role) {
        case Qt::DisplayRole:
        case Qt::ToolTipRole:
            return words;
        case Qt::AccessibleTextRole:
            return entry.level == 0 ? tr("%1, title", "accessible name").arg(words)
                                    : tr("%1, heading %2", "accessible name").arg(words).arg(entry.level);
        case Qt::FontRole: {
            if (number != m_current) return {};
            QFont font;
            font.setWeight(QFont::DemiBold);
            return font;
        }
        case Qt::SizeHintRole:
            return QSize(0, QFontMetrics(QGuiApplication::font()).height() + kRowPadding);
        default:
            return {};
    }
}

Qt::ItemFlags OutlineModel::flags(const QModelIndex& index) const {
    if (!index.isValid()) return Qt::ItemIsDropEnabled;
    // Between the rows something is put, not onto them.
    return Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsDragEnabled;
}

}  // namespace varve::ui
