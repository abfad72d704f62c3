// Runs the command line tool on files of a temporary folder and shows what came out.
#pragma once

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <nlohmann/json.hpp>

namespace varve::cli {

inline constexpr int kRunMsMax = 120'000;

struct CliResult {
    int exitCode = -1;
    QByteArray out;
    QByteArray err;
};

class CliRunner {
  public:
    CliRunner() { qputenv("XDG_RUNTIME_DIR", m_runtimeFolder.path().toLocal8Bit()); }

    /// The name of a file in the folder.
    [[nodiscard]] QString operator/(const QString& name) const { return m_folder.filePath(name); }
    [[nodiscard]] QStringList files() const {
        return QDir(m_folder.path()).entryList(QDir::Files | QDir::Hidden | QDir::System, QDir::Name);
    }

    CliResult run(const QStringList& arguments, const QByteArray& input = {}) const {
        QProcess process;
        process.setWorkingDirectory(m_folder.path());
        process.start(QStringLiteral(VARVE_CLI), arguments);
        process.write(input);
        process.closeWriteChannel();
        if (!process.waitForFinished(kRunMsMax) || process.exitStatus() != QProcess::NormalExit) {
            return {-1, process.readAllStandardOutput(), "did not end by itself: " + process.readAllStandardError()};
        }
        return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
    }
    /// Standard output of a command that must succeed and say nothing else.
    QByteArray out(const QStringList& arguments, const QByteArray& input = {}) const {
        const CliResult result = run(arguments, input);
        if (result.exitCode == 0 && result.err.isEmpty()) return result.out;
        return "exit code " + QByteArray::number(result.exitCode) + ": " + result.err;
    }
    nlohmann::json json(const QStringList& arguments) const {
        const QByteArray text = out(arguments);
        const auto parsed = nlohmann::json::parse(text.begin(), text.end(), nullptr, false);
        return parsed.is_discarded() ? nlohmann::json(text.toStdString()) : parsed;
    }

    void write(const QString& name, const QByteArray& bytes) const {
        QFile file(m_folder.filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(bytes), qint64{bytes.size()});
    }
    [[nodiscard]] QByteArray read(const QString& name) const {
        QFile file(m_folder.filePath(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("cannot be read");
    }

    /// A document that holds the text.
    void make(const QString& name, const QString& text) const {
        QCOMPARE(out({QStringLiteral("new"), name}), QByteArray());
        if (!text.isEmpty()) QCOMPARE(out({QStringLiteral("insert"), name, QStringLiteral("0"), text}), QByteArray());
    }

  private:
    QTemporaryDir m_folder;
    QTemporaryDir m_runtimeFolder;
};

/// Words for a command line: QStringList from one text with spaces.
inline QStringList words(const char* text) {
    return QString::fromUtf8(text).split(QLatin1Char(' '), Qt::SkipEmptyParts);
}

/// Nothing on standard output, one line on standard error that ends a sentence and says `part`.
inline void verifyRefusal(const CliResult& result, int exitCode, const char* part) {
    const QByteArray seen = "exit code " + QByteArray::number(result.exitCode) + ", " + result.out + "; " + result.err;
    QVERIFY2(result.exitCode == exitCode, seen.constData());
    QVERIFY2(result.out.isEmpty(), seen.constData());
    QVERIFY2(result.err.startsWith("varve-cli: ") && result.err.endsWith('\n') && result.err.count('\n') == 1,
             seen.constData());
    QVERIFY2(result.err.trimmed().endsWith('.') || result.err.contains("Usage: "), seen.constData());
    QVERIFY2(result.err.contains(part), seen.constData());
}

/// Another process that has a document open.
class Opener {
  public:
    Opener(const QString& path, const char* mode) {
        m_process.start(QStringLiteral(DOCUMENT_OPENER), {path, QString::fromLatin1(mode)});
        while (!m_process.canReadLine() && m_process.waitForReadyRead(kRunMsMax)) {
        }
        m_answer = m_process.readLine().trimmed();
    }
    ~Opener() { close(); }
    [[nodiscard]] bool isReady() const { return m_answer == "ready"; }
    [[nodiscard]] QByteArray processId() const { return QByteArray::number(m_process.processId()); }
    /// Whether everything was saved.
    bool close() {
        if (m_process.state() == QProcess::NotRunning) return false;
        m_process.closeWriteChannel();
        return m_process.waitForFinished(kRunMsMax) && m_process.exitCode() == 0;
    }
    void kill() {
        m_process.kill();
        m_process.waitForFinished(kRunMsMax);
    }

  private:
    QProcess m_process;
    QByteArray m_answer;
};

}  // namespace varve::cli
