#include "spelling/word_splitter.h"

#include <QLocale>
#include <QRegularExpression>
#include <QTextBoundaryFinder>
#include <algorithm>
#include <array>
#include <utility>

namespace varve::spelling {

namespace {

constexpr std::array<std::pair<QLocale::Script, QChar::Script>, 16> kScripts{{
    {QLocale::LatinScript, QChar::Script_Latin},
    {QLocale::CyrillicScript, QChar::Script_Cyrillic},
    {QLocale::GreekScript, QChar::Script_Greek},
    {QLocale::ArabicScript, QChar::Script_Arabic},
    {QLocale::HebrewScript, QChar::Script_Hebrew},
    {QLocale::ArmenianScript, QChar::Script_Armenian},
    {QLocale::GeorgianScript, QChar::Script_Georgian},
    {QLocale::DevanagariScript, QChar::Script_Devanagari},
    {QLocale::BengaliScript, QChar::Script_Bengali},
    {QLocale::GujaratiScript, QChar::Script_Gujarati},
    {QLocale::GurmukhiScript, QChar::Script_Gurmukhi},
    {QLocale::TamilScript, QChar::Script_Tamil},
    {QLocale::TeluguScript, QChar::Script_Telugu},
    {QLocale::KannadaScript, QChar::Script_Kannada},
    {QLocale::MalayalamScript, QChar::Script_Malayalam},
    {QLocale::ThaiScript, QChar::Script_Thai},
}};

Utf16Range rangeOf(qsizetype begin, qsizetype end) {
    return {{static_cast<std::uint32_t>(begin)}, {static_cast<std::uint32_t>(end)}};
}

bool isAddress(QStringView token) {
    const auto contains = [&](QStringView part) { return token.contains(part); };
    if (contains(u"://") || token.startsWith(u"www.", Qt::CaseInsensitive) || contains(u"\\")) return true;
    if (token.startsWith(u"/") || token.startsWith(u"~/")) return true;
    const qsizetype at = token.indexOf(QLatin1Char('@'));
    return at > 0 && at + 1 < token.size() && token[at + 1].isLetterOrNumber();
}

/// Stretches between white space that are addresses or paths, without brackets and quotes in front of them.
std::vector<Utf16Range> addressesIn(const QString& text) {
    std::vector<Utf16Range> addresses;
    for (qsizetype begin = 0; begin < text.size();) {
        if (text[begin].isSpace()) {
            ++begin;
            continue;
        }
        qsizetype end = begin;
        while (end < text.size() && !text[end].isSpace())
            ++end;
        qsizetype first = begin;
        while (first < end && text[first].isPunct() && text[first] != QLatin1Char('/') &&
               text[first] != QLatin1Char('\\'))
            ++first;
        if (isAddress(QStringView(text).sliced(first, end - first))) addresses.push_back(rangeOf(first, end));
        begin = end;
    }
    return addresses;
}

/// Whether a word touches one of ascending ranges; words are asked for in ascending order.
class RangeWalk {
  public:
    explicit RangeWalk(const std::vector<Utf16Range>& ranges) : m_ranges(ranges) {}
    bool touches(Utf16Range word) {
        while (m_index < m_ranges.size() && m_ranges[m_index].end <= word.begin)
            ++m_index;
        return m_index < m_ranges.size() && m_ranges[m_index].begin < word.end;
    }

  private:
    const std::vector<Utf16Range>& m_ranges;
    std::size_t m_index = 0;
};

bool isWanted(QStringView word, const SplitOptions& options) {
    bool hasLetter = false;
    bool hasSmallLetter = false;
    for (qsizetype index = 0; index < word.size(); ++index) {
        char32_t scalar = word[index].unicode();
        if (word[index].isHighSurrogate() && index + 1 < word.size()) {
            scalar = QChar::surrogateToUcs4(word[index], word[index + 1]);
            ++index;
        }
        if (QChar::isDigit(scalar) || scalar == U'_') return false;
        if (!QChar::isLetter(scalar)) continue;
        // The script of a letter that several scripts share says nothing.
        const QChar::Script script = QChar::script(scalar);
        if (options.script && script != *options.script && script > QChar::Script_Common) return false;
        hasLetter = true;
        hasSmallLetter = hasSmallLetter || !QChar::isUpper(scalar);
    }
    return hasLetter && (hasSmallLetter || !options.isSkippingCapitals);
}

}  // namespace

std::optional<QChar::Script> scriptOf(const QString& language) {
    const QLocale locale(QString(language).replace(QLatin1Char('-'), QLatin1Char('_')));
    if (locale.language() == QLocale::C) return std::nullopt;
    const auto found = std::ranges::find(kScripts, locale.script(), &std::pair<QLocale::Script, QChar::Script>::first);
    return found == kScripts.end() ? std::nullopt : std::optional(found->second);
}

void forEachWord(const QString& text, const std::vector<Utf16Range>& skips, const SplitOptions& options,
                 const std::function<bool(Utf16Range)>& receive) {
    const std::vector<Utf16Range> addresses = addressesIn(text);
    RangeWalk walkOfSkips(skips);
    RangeWalk walkOfAddresses(addresses);
    QTextBoundaryFinder finder(QTextBoundaryFinder::Word, text);
    qsizetype begin = 0;
    while (true) {
        const qsizetype end = finder.toNextBoundary();
        if (end < 0) return;
        const Utf16Range word = rangeOf(begin, end);
        const QStringView characters = QStringView(text).sliced(begin, end - begin);
        begin = end;
        if (!isWanted(characters, options) || walkOfSkips.touches(word) || walkOfAddresses.touches(word)) continue;
        if (!receive(word)) return;
    }
}

QString spelledForm(QStringView word) {
    QString form = word.toString().normalized(QString::NormalizationForm_C);
    form.remove(QChar(QChar::SoftHyphen));
    return form;
}

}  // namespace varve::spelling
