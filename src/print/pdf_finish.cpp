#include "print/pdf_finish.h"

#include "projection/heading_anchors.h"

// Its headers ask for a choice between their old and the standard's smart pointers.
#define POINTERHOLDER_TRANSITION 4
#include <qpdf/Buffer.hh>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFObjectHandle.hh>
#include <qpdf/QPDFPageDocumentHelper.hh>
#include <qpdf/QPDFPageObjectHelper.hh>
#include <qpdf/QPDFWriter.hh>

#include <QDateTime>
#include <QUrl>
#include <algorithm>
#include <array>
#include <exception>
#include <map>
#include <optional>
#include <set>

namespace varve::print {

namespace {

constexpr std::size_t kOutlineMax = 20'000;
/// Different names of headings in links that are followed.
constexpr std::size_t kNamesMax = 1000;

double points(qreal dots) {
    return dots / kDotsPerPoint;
}

QPDFObjectHandle number(double value) {
    return QPDFObjectHandle::newReal(value, 2);
}

QPDFObjectHandle textObject(const QString& text) {
    return QPDFObjectHandle::newUnicodeString(text.toStdString());
}

/// As it may stand in a PDF; empty when it is not to be followed.
std::string webAddress(const QString& target) {
    const QUrl url(target, QUrl::TolerantMode);
    constexpr std::array<const char*, 4> kSchemes{"http", "https", "mailto", "ftp"};
    const bool isFollowed = url.isValid() && std::ranges::any_of(kSchemes, [&url](const char* scheme) {
                                return url.scheme() == QLatin1String(scheme);
                            });
    return isFollowed ? url.toEncoded().toStdString() : std::string();
}

class Finisher {
  public:
    Finisher(const QByteArray& pdf, const PdfFacts& facts) : m_facts(facts) {
        for (const PageHeading& heading : facts.headings)
            m_outline.push_back({.offset = {}, .block = 0, .level = heading.level, .text = heading.text});
        m_pdf.setSuppressWarnings(true);
        m_pdf.processMemoryFile("document", pdf.constData(), static_cast<std::size_t>(pdf.size()));
        m_pages = QPDFPageDocumentHelper(m_pdf).getAllPages();
        if (!m_pages.empty()) {
            QPDFObjectHandle box = m_pages.front().getObjectHandle().getKey("/MediaBox");
            m_height = box.getArrayItem(3).getNumericValue();
        }
    }

    Bytes finish() {
        for (std::size_t page = 0; page < std::min(m_pages.size(), m_facts.links.size()); ++page)
            addLinks(page);
        addOutline();
        addFacts();
        makeSearchable();
        nameFonts();
        // The first pass numbers objects as they are reached, the second packs them in that order: Qt's own order comes
        // from hash tables and differs from run to run.
        const Bytes ordered = written(m_pdf, qpdf_o_disable);
        QPDF again;
        again.setSuppressWarnings(true);
        again.processMemoryFile("document", ordered.data(), ordered.size());
        return written(again, qpdf_o_generate);
    }

  private:
    static Bytes written(QPDF& pdf, qpdf_object_stream_e packing) {
        QPDFWriter writer(pdf);
        writer.setOutputMemory();
        writer.setDeterministicID(true);
        writer.setObjectStreamMode(packing);
        writer.write();
        const auto buffer = writer.getBufferSharedPointer();
        const auto* data = reinterpret_cast<const char*>(buffer->getBuffer());
        return Bytes(data, data + buffer->getSize());
    }

    QPDFObjectHandle destination(const PageHeading& heading) {
        const auto page = std::min(static_cast<std::size_t>(heading.page), m_pages.size() - 1);
        auto place = QPDFObjectHandle::newArray();
        place.appendItem(m_pages[page].getObjectHandle());
        place.appendItem(QPDFObjectHandle::newName("/XYZ"));
        place.appendItem(QPDFObjectHandle::newNull());
        place.appendItem(number(std::min(m_height, m_height - points(heading.y) + 6)));
        place.appendItem(QPDFObjectHandle::newNull());
        return place;
    }

    void addLinks(std::size_t page) {
        std::vector<QPDFObjectHandle> annotations;
        const std::vector<PageLink>& links = m_facts.links[page];
        for (std::size_t index = 0; index < links.size(); ++index) {
            QRectF rect = links[index].rect;
            // Stretches of different looks are one link.
            while (index + 1 < links.size() && links[index + 1].target == links[index].target &&
                   links[index + 1].rect.top() == rect.top() &&
                   std::abs(links[index + 1].rect.left() - rect.right()) < kDotsPerPoint)
                rect = rect.united(links[++index].rect);
            auto annotation = QPDFObjectHandle::newDictionary();
            if (!leadTo(annotation, links[index].target)) continue;
            annotation.replaceKey("/Type", QPDFObjectHandle::newName("/Annot"));
            annotation.replaceKey("/Subtype", QPDFObjectHandle::newName("/Link"));
            annotation.replaceKey("/F", QPDFObjectHandle::newInteger(4));  // printed
            annotation.replaceKey("/Rect", QPDFObjectHandle::newArray(std::vector<QPDFObjectHandle>{
                                               number(points(rect.left())), number(m_height - points(rect.bottom())),
                                               number(points(rect.right())), number(m_height - points(rect.top()))}));
            annotation.replaceKey("/Border", QPDFObjectHandle::newArray(
                                                 std::vector<QPDFObjectHandle>(3, QPDFObjectHandle::newInteger(0))));
            annotation.replaceKey("/Contents", textObject(links[index].target));
            annotations.push_back(m_pdf.makeIndirectObject(annotation));
        }
        auto object = m_pages[page].getObjectHandle();
        if (annotations.empty()) {
            object.removeKey("/Annots");
        } else {
            object.replaceKey("/Annots", QPDFObjectHandle::newArray(annotations));
        }
    }

