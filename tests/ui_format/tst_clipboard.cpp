// The clipboard between documents and programs: what goes from one to the other, and what does not.
#include <QClipboard>
#include <QElapsedTimer>
#include <QFile>
#include <QGuiApplication>
#include <QImage>
#include <QInputMethodEvent>
#include <QMimeData>
#include <QTemporaryDir>
#include <QUrl>
#include <cmath>
#include <ctime>

#include "base/random.h"
#include "document/content_codec.h"
#include "document/embed_schema.h"
#include "document/mark_schema.h"
#include "editing/style_commands.h"
#include "images/image_decoding.h"
#include "ui/editor/selection_mime_data.h"
#include "ui_editor/table_harness.h"

using namespace varve;
using namespace varve::ui;

namespace {

double cpuMs() {
    timespec time{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

/// What another process gets of the clipboard: bytes, nothing else.
std::unique_ptr<QMimeData> asFromElsewhere(bool withOwnFormat = true) {
    const QMimeData* here = QGuiApplication::clipboard()->mimeData();
    auto there = std::make_unique<QMimeData>();
    for (const QString& format : here->formats()) {
        if (withOwnFormat || format != contentMimeType()) there->setData(format, here->data(format));
    }
    return there;
}

document::ContentBlocks blocksOf(RichHarness& harness) {
    return editing::contentOf(*harness.view.editContext(), {{0}, harness.view.blocks().end()},
                              harness.view.embedReader())
        .blocks;
}

Bytes picture(int side) {
    QImage image(side, side, QImage::Format_RGB32);
    image.fill(Qt::darkGreen);
    return *images::encodePng(image);
}

/// So varied that it cannot be packed.
QImage noise(int side) {
    Random random(3);
    QImage image(side, side, QImage::Format_RGB32);
    for (int y = 0; y < side; ++y) {
        for (int x = 0; x < side; ++x)
            image.setPixel(x, y, static_cast<QRgb>(random.next()));
    }
    return image;
}

}  // namespace

class ClipboardTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void betweenDocuments_data();
    void betweenDocuments();
    void picturesAreReadWhenAsked();
    void stylesGoAlong();
    void commentsStayBehind();
    void damagedBytesAreNotPasted();
    void largeDamagedBytesAreNotPasted();
    void largeHtmlIsReadAside();
    void largeHtmlOfAnotherMoment();
    void largePicturesAreNamedAside_data();
    void largePicturesAreNamedAside();
    void whoeverWritesInACellStaysThere();
    void whoeverReadsElsewhereStaysThere();
    void severalComeInTheirOrder();
    void copyingCostsNothing();

  private:
    /// Headings, looks, a list, a table and a picture with a caption.
    static void write(RichHarness& harness);
};

void ClipboardTest::write(RichHarness& harness) {
    document::Content content;
    const auto attributes = [](std::string_view key, event::Value value) {
        document::Attributes one;
        document::setValue(one, key, std::move(value));
        return one;
    };
    document::Attributes heading = attributes("type", std::string("heading"));
    document::setValue(heading, "align", std::string("centre"));
    document::setValue(heading, "level", std::int64_t{2});
    document::Attributes looks = attributes("bold", true);
    document::setValue(looks, "colour", std::string("#a11d2b"));
    document::Embed table;
    table.attributes = attributes("type", std::string("table"));
    table.columns = {attributes("width", std::int64_t{400}), {}};
    const document::ContentBlock cell{{}, {{"cell", looks, {}}}};
    table.rows = {{attributes("header", true), {{cell}, {{}}}}, {{}, {{{}}, {cell, cell}}}};
    const std::string name = *harness.view.blobs().add(*document::makeBlob(picture(8), "image/png"));
    document::Embed image;
    image.attributes = document::registersOf(document::ImageAttributes{
        .blob = name, .media = "image/png", .pixelWidth = 8, .pixelHeight = 8, .width = 7200, .alt = "Green"});
    image.caption = {{{}, {{"The lake", {}, {}}}}};
    content.blocks = {{heading, {{"Head", {}, {}}}},
                      {{}, {{"plain ", {}, {}}, {"loud", looks, {}}}},
                      {attributes("type", std::string("number")), {{"item", {}, {}}}},
                      {{}, {{{}, {}, std::make_shared<const document::Embed>(table)}}},
                      {{}, {{{}, {}, std::make_shared<const document::Embed>(image)}}},
                      {{}, {{"end", {}, {}}}}};
    harness.view.insertContent(content, event::TransactionKind::kPaste);
}

void ClipboardTest::betweenDocuments_data() {
    QTest::addColumn<bool>("sameProcess");
    QTest::newRow("one program") << true;
    QTest::newRow("two programs") << false;
}

void ClipboardTest::betweenDocuments() {
    QFETCH(bool, sameProcess);
    RichHarness from;
    RichHarness to;
    from.view.setDocumentId("from");
    to.view.setDocumentId("to");
    write(from);
    from.view.selectAll();
    from.view.copy();
    if (!sameProcess) QGuiApplication::clipboard()->setMimeData(asFromElsewhere().release());
    to.view.paste();
    QVERIFY(blocksOf(to) == blocksOf(from));
    QCOMPARE(to.blobs.size(), std::size_t{1});
    QVERIFY(to.blobs.begin()->first == from.blobs.begin()->first);
    QVERIFY(to.showsTheDocument());
    to.undo();
    QCOMPARE(to.text(), QString());
    // A part
    from.view.setSelection({{7}, {13}});
    from.view.copy();
    if (!sameProcess) QGuiApplication::clipboard()->setMimeData(asFromElsewhere().release());
    to.view.paste();
    QCOMPARE(to.text(), QStringLiteral("ain lo"));
    QVERIFY(document::flagOf(to.format(0, 5), "bold") && to.format(0, 1).empty());
}

void ClipboardTest::picturesAreReadWhenAsked() {
    RichHarness from;
    write(from);
    int readCount = 0;
    auto blobs = from.view.blobs();
    blobs.find = [](const std::string&) { return nullptr; };  // none is in memory
    blobs.reader = [&]() -> std::function<document::SharedBlob(const std::string&)> {
        return [&readCount, stored = from.blobs](const std::string& name) {
            ++readCount;
            return stored.at(name);
        };
    };
    from.view.setBlobs(blobs);
    from.view.selectAll();
    from.view.copy();
    QCOMPARE(readCount, 0);
    RichHarness to;
    to.view.setDocumentId("to");
    QGuiApplication::clipboard()->setMimeData(asFromElsewhere().release());
    QVERIFY(readCount > 0);
    to.view.paste();
    QCOMPARE(to.blobs.size(), std::size_t{1});
}

void ClipboardTest::stylesGoAlong() {
    RichHarness from;
    RichHarness to;
    from.view.setDocumentId("from");
    to.view.setDocumentId("to");
    write(from);
    const auto stylesOf = [](RichHarness& harness) {
        const auto properties = harness.view.registers().attributesOf(event::WellKnownObject::kDocument);
        return properties ? projection::NamedStyles(*properties) : projection::NamedStyles();
    };
    from.view.setSelection({{5}, {15}});
    editing::NewStyle made = editing::newStyleFrom(*from.view.editContext(), stylesOf(from), {{5}, {15}},
                                                   document::StyleKind::kParagraph, "Motto");
    from.view.run(made.edit);
    from.view.run(
        editing::withStyleValues(from.replica.nextEventId(), stylesOf(from), made.id, {{"size", std::int64_t{1800}}}));
    from.view.copy();
    const auto bytes = asFromElsewhere();
    for (int paste = 0; paste < 2; ++paste) {
        QGuiApplication::clipboard()->setMimeData(asFromElsewhere().release());
        to.view.setSelection({{0}, {0}});
        to.view.paste();
    }
    // Made once, and found by its name the second time.
    const projection::NamedStyles styles = stylesOf(to);
    const auto count =
        std::ranges::count_if(styles.all(), [](const projection::NamedStyle& style) { return !style.isBuiltIn; });
    QCOMPARE(count, 1);
    const projection::NamedStyle& style = styles.styleOf(to.block(0));
    QCOMPARE(style.name, QStringLiteral("Motto"));
    QCOMPARE(document::numberOf(style.look, "size"), std::int64_t{1800});
    QCOMPARE(style.basedOn, std::string("paragraph"));
    to.undo();
    to.undo();
    QCOMPARE(stylesOf(to).all().size(), projection::NamedStyles().all().size());
}

void ClipboardTest::commentsStayBehind() {
    RichHarness from;
    from.type(QStringLiteral("some words"));
    from.replica.apply({.kind = event::TransactionKind::kEdit,
                        .marks = {{{{0}, {4}}, "comment:00000000000000000000000000000007/99", std::string("why")}}});
    from.view.selectAll();
    from.view.copy();
    const auto carried =
        document::decodeContent(QGuiApplication::clipboard()->mimeData()->data(contentMimeType()).toStdString());
    QVERIFY(carried.has_value());
    QVERIFY(carried->content.blocks.front().inlines.front().marks.empty());
}

void ClipboardTest::damagedBytesAreNotPasted() {
    RichHarness from;
    write(from);
    from.view.selectAll();
    from.view.copy();
    auto damaged = asFromElsewhere();
    QByteArray bytes = damaged->data(contentMimeType());
    bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
    damaged->setData(contentMimeType(), bytes);
    QGuiApplication::clipboard()->setMimeData(damaged.release());
    RichHarness to;
    QStringList notices;
    QObject::connect(&to.view, &EditorView::noticeRaised, &to.view, [&](const QString& words) { notices += words; });
    to.view.paste();
    QVERIFY(notices.front().contains(QStringLiteral("damaged")));
    QVERIFY(to.text().contains(QStringLiteral("loud")));  // from the HTML beside it
    // What calls itself a picture and is none does not get in.
    const std::string text = "<script>";
    document::CarriedContent carried;
    const document::SharedBlob blob = *document::makeBlob(text, "image/png");
    document::Embed image;
    image.attributes = document::registersOf(
        document::ImageAttributes{.blob = document::blobNameText(blob->name), .media = "image/png", .alt = {}});
    carried.content.blocks = {{{}, {{"words", {}, {}}, {{}, {}, std::make_shared<const document::Embed>(image)}}}};
    carried.blobs = {blob};
    auto hostile = std::make_unique<QMimeData>();
    hostile->setData(contentMimeType(), QByteArray::fromStdString(document::encodeContent(carried)));
    QGuiApplication::clipboard()->setMimeData(hostile.release());
    RichHarness third;
    third.view.paste();
    QVERIFY(third.text().startsWith(QStringLiteral("words")));
    QVERIFY(third.blobs.empty());
}

void ClipboardTest::largeDamagedBytesAreNotPasted() {
    const QByteArray damaged(static_cast<qsizetype>(BackgroundImport::kPictureAtOnceSizeMax) + 1, 'x');
    for (const bool hasText : {true, false}) {
        auto mimeData = std::make_unique<QMimeData>();
        mimeData->setData(contentMimeType(), damaged);
        if (hasText) mimeData->setText(QStringLiteral("two\r\nlines"));
        QGuiApplication::clipboard()->setMimeData(mimeData.release());
        RichHarness harness;
        QStringList failures;
        QObject::connect(&harness.view, &EditorView::failureRaised, &harness.view,
                         [&](const QString& words) { failures += words; });
        harness.view.paste();
        QTRY_COMPARE(failures.size(), 1);
        QCOMPARE(harness.text(), hasText ? QStringLiteral("two\nlines") : QString());
        QVERIFY(failures.front().endsWith(hasText ? QStringLiteral("The plain text was pasted instead.")
                                                  : QStringLiteral("Nothing was inserted.")));
    }
}

void ClipboardTest::largeHtmlIsReadAside() {
    QString html = QStringLiteral("<p>begin</p>");
    while (html.size() < 600'000)
        html += QStringLiteral("<p>some <b>bold</b> words of a long page</p>");
    auto mimeData = std::make_unique<QMimeData>();
    mimeData->setHtml(html + QStringLiteral("<p>finish</p>"));
    QGuiApplication::clipboard()->setMimeData(mimeData.release());
    RichHarness harness;
    harness.type(QStringLiteral("one two three"));
    harness.view.setSelection({{4}, {7}});
    const double begin = cpuMs();
    harness.view.paste();
    qInfo("paste of %lld bytes of HTML returned after %.1f ms of CPU", static_cast<long long>(html.size()),
          cpuMs() - begin);
    QCOMPARE(harness.text(), QStringLiteral("one two three"));
    // Writing goes on before it, and the caret stays there.
    harness.view.setSelection({{0}, {0}});
    harness.type(QStringLiteral("new "));
    QTRY_VERIFY(harness.text().size() > 100'000);
    QVERIFY(harness.text().startsWith(QStringLiteral("new one begin\nsome bold words")));
    QVERIFY(harness.text().endsWith(QStringLiteral("\nfinish three")));
    QCOMPARE(harness.view.selection(), (Selection{{4}, {4}}));
    QVERIFY(harness.showsTheDocument());
    harness.undo();
    QCOMPARE(harness.text(), QStringLiteral("new one two three"));
}

void ClipboardTest::largeHtmlOfAnotherMoment() {
    auto mimeData = std::make_unique<QMimeData>();
    mimeData->setHtml(QStringLiteral("<p>%1</p>").arg(QString(400'000, u'x')));
    QGuiApplication::clipboard()->setMimeData(mimeData.release());
    RichHarness harness;
    harness.type(QStringLiteral("text"));
    QStringList notices;
    QObject::connect(&harness.view, &EditorView::noticeRaised, &harness.view,
                     [&](const QString& words) { notices += words; });
    harness.view.paste();
    harness.show();
    QCOMPARE(notices.size(), 1);
    // What was still on its way has come by then.
    harness.view.finishReading();
    QCoreApplication::processEvents();
    QCOMPARE(harness.text(), QStringLiteral("text"));
}

void ClipboardTest::largePicturesAreNamedAside_data() {
    QTest::addColumn<QString>("way");
    for (const char* way : {"bytes", "pixels", "file", "another document"})
        QTest::newRow(way) << QString::fromLatin1(way);
}

void ClipboardTest::largePicturesAreNamedAside() {
    QFETCH(QString, way);
    const QImage image = noise(700);
    const Bytes bytes = *images::encodePng(image);
    QVERIFY(bytes.size() > BackgroundImport::kPictureAtOnceSizeMax);
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("noise.png"));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(bytes.data(), static_cast<qint64>(bytes.size())) > 0);
    file.close();
    RichHarness from;
    from.view.setDocumentId("from");
    auto mimeData = std::make_unique<QMimeData>();
    if (way == QStringLiteral("bytes"))
        mimeData->setData(QStringLiteral("image/png"), QByteArray(bytes.data(), static_cast<qsizetype>(bytes.size())));
    if (way == QStringLiteral("pixels")) mimeData->setImageData(image);
    QGuiApplication::clipboard()->setMimeData(mimeData.release());
    if (way == QStringLiteral("another document")) {
        from.view.insertImage(bytes, QStringLiteral("noise"));
        from.view.finishReading();
        from.view.selectAll();
        from.view.copy();
        QGuiApplication::clipboard()->setMimeData(asFromElsewhere().release());
    }
    const auto insert = [&](RichHarness& harness) {
        if (way == QStringLiteral("file")) {
            harness.view.insertImageFile(path);
        } else {
            harness.view.paste();
        }
    };
    RichHarness harness;
    harness.view.setDocumentId("to");
    QStringList waits;
    QObject::connect(&harness.view, &EditorView::waitRaised, &harness.view,
                     [&](const QString& words) { waits += words; });
    harness.type(QStringLiteral("one two"));
    harness.view.setSelection({{4}, {4}});
    insert(harness);
    QCOMPARE(waits.size(), 1);
    QCOMPARE(harness.text(), QStringLiteral("one two"));
    // Writing goes on, and the picture comes where it was put.
    harness.view.setSelection({{0}, {0}});
    harness.type(QStringLiteral("new "));
    QTRY_VERIFY(harness.text().contains(QChar(0xfffc)));
    QVERIFY(harness.text().startsWith(QStringLiteral("new one ")) && harness.text().endsWith(QStringLiteral("two")));
    QCOMPARE(harness.view.selection(), (Selection{{4}, {4}}));
    QCOMPARE(harness.blobs.size(), std::size_t{1});
    QVERIFY(way == QStringLiteral("pixels") || harness.blobs.begin()->second->bytes == bytes);
    QVERIFY(harness.showsTheDocument());
    harness.undo();
    QCOMPARE(harness.text(), QStringLiteral("new one two"));
    // Whoever closes the document waits for it.
    insert(harness);
    QVERIFY(!harness.text().contains(QChar(0xfffc)));
    harness.view.finishReading();
    QVERIFY(harness.text().contains(QChar(0xfffc)));
}

void ClipboardTest::whoeverWritesInACellStaysThere() {
    TableHarness harness({{"a", "b"}, {"c", "d"}});
    harness.view.setSelection({{2}, {2}});
    harness.view.insertImage(*images::encodePng(noise(700)), QStringLiteral("noise"));
    const event::EventId table = harness.table();
    harness.view.enterCell(table, {1, 0}, true);
    harness.typeHere(QStringLiteral("xyz"));
    EditorView* const cell = &harness.view.focusedText();
    cell->setSelection({{1}, {3}});
    QTRY_VERIFY(harness.text().startsWith(QStringLiteral("ab\n\uFFFC\nove")));
    QCOMPARE(&harness.view.focusedText(), cell);
    QVERIFY(cell->hasFocus());
    QCOMPARE(cell->selection(), (Selection{{1}, {3}}));
    QVERIFY(harness.here() == layout::CellPlace(1, 0));
    harness.typeHere(QStringLiteral("!"));
    QVERIFY(harness.view.cellText(table, harness.view.shownTable(table)->rows[1].cells[0].front()) ==
            QStringLiteral("c!z"));
    QVERIFY(harness.showsTheDocument());
    // What is being composed belongs to the cell.
    harness.view.setSelection({{0}, {0}});
    harness.view.insertImage(*images::encodePng(noise(700)), QStringLiteral("noise"));
    harness.view.enterCell(table, {0, 1}, true);
    QInputMethodEvent compose(QStringLiteral("ni"), {});
    QCoreApplication::sendEvent(harness.focused(), &compose);
    QTRY_VERIFY(harness.text().startsWith(QStringLiteral("\uFFFC")));
    QInputMethodEvent commit;
    commit.setCommitString(QStringLiteral("N"));
    QCoreApplication::sendEvent(harness.focused(), &commit);
    QVERIFY(harness.view.cellText(table, harness.view.shownTable(table)->rows[0].cells[1].front()) ==
            QStringLiteral("bN"));
    // Cells that are selected stay so.
    harness.view.setSelection({{0}, {0}});
    harness.view.insertImage(*images::encodePng(noise(700)), QStringLiteral("noise"));
    harness.view.selectCells(table, {0, 0}, {1, 0});
    QTRY_COMPARE(harness.text().count(QChar(0xfffc)), 4);
    QVERIFY(harness.view.tableSelection().has_value() && harness.view.tableSelection()->isRectangle);
    QVERIFY(harness.showsTheDocument());
}

void ClipboardTest::whoeverReadsElsewhereStaysThere() {
    RichHarness harness;
    QString words;
    for (int line = 0; line < 300; ++line)
        words += QStringLiteral("line %1\n").arg(line);
    harness.view.replaceSelection(words, event::TransactionKind::kPaste);
    harness.view.setSelection({{0}, {0}});
    harness.view.insertImage(*images::encodePng(noise(700)), QStringLiteral("noise"));
    const text::Offset end = harness.view.blocks().end();
    harness.view.setSelection({end, end});
    harness.view.ensureVisible({end, end});
    const qreal y = harness.view.caretRect().top();
    QTRY_VERIFY(harness.text().contains(QChar(0xfffc)));
    QVERIFY(harness.view.caret() == harness.view.blocks().end());
    QVERIFY(std::abs(harness.view.caretRect().top() - y) < 1.5);
}

void ClipboardTest::severalComeInTheirOrder() {
    const QTemporaryDir folder;
    QList<QUrl> urls;
    for (const char* name : {"first.png", "second.png", "small.png", "third.png"}) {
        const QString path = folder.filePath(QLatin1String(name));
        QVERIFY(noise(QLatin1String(name) == QLatin1String("small.png") ? 8 : 600 + 20 * urls.size()).save(path));
        urls += QUrl::fromLocalFile(path);
    }
    auto mimeData = std::make_unique<QMimeData>();
    mimeData->setUrls(urls);
    QGuiApplication::clipboard()->setMimeData(mimeData.release());
    for (const bool goesOn : {false, true}) {
        RichHarness harness;
        harness.type(QStringLiteral("one two"));
        harness.view.setSelection({{4}, {4}});
        harness.view.paste();
        if (goesOn) {
            harness.view.setSelection({{0}, {0}});
            harness.type(QStringLiteral("new "));
        }
        QTRY_COMPARE(harness.text().count(QChar(0xfffc)), 4);
        QString names;
        for (const document::ContentBlock& block : blocksOf(harness)) {
            for (const document::Inline& part : block.inlines) {
                if (part.embed)
                    names += QString::fromStdString(document::imageAttributesOf(part.embed->attributes).alt) + u' ';
            }
        }
        QCOMPARE(names, QStringLiteral("first second small third "));
        if (goesOn) QCOMPARE(harness.view.selection(), (Selection{{4}, {4}}));
        QVERIFY(harness.showsTheDocument());
    }
}

void ClipboardTest::copyingCostsNothing() {
    RichHarness from;
    document::Content content;
    document::Attributes bold;
    document::setValue(bold, "bold", true);
    const std::string words(40, 'w');
    for (int block = 0; block < 62'500; ++block) {
        content.blocks.push_back(
            {{}, {{words, {}, {}}, {words, bold, {}}, {words, {}, {}}, {words.substr(1), bold, {}}}});
    }
    from.view.insertContent(content, event::TransactionKind::kImport);
    QVERIFY(from.text().size() >= 9'900'000);
    from.view.selectAll();
    const double begin = cpuMs();
    from.view.copy();
    const double copied = cpuMs();
    const QByteArray bytes = QGuiApplication::clipboard()->mimeData()->data(contentMimeType());
    const double encoded = cpuMs();
    const auto decoded = document::decodeContent(bytes.toStdString());
    const double done = cpuMs();
    QVERIFY(decoded.has_value());
    qInfo("10 MB of rich text, CPU: copy %.1f ms, encode %.1f ms (%lld bytes), decode %.1f ms", copied - begin,
          encoded - copied, static_cast<long long>(bytes.size()), done - encoded);
    QVERIFY(copied - begin < 100);
}

QTEST_MAIN(ClipboardTest)
#include "tst_clipboard.moc"
