// Content as bytes for the clipboard: nothing is lost, nothing hostile gets in, and old bytes are read for ever.
#include <QFile>
#include <QTest>
#include <cstdio>

#include "base/checksum.h"
#include "base/random.h"
#include "document/content_codec.h"
#include "document/embed_schema.h"

using namespace varve;
using namespace varve::document;

namespace {

Attributes attributesOf(std::initializer_list<std::pair<const char*, event::Value>> values) {
    Attributes attributes;
    for (const auto& [key, value] : values)
        setValue(attributes, key, value);
    return attributes;
}

event::Value words(const char* text) {
    return std::string(text);
}

ContentBlock blockOf(Attributes attributes, std::initializer_list<Inline> inlines) {
    ContentBlock block{std::move(attributes), {}};
    for (const Inline& part : inlines)
        appendInline(block, part);
    return block;
}

/// Something of everything.
CarriedContent sample() {
    CarriedContent carried;
    carried.documentId = "00000000-0000-4000-8000-000000000001";
    carried.content.properties = attributesOf({{"style:1/2:name", words("Recipe")}, {"style:1/2:bold", true}});
    const SharedBlob blob = *makeBlob("not really an image", "image/png");
    carried.blobs.push_back(blob);

    Embed image;
    image.attributes = attributesOf({{"type", words("image")},
                                     {"blob", blobNameText(blob->name)},
                                     {"alt", words("A lake")},
                                     {"width", std::int64_t{14400}}});
    image.caption = {blockOf({}, {{"The "}, {"lake", attributesOf({{"italic", true}})}})};
    Embed table;
    table.attributes = attributesOf({{"type", words("table")}});
    table.columns = {attributesOf({{"width", std::int64_t{700}}}), {}};
    table.rows = {{attributesOf({{"header", true}}), {{blockOf({}, {{"a"}})}, {blockOf({}, {}), blockOf({}, {{"b"}})}}},
                  {{}, {{blockOf({}, {})}, {blockOf({}, {{"c", attributesOf({{"bold", false}})}})}}}};
    carried.content.blocks = {
        blockOf(attributesOf({{"type", words("heading")}, {"level", std::int64_t{2}}, {"unknown", words("kept")}}),
                {{"Überschrift \xf0\x9f\x8c\x8a", attributesOf({{"colour", words("#a11d2b")}})}}),
        blockOf({}, {{"before "}, {{}, {}, std::make_shared<const Embed>(image)}, {" behind"}}),
        blockOf(attributesOf({{"start", std::int64_t{-5}}}), {{{}, {}, std::make_shared<const Embed>(table)}}),
        blockOf({}, {})};
    return carried;
}

bool isSame(const CarriedContent& a, const CarriedContent& b) {
    return a.documentId == b.documentId && a.content == b.content &&
           std::ranges::equal(a.blobs, b.blobs, [](const auto& x, const auto& y) { return *x == *y; });
}

/// With a checksum that is right for what was changed.
Bytes sealed(Bytes bytes) {
    bytes.resize(bytes.size() - 8);
    ByteWriter writer;
    writer.writeFixed64(checksumOf(bytes));
    return bytes + writer.bytes();
}

/// Around a body that somebody wrote.
Bytes framed(const ByteWriter& body) {
    return sealed("VRVC\x01" + body.bytes() + std::string(8, '\0'));
}

}  // namespace

class ContentCodecTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void nothingIsLost();
    void goldenBytes();
    void namesOfObjectsStayBehind();
    void everyCutIsRefused();
    void randomDamage();
    void hostileBodies_data();
    void hostileBodies();
    void newerIsNotDamaged();
};

void ContentCodecTest::nothingIsLost() {
    const CarriedContent carried = sample();
    const auto decoded = decodeContent(encodeContent(carried));
    QVERIFY2(decoded.has_value(), decoded ? "" : decoded.error().message.c_str());
    QVERIFY(isSame(*decoded, carried));
    const auto nothing = decodeContent(encodeContent({}));
    QVERIFY(nothing && isSame(*nothing, {}));
}

