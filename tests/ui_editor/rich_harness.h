// An editor view on a replica, wired as the window does it: commands on blocks, formats and pictures work.
#pragma once

#include <QTest>
#include <map>

#include "editing/content_writer.h"
#include "projection/content_reader.h"
#include "projection/document_reader.h"
#include "replica/document_replica.h"
#include "ui/editor/editor_view.h"

namespace varve::ui {

class RichHarness {
  public:
    RichHarness() {
        QObject::connect(&replica, &replica::DocumentReplica::patchApplied, &view,
                         [this](const document::DocumentPatch& patch, replica::PatchOrigin origin) {
                             view.applyPatch(patch, origin);
                         });
        QObject::connect(&view, &EditorView::intentRaised, &view, [this](const replica::EditIntent& intent) {
            const auto applied = replica.apply(intent);
            QVERIFY2(applied.has_value(), applied ? "" : applied.error().message.c_str());
        });
        view.setNextEventId([this] { return replica.nextEventId(); });
        view.setTypingHabits({.language = QStringLiteral("en")});
        view.setBlobs({[this](const std::string& name) {
                           const auto found = blobs.find(name);
                           return found == blobs.end() ? nullptr : found->second;
                       },
                       [this](const document::SharedBlob& blob) -> Result<std::string> {
                           const std::string name = document::blobNameText(blob->name);
                           blobs[name] = blob;
                           return name;
                       }});
        view.setEmbedReader(
            [this](const event::EventId& id) { return projection::embedContentOf(m_objects, view.registers(), id); });
        layout::PageStyle page = view.pageStyle();
        page.font = QFont(QStringLiteral("DejaVu Serif"), 12);
        view.setPageStyle(page);
        view.resize(900, 800);
        show();
        view.show();
        view.activateWindow();
        view.setFocus();
        static_cast<void>(QTest::qWaitForWindowActive(&view));
    }

    /// Reads the document afresh, as opening it does.
    void show() {
        const merge::Tracker& tracker = replica.presentTracker();
        projection::ObjectRegisters registers(tracker.registers(replica.log(), merge::View::kEffect));
        projection::BlockSequence blocks = readAfresh(registers);
        view.setDocument(std::move(blocks), std::move(registers), &m_objects);
    }
    [[nodiscard]] projection::BlockSequence readAfresh(const projection::ObjectRegisters& registers) const {
        return projection::readBlocks(replica.log(), replica.presentTracker(), merge::View::kEffect,
                                      event::WellKnownObject::kBody, registers, view.heightEstimate());
    }
    /// Whether what is shown is what opening the document now would show.
    [[nodiscard]] bool showsTheDocument() const {
        const projection::ObjectRegisters registers(
            replica.presentTracker().registers(replica.log(), merge::View::kEffect));
        const projection::BlockSequence fresh = readAfresh(registers);
        if (fresh.blockCount() != view.blocks().blockCount()) return false;
        for (std::uint32_t index = 0; index < fresh.blockCount(); ++index) {
            if (!(*fresh.blockAt(index) == *view.blocks().blockAt(index))) return false;
        }
        return true;
    }

    void type(const QString& text) { QTest::keyClicks(&view, text); }
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) { QTest::keyClick(&view, key, modifiers); }
    void undo() { QVERIFY(replica.undo().has_value()); }
    [[nodiscard]] QString text() const { return QString::fromStdString(replica.text().text()); }
    [[nodiscard]] document::BlockAttributes block(std::uint32_t index) const {
        return view.blocks().blockAt(index)->shownAttributes();
    }
    [[nodiscard]] document::Attributes format(std::uint32_t blockIndex, int unit) const {
        const document::FormatPointer& format = view.blocks().blockAt(blockIndex)->formatAt(unit);
        return format ? *format : document::Attributes();
    }

    ManualClock clock;
    replica::DocumentReplica replica{{"00000000-0000-4000-8000-000000000001", {}},
                                     {.id = {{7}}, .user = "ana", .device = "test", .startedMs = 0},
                                     clock};
    std::map<std::string, document::SharedBlob> blobs;
    EditorView view;

  private:
    projection::TrackerObjects m_objects{
        replica.log(), [this]() -> const merge::Tracker& { return replica.presentTracker(); }, merge::View::kEffect};
};

}  // namespace varve::ui
