#include "spelling/user_words.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QLockFile>
#include <QSaveFile>
#include <QStandardPaths>
#include <algorithm>

#include "spelling/lexicon.h"

namespace varve::spelling {

namespace {

constexpr qint64 kFileSizeMax = 20'000'000;
constexpr int kLockTimeMs = 500;

bool isWord(const QString& line) {
    return !line.isEmpty() && line.size() <= kWordLengthMax && std::ranges::none_of(line, [](QChar unit) {
        return unit.category() == QChar::Other_Control || unit == QChar(QChar::ReplacementCharacter);
    });
}

Error failed(const QString& path, const char* what, const QString& why) {
    return {ErrorCode::kInputOutput,
            "Your dictionary “" + path.toStdString() + "” cannot be " + what + ": " + why.toStdString() + "."};
}

}  // namespace

QString UserWords::standardPath() {
    return QStandardPaths::writableLocation(QStandardPaths::AppConfigLocation) + QStringLiteral("/words.txt");
}

Result<void> UserWords::read() {
    auto words = wordsOnDisk();
    if (!words) return std::unexpected(words.error());
    m_words = std::move(*words);
    return {};
}

Result<QSet<QString>> UserWords::wordsOnDisk() const {
    QSet<QString> words;
    QFile file(m_path);
    if (!file.exists()) return words;
    if (file.size() > kFileSizeMax)
        return failure(ErrorCode::kLimitExceeded, "Your dictionary “" + m_path.toStdString() + "” is too large.");
    if (!file.open(QIODevice::ReadOnly)) return std::unexpected(failed(m_path, "read", file.errorString()));
    const QString text = QString::fromUtf8(file.read(kFileSizeMax));
    for (const QStringView line : QStringView(text).split(QLatin1Char('\n'))) {
        const QString word = line.trimmed().toString();
        if (isWord(word) && words.size() < kUserWordCountMax) words.insert(word);
    }
    return words;
}

Result<void> UserWords::write(const QSet<QString>& words) const {
    QStringList sorted(words.cbegin(), words.cend());
    sorted.sort();
    QSaveFile file(m_path);
    if (!file.open(QIODevice::WriteOnly)) return std::unexpected(failed(m_path, "written", file.errorString()));
    file.write(sorted.join(QLatin1Char('\n')).toUtf8());
    file.write("\n");
    if (!file.commit()) return std::unexpected(failed(m_path, "written", file.errorString()));
    return {};
}

/// Applies a change to what the file has now.
template <typename Change>
Result<void> UserWords::change(const Change& change) {
    if (!QDir().mkpath(QFileInfo(m_path).path()))
        return std::unexpected(failed(m_path, "written", QStringLiteral("its folder cannot be made")));
    QLockFile lock(m_path + QStringLiteral(".lock"));
    if (!lock.tryLock(kLockTimeMs))
        return std::unexpected(failed(m_path, "written", QStringLiteral("another program is writing it, or may not")));
    auto words = wordsOnDisk();
    if (!words) return std::unexpected(words.error());
    change(*words);
    if (words->size() > kUserWordCountMax) return failure(ErrorCode::kLimitExceeded, "Your dictionary is full.");
    if (const auto written = write(*words); !written) return written;
    m_words = std::move(*words);
    return {};
}

Result<void> UserWords::add(const QString& word) {
    const QString trimmed = word.trimmed();
    if (!isWord(trimmed)) return failure(ErrorCode::kInvalidInput, "This is not a word that a dictionary can hold.");
    return change([&](QSet<QString>& words) { words.insert(trimmed); });
}

Result<void> UserWords::remove(const QString& word) {
    return change([&](QSet<QString>& words) { words.remove(word); });
}

bool isListed(const QSet<QString>& words, const QString& word) {
    if (words.isEmpty() || word.isEmpty()) return false;
    if (words.contains(word)) return true;
    const QString small = word.toLower();
    if (small == word) return false;
    const QString withCapital = small.first(1).toUpper() + small.sliced(1);
    if (word == withCapital) return words.contains(small);
    return word == word.toUpper() && (words.contains(small) || words.contains(withCapital));
}

}  // namespace varve::spelling