    bool leadTo(QPDFObjectHandle annotation, const QString& target) {
        if (target.startsWith(u'#')) {
            const auto heading = headingNamed(target.mid(1));
            if (heading) annotation.replaceKey("/Dest", destination(m_facts.headings[*heading]));
            return heading.has_value();
        }
        const std::string address = webAddress(target);
        if (address.empty()) return false;
        auto action = QPDFObjectHandle::newDictionary();
        action.replaceKey("/S", QPDFObjectHandle::newName("/URI"));
        action.replaceKey("/URI", QPDFObjectHandle::newString(address));
        annotation.replaceKey("/A", action);
        return true;
    }

    std::optional<std::size_t> headingNamed(const QString& name) {
        const auto known = m_named.find(name);
        if (known != m_named.end()) return known->second;
        // Each new name costs a walk over all headings.
        if (m_named.size() >= kNamesMax) return std::nullopt;
        return m_named[name] = projection::headingOfAnchor(m_outline, name);
    }

    struct Entry {
        QPDFObjectHandle object;
        int level = 0;
        std::size_t parent = 0;
        std::vector<std::size_t> children;
    };

    void addOutline() {
        if (m_facts.headings.empty() || m_pages.empty()) return;
        std::vector<Entry> entries;
        entries.push_back({m_pdf.makeIndirectObject(QPDFObjectHandle::newDictionary()), -1, 0, {}});
        std::vector<std::size_t> open{0};
        for (const PageHeading& heading : m_facts.headings) {
            if (entries.size() > kOutlineMax) break;
            // Nothing stands under a title.
            const int level = std::max(heading.level, 1);
            while (open.size() > 1 && entries[open.back()].level >= level)
                open.pop_back();
            auto dictionary = QPDFObjectHandle::newDictionary();
            dictionary.replaceKey("/Title", textObject(heading.text));
            dictionary.replaceKey("/Dest", destination(heading));
            const std::size_t index = entries.size();
            entries[open.back()].children.push_back(index);
            entries.push_back({m_pdf.makeIndirectObject(dictionary), level, open.back(), {}});
            if (heading.level > 0) open.push_back(index);
        }
        for (std::size_t index = 0; index < entries.size(); ++index)
            linkChildren(entries, index);
        entries[0].object.replaceKey("/Type", QPDFObjectHandle::newName("/Outlines"));
        m_pdf.getRoot().replaceKey("/Outlines", entries[0].object);
        if (entries.size() > 2) m_pdf.getRoot().replaceKey("/PageMode", QPDFObjectHandle::newName("/UseOutlines"));
    }

    static void linkChildren(std::vector<Entry>& entries, std::size_t index) {
        Entry& entry = entries[index];
        if (entry.children.empty()) return;
        entry.object.replaceKey("/First", entries[entry.children.front()].object);
        entry.object.replaceKey("/Last", entries[entry.children.back()].object);
        // The first two levels are open.
        const auto count = static_cast<long long>(entry.children.size());
        entry.object.replaceKey("/Count", QPDFObjectHandle::newInteger(entry.level <= 0 ? count : -count));
        for (std::size_t place = 0; place < entry.children.size(); ++place) {
            QPDFObjectHandle child = entries[entry.children[place]].object;
            child.replaceKey("/Parent", entry.object);
            if (place > 0) child.replaceKey("/Prev", entries[entry.children[place - 1]].object);
            if (place + 1 < entry.children.size()) child.replaceKey("/Next", entries[entry.children[place + 1]].object);
        }
    }

    void addFacts() {
        QPDFObjectHandle root = m_pdf.getRoot();
        if (!m_facts.language.empty()) root.replaceKey("/Lang", QPDFObjectHandle::newString(m_facts.language));
        auto preferences = QPDFObjectHandle::newDictionary();
        preferences.replaceKey("/DisplayDocTitle", QPDFObjectHandle::newBool(true));
        root.replaceKey("/ViewerPreferences", preferences);
        auto info = QPDFObjectHandle::newDictionary();
        const QString time =
            QDateTime::fromMSecsSinceEpoch(m_facts.timeMs, Qt::UTC).toString(QStringLiteral("'D:'yyyyMMddHHmmss'Z'"));
        info.replaceKey("/CreationDate", QPDFObjectHandle::newString(time.toStdString()));
        info.replaceKey("/ModDate", QPDFObjectHandle::newString(time.toStdString()));
        info.replaceKey("/Producer", QPDFObjectHandle::newString("Varve"));
        if (!m_facts.title.empty()) info.replaceKey("/Title", QPDFObjectHandle::newUnicodeString(m_facts.title));
        m_pdf.getTrailer().replaceKey("/Info", m_pdf.makeIndirectObject(info));
    }

