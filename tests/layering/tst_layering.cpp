// Reads the layer table of src/ARCHITECTURE.md and checks every #include of src/ and ui/ against it.
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QMap>
#include <QRegularExpression>
#include <QSet>
#include <QTest>

namespace {

struct Layer {
    QString folder;
    QStringList mayInclude;
    QSet<QString> qtModules;
};

const QString kRoot = QStringLiteral(VARVE_SOURCE_DIR);

QString readFile(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

QMap<QString, Layer> readTable() {
    QMap<QString, Layer> layers;
    static const QRegularExpression row(
        QStringLiteral(R"(^\| ([a-z]+) \| (src/[a-z]+|ui) \| ([a-z ]*)\|([A-Za-z ]*)\|$)"),
        QRegularExpression::MultilineOption);
    auto rows = row.globalMatch(readFile(kRoot + QStringLiteral("/src/ARCHITECTURE.md")));
    while (rows.hasNext()) {
        const auto match = rows.next();
        const QStringList modules = match.captured(4).split(QLatin1Char(' '), Qt::SkipEmptyParts);
        layers[match.captured(1)] = {match.captured(2), match.captured(3).split(QLatin1Char(' '), Qt::SkipEmptyParts),
                                     QSet<QString>(modules.begin(), modules.end())};
    }
    return layers;
}

/// The layer itself and everything it may include, transitively.
QSet<QString> reachable(const QMap<QString, Layer>& layers, const QString& name) {
    QSet<QString> seen{name};
    QStringList open{name};
    while (!open.isEmpty()) {
        for (const QString& next : layers.value(open.takeLast()).mayInclude) {
            if (seen.contains(next)) continue;
            seen.insert(next);
            open.append(next);
        }
    }
    return seen;
}

}  // namespace

class LayeringTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void tableNamesRealFolders();
    void everyFolderIsInTheTable();
    void includesPointDown();
    void coreIsFreeOfQt();
};

void LayeringTest::tableNamesRealFolders() {
    const auto layers = readTable();
    QVERIFY2(layers.size() >= 12, "the layer table of src/ARCHITECTURE.md was not found");
    for (const Layer& layer : layers) {
        QVERIFY2(QDir(kRoot + QLatin1Char('/') + layer.folder).exists(), qPrintable(layer.folder));
        for (const QString& name : layer.mayInclude) QVERIFY2(layers.contains(name), qPrintable(name));
    }
}

void LayeringTest::everyFolderIsInTheTable() {
    const auto layers = readTable();
    const auto folders = QDir(kRoot + QStringLiteral("/src")).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    for (const QString& folder : folders) QVERIFY2(layers.contains(folder), qPrintable(folder));
}

void LayeringTest::includesPointDown() {
    const auto layers = readTable();
    static const QRegularExpression include(QStringLiteral(R"re(^\s*#include "([a-z_]+)/[^"]+")re"),
                                            QRegularExpression::MultilineOption);
    int checked = 0;
    for (auto layer = layers.begin(); layer != layers.end(); ++layer) {
        const QSet<QString> allowed = reachable(layers, layer.key());
        QDirIterator files(kRoot + QLatin1Char('/') + layer->folder, {QStringLiteral("*.h"), QStringLiteral("*.cpp")},
                           QDir::Files, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            const QString path = files.next();
            auto matches = include.globalMatch(readFile(path));
            while (matches.hasNext()) {
                const QString target = matches.next().captured(1);
                ++checked;
                QVERIFY2(allowed.contains(target),
                         qPrintable(QStringLiteral("%1 includes from layer %2").arg(path, target)));
            }
        }
    }
    QVERIFY(checked > 100);
}

void LayeringTest::coreIsFreeOfQt() {
    const auto layers = readTable();
    static const QRegularExpression qt(QStringLiteral(R"(^\s*#include <Q)"), QRegularExpression::MultilineOption);
    for (const Layer& layer : layers) {
        if (!layer.qtModules.isEmpty()) continue;
        QDirIterator files(kRoot + QLatin1Char('/') + layer.folder, {QStringLiteral("*.h"), QStringLiteral("*.cpp")},
                           QDir::Files, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            const QString path = files.next();
            QVERIFY2(!readFile(path).contains(qt), qPrintable(path));
        }
    }
}

QTEST_GUILESS_MAIN(LayeringTest)
#include "tst_layering.moc"
