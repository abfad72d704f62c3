// The page on which the user writes. It paints, turns input into edit intents, and shows what patches tell it; it never
// changes text itself. The owner connects `intentRaised` to the replica and the replica's patches to `applyPatch`; both
// happen inside the same call for the user's own edits. History mode uses the same view read-only. Offsets are scalars
// of the text shown. A cell of a table or a caption, a text beside the body, is written in through a view of its own
// that lies on the page (an inset): it has everything that a page has but margins and scroll bars. GUI thread.
#pragma once

#include <QAbstractScrollArea>
#include <QBasicTimer>
#include <QElapsedTimer>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "document/blob.h"
#include "document/embed_schema.h"
#include "document/patch.h"
#include "editing/block_commands.h"
#include "editing/cell_commands.h"
#include "editing/mark_commands.h"
#include "editing/typing.h"
#include "images/image_loader.h"
#include "layout/document_layout.h"
#include "layout/page_style.h"
#include "layout/table_layout.h"
#include "projection/object_registers.h"
#include "projection/object_source.h"
#include "projection/text_range.h"
#include "projection/texts_beside.h"
#include "replica/edit_intent.h"
#include "replica/patch_origin.h"
#include "text/rope.h"
#include "ui/editor/caret_move.h"
#include "ui/editor/decoration_painter.h"
#include "ui/editor/inset_place.h"
#include "ui/editor/page_decorations.h"
#include "ui/editor/scroll_position.h"
#include "ui/editor/selection.h"
#include "ui/editor/selection_mime_data.h"
#include "ui/editor/view_state.h"
#include "ui/exchange/background_import.h"

class QDrag;
class QMimeData;

namespace varve::ui {

class ScrollTicks;

class EditorView : public QAbstractScrollArea {
    Q_OBJECT
  public:
    explicit EditorView(QWidget* parent = nullptr);
    ~EditorView() override;

    /// Shows another document from its start; forgets selection and remote carets. Without objects it is a plain text.
    /// `objects` answers where the objects of the version shown stand, and must outlive the view or the next call; the
    /// patches that follow lead from one version that it speaks of to the next. Cost: O(n).
    void setDocument(projection::BlockSequence blocks, projection::ObjectRegisters registers,
                     const projection::ObjectSource* objects);
    void setText(const text::Rope& text);
    /// Whom to ask from the next patch on: the present and the past know different versions.
    void setObjectSource(const projection::ObjectSource* objects);
    /// What it asks about objects of the version shown; null for a page that never has any.
    [[nodiscard]] const projection::ObjectSource* objects() const { return m_objects; }
    [[nodiscard]] const projection::ObjectRegisters& registers() const {
        return m_host != nullptr ? m_host->m_registers : m_registers;
    }
    /// For reading blocks that setDocument() is going to show.
    [[nodiscard]] projection::HeightEstimate heightEstimate() const { return m_layout.estimate(); }
    /// The text changed. Selection, scroll position and remote carets stay with their characters; after an own edit the
    /// caret is where it was made, after undo and redo at the change, which flashes. Cost: O(visible + touched blocks).
    void applyPatch(const document::DocumentPatch& patch, replica::PatchOrigin origin);
    [[nodiscard]] const projection::BlockSequence& blocks() const { return m_layout.blocks(); }

    /// The view of the text that the caret is in: this one, or the inset. Commands of menus and toolbars act on it.
    [[nodiscard]] EditorView& focusedText() { return m_inset != nullptr ? *m_inset : *this; }
    [[nodiscard]] const EditorView& focusedText() const { return m_inset != nullptr ? *m_inset : *this; }
    /// Where the inset is.
    [[nodiscard]] const std::optional<InsetPlace>& insetPlace() const { return m_insetPlace; }

    [[nodiscard]] const Selection& selection() const { return m_selection; }
    [[nodiscard]] text::Offset caret() const { return m_selection.caret; }
    /// Cut to the text. Emits like a move by the program.
    void setSelection(Selection selection);
    [[nodiscard]] QString selectedText() const { return blocks().text(m_selection.range()); }

