// An editor view with the smallest document behind it: intents become edits of a rope and a patch that goes back to the
// view, as the replica does it. Colleagues' edits go the same way without an intent.
#pragma once

#include <QObject>
#include <QTest>
#include <string>
#include <vector>

#include "text/rope.h"
#include "text/utf8.h"
#include "ui/editor/editor_view.h"

namespace varve::ui {

class EditorHarness : public QObject {
  public:
    explicit EditorHarness(const QString& text = {}, QSize size = {900, 1000}) {
        connect(&view, &EditorView::intentRaised, this, [this](const replica::EditIntent& intent) { receive(intent); });
        layout::PageStyle page = view.pageStyle();
        page.font = QFont(QStringLiteral("DejaVu Serif"), 12);
        view.setPageStyle(page);
        view.resize(size);
        reset(text);
        view.show();
        view.activateWindow();
        view.setFocus();
        static_cast<void>(QTest::qWaitForWindowActive(&view));
    }

    void reset(const QString& text) {
        rope = text::Rope(text.toStdString());
        view.setText(rope);
        intents.clear();
    }
    [[nodiscard]] QString text() const { return QString::fromStdString(rope.text()); }
    /// What the view shows; must equal text().
    [[nodiscard]] QString shown() const { return view.blocks().text({{0}, view.blocks().end()}); }

    void select(std::uint32_t anchor, std::uint32_t caret) { view.setSelection({{anchor}, {caret}}); }
    void placeCaret(std::uint32_t offset) { select(offset, offset); }
    [[nodiscard]] std::uint32_t caret() const { return view.caret().value; }
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) { QTest::keyClick(&view, key, modifiers); }
    void type(const QString& text) { QTest::keyClicks(&view, text); }

    void edit(std::uint32_t begin, std::uint32_t end, const QString& text,
              replica::PatchOrigin origin = replica::PatchOrigin::kRemote) {
        apply({{{{begin}, {end}}, text.toStdString()}}, origin);
    }
    /// One patch for all edits, as an intent gives one transaction.
    void apply(const std::vector<replica::TextEdit>& edits, replica::PatchOrigin origin) {
        const document::Patch patch = edits.size() == 1 ? patchOf(edits.front()) : composed(edits);
        for (const replica::TextEdit& edit : edits)
            rope.replace(edit.range, edit.text);
        view.applyPatch({patch, {}, {}}, origin);
    }

    EditorView view;
    text::Rope rope;
    std::vector<replica::EditIntent> intents;
    bool refuses = false;

  private:
    void receive(const replica::EditIntent& intent) {
        intents.push_back(intent);
        if (!refuses) apply(intent.edits, replica::PatchOrigin::kLocalEdit);
    }
    static document::Patch patchOf(const replica::TextEdit& edit) {
        document::Patch patch;
        patch.retain(edit.range.begin.value);
        if (!edit.range.isEmpty()) patch.remove(edit.range.count());
        if (!edit.text.empty()) patch.add(edit.text, text::scalarCount(edit.text));
        return patch;
    }
    /// Follows every character through the edits. Cost: O(text) an edit.
    [[nodiscard]] document::Patch composed(const std::vector<replica::TextEdit>& edits) const {
        struct Character {
            std::uint32_t old = 0;
            std::string added;  // empty for a character of the old text
        };
        std::vector<Character> characters(rope.count());
        for (std::uint32_t index = 0; index < characters.size(); ++index)
            characters[index].old = index;
        for (const replica::TextEdit& edit : edits) {
            const auto begin = characters.begin() + edit.range.begin.value;
            std::vector<Character> added;
            for (std::uint32_t index = 0; index < text::scalarCount(edit.text); ++index) {
                added.push_back({0, std::string(text::scalarSlice(edit.text, index, 1))});
            }
            const auto at = characters.erase(begin, begin + edit.range.count());
            characters.insert(at, added.begin(), added.end());
        }
        document::Patch patch;
        std::uint32_t next = 0;
        for (const Character& character : characters) {
            if (!character.added.empty()) {
                patch.add(character.added, 1);
                continue;
            }
            if (character.old > next) patch.remove(character.old - next);
            patch.retain(1);
            next = character.old + 1;
        }
        if (rope.count() > next) patch.remove(rope.count() - next);
        return patch;
    }
};

}  // namespace varve::ui