void ContentCodecTest::goldenBytes() {
    const QString path = QStringLiteral(VARVE_SOURCE_DIR "/tests/document/golden/content_v1.bin");
    QFile file(path);
    if (qEnvironmentVariableIsSet("WRITE_GOLDEN")) {
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray::fromStdString(encodeContent(sample())));
        file.close();
    }
    QVERIFY(file.open(QIODevice::ReadOnly));
    const Bytes golden = file.readAll().toStdString();
    QVERIFY(encodeContent(sample()) == golden);
    const auto decoded = decodeContent(golden);
    QVERIFY(decoded && isSame(*decoded, sample()));
}

void ContentCodecTest::namesOfObjectsStayBehind() {
    CarriedContent carried;
    Embed table;
    table.attributes = attributesOf({{"type", words("table")}, {"columns:1/2", true}});
    table.columns = {attributesOf({{"column", words("1/3")}})};
    table.rows = {{attributesOf({{"row", words("1/4")}, {"cell:1/3:1/5", true}}), {{ContentBlock{}}}}};
    ContentBlock block;
    appendInline(block, {"words", attributesOf({{"comment:1/9", words("a thread")}})});
    appendInline(block, {{}, {}, std::make_shared<const Embed>(table)});
    carried.content.blocks = {block};
    const auto decoded = decodeContent(encodeContent(carried));
    QVERIFY(decoded.has_value());
    const ContentBlock& read = decoded->content.blocks.front();
    QVERIFY(read.inlines[0].marks.empty());
    QVERIFY(read.inlines[1].embed->attributes == attributesOf({{"type", words("table")}}));
    QVERIFY(read.inlines[1].embed->columns.front().empty() && read.inlines[1].embed->rows.front().attributes.empty());
    // Nor do they come in from bytes that somebody else wrote.
    ByteWriter body;
    body.writeString({});
    body.writeVarint(0);
    body.writeVarint(1);
    body.writeVarint(1);
    body.writeString("cell:1/3:1/5");
    body.writeByte(2);
    body.writeVarint(0);
    body.writeVarint(0);
    const auto foreign = decodeContent(framed(body));
    QVERIFY(foreign && foreign->content.blocks.front().attributes.empty());
}

void ContentCodecTest::everyCutIsRefused() {
    const Bytes bytes = encodeContent(sample());
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        QVERIFY(!decodeContent(BytesView(bytes).substr(0, size)));
        // Also where the checksum was made to fit.
        if (size > 13) QVERIFY(!decodeContent(sealed(bytes.substr(0, size))));
    }
}

void ContentCodecTest::randomDamage() {
    const std::uint64_t seed = qEnvironmentVariableIsSet("SEED") ? qgetenv("SEED").toULongLong() : 20261121;
    const int rounds = qEnvironmentVariableIsSet("OPERATIONS") ? qEnvironmentVariableIntValue("OPERATIONS") : 20'000;
    std::printf("SEED=%llu OPERATIONS=%d\n", static_cast<unsigned long long>(seed), rounds);
    Random random(seed);
    const Bytes whole = encodeContent(sample());
    int readCount = 0;
    for (int round = 0; round < rounds; ++round) {
        Bytes bytes = whole;
        for (std::uint32_t change = 1 + random.below(4); change > 0; --change) {
            const std::uint32_t place = 5 + random.below(static_cast<std::uint32_t>(bytes.size()) - 13);
            switch (random.below(3)) {
                case 0:
                    bytes[place] = static_cast<char>(random.below(256));
                    break;
                case 1:
                    bytes.erase(place, 1 + random.below(3));
                    break;
                default:
                    bytes.insert(place, 1, static_cast<char>(random.below(256)));
            }
            if (bytes.size() < 40) break;
        }
        QVERIFY(bytes == whole || !decodeContent(bytes));
        const auto decoded = decodeContent(sealed(bytes));
        if (!decoded) continue;
        ++readCount;
        // What is read is content: it can be written again, and means the same.
        const auto again = decodeContent(encodeContent(*decoded));
        QVERIFY(again && isSame(*again, *decoded));
        for (const ContentBlock& block : decoded->content.blocks) {
            for (const Inline& part : block.inlines) {
                QVERIFY(part.embed ? part.text.empty() : !part.text.empty());
                for (const TableRow& row : part.embed ? part.embed->rows : std::vector<TableRow>())
                    QCOMPARE(row.cells.size(), part.embed->columns.size());
            }
        }
    }
    QVERIFY(readCount > 0);
}

