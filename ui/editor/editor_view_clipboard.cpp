// Clipboard, primary selection, and text that is dropped on the editor view.
#include <QClipboard>
#include <QDrag>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QGuiApplication>
#include <QMimeData>
#include <QPointer>
#include <QRegularExpression>
#include <QScopeGuard>
#include <QUrl>
#include <algorithm>
#include <memory>

#include "convert/html.h"
#include "images/image_facts.h"
#include "projection/input_text.h"
#include "ui/editor/editor_accessible.h"
#include "ui/editor/editor_view.h"
#include "ui/editor/selection_mime_data.h"
#include "ui/exchange/background_import.h"

namespace varve::ui {

using event::TransactionKind;

/// What is read aside: where it goes.
struct EditorView::Reading {
    text::Range place;
    bool isBehind = false;  // what comes to the same place now was put there before it

    void mapThrough(const document::Patch& patch) {
        const document::Bias bias = isBehind ? document::Bias::kAfter : document::Bias::kBefore;
        const text::Offset begin = patch.mapped(isBehind ? place.end : place.begin, bias);
        place = {begin, std::max(begin, patch.mapped(place.end, bias))};
    }
};

void EditorView::copy() {
    if (m_cells) {
        static_cast<void>(copyCells());
        return;
    }
    if (m_selection.isEmpty()) return;
    auto mimeData = std::make_unique<SelectionMimeData>(blocks(), m_selection.range(), selectionEmbeds(), m_documentId);
    QGuiApplication::clipboard()->setMimeData(mimeData.release());
}

void EditorView::cut() {
    if ((m_selection.isEmpty() && !m_cells) || refuseWriting()) return;
    if (m_cells) {
        if (!copyCells()) return;
        static_cast<void>(runOnCells([](const auto& context, const auto& table, const auto& cells) {
            return editing::clearedCells(context, table, cells, TransactionKind::kCut);
        }));
        return;
    }
    copy();
    erase(m_selection.range(), TransactionKind::kCut);
}

void EditorView::paste() {
    if (refuseWriting()) return;
    finishComposition();
    pasteMimeData(QGuiApplication::clipboard()->mimeData());
}

void EditorView::pastePlainText() {
    if (refuseWriting()) return;
    finishComposition();
    const QMimeData* mimeData = QGuiApplication::clipboard()->mimeData();
    if (mimeData == nullptr || !mimeData->hasText()) return;
    const QString text = projection::normalisedText(mimeData->text());
    if (!text.isEmpty()) replaceSelection(text, TransactionKind::kPaste);
}

bool EditorView::isInCode() const {
    const auto block = blocks().positionOf(m_selection.range().begin).block;
    return blocks().blockAt(block)->shownAttributes().type == document::BlockType::kCode;
}

bool EditorView::hasPasteable(const QMimeData& mimeData) {
    return mimeData.hasText() || mimeData.hasHtml() || mimeData.hasImage() || mimeData.hasUrls() ||
           mimeData.hasFormat(contentMimeType());
}

/// What belongs to the pictures and tables of the selection.
SelectionEmbeds EditorView::embedsIn(text::Range range) const {
    SelectionEmbeds embeds;
    if (m_blobs.reader) embeds.readBlob = m_blobs.reader();
    embeds.properties = registers().attributesOf(event::WellKnownObject::kDocument);
    const std::uint32_t last = blocks().positionOf(range.end).block;
    for (std::uint32_t index = blocks().positionOf(range.begin).block; index <= last; ++index) {
        for (const projection::BlockEmbed& embed : blocks().blockAt(index)->embeds) {
            if (m_embedReader) embeds.contents[embed.id] = m_embedReader(embed.id);
            if (!embed.attributes || !m_blobs.find) continue;
            const std::string name = document::imageAttributesOf(*embed.attributes).blob;
            if (name.empty()) continue;
            if (document::SharedBlob blob = m_blobs.find(name)) embeds.blobs[name] = std::move(blob);
        }
    }
    return embeds;
}

/// Pictures, and text with its looks. False where plain text is all that there is, or that is wanted.
bool EditorView::pasteRich(const QMimeData& mimeData) {
    if (!editContext() || isInCode()) return false;
    // Within one document nothing has to be said twice: pictures are named, not carried.
    const auto* own = qobject_cast<const SelectionMimeData*>(&mimeData);
    if (own != nullptr && !m_documentId.empty() && own->documentId() == m_documentId) {
        insertContent(own->content(), TransactionKind::kPaste);
        return true;
    }
    if (own != nullptr) {
        pasteCarried(own->carried());
        return true;
    }
    if (mimeData.hasFormat(contentMimeType())) {
        Bytes bytes = mimeData.data(contentMimeType()).toStdString();
        if (bytes.size() > BackgroundImport::kPictureAtOnceSizeMax) {
            pasteCarriedLater(std::move(bytes), mimeData.text());
            return true;
        }
        auto carried = document::decodeContent(bytes);
        if (carried && !carried->content.blocks.empty()) {
            pasteCarried(*carried);
            return true;
        }
        // There are other forms of the same.
        if (!carried) Q_EMIT noticeRaised(QString::fromStdString(carried.error().message));
    }
    // A web browser gives a copied picture as pixels and as HTML that names it at its server, which nobody asks.
    const bool isPicture = mimeData.hasImage() && !mimeData.hasText();
    if (mimeData.hasHtml() && !isPicture && pasteHtml(mimeData)) return true;
    // The bytes as they are, where a program gives them: no picture gets worse, and a refusal knows its reason.
    for (const char* media : {"image/png", "image/jpeg", "image/webp", "image/gif", "image/svg+xml"}) {
        const QByteArray bytes = mimeData.data(QLatin1String(media));
        if (bytes.isEmpty()) continue;
        insertImage(Bytes(bytes.begin(), bytes.end()), {});
        return true;
    }
    if (mimeData.hasImage()) {
        insertPixels(qvariant_cast<QImage>(mimeData.imageData()));
        return true;
    }
    bool inserted = false;
    for (const QUrl& url : mimeData.urls()) {
        if (!url.isLocalFile()) continue;
        const QString path = url.toLocalFile();
        static const QRegularExpression kPictures(QStringLiteral("\\.(png|jpe?g|gif|webp|svg)$"),
                                                  QRegularExpression::CaseInsensitiveOption);
        if (!kPictures.match(path).hasMatch()) continue;
        inserted = true;
        insertImageFile(path);
    }
    return inserted;
}

/// Pictures that content from elsewhere brings along; what is none is said.
void EditorView::addBlobs(const std::vector<document::SharedBlob>& blobs) {
    QString refusal;
    for (const document::SharedBlob& blob : blobs) {
        // Bytes from elsewhere: they say themselves what they are, or are none of ours.
        const auto facts = images::probeImage(blob->bytes);
        if (!facts) {
            refusal = QString::fromStdString(facts.error().message);
        } else if (m_blobs.add) {
            // What it is called elsewhere counts for nothing.
            const document::SharedBlob own =
                facts->media == blob->media
                    ? blob
                    : std::make_shared<const document::Blob>(document::Blob{blob->name, facts->media, blob->bytes});
            if (const auto added = m_blobs.add(own); !added) refusal = QString::fromStdString(added.error().message);
        }
    }
    if (!refusal.isEmpty()) Q_EMIT noticeRaised(refusal);
}

void EditorView::pasteCarried(const document::CarriedContent& carried) {
    addBlobs(carried.blobs);
    insertContent(carried.content, TransactionKind::kPaste);
}

bool EditorView::pasteHtml(const QMimeData& mimeData) {
    Bytes html = mimeData.data(QStringLiteral("text/html")).toStdString();
    // A cell is left too easily to come back to it.
    if (m_host == nullptr && html.size() > BackgroundImport::kAtOnceSizeMax) {
        pasteHtmlLater(std::move(html), mimeData.text());
        return true;
    }
    return takeHtml(readContentOf(convert::importHtml(html)));
}

void EditorView::pasteHtmlLater(Bytes html, const QString& plainText) {
    readLater([html = std::move(html)](
                  const convert::Progress& progress) { return readContentOf(convert::importHtml(html, progress)); },
              [this, plainText](Result<ReadContent> read) {
                  if (!takeHtml(std::move(read)) && !plainText.isEmpty())
                      replaceSelection(projection::normalisedText(plainText), TransactionKind::kPaste);
              });
}

void EditorView::pasteCarriedLater(Bytes bytes, const QString& plainText) {
    readLater([bytes = std::move(bytes)](const convert::Progress& /*progress*/) { return readCarried(bytes); },
              [this, plainText](Result<ReadContent> read) {
                  if (read) {
                      pasteCarried({{}, std::move(read->content), std::move(read->blobs)});
                      return;
                  }
                  const QString problem = QString::fromStdString(read.error().message);
                  if (plainText.isEmpty()) {
                      Q_EMIT failureRaised(tr("%1 Nothing was inserted.").arg(problem));
                  } else {
                      Q_EMIT failureRaised(tr("%1 The plain text was pasted instead.").arg(problem));
                      replaceSelection(projection::normalisedText(plainText), TransactionKind::kPaste);
                  }
              });
}

/// Reads something aside. It goes where it was pasted, wherever the caret and others have gone meanwhile.
void EditorView::readLater(BackgroundImport::Work work, BackgroundImport::Take take) {
    if (m_imports == nullptr) {
        m_imports = new BackgroundImport(this);
        connect(this, &EditorView::documentShown, m_imports, [this] {
            if (!m_imports->isBusy()) return;
            m_imports->stop();
            m_readings.clear();
            Q_EMIT noticeRaised(tr("What was being pasted was left out, because another text is on display now."));
        });
        connect(this, &EditorView::patchShown, m_imports, [this](const document::DocumentPatch& change) {
            if (const document::Patch* patch = m_sequence ? change.patchOf(*m_sequence) : nullptr) {
                for (const auto& reading : m_readings)
                    reading->mapThrough(*patch);
            }
        });
    }
    const auto reading = std::make_shared<Reading>(Reading{m_selection.range()});
    m_readings.push_back(reading);
    Q_EMIT waitRaised(tr("What was pasted is being read…"));
    m_imports->start(std::move(work), [this, reading, take = std::move(take)](Result<ReadContent> read) {
        if (m_readOnly) {
            std::erase(m_readings, reading);
            Q_EMIT noticeRaised(tr("What was being pasted was left out, because the document cannot be changed now."));
            return;
        }
        // First, because what is committed may move the place.
        (isInset() ? *this : focusedText()).finishComposition();
        std::erase(m_readings, reading);
        takeAt(reading->place, [&] { take(std::move(read)); });
    });
}

/// Runs `take` with a range selected, and what is still being read for the same place goes behind what it inserts.
/// Whoever went on writing elsewhere, or in a cell, stays there and sees the same line at the same height.
void EditorView::takeAt(text::Range place, const std::function<void()>& take) {
    for (const auto& reading : m_readings)
        reading->isBehind = reading->place.begin == place.begin;
    const auto done = qScopeGuard([this] {
        for (const auto& reading : m_readings)
            reading->isBehind = false;
    });
    if (m_inset == nullptr && !m_cells && m_selection.range() == place) {
        take();
        return;
    }
    EditorView& page = isInset() ? *m_host : *this;
    const bool watchesCaret = isInset() || m_inset != nullptr || isInViewport(caretRect());
    text::Offset line = watchesCaret ? page.m_selection.caret : page.viewState().line;
    const qreal distance = page.m_scroll.placeOf(line);
    // Not by changeSelection(): that would leave the cell.
    const Selection before = std::exchange(m_selection, Selection{place.begin, place.end});
    Selection now = before;
    const auto following = connect(this, &EditorView::patchShown, this, [&](const document::DocumentPatch& change) {
        const document::Patch* patch = m_sequence ? change.patchOf(*m_sequence) : nullptr;
        if (patch == nullptr) return;
        const auto map = [&](text::Offset& offset) {
            offset = patch->mapped(offset, offset < place.end ? document::Bias::kBefore : document::Bias::kAfter);
        };
        map(now.anchor);
        map(now.caret);
        if (!isInset()) map(line);
    });
    take();
    disconnect(following);
    m_selection = {std::min(now.anchor, blocks().end()), std::min(now.caret, blocks().end())};
    page.m_scroll.place(std::min(line, page.blocks().end()), distance);
    page.settle();
    restartBlinking();
    updateMicroFocus();
    if (m_selection == before) return;
    if (m_inset == nullptr) announceCaret(*this);
    Q_EMIT selectionChanged();
    Q_EMIT formatChanged();
    Q_EMIT caretMoved(false);
}

void EditorView::finishReading() {
    if (m_inset != nullptr) m_inset->finishReading();
    if (m_imports != nullptr) m_imports->finish();
}

/// What an inset still reads goes with it.
void EditorView::giveUpReading() {
    if (m_imports == nullptr) return;
    const bool wasBusy = m_imports->isBusy();
    disconnect(m_imports);
    std::exchange(m_imports, nullptr)->retire();
    m_readings.clear();
    if (!wasBusy) return;
    Q_EMIT noticeRaised(tr("What was being pasted was left out, because its place was left before it was read."));
}

bool EditorView::takeHtml(Result<ReadContent> imported) {
    if (!imported) {
        Q_EMIT failureRaised(
            tr("%1 The plain text was pasted instead.").arg(QString::fromStdString(imported.error().message)));
        return false;
    }
    const auto isEmpty = [](const document::ContentBlock& block) { return block.inlines.empty(); };
    if (std::ranges::all_of(imported->content.blocks, isEmpty)) return false;
    addBlobs(imported->blobs);
    insertContent(imported->content, TransactionKind::kPaste);
    if (!imported->losses.empty()) Q_EMIT noticeRaised(QString::fromStdString(imported->losses.front()));
    return true;
}

void EditorView::pasteMimeData(const QMimeData* mimeData) {
    if (mimeData == nullptr || pasteIntoCells(*mimeData)) return;
    if (m_cells) {
        // Into the first of the cells that are selected.
        enterCell(m_cells->table, selectedCells(m_cells->table).value_or(layout::CellRectangle{}).first);
        if (m_inset != nullptr) m_inset->pasteMimeData(mimeData);
        return;
    }
    if (pasteRich(*mimeData) || pasteAsTable(*mimeData) || !mimeData->hasText()) return;
    const QString text = projection::normalisedText(mimeData->text());
    if (!text.isEmpty()) replaceSelection(text, TransactionKind::kPaste);
}

void EditorView::publishPrimarySelection() {
    QClipboard* clipboard = QGuiApplication::clipboard();
    if (m_selection.isEmpty() || !clipboard->supportsSelection()) return;
    auto mimeData = std::make_unique<SelectionMimeData>(blocks(), m_selection.range(), selectionEmbeds(), m_documentId);
    clipboard->setMimeData(mimeData.release(), QClipboard::Selection);
}

void EditorView::pastePrimarySelection(text::Offset at) {
    const QClipboard* clipboard = QGuiApplication::clipboard();
    if (!clipboard->supportsSelection() || refuseWriting()) return;
    const QMimeData* mimeData = clipboard->mimeData(QClipboard::Selection);
    if (mimeData == nullptr || !mimeData->hasText()) return;
    const QString text = projection::normalisedText(mimeData->text());
    changeSelection({at, at}, true);
    if (!text.isEmpty()) replaceSelection(text, TransactionKind::kPaste);
}

void EditorView::insertAt(text::Offset at, const QString& text, TransactionKind kind) {
    if (text.isEmpty() || refuseWriting()) return;
    raiseIntent({kind, {{{at, at}, projection::toUtf8(text)}}}, Selection{at, at + projection::scalarCount(text)});
}

void EditorView::moveSelectionTo(text::Offset at) {
    const text::Range from = m_selection.range();
    if (from.isEmpty() || (from.begin <= at && at <= from.end) || refuseWriting()) return;
    if (const auto context = editContext()) {
        run(editing::movedText(*context, from, at, m_embedReader));
        return;
    }
    const std::string text = projection::toUtf8(blocks().text(from));
    // Each edit applies to the text that the one before left.
    const text::Offset to = at < from.begin ? at : at - from.count();
    raiseIntent({TransactionKind::kMove, {{from, {}}, {{to, to}, text}}}, Selection{to, to + from.count()});
}

/// What is dragged out of a cell or a caption goes to a place of the page, as one step.
void EditorView::moveOutOfInset(text::Offset at) {
    // There is nothing left to be taken away when the drag ends.
    m_inset->m_dragging = false;
    m_inset->finishComposition();
    const auto from = m_inset->editContext();
    const auto to = editContext();
    if (!from || !to || refuseWriting()) return;
    editing::Edit edit = editing::movedBetween(*from, m_inset->m_selection.range(), *to, at, m_embedReader);
    changeSelection({at, at}, false);
    run(std::move(edit));
}

void EditorView::startDrag() {
    m_mayDrag = false;
    m_selecting = false;
    // The drag deletes itself when the system is done with it.
    auto* drag = new QDrag(isInset() ? m_host : this);
    drag->setMimeData(new SelectionMimeData(blocks(), m_selection.range(), selectionEmbeds(), m_documentId));
    const Qt::DropActions actions = m_readOnly ? Qt::CopyAction : Qt::CopyAction | Qt::MoveAction;
    m_dragging = true;
    // QDrag offers nothing but a nested event loop; patches that arrive in it find this view in a consistent state.
    // A drop elsewhere may close the inset that this is.
    const QPointer<EditorView> guard(this);
    const Qt::DropAction done = m_dragExecutor ? m_dragExecutor(*drag, actions) : drag->exec(actions, Qt::MoveAction);
    if (guard.isNull()) return;
    const bool droppedHere = !std::exchange(m_dragging, false);
    if (done == Qt::MoveAction && !droppedHere && !m_readOnly) deleteSelection();
}

void EditorView::setDropPlace(std::optional<text::Offset> place) {
    if (place == m_dropPlace) return;
    m_dropPlace = place;
    viewport()->update();
}

void EditorView::dragEnterEvent(QDragEnterEvent* event) {
    if (m_readOnly || !hasPasteable(*event->mimeData())) {
        event->ignore();
        return;
    }
    event->acceptProposedAction();
}

void EditorView::dragMoveEvent(QDragMoveEvent* event) {
    if (m_readOnly || !hasPasteable(*event->mimeData())) {
        event->ignore();
        return;
    }
    m_lastMousePoint = event->position();
    setDropPlace(offsetAt(event->position()));
    autoScroll();
    event->acceptProposedAction();
}

void EditorView::dragLeaveEvent(QDragLeaveEvent* /*event*/) {
    setDropPlace(std::nullopt);
}

/// What is dropped on a cell goes into it, as a copy: nothing is taken away elsewhere.
bool EditorView::dropIntoCell(QDropEvent& event) {
    const QPointF point = event.position() - origin();
    const auto table = tableAt(point);
    if (!table) return false;
    enterCell(table->id, table->layout->cellAt(point - table->rect.topLeft()));
    if (m_inset == nullptr) return false;
    const text::Offset at = m_inset->offsetAt(event.position() - QPointF(m_inset->geometry().topLeft()));
    m_inset->changeSelection({at, at}, true);
    m_inset->pasteMimeData(event.mimeData());
    event.setDropAction(Qt::CopyAction);
    event.accept();
    return true;
}

void EditorView::dropEvent(QDropEvent* event) {
    setDropPlace(std::nullopt);
    if (m_readOnly || !hasPasteable(*event->mimeData())) {
        event->ignore();
        return;
    }
    finishComposition();
    if (dropIntoCell(*event)) return;
    const text::Offset at = offsetAt(event->position());
    if (m_dragging && event->dropAction() == Qt::MoveAction) {
        m_dragging = false;
        moveSelectionTo(at);
    } else if (m_inset != nullptr && m_inset->m_dragging && event->dropAction() == Qt::MoveAction) {
        moveOutOfInset(at);
    } else {
        changeSelection({at, at}, true);
        if (!pasteRich(*event->mimeData()))
            insertAt(at, projection::normalisedText(event->mimeData()->text()), TransactionKind::kPaste);
    }
    event->acceptProposedAction();
    setFocus(Qt::MouseFocusReason);
}

}  // namespace varve::ui