    /// What is drawn besides texts and selection: matches, comments, colleagues, misspelt words, in every text.
    [[nodiscard]] PageDecorations& decorations() { return m_host != nullptr ? m_host->m_decorations : m_decorations; }
    [[nodiscard]] const PageDecorations& decorations() const {
        return m_host != nullptr ? m_host->m_decorations : m_decorations;
    }
    /// Whether words that went are shown struck out where they stood, while changes are marked (page_decorations.h);
    /// else in the margin. Concerns the body.
    void setRemovedWordsInline(bool isInline);
    /// The characters where each of `length` equal parts of all that can be scrolled to begins, and where the last one
    /// ends: one more, ascending. For marks beside the scroll bar. Cost: O(length · log n).
    [[nodiscard]] std::vector<text::Offset> offsetsDown(int length) const;
    /// Behind the text.
    [[nodiscard]] QColor pageColour() const;
    /// As painted now.
    [[nodiscard]] HighlightColours highlightColours() const;
    [[nodiscard]] QColor spellingColour() const;

    // Places in every text (editor_view_places.cpp)
    /// The texts beside the body; read when first asked for, from then on kept up to date.
    [[nodiscard]] const projection::TextsBeside& textsBeside();
    /// Reads on for a while. Result: whether all are known, so that textsBeside() costs nothing.
    bool readTextsBeside(const std::function<bool()>& mayGoOn);
    /// The selection of the text that the caret is in; nothing in a cell that nobody wrote in yet.
    [[nodiscard]] std::optional<projection::TextRange> focusedSelection() const;
    /// Where the selection of that text begins in the order of reading.
    [[nodiscard]] projection::ReadingPlace readingPlace();
    /// Selects a range in any text, and shows it; the keyboard stays where it is. A text that cannot be written in is
    /// selected with its embed. Nothing happens where it is not seen.
    void select(const projection::TextRange& range);
    void ensureVisible(const projection::TextRange& range);
    /// Around its begin and end, in viewport coordinates; empty where it is not seen.
    [[nodiscard]] QRectF rectOf(const projection::TextRange& range);

    /// Read-only: selecting and copying work, typing raises typedWhileReadOnly. Sets the look to kPast or kNow.
    void setReadOnly(bool readOnly);
    [[nodiscard]] bool isReadOnly() const { return m_readOnly; }
    /// For a document that cannot be written although it shows now.
    void setPageLook(PageLook look);

    /// kZoomPercentMin to kZoomPercentMax; the caret's line stays in place.
    void setZoom(int percent);
    [[nodiscard]] int zoom() const { return m_page.zoomPercent; }
    void setPageStyle(const layout::PageStyle& page);
    [[nodiscard]] const layout::PageStyle& pageStyle() const { return m_page; }

    [[nodiscard]] ViewState viewState() const;
    void setViewState(const ViewState& state);
    void ensureVisible(text::Range range);
    /// Marks a range for a moment; without fading when motion is to be reduced.
    void flashRange(text::Range range);
    void setReducedMotion(bool reduced) { m_reducedMotion = reduced; }

    /// Caret rectangle in viewport coordinates.
    [[nodiscard]] QRectF caretRect() const;
    [[nodiscard]] QRectF caretRectAt(text::Offset offset) const;
    /// The visual line around a place, with the break or space that ends it.
    [[nodiscard]] text::Range lineAround(text::Offset offset) const;
    /// In viewport coordinates, and back.
    [[nodiscard]] QPointF pointOf(text::Offset offset) const;
    [[nodiscard]] text::Offset offsetAt(QPointF viewportPoint) const;

    /// Runs a drag; the default calls QDrag::exec. For tests, which have no window system to drag through.
    using DragExecutor = std::function<Qt::DropAction(QDrag&, Qt::DropActions)>;
    void setDragExecutor(DragExecutor executor) { m_dragExecutor = std::move(executor); }