void ContentCodecTest::hostileBodies_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("code");
    const auto row = [](const char* name, const auto& write, ErrorCode code) {
        ByteWriter body;
        body.writeString({});
        body.writeVarint(0);
        write(body);
        QTest::newRow(name) << QByteArray::fromStdString(framed(body)) << static_cast<int>(code);
    };
    const auto text = [](ByteWriter& body, const char* words) {
        body.writeVarint(1);
        body.writeVarint(0);
        body.writeVarint(1);
        body.writeByte(0);
        body.writeString(words);
        body.writeVarint(0);
        body.writeVarint(0);
    };
    row(
        "more blocks than bytes", [](ByteWriter& body) { body.writeVarint(1'000'000'000); }, ErrorCode::kMalformed);
    row(
        "too many blocks",
        [](ByteWriter& body) {
            body.writeVarint(2'000'001);
            body.writeRaw(Bytes(5'000'000, '\0'));
        },
        ErrorCode::kLimitExceeded);
    row(
        "a break in a text", [&](ByteWriter& body) { text(body, "a\nb"); }, ErrorCode::kMalformed);
    row(
        "an embed in a text", [&](ByteWriter& body) { text(body, "a\xef\xbf\xbc"); }, ErrorCode::kMalformed);
    row(
        "no UTF-8", [&](ByteWriter& body) { text(body, "a\xff"); }, ErrorCode::kMalformed);
    row(
        "an empty text", [&](ByteWriter& body) { text(body, ""); }, ErrorCode::kMalformed);
    row(
        "nested without end",
        [](ByteWriter& body) {
            for (int depth = 0; depth < 100'000; ++depth) {
                body.writeVarint(1);  // a block
                body.writeVarint(0);
                body.writeVarint(1);  // an embed with a caption
                body.writeByte(1);
                body.writeVarint(0);
                body.writeVarint(0);
            }
        },
        ErrorCode::kLimitExceeded);
    row(
        "too many columns",
        [](ByteWriter& body) {
            body.writeVarint(1);
            body.writeVarint(0);
            body.writeVarint(1);
            body.writeByte(1);
            body.writeVarint(0);
            body.writeVarint(0);
            body.writeVarint(0);
            body.writeVarint(1001);
            body.writeRaw(Bytes(3000, '\0'));
        },
        ErrorCode::kLimitExceeded);
    row(
        "a blob without bytes",
        [](ByteWriter& body) {
            body.writeVarint(0);
            body.writeVarint(1);
            body.writeString("image/png");
            body.writeString({});
        },
        ErrorCode::kMalformed);
    row(
        "something behind the end",
        [](ByteWriter& body) {
            body.writeVarint(0);
            body.writeVarint(0);
            body.writeByte(7);
        },
        ErrorCode::kMalformed);
}

void ContentCodecTest::hostileBodies() {
    QFETCH(QByteArray, bytes);
    QFETCH(int, code);
    const auto decoded = decodeContent(bytes.toStdString());
    QVERIFY(!decoded.has_value());
    QCOMPARE(static_cast<int>(decoded.error().code), code);
    QVERIFY(decoded.error().message.ends_with('.'));
}

void ContentCodecTest::newerIsNotDamaged() {
    Bytes bytes = encodeContent(sample());
    bytes[4] = 2;
    const auto decoded = decodeContent(sealed(bytes));
    QVERIFY(!decoded && decoded.error().code == ErrorCode::kUnsupported);
}

QTEST_GUILESS_MAIN(ContentCodecTest)
#include "tst_content_codec.moc"
