#include "app/options.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <cstdio>

namespace varve::app {

namespace {

QString translated(const char* text) { return QCoreApplication::translate("Options", text); }

[[noreturn]] void fail(const QString& sentence) {
    std::fprintf(stderr, "varve: %s\n", qPrintable(sentence));
    std::exit(2);
}

std::optional<QSize> sizeFrom(const QString& text) {
    const QStringList parts = text.split(QLatin1Char('x'));
    if (parts.size() != 2) return std::nullopt;
    const QSize size(parts[0].toInt(), parts[1].toInt());
    if (size.width() < 200 || size.height() < 200 || size.width() > 8000 || size.height() > 8000) return std::nullopt;
    return size;
}

}  // namespace

Options parseOptions(const QStringList& arguments) {
    QCommandLineParser parser;
    parser.setApplicationDescription(translated("Varve: a document editor that never forgets."));
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addPositionalArgument(QStringLiteral("file"), translated("Documents to open; made where they do not exist."),
                                 QStringLiteral("[file...]"));
    const QCommandLineOption screenshot(QStringLiteral("screenshot"),
                                        translated("Paint the window into a PNG file and quit."), QStringLiteral("png"));
    const QCommandLineOption at(QStringLiteral("at"),
                                translated("With --screenshot: show the moment after that many events, as #1234."),
                                QStringLiteral("moment"));
    const QCommandLineOption size(QStringLiteral("size"), translated("With --screenshot: the size of the window."),
                                  QStringLiteral("WIDTHxHEIGHT"));
    const QCommandLineOption dark(QStringLiteral("dark"), translated("Use the dark appearance this time."));
    parser.addOptions({screenshot, at, size, dark});
    parser.process(arguments);

    Options options;
    options.files = parser.positionalArguments();
    options.screenshot = parser.value(screenshot);
    options.dark = parser.isSet(dark);
    if (parser.isSet(size)) {
        const auto wanted = sizeFrom(parser.value(size));
        if (!wanted) fail(translated("--size takes a width and a height, for example 1180x820."));
        options.size = *wanted;
    }
    if (parser.isSet(at)) {
        const QString moment = parser.value(at);
        bool isNumber = false;
        options.position = moment.mid(1).toULongLong(&isNumber);
        if (!isNumber || !moment.startsWith(QLatin1Char('#'))) fail(translated("--at takes an event count such as #1234."));
    }
    if (!options.screenshot.isEmpty() && options.files.size() != 1) fail(translated("--screenshot takes exactly one file."));
    return options;
}

}  // namespace varve::app