    /// Where the ids of the next step begin, which commands on blocks foresee. Without it there are no such commands.
    void setNextEventId(std::function<event::EventId()> nextEventId) { m_nextEventId = std::move(nextEventId); }
    /// Reads what belongs to an embed, for copying and moving.
    void setEmbedReader(editing::EmbedReader reader) { m_embedReader = std::move(reader); }
    [[nodiscard]] const editing::EmbedReader& embedReader() const { return m_embedReader; }
    /// Tells what is copied within one document from what comes from elsewhere.
    void setDocumentId(std::string id) { m_documentId = std::move(id); }
    /// Where pictures come from and go to; without it they are boxes with their words.
    struct Blobs {
        /// Null: not here yet, imageArrived() follows.
        std::function<document::SharedBlob(const std::string& name)> find{};
        std::function<Result<std::string>(const document::SharedBlob& blob)> add{};
        /// A reader that stays good when the document is closed, for what is copied; it may wait for the disk.
        std::function<std::function<document::SharedBlob(const std::string& name)>()> reader{};
    };
    void setBlobs(Blobs blobs);
    [[nodiscard]] const Blobs& blobs() const { return m_blobs; }
    void imageArrived(const std::string& name);
    /// A picture on a line of its own in place of the selection; a large one as soon as it is read, aside. What is no
    /// picture, or too large, is refused with a sentence (failureRaised).
    void insertImage(Bytes bytes, const QString& alt);
    /// The same from a file, whose name describes it at first.
    void insertImageFile(const QString& path);
    /// Waits for what is read aside and inserts it: before the document is closed.
    void finishReading();
    /// The picture that is selected alone, and its properties.
    struct ImageAt {
        text::Offset offset;
        document::ImageAttributes image;
    };
    [[nodiscard]] std::optional<ImageAt> selectedImage() const;
    /// Properties of the embed at a place, as one step.
    void setEmbedValues(text::Offset place, const document::Attributes& values);
    /// What typing means besides the characters typed.
    void setTypingHabits(const editing::TypingHabits& habits) { m_habits = habits; }
    [[nodiscard]] const editing::TypingHabits& typingHabits() const { return m_habits; }

    // Formats (editor_view_format.cpp). On an empty selection they are for what is typed next.
    /// Looks of the selection or of what is typed next, and the kind of its first block.
    struct FormatState {
        editing::RangeFormat characters{};
        document::BlockAttributes block{};
    };
    [[nodiscard]] FormatState formatState() const;
    void toggleMark(std::string_view key);
    /// Null takes the look away.
    void setMark(std::string_view key, const event::Value& value);
    void clearFormats();
    void setBlockType(document::BlockType type, int level = 1);
    void setBlockValue(std::string_view key, const event::Value& value);
    void indentBlocks(int by);
    void moveBlocks(int by);
    void insertRule();
    void insertPageBreak();
    /// Content in place of the selection, as one step.
    void insertContent(const document::Content& content, event::TransactionKind kind);
    /// Takes the looks of the selection up; the next selection that is made by mouse gets them. Again: puts them down.
    void toggleFormatPainter();
    [[nodiscard]] bool hasFormatPainter() const { return m_painterLooks.has_value(); }
    /// The address under the caret or the selection, and the range that has it.
    struct LinkAt {
        text::Range range;
        QString address;
    };
    [[nodiscard]] std::optional<LinkAt> linkAt(text::Offset offset) const;
    /// What commands need to know; only while nothing changes.
    [[nodiscard]] std::optional<editing::EditContext> editContext() const;
    /// Raises the intent of a command and goes where it says. Ignored when read-only.
    void run(editing::Edit edit);

    /// The picture that is selected, or stands right before the caret; the caret goes into its caption.
    [[nodiscard]] std::optional<text::Offset> captionedPicture() const;
    void editCaption();

    // Tables (editor_view_tables.cpp, editor_view_cells.cpp)
    /// The table that the caret is in, and its cell or the cells that are selected.
    struct TableSelection {
        event::EventId table;
        layout::CellRectangle cells;
        bool isRectangle = false;  // cells are selected, not text in one
    };
    [[nodiscard]] std::optional<TableSelection> tableSelection() const;
    /// As it is shown; null when it is not seen. Valid until the next patch.
    [[nodiscard]] const projection::Table* shownTable(const event::EventId& table) const;
    /// One of the texts of its cells, as it is shown.
    [[nodiscard]] QString cellText(const event::EventId& table, const event::EventId& sequence) const;
    /// In viewport coordinates; empty when the cell is not there.
    [[nodiscard]] QRectF cellRect(const event::EventId& table, layout::CellPlace cell);
    /// An empty table on a line of its own in place of the selection; the caret goes into its first cell.
    void insertTable(std::size_t rows, std::size_t columns);
    /// A command on the table of tableSelection(), as one step; afterwards the caret is in the cell that `then` names,
    /// or stays where it is.
    using TableCommand = std::function<editing::Edit(const editing::EditContext&, const projection::Table&,
                                                     const layout::CellRectangle&)>;
    void runOnTable(const TableCommand& command, std::optional<layout::CellPlace> then = std::nullopt);
    /// Caret at the start of a cell, or at its end.
    void enterCell(const event::EventId& table, layout::CellPlace cell, bool atEnd = false);
    void selectCells(const event::EventId& table, layout::CellPlace anchor, layout::CellPlace head);

