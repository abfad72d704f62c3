// varve: the desktop program. Wires options, theme, clock and windows; everything else happens below.
#include <langinfo.h>
#include <QApplication>
#include <QIcon>
#include <QLibraryInfo>
#include <QLocale>
#include <QTimer>
#include <QTranslator>
#include <clocale>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "app/options.h"
#include "app/quit_signals.h"
#include "base/clock.h"
#include "base/freed_memory.h"
#include "ui/document_windows.h"
#include "ui/history/history_mode.h"
#include "ui/main_window.h"
#include "ui/theme.h"

namespace {

/// Long enough for layout, word count and the first paint of the timeline.
constexpr int kSettleMs = 400;

/// Paints the window once it has settled, then quits; exit code 1 when the picture cannot be written.
void takeScreenshot(varve::ui::MainWindow* window, const varve::app::Options& options) {
    window->resize(options.size);
    if (options.position) window->historyMode().show(*options.position);
    QTimer::singleShot(kSettleMs, window, [window, file = options.screenshot] {
        const bool written = window->grab().save(file, "PNG");
        if (!written) std::fprintf(stderr, "varve: %s could not be written.\n", qPrintable(file));
        QCoreApplication::exit(written ? 0 : 1);
    });
}

/// Qt wants a UTF-8 locale and says so on standard error; all our text is UTF-8 whatever the locale is.
void chooseUtf8Locale() {
    std::setlocale(LC_ALL, "");
    if (std::strcmp(::nl_langinfo(CODESET), "UTF-8") != 0) ::setenv("LC_ALL", "C.UTF-8", 1);
}

}  // namespace

int main(int argc, char** argv) {
    varve::keepFreedMemory();
    chooseUtf8Locale();
    const QApplication application(argc, argv);
    QCoreApplication::setOrganizationName(QStringLiteral("Varve"));
    QCoreApplication::setApplicationName(QStringLiteral("varve"));
    QCoreApplication::setApplicationVersion(QStringLiteral(VARVE_VERSION));
    QGuiApplication::setApplicationDisplayName(QStringLiteral("Varve"));
    QGuiApplication::setDesktopFileName(QStringLiteral("varve"));
    QGuiApplication::setWindowIcon(QIcon(QStringLiteral(":/icons/varve.svg")));
    const varve::app::Options options = varve::app::parseOptions(QCoreApplication::arguments());

    QTranslator qtTranslator;
    if (qtTranslator.load(QLocale(), QStringLiteral("qtbase"), QStringLiteral("_"),
                          QLibraryInfo::path(QLibraryInfo::TranslationsPath))) {
        QCoreApplication::installTranslator(&qtTranslator);
    }

    const varve::SystemClock clock;
    varve::ui::Theme theme;
    if (options.dark) theme.useAppearance(varve::ui::Appearance::kDark);
    varve::ui::DocumentWindows windows(theme, varve::session::systemIdentity(), clock);
    QObject::connect(&windows, &varve::ui::DocumentWindows::windowOpened, &windows, [&](varve::ui::MainWindow* window) {
        if (!options.screenshot.isEmpty()) takeScreenshot(window, options);
    });
    QObject::connect(&windows, &varve::ui::DocumentWindows::openFailed, &windows, [&](const QString& message) {
        std::fprintf(stderr, "varve: %s\n", qPrintable(message));
        if (!options.screenshot.isEmpty()) QCoreApplication::exit(1);
    });
    QObject::connect(&windows, &varve::ui::DocumentWindows::shownElsewhere, &windows, [&](const QString& path) {
        std::fprintf(stderr, "varve: %s is open already; its window was brought forward.\n", qPrintable(path));
        if (windows.isIdle()) QCoreApplication::exit(0);
    });
    // Without it a second program is refused a document that is open here, as any other program is.
    if (const auto answers = windows.answerOtherPrograms(); !answers)
        std::fprintf(stderr, "varve: %s\n", answers.error().message.c_str());
    const varve::app::QuitSignals signals;
    QObject::connect(&signals, &varve::app::QuitSignals::quitRequested, &windows,
                     &varve::ui::DocumentWindows::closeAll);
    for (const QString& file : options.files)
        windows.open(file);
    if (options.files.isEmpty()) windows.openNew();
    return QApplication::exec();
}
