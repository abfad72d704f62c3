#include "ui/outline/outline_mode.h"

#include <QAction>
#include <QCoreApplication>
#include <QPointer>
#include <QThreadPool>
#include <memory>
#include <utility>

#include "ui/outline/heading_list.h"
#include "ui/outline/outline_pane.h"

namespace varve::ui {

namespace {

constexpr int kGatherDelayMs = 200;

bool hasObjects(const projection::BlockSequence& blocks, const projection::Section& section) {
    for (std::uint32_t block = section.first; block < section.end; ++block) {
        if (!blocks.blockAt(block)->embeds.empty()) return true;
    }
    return false;
}

}  // namespace

OutlineMode::OutlineMode(QAction& toggle, QAction& goToHeading, OutlinePane& pane, EditorView& view, QObject* parent)
    : QObject(parent), m_toggle(toggle), m_pane(pane), m_view(view) {
    m_timer.setSingleShot(true);
    m_timer.setInterval(kGatherDelayMs);
    connect(&m_timer, &QTimer::timeout, this, &OutlineMode::gather);
    connect(&toggle, &QAction::triggered, this, &OutlineMode::setVisible);
    connect(&goToHeading, &QAction::triggered, this, &OutlineMode::showHeadings);
    connect(&pane, &OutlinePane::closeRequested, this, [this] { setVisible(false); });
    connect(&view, &EditorView::documentShown, this, &OutlineMode::followDocument);
    connect(&view, &EditorView::patchShown, this, [this](const document::DocumentPatch& patch) {
        m_pane.model().followPatch(patch.body);
        followDocument();
    });
    connect(&view, &EditorView::caretMoved, this, &OutlineMode::showCurrent);
    const OutlineTree& tree = pane.tree();
    connect(&tree, &OutlineTree::goRequested, this, [this](const QModelIndex& index) {
        goTo(m_pane.model().outline()[static_cast<std::size_t>(OutlineModel::entryOf(index))].offset);
    });
    connect(&tree, &OutlineTree::leaveRequested, this, [this] { m_view.setFocus(Qt::OtherFocusReason); });
    connect(&tree, &OutlineTree::shiftRequested, this,
            [this](const QModelIndex& index, int by) { shift(OutlineModel::entryOf(index), by); });
    connect(&tree, &OutlineTree::dropRequested, this,
            [this](const QModelIndex& index, const QModelIndex& target, bool isBehind) {
                drop(OutlineModel::entryOf(index), target, isBehind);
            });
}

void OutlineMode::setVisible(bool visible) {
    const bool hadFocus = m_pane.isAncestorOf(m_pane.window()->focusWidget());
    m_pane.setVisible(visible);
    m_toggle.setChecked(visible);
    if (!visible && hadFocus) m_view.setFocus(Qt::OtherFocusReason);
    if (visible && m_isStale && !m_isRunning) gather();
}

void OutlineMode::followDocument() {
    m_isStale = true;
    // While the last one is still on its way, its arrival starts the next.
    if (!m_pane.isHidden() && !m_isRunning && !m_timer.isActive()) m_timer.start();
}

void OutlineMode::gather() {
    m_timer.stop();
    m_isStale = false;
    m_isRunning = true;
    const QPointer<OutlineMode> mode(this);
    QThreadPool::globalInstance()->start([mode, blocks = m_view.blocks()] {
        const auto outline = std::make_shared<projection::Outline>(projection::outlineOf(blocks));
        QMetaObject::invokeMethod(
            QCoreApplication::instance(),
            [mode, outline] {
                if (!mode.isNull()) mode->take(std::move(*outline));
            },
            Qt::QueuedConnection);
    });
}

void OutlineMode::take(projection::Outline outline) {
    m_isRunning = false;
    if (m_isStale) {
        // The text went on meanwhile: these places are not those of the text on display.
        m_timer.start();
        return;
    }
    m_pane.setOutline(std::move(outline));
    showCurrent();
}

void OutlineMode::showCurrent() {
    if (m_pane.isHidden()) return;
    const int entry = projection::outlineIndexAt(m_pane.model().outline(), m_view.caret());
    m_pane.setCurrent(entry);
    if (!m_isStale && std::exchange(m_followsMove, false)) m_pane.tree().setCurrentIndex(m_pane.model().indexOf(entry));
}

void OutlineMode::goTo(text::Offset heading) {
    m_view.setSelection({heading, heading});
    m_view.ensureVisible({heading, heading});
    m_view.setFocus(Qt::OtherFocusReason);
}

void OutlineMode::shift(int entry, int by) {
    const OutlineModel& model = m_pane.model();
    const std::optional<int> neighbour = model.sibling(entry, by);
    if (!neighbour) {
        Q_EMIT messageRaised(by < 0 ? tr("This section is the first one here.")
                                    : tr("This section is the last one here."));
        return;
    }
    const projection::Section section =
        projection::sectionOf(model.outline(), static_cast<std::size_t>(*neighbour), m_view.blocks().blockCount());
    moveTo(entry, by < 0 ? section.first : section.end);
}

void OutlineMode::drop(int entry, const QModelIndex& target, bool isBehind) {
    const std::uint32_t count = m_view.blocks().blockCount();
    if (!target.isValid()) {
        moveTo(entry, count);
        return;
    }
    const projection::Outline& outline = m_pane.model().outline();
    const auto number = static_cast<std::size_t>(OutlineModel::entryOf(target));
    const projection::Section section = projection::sectionOf(outline, number, count);
    // Behind an open row is in front of the first one under it.
    const bool isOpen = m_pane.tree().isExpanded(target) && m_pane.model().rowCount(target) > 0;
    moveTo(entry, !isBehind ? section.first : isOpen ? outline[number + 1].block : section.end);
}

void OutlineMode::moveTo(int entry, std::uint32_t target) {
    if (m_view.isReadOnly()) {
        Q_EMIT messageRaised(tr("Sections of a text that cannot be changed stay where they are."));
        return;
    }
    if (m_isStale || m_isRunning) {
        // The blocks may have other numbers by now.
        Q_EMIT messageRaised(tr("The document has just changed. Please try again."));
        return;
    }
    const auto context = m_view.editContext();
    if (!context) return;
    const projection::Section section =
        projection::sectionOf(m_pane.model().outline(), static_cast<std::size_t>(entry), m_view.blocks().blockCount());
    if (!m_view.embedReader() && hasObjects(m_view.blocks(), section)) {
        Q_EMIT messageRaised(tr("A section with pictures or tables cannot be moved here yet."));
        return;
    }
    editing::Edit edit = editing::movedBlocks(*context, section.first, section.end, target, m_view.embedReader());
    if (edit.isEmpty()) {
        Q_EMIT messageRaised(tr("The section stands there already."));
        return;
    }
    if (edit.selection) edit.selection->end = edit.selection->begin;
    m_followsMove = true;
    m_view.run(std::move(edit));
}

void OutlineMode::showHeadings() {
    auto* list = new HeadingList(projection::outlineOf(m_view.blocks()), m_view.caret(), &m_view);
    list->setAttribute(Qt::WA_DeleteOnClose);
    connect(list, &HeadingList::chosen, this, &OutlineMode::goTo);
    list->showOver(m_view);
}

}  // namespace varve::ui