    /// One edit in place of the selection, as if typed or pasted. Ignored when read-only.
    void replaceSelection(const QString& text, event::TransactionKind kind);

    [[nodiscard]] QVariant inputMethodQuery(Qt::InputMethodQuery query) const override;
    [[nodiscard]] QSize sizeHint() const override;

  public Q_SLOTS:
    void cut();
    void copy();
    void paste();
    void pastePlainText();
    void deleteSelection();
    void selectAll();
    void zoomIn();
    void zoomOut();
    void resetZoom();

  Q_SIGNALS:
    void intentRaised(const varve::replica::EditIntent& intent);
    /// Another document, or another version of it, is on display: whoever follows the text starts again.
    void documentShown();
    /// A patch was applied and everything here has followed it.
    void patchShown(const varve::document::DocumentPatch& patch);
    /// The caret stands elsewhere, without an edit of the user's. `byUser`: keys or mouse; else a patch or the program.
    void caretMoved(bool byUser);
    void selectionChanged();
    /// The user tried to write on a read-only page.
    void typedWhileReadOnly();
    void contextMenuRequested(QPoint globalPosition);
    void zoomChanged(int percent);
    /// formatState() or hasFormatPainter() may be another one.
    void formatChanged();
    /// The user wants to follow a link.
    void linkActivated(const QString& address);
    /// Something was refused, or left out, in a sentence.
    void failureRaised(const QString& message);
    void noticeRaised(const QString& message);
    /// What takes a while now, in a sentence.
    void waitRaised(const QString& message);
    /// The user wants to change what is said about the selected picture.
    void imageActivated();
    /// Keyboard focus went elsewhere: the undo step ends.
    void focusLeft();

