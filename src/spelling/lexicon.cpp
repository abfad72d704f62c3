#include "spelling/lexicon.h"

#include <iconv.h>

#include <QByteArray>
#include <QFile>
#include <QFileInfo>
#include <hunspell/hunspell.hxx>
#include <optional>
#include <string>
#include <utility>

namespace varve::spelling {

namespace {

constexpr qint64 kFileSizeMax = 100'000'000;
constexpr qint64 kFirstLineSizeMax = 100;
/// Answers kept; a novel has some ten thousand different words.
constexpr qsizetype kAnswerCountMax = 200'000;
constexpr qsizetype kSuggestionCountMax = 15;
/// Looking for words near a long one takes seconds and finds nothing.
constexpr qsizetype kSuggestedLengthMax = 40;
/// Bytes of a word of kWordLengthMax in any encoding, with room.
constexpr std::size_t kEncodedSizeMax = 1024;

const QChar kTypographicApostrophe(0x2019);

Error unusable(const Dictionary& dictionary, ErrorCode code, const std::string& why) {
    return {code, "The spelling dictionary “" + QFileInfo(dictionary.wordsPath).fileName().toStdString() +
                      "” cannot be used: " + why + "."};
}

/// Hunspell believes the number of words in the first line and makes a table of that size, so it is looked at first. It
/// also reads broken affix files without a word, which then only means that fewer words are known.
std::optional<Error> faultOf(const Dictionary& dictionary) {
    for (const QString& path : {dictionary.affixPath, dictionary.wordsPath}) {
        const QFileInfo info(path);
        if (!info.isFile() || !info.isReadable())
            return unusable(dictionary, ErrorCode::kInputOutput, "it cannot be read");
        if (info.size() > kFileSizeMax) return unusable(dictionary, ErrorCode::kLimitExceeded, "it is too large");
    }
    QFile file(dictionary.wordsPath);
    if (!file.open(QIODevice::ReadOnly)) return unusable(dictionary, ErrorCode::kInputOutput, "it cannot be read");
    QByteArray line = file.readLine(kFirstLineSizeMax);
    if (line.startsWith("\xef\xbb\xbf")) line.remove(0, 3);
    // Some dictionaries have a remark behind the number.
    const QByteArray digits = line.simplified().split(' ').first();
    bool isNumber = false;
    const qlonglong count = digits.toLongLong(&isNumber);
    // A word and its line end take two bytes; some dictionaries count generously, though.
    if (!isNumber || count <= 0 || count > file.size() + 1000)
        return unusable(dictionary, ErrorCode::kMalformed, "its first line does not say how many words it has");
    return std::nullopt;
}

std::string iconvNameOf(const std::string& encoding) {
    static const std::string kMicrosoft = "microsoft-";
    if (encoding.starts_with(kMicrosoft)) return encoding.substr(kMicrosoft.size());
    if (encoding == "TIS620-2533") return "TIS-620";
    return encoding;
}

}  // namespace

/// Between UTF-8 and what the dictionary is written in.
class Lexicon::Encoding {
  public:
    explicit Encoding(const std::string& name)
        : m_isUtf8(name == "UTF-8" || name == "utf-8"), m_there(open(name, "UTF-8")), m_back(open("UTF-8", name)) {}
    ~Encoding() {
        if (isKnown() && !m_isUtf8) {
            iconv_close(m_there);
            iconv_close(m_back);
        }
    }
    Encoding(const Encoding&) = delete;
    Encoding& operator=(const Encoding&) = delete;

    [[nodiscard]] bool isKnown() const { return m_isUtf8 || (m_there != kNone && m_back != kNone); }
    /// Nothing when the encoding has not all of the characters.
    [[nodiscard]] std::optional<std::string> encoded(const QString& word) const {
        return m_isUtf8 ? word.toStdString() : converted(m_there, word.toStdString());
    }
    [[nodiscard]] QString decoded(const std::string& word) const {
        return QString::fromStdString(m_isUtf8 ? word : converted(m_back, word).value_or(std::string()));
    }

  private:
    inline static const auto kNone = reinterpret_cast<iconv_t>(-1);

    iconv_t open(const std::string& to, const std::string& from) const {
        return m_isUtf8 ? kNone : iconv_open(to.c_str(), from.c_str());
    }
    static std::optional<std::string> converted(iconv_t converter, std::string text) {
        std::string result(kEncodedSizeMax, '\0');
        char* in = text.data();
        char* out = result.data();
        std::size_t inSize = text.size();
        std::size_t outSize = result.size();
        iconv(converter, nullptr, nullptr, nullptr, nullptr);
        if (iconv(converter, &in, &inSize, &out, &outSize) != 0) return std::nullopt;
        result.resize(result.size() - outSize);
        return result;
    }

    bool m_isUtf8;
    iconv_t m_there;
    iconv_t m_back;
};

Lexicon::Lexicon(std::unique_ptr<Hunspell> hunspell, std::unique_ptr<Encoding> encoding)
    : m_hunspell(std::move(hunspell)), m_encoding(std::move(encoding)) {}

Lexicon::~Lexicon() = default;

Result<std::unique_ptr<Lexicon>> Lexicon::read(const Dictionary& dictionary) {
    if (const auto fault = faultOf(dictionary)) return std::unexpected(*fault);
    auto hunspell = std::make_unique<Hunspell>(QFile::encodeName(dictionary.affixPath).constData(),
                                               QFile::encodeName(dictionary.wordsPath).constData());
    const std::string& name = hunspell->get_dict_encoding();
    auto encoding = std::make_unique<Encoding>(iconvNameOf(name));
    if (!encoding->isKnown()) {
        // The name is from the file: shown only as far as it can be one.
        const QString shown = QString::fromLatin1(name.data(), static_cast<qsizetype>(name.size())).left(20);
        return std::unexpected(
            unusable(dictionary, ErrorCode::kUnsupported, "its encoding “" + shown.toStdString() + "” is unknown"));
    }
    return std::unique_ptr<Lexicon>(new Lexicon(std::move(hunspell), std::move(encoding)));
}

bool Lexicon::isCorrect(const QString& word) {
    if (word.size() > kWordLengthMax) return true;
    if (const auto known = m_answers.constFind(word); known != m_answers.cend()) return *known;
    bool isCorrect = isInDictionary(word);
    if (!isCorrect && word.contains(kTypographicApostrophe))
        isCorrect = isInDictionary(QString(word).replace(kTypographicApostrophe, QLatin1Char('\'')));
    if (m_answers.size() >= kAnswerCountMax) m_answers.clear();
    m_answers.insert(word, isCorrect);
    return isCorrect;
}

bool Lexicon::isInDictionary(const QString& word) const {
    const auto encoded = m_encoding->encoded(word);
    return encoded && m_hunspell->spell(*encoded);
}

QStringList Lexicon::suggestionsFor(const QString& word) const {
    QStringList suggestions;
    const auto encoded = m_encoding->encoded(word);
    if (!encoded || word.size() > kSuggestedLengthMax) return suggestions;
    for (const std::string& suggestion : m_hunspell->suggest(*encoded)) {
        const QString decoded = m_encoding->decoded(suggestion);
        if (decoded.isEmpty() || suggestions.contains(decoded)) continue;
        suggestions.append(decoded);
        if (suggestions.size() == kSuggestionCountMax) break;
    }
    return suggestions;
}

}  // namespace varve::spelling
