#include "ui/editor/accessible/picture_accessible.h"

#include <QCoreApplication>

#include "projection/sequence_reader.h"
#include "ui/editor/accessible/block_accessible.h"
#include "ui/editor/editor_view.h"

namespace varve::ui {

PictureAccessible::PictureAccessible(BlockAccessible& block, const BlockPartKey& key) : PartAccessible(block, key) {}

PictureAccessible::~PictureAccessible() = default;

QString PictureAccessible::captionWords() const {
    const projection::ObjectSource* objects = view().objects();
    if (objects == nullptr) return {};
    const projection::BlockSequence text = projection::readSequence(*objects, key().embed, view().registers());
    return text.text({{0}, text.end()});
}

EditorView* PictureAccessible::inset() const {
    EditorView& text = view().focusedText();
    const std::optional<InsetPlace>& open = view().insetPlace();
    const bool isHere = &text != &view() && open && open->embed == key().embed && !open->cell;
    return isHere ? &text : nullptr;
}

CaptionAccessible* PictureAccessible::caption() const {
    if (inset() == nullptr && captionWords().isEmpty()) return nullptr;
    if (CaptionAccessible* made = m_made.find(key())) return made;
    return m_made.add(key(), new CaptionAccessible(*this));
}

void PictureAccessible::followTexts() {
    const bool hasCaption = inset() != nullptr || !captionWords().isEmpty();
    m_made.keep([&](const BlockPartKey&, const CaptionAccessible&) { return hasCaption; });
}

QAccessibleInterface* PictureAccessible::child(int index) const {
    return index == 0 ? caption() : nullptr;
}

int PictureAccessible::childCount() const {
    return caption() != nullptr ? 1 : 0;
}

int PictureAccessible::indexOfChild(const QAccessibleInterface* child) const {
    return child != nullptr && child == caption() ? 0 : -1;
}

QAccessibleInterface* CaptionAccessible::child(int index) const {
    EditorView* inset = m_picture.inset();
    return index == 0 && inset != nullptr ? QAccessible::queryAccessibleInterface(inset) : nullptr;
}

int CaptionAccessible::indexOfChild(const QAccessibleInterface* child) const {
    const EditorView* inset = m_picture.inset();
    return inset != nullptr && child != nullptr && child->object() == inset ? 0 : -1;
}

QAccessibleInterface* CaptionAccessible::childAt(int x, int y) const {
    QAccessibleInterface* text = child(0);
    return text != nullptr && text->rect().contains(x, y) ? text : nullptr;
}

QString CaptionAccessible::text(QAccessible::Text kind) const {
    if (kind == QAccessible::Name || kind == QAccessible::Value) return m_picture.captionWords();
    if (kind == QAccessible::Description) return QCoreApplication::translate("varve::ui::CaptionAccessible", "Caption");
    return {};
}

/// That of the inset, or else of the picture with its caption.
QRect CaptionAccessible::rect() const {
    const QAccessibleInterface* text = child(0);
    return text != nullptr ? text->rect() : m_picture.rect();
}

QAccessible::State CaptionAccessible::state() const {
    QAccessible::State state = m_picture.state();
    state.focusable = true;
    state.readOnly = m_picture.view().isReadOnly();
    state.editable = !m_picture.view().isReadOnly();
    return state;
}

void* CaptionAccessible::interface_cast(QAccessible::InterfaceType type) {
    if (type == QAccessible::ActionInterface) return static_cast<QAccessibleActionInterface*>(this);
    return nullptr;
}

void CaptionAccessible::doAction(const QString& name) {
    if (name != setFocusAction() || !isValid()) return;
    EditorView& page = m_picture.view();
    const text::Range picture = m_picture.range();
    page.setSelection({picture.begin, picture.end});
    page.editCaption();
}

}  // namespace varve::ui