  protected:
    bool event(QEvent* event) override;
    bool viewportEvent(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;
    void changeEvent(QEvent* event) override;
    void timerEvent(QTimerEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    bool focusNextPrevChild(bool next) override;
    void keyPressEvent(QKeyEvent* event) override;
    void inputMethodEvent(QInputMethodEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dragMoveEvent(QDragMoveEvent* event) override;
    void dragLeaveEvent(QDragLeaveEvent* event) override;
    void dropEvent(QDropEvent* event) override;

  private:
    /// A text beside the body on the page of `host`.
    EditorView(QWidget* parent, EditorView* host);

    using Move = CaretMove;
    enum class SelectBy : std::uint8_t { kCharacter, kWord, kBlock };
    using MoveKey = CaretMoveKey;
    // Properties of blocks and embeds (editor_view_objects.cpp)
    void applyToBlocks(const document::DocumentPatch& patch);
    void updateSheet();
    [[nodiscard]] layout::PageColours pageColours() const;

    [[nodiscard]] std::optional<editing::EditContext> commandContext();

    // Texts beside the body, as host and as inset (editor_view_inset.cpp)
    struct InsetText;
    void openInset(const InsetPlace& place, std::size_t index, bool takesFocus = true);
    void closeInset();
    void leaveEmbed(text::Offset place, InsetExit exit, qreal x);
    [[nodiscard]] std::optional<InsetText> captionText(const event::EventId& picture);
    [[nodiscard]] std::optional<InsetText> insetText(const InsetPlace& place, std::size_t index);
    void goToTakenBack(const document::DocumentPatch& patch);
    bool goToMadeCell(const document::DocumentPatch& patch);
    void followInInset(const document::DocumentPatch& patch, replica::PatchOrigin origin);
    /// Shows the inset where it is now, or closes it when its place is gone.
    void placeInset();
    void leaveInset(InsetExit exit, qreal x);
    void showInset(const InsetText& text);
    [[nodiscard]] bool leavesInset(Move move, bool selecting);
    [[nodiscard]] bool extendToCells(InsetExit exit);
    [[nodiscard]] event::ObjectId sequenceToWrite() const;
    [[nodiscard]] std::vector<event::Operation> cellPreparation() const;
    [[nodiscard]] bool isInset() const { return m_host != nullptr; }
    // Captions (editor_view_captions.cpp)
    [[nodiscard]] layout::DocumentLayout* captionOf(const projection::BlockEmbed& embed, qreal width);
    [[nodiscard]] QSizeF imageBoxSize(const projection::BlockEmbed& embed, const layout::StyleSheet& sheet,
                                      qreal width);
    [[nodiscard]] QRectF pictureIn(const projection::BlockEmbed& embed, const QRectF& box) const;
    [[nodiscard]] const projection::BlockEmbed* embedStandingAt(text::Offset offset) const;
    [[nodiscard]] std::optional<QRectF> pictureRect(text::Offset offset) const;
    [[nodiscard]] std::optional<QRectF> captionRect(text::Offset offset);
    void paintCaption(QPainter& painter, const projection::BlockEmbed& embed, const QRectF& box, const QRectF& visible);
    void followInCaptions(const document::DocumentPatch& patch);
    [[nodiscard]] bool pressCaption(QMouseEvent& event);
    [[nodiscard]] bool keyInCaption(const QKeyEvent& event);
    // Tables (editor_view_tables.cpp, editor_view_cells.cpp)
    struct TableAt {
        event::EventId id;
        text::Offset offset;
        QRectF rect;  // in layout coordinates
        layout::TableLayout* layout = nullptr;
    };
    [[nodiscard]] std::optional<TableAt> tableAt(QPointF point);
    [[nodiscard]] std::optional<TableAt> tableNamed(const event::EventId& id);
    /// The table whose embed stands at a place.
    [[nodiscard]] std::optional<TableAt> tableStandingAt(text::Offset offset);
    [[nodiscard]] layout::TableLayout* tableLayout(const event::EventId& id, qreal width);
    [[nodiscard]] layout::TableLayout::ReadText cellReader() const;
    void followInTables(const document::DocumentPatch& patch);
    void paintTable(QPainter& painter, const event::EventId& id, QRectF box, QRectF visible);
    [[nodiscard]] bool enterTableByMove(Move move, text::Offset from, text::Offset to);
    void stepToCell(int by);
    [[nodiscard]] bool pressTable(QMouseEvent& event);
    [[nodiscard]] bool dragInTable(QMouseEvent& event);
    [[nodiscard]] bool releaseInTable(QMouseEvent& event);
    [[nodiscard]] bool isOnColumnEdge(QPointF viewportPoint);
    void refuseCutTable();
    void forwardToInset(QMouseEvent& event);
    [[nodiscard]] std::optional<layout::CellRectangle> selectedCells(const event::EventId& table) const;
    [[nodiscard]] bool keyOnCells(QKeyEvent& event);
    [[nodiscard]] bool keyInCell(const QKeyEvent& event);
    void clearCellSelection();
    using CellsCommand =
        std::function<editing::Edit(const editing::EditContext&, const projection::Table&, const editing::CellRange&)>;
    [[nodiscard]] bool runOnCells(const CellsCommand& command);
    [[nodiscard]] FormatState formatOfCells() const;
    void finishColumnDrag();
    [[nodiscard]] bool copyCells() const;
    [[nodiscard]] bool dropIntoCell(QDropEvent& event);
    void stepOffTableLine();
    [[nodiscard]] bool selectsTableInstead(text::Range range);
    [[nodiscard]] bool pasteIntoCells(const QMimeData& mimeData);
    void pasteIntoCellsLater(BackgroundImport::Work work);
    bool fillCells(const event::EventId& table, layout::CellPlace first, const ReadContent& read);
    [[nodiscard]] bool pasteAsTable(const QMimeData& mimeData);
    [[nodiscard]] std::optional<layout::CellPlace> cellNamed(const InsetPlace& place) const;

    // Layout and scrolling (editor_view.cpp)
    void updateLayoutStyle();
    void settle();
    void syncScrollBar();
    void ensureCaretVisible();
    void showRect(const QRectF& rect);
    [[nodiscard]] QPointF origin() const;  // of the layout in the viewport
    [[nodiscard]] bool isInViewport(const QRectF& viewportRect) const;

    // Selection (editor_view.cpp)
    void changeSelection(Selection selection, bool byUser);
    void mapSelection(const document::Patch& patch, replica::PatchOrigin origin);
    void restartBlinking();

    // Keys (editor_view_keys.cpp)
    static const std::vector<MoveKey>& moveKeys();
    [[nodiscard]] static std::optional<MoveKey> moveFor(const QKeyEvent& event);
    [[nodiscard]] static bool isTextInput(const QKeyEvent& event);
    [[nodiscard]] static bool isBackspace(const QKeyEvent& event);
    [[nodiscard]] static bool isLetterCommand(const QKeyEvent& event);
    [[nodiscard]] static bool isEditingKey(const QKeyEvent& event);
    void moveCaret(Move move, bool selecting);
    [[nodiscard]] text::Offset target(Move move);
    [[nodiscard]] text::Offset pageStep(int direction);
    bool editByKey(const QKeyEvent& event);
    bool editBlockByKey(const QKeyEvent& event);
    void typeText(const QString& text);
    void pressEnter();
    [[nodiscard]] std::optional<std::uint32_t> checkBoxAt(QPointF viewportPoint);
    void applyFormatPainter();
    bool commandByKey(const QKeyEvent& event);
    void erase(text::Range range, event::TransactionKind kind);
    bool refuseWriting();
    void raiseIntent(replica::EditIntent intent, std::optional<Selection> expected);

    // Mouse, drag and drop, clipboard (editor_view_mouse.cpp, editor_view_clipboard.cpp)
    [[nodiscard]] text::Range unitAround(text::Offset offset, SelectBy unit) const;
    void dragSelectionTo(QPointF viewportPoint);
    void autoScroll();
    void startDrag();
    void pasteMimeData(const QMimeData* mimeData);
    bool pasteRich(const QMimeData& mimeData);
    bool pasteHtml(const QMimeData& mimeData);
    void pasteHtmlLater(Bytes html, const QString& plainText);
    void pasteCarriedLater(Bytes bytes, const QString& plainText);
    struct Reading;
    void readLater(BackgroundImport::Work work, BackgroundImport::Take take);
    void takeAt(text::Range place, const std::function<void()>& take);
    void giveUpReading();
    bool takeHtml(Result<ReadContent> imported);
    void pasteCarried(const document::CarriedContent& carried);
    void addBlobs(const std::vector<document::SharedBlob>& blobs);
    [[nodiscard]] static bool hasPasteable(const QMimeData& mimeData);
    [[nodiscard]] SelectionEmbeds selectionEmbeds() const { return embedsIn(m_selection.range()); }
    [[nodiscard]] SelectionEmbeds embedsIn(text::Range range) const;
    [[nodiscard]] bool isInCode() const;
    void publishPrimarySelection();
    void pastePrimarySelection(text::Offset at);
    void moveSelectionTo(text::Offset at);
    void moveOutOfInset(text::Offset at);
    void insertAt(text::Offset at, const QString& text, event::TransactionKind kind);
    void setDropPlace(std::optional<text::Offset> place);
    void updateHover(QPointF viewportPoint);

    // Pictures (editor_view_images.cpp)
    void insertPixels(const QImage& image);
    void takePicture(const Result<ReadContent>& read);
    [[nodiscard]] QSizeF embedSize(const projection::BlockEmbed& embed, const layout::StyleSheet& sheet, qreal width);
    void paintImage(QPainter& painter, const document::ImageAttributes& image, QRectF box);
    void paintImageFrame(QPainter& painter);
    [[nodiscard]] std::optional<QRectF> resizeHandle() const;
    [[nodiscard]] bool pressImage(QPointF viewportPoint);
    void resizeImageTo(QPointF viewportPoint);
    void finishResizing();

    // Input method (editor_view_input_method.cpp)
    void showPreedit(const QInputMethodEvent& event);
    void finishComposition();
    [[nodiscard]] text::Range replacementRange(const QInputMethodEvent& event) const;

    // Decorations (editor_view_decorations.cpp)
    void showDecorations();
    void showHighlights();
    void placeTicks();
    [[nodiscard]] DecorationPainter::Look decorationLook(const QColor& background) const;
    /// For a text that is painted on the page: a cell or a caption.
    [[nodiscard]] layout::TextPainting paintingBeside(const event::EventId& sequence, const QColor& background,
                                                      layout::PaintEmbed paintEmbed);
    void paintCaretsBeside(QPainter& painter, const QRectF& visible);
    void flashChanges(const document::DocumentPatch& patch);
    [[nodiscard]] Highlights highlightsInBody();

    // Places (editor_view_places.cpp)
    struct LaidOutText {
        layout::DocumentLayout* layout = nullptr;
        QPointF origin;  // in layout coordinates of the page
    };
    [[nodiscard]] std::optional<LaidOutText> laidOutText(const event::ObjectId& sequence);
    [[nodiscard]] std::optional<InsetPlace> insetPlaceOf(const event::ObjectId& sequence);
    [[nodiscard]] bool isAbout(const event::ObjectId& sequence, const QRectF& visible) const;
    void openInsetAt(const InsetPlace& place, const event::ObjectId& sequence);

    // Painting (editor_view_paint.cpp)
    void paintRange(QPainter& painter, text::Range range, const QColor& colour, QRectF visible);
    void paintText(QPainter& painter, QRectF visible);
    void paintBlockBacks(QPainter& painter, QRectF visible);
    void paintMarkers(QPainter& painter, QRectF visible);
    void paintEmbeds(QPainter& painter, QRectF visible);
    void paintEmbed(QPainter& painter, const projection::BlockEmbed& embed, QRectF box, QRectF visible);
    void paintCaret(QPainter& painter);
    [[nodiscard]] qreal caretWidth() const;
    void updateCaretArea();

    layout::PageStyle m_page;
    layout::PageGeometry m_geometry;
    mutable layout::DocumentLayout m_layout;  // geometry queries lay out what they need
    projection::ObjectRegisters m_registers;
    const projection::ObjectSource* m_objects = nullptr;
    ScrollPosition m_scroll{m_layout};
    bool m_syncingScrollBar = false;
    int m_scrollValue = 0;

    Selection m_selection;
    std::optional<qreal> m_goalX;  // column kept by up and down
    std::optional<Selection> m_expected;
    PageDecorations m_decorations;  // of the whole page; an inset has those of its host
    bool m_isRemovedInline = false;
    ChangeMarksPointer m_ghostMarks;  // whose removed words the layout shows
    projection::TextsBeside m_textsBeside;

    std::function<event::EventId()> m_nextEventId;
    editing::EmbedReader m_embedReader;
    editing::TypingHabits m_habits;
    Blobs m_blobs;
    std::string m_documentId;
    images::ImageLoader m_images;
    std::map<event::EventId, std::unique_ptr<layout::TableLayout>> m_tables;       // those that were looked at
    std::map<event::EventId, std::unique_ptr<layout::DocumentLayout>> m_captions;  // likewise
    std::shared_ptr<const layout::StyleSheet> m_captionSheet;                      // what they are dressed after

    // Of an inset: whose page it lies on, and the text that it shows; nothing is a cell that nobody wrote in yet.
    EditorView* m_host = nullptr;
    std::optional<event::ObjectId> m_sequence = event::ObjectId{event::WellKnownObject::kBody};
    QColor m_background;        // of an inset
    bool m_isTextMade = false;  // the step that makes the text was taken
    // Of a page: the inset on it.
    EditorView* m_inset = nullptr;
    std::optional<InsetPlace> m_insetPlace;
    bool m_isPressInInset = false;
    struct CellSelection {
        event::EventId table;
        InsetPlace::Cell anchor;
        InsetPlace::Cell head;
    };
    std::optional<CellSelection> m_cells;
    struct ColumnDrag {
        event::EventId table;
        std::size_t column = 0;
        qreal x = 0;  // of the edge now, in the table
    };
    std::optional<ColumnDrag> m_columnDrag;
    std::optional<qreal> m_resizedWidth;  // of the selected picture while its handle is dragged, pixels
    document::Attributes m_caretLooks;    // for what is typed next; null values take away what it would take on
    std::optional<document::Attributes> m_painterLooks;

    bool m_readOnly = false;
    PageLook m_look = PageLook::kNow;
    bool m_reducedMotion = false;
    bool m_caretOn = true;
    bool m_preeditHidesCaret = false;
    QBasicTimer m_blinkTimer;
    SpellingWave m_wave;
    ScrollTicks* m_ticks = nullptr;
    QBasicTimer m_ticksTimer;

    SelectBy m_selectBy = SelectBy::kCharacter;
    text::Range m_pressedUnit;
    QPointF m_pressPoint;
    QPointF m_lastMousePoint;
    bool m_selecting = false;
    bool m_mayDrag = false;
    bool m_dragging = false;
    BackgroundImport* m_imports = nullptr;             // of what was pasted and is large; made when needed
    std::vector<std::shared_ptr<Reading>> m_readings;  // what it reads, in the order of asking
    QElapsedTimer m_sinceDoubleClick;
    QBasicTimer m_autoScrollTimer;
    std::optional<text::Offset> m_dropPlace;
    DragExecutor m_dragExecutor;
    qreal m_wheelRemainder = 0;
};

}  // namespace varve::ui
