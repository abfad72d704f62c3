#include "images/svg_cleaning.h"

#include <QTest>

#include "images/image_limits.h"
#include "images/image_samples.h"

using namespace varve;
using namespace varve::images;

class SvgCleaningTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void keepsWhatIsDrawn();
    void leavesOut_data();
    void leavesOut();
    void readsNoEntityOfAFile();
    void refuses_data();
    void refuses();
    void keepsAnImageInside();
    void innerImagesHaveABound();
};

namespace {

Bytes cleaned(const Bytes& svg) {
    const Result<CleanSvg> clean = cleanSvg(svg);
    return clean ? clean->bytes : "refused: " + clean.error().message;
}

bool contains(const Bytes& text, const char* part) {
    return text.find(part) != Bytes::npos;
}

Bytes dataImage(const Bytes& bytes) {
    return "<image width='9' height='9' xlink:href='data:image/png;base64," +
           QByteArray::fromStdString(bytes).toBase64().toStdString() + "'/>";
}

}  // namespace

void SvgCleaningTest::keepsWhatIsDrawn() {
    const Bytes clean = cleaned(svgOf("viewBox='0 0 9 9'",
                                      "<style>.a{fill:red}</style><g id='part' class='a'><rect width='2'/></g>"
                                      "<use href='#part' x='3'/><text xml:space='preserve'> a &amp; b </text>"));
    for (const char* part : {"viewBox=\"0 0 9 9\"", ".a{fill:red}", "<g id=\"part\" class=\"a\">", "<rect width=\"2\"",
                             "xlink:href=\"#part\"", "xml:space=\"preserve\"", "> a &amp; b <"}) {
        QVERIFY2(contains(clean, part), (part + (" is not in " + clean)).c_str());
    }
}

void SvgCleaningTest::leavesOut_data() {
    QTest::addColumn<QByteArray>("content");
    const auto row = [](const char* name, const char* content) { QTest::newRow(name) << QByteArray(content); };
    row("image in a file", "<image xlink:href='file:///etc/SECRET'/>");
    row("image by its path", "<image href='/etc/SECRET'/>");
    row("image of the network", "<image xlink:href='https://example.org/SECRET'/>");
    row("image that is an svg", "<image xlink:href='data:image/svg+xml;base64,U0VDUkVU'/><!--SECRET-->");
    row("use of another document", "<use xlink:href='other.svg#SECRET'/>");
    row("link", "<a xlink:href='https://example.org/SECRET'/>");
    row("script", "<script>SECRET</script>");
    row("foreign object", "<foreignObject><p>SECRET</p></foreignObject>");
    row("foreign element", "<x xmlns='urn:x'>SECRET<g id='SECRET'/></x>");
    row("instruction", "<?xml-stylesheet href='SECRET'?>");
    row("animation", "<rect><animate attributeName='SECRET'/></rect>");
    row("foreign attribute", "<g xmlns:x='urn:x' x:y='SECRET'/>");
}

void SvgCleaningTest::leavesOut() {
    QFETCH(QByteArray, content);
    const Result<CleanSvg> clean = cleanSvg(svgOf("", content.toStdString() + "<circle/>"));
    QVERIFY2(clean.has_value(), clean ? "" : clean.error().message.c_str());
    QVERIFY2(!contains(clean->bytes, "SECRET"), clean->bytes.c_str());
    QVERIFY(contains(clean->bytes, "<circle"));
}

void SvgCleaningTest::readsNoEntityOfAFile() {
    const Bytes clean =
        cleaned("<!DOCTYPE svg [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>" + svgOf("", "<text>a&x;b</text>"));
    QVERIFY2(contains(clean, "<text>ab</text>"), clean.c_str());
    QVERIFY(!contains(clean, "ENTITY"));
}

void SvgCleaningTest::refuses_data() {
    QTest::addColumn<QByteArray>("svg");
    QTest::addColumn<QString>("sentence");
    const auto row = [](const char* name, const Bytes& svg, const char* sentence) {
        QTest::newRow(name) << QByteArray::fromStdString(svg) << QString::fromLatin1(sentence);
    };
    Bytes laughs = "<!DOCTYPE svg [<!ENTITY a 'ha'>";
    for (char c = 'b'; c < 'z'; ++c) {
        const Bytes before = "&" + Bytes(1, static_cast<char>(c - 1)) + ";";
        laughs += "<!ENTITY " + Bytes(1, c) + " '" + before + before + before + before + "'>";
    }
    row("entities without end", laughs + "]>" + svgOf("", "<text>&y;</text>"), "well-formed");
    Bytes uses = "<g id='a0'><rect/></g>";
    for (int i = 1; i < 30; ++i) {
        const Bytes use = "<use xlink:href='#a" + std::to_string(i - 1) + "'/>";
        uses += "<g id='a" + std::to_string(i) + "'>" + use + use + use + "</g>";
    }
    row("repetition without end", svgOf("", uses), "repeats");
    row("a part inside of itself", svgOf("", "<g id='a'><use xlink:href='#a'/></g>"), "contains itself");
    row("parts inside of each other",
        svgOf("", "<g id='a'><use xlink:href='#b'/></g><g id='b'><use xlink:href='#a'/></g>"), "contains itself");
    Bytes chain;
    for (int i = 0; i < 5000; ++i) {
        chain += "<linearGradient id='g" + std::to_string(i) + "' xlink:href='#g" + std::to_string(i + 1) + "'/>";
    }
    row("a long chain", svgOf("", chain), "nests");
    Bytes deep;
    for (int i = 0; i < 100'000; ++i)
        deep += "<g>";
    row("nested without end", svgOf("", deep), "more elements");
    Bytes many;
    for (std::uint64_t i = 0; i <= kSvgElementCountMax; ++i)
        many += "<g/>";
    row("too many", svgOf("", many), "more elements");
    row("not closed", svgOf("", "<g>"), "well-formed");
    row("another root", "<g xmlns='http://www.w3.org/2000/svg'/>", "well-formed");
}

void SvgCleaningTest::refuses() {
    QFETCH(QByteArray, svg);
    QFETCH(QString, sentence);
    const Result<CleanSvg> clean = cleanSvg(svg.toStdString());
    QVERIFY(!clean.has_value());
    QVERIFY2(QString::fromStdString(clean.error().message).contains(sentence), clean.error().message.c_str());
}

void SvgCleaningTest::keepsAnImageInside() {
    const Bytes png = encoded(redAndBlue(9, 9), "png");
    const Bytes clean = cleaned(svgOf("", dataImage(pngWith(png, pngChunk("tEXt", "SECRET")))));
    QVERIFY2(contains(clean, QByteArray::fromStdString(png).left(60).toBase64().left(40).constData()), clean.c_str());
    QVERIFY(clean.size() < svgOf("", dataImage(png)).size() + 60);
}

void SvgCleaningTest::innerImagesHaveABound() {
    QImage large(4000, 4000, QImage::Format_Grayscale8);
    large.fill(0);
    const Bytes image = dataImage(encoded(large, "png"));
    const Bytes clean = cleaned(svgOf("", image + image));
    QCOMPARE(QByteArray::fromStdString(clean).count("<image"), 1);
}

QTEST_GUILESS_MAIN(SvgCleaningTest)
#include "tst_svg_cleaning.moc"