    /// Parts of fonts are told apart by six letters. Qt makes them of numbers that differ from run to run.
    void nameFonts() {
        std::set<QPDFObjGen> seen;
        for (QPDFPageObjectHelper& page : m_pages) {
            QPDFObjectHandle resources = page.getObjectHandle().getKey("/Resources");
            if (!resources.isDictionary() || !resources.getKey("/Font").isDictionary()) continue;
            QPDFObjectHandle fonts = resources.getKey("/Font");
            for (const std::string& key : fonts.getKeys()) {
                QPDFObjectHandle font = fonts.getKey(key);
                if (seen.insert(font.getObjGen()).second) nameFont(font, seen.size());
            }
        }
    }

    static void nameFont(QPDFObjectHandle font, std::size_t count) {
        QPDFObjectHandle parts = font.getKey("/DescendantFonts");
        if (!parts.isArray() || parts.getArrayNItems() != 1) return;
        QPDFObjectHandle part = parts.getArrayItem(0);
        QPDFObjectHandle descriptor = part.getKey("/FontDescriptor");
        if (!descriptor.isDictionary() || !descriptor.getKey("/FontName").isName()) return;
        const std::string before = descriptor.getKey("/FontName").getName();
        std::string tag = "/";
        for (std::size_t letter = 0, rest = count; letter < 6; ++letter, rest /= 26)
            tag += static_cast<char>('A' + rest % 26);
        const std::size_t plus = before.find('+');
        const auto name = QPDFObjectHandle::newName(tag + '+' + before.substr(plus == before.npos ? 1 : plus + 1));
        descriptor.replaceKey("/FontName", name);
        part.replaceKey("/BaseFont", name);
        font.replaceKey("/BaseFont", name);
    }

    void makeSearchable() {
        for (QPDFObjectHandle object : m_pdf.getAllObjects()) {
            if (!object.isDictionary() || !object.hasKey("/ToUnicode")) continue;
            QPDFObjectHandle stream = object.getKey("/ToUnicode");
            if (!stream.isStream()) continue;
            const auto data = stream.getStreamData(qpdf_dl_generalized);
            const std::string_view map(reinterpret_cast<const char*>(data->getBuffer()), data->getSize());
            stream.replaceStreamData(searchableMap(map), QPDFObjectHandle::newNull(), QPDFObjectHandle::newNull());
        }
    }

    const PdfFacts& m_facts;
    projection::Outline m_outline;
    std::map<QString, std::optional<std::size_t>> m_named;
    QPDF m_pdf;
    std::vector<QPDFPageObjectHelper> m_pages;
    double m_height = 0;  // of a page
};

std::string hexOf(const QString& text) {
    std::string hex;
    for (const QChar unit : text)
        hex += QByteArray::number(unit.unicode(), 16).rightJustified(4, '0').toUpper().toStdString();
    return hex;
}

}  // namespace

std::string searchableMap(std::string_view map) {
    constexpr std::size_t kDigits = 4;
    std::string result;
    result.reserve(map.size() + map.size() / 8);
    bool isInList = false;
    for (std::size_t at = 0; at < map.size(); ++at) {
        const char c = map[at];
        result += c;
        if (c == '[') isInList = true;
        if (c == ']') isInList = false;
        if (c != '<' || !isInList) continue;
        const std::size_t end = map.find('>', at);
        if (end != at + 1 + kDigits) continue;
        const std::string_view digits = map.substr(at + 1, kDigits);
        bool isNumber = false;
        const auto unit = static_cast<char16_t>(
            QByteArray::fromRawData(digits.data(), static_cast<qsizetype>(kDigits)).toUShort(&isNumber, 16));
        if (!isNumber) continue;
        const bool isForm = (unit >= 0xfb00 && unit <= 0xfdff) || (unit >= 0xfe70 && unit <= 0xfefe);
        // The glyph of the space is that of the tab too, and Qt takes the latter.
        if (isForm) {
            result += hexOf(QString(QChar(unit)).normalized(QString::NormalizationForm_KC));
        } else {
            result += unit == u'\t' ? std::string_view("0020") : digits;
        }
        at += kDigits;
    }
    return result;
}

Result<Bytes> finishedPdf(const QByteArray& pdf, const PdfFacts& facts) {
    try {
        return Finisher(pdf, facts).finish();
    } catch (const std::exception& problem) {
        return failure(ErrorCode::kInputOutput,
                       std::string("The PDF could not be put together (") + problem.what() + "). No file was made.");
    }
}

}  // namespace varve::print
