// varve-cli: the command line tool.
#include <QGuiApplication>

#include <fcntl.h>
#include <langinfo.h>
#include <unistd.h>

#include <algorithm>
#include <clocale>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "base/freed_memory.h"
#include "cli/command.h"
#include "cli/pdf_output.h"

namespace {

/// Standard streams that are closed get a descriptor that nothing can be read from or written to. Otherwise the next
/// file or socket opened would take the number, and output would go there.
void occupyStandardStreams() {
    while (true) {
        const int descriptor = ::open("/dev/null", O_PATH);
        if (descriptor < 0) return;
        if (descriptor > STDERR_FILENO) {
            ::close(descriptor);
            return;
        }
    }
}

/// Qt wants a UTF-8 locale and says so on standard error; all our text is UTF-8 whatever the locale is.
void chooseUtf8Locale() {
    std::setlocale(LC_ALL, "");
    if (std::strcmp(::nl_langinfo(CODESET), "UTF-8") != 0) ::setenv("LC_ALL", "C.UTF-8", 1);
}

/// What Qt remarks about an environment without a desktop is nobody's concern here; what goes wrong, commands say.
void showFailuresOnly(QtMsgType type, const QMessageLogContext& /*context*/, const QString& message) {
    if (type == QtCriticalMsg || type == QtFatalMsg) std::fprintf(stderr, "%s\n", qUtf8Printable(message));
}

std::unique_ptr<QCoreApplication> createApplication(int& argc, char** argv, bool needsFonts) {
    if (!needsFonts) return std::make_unique<QCoreApplication>(argc, argv);
    ::setenv("QT_QPA_PLATFORM", "offscreen", 1);
    qInstallMessageHandler(showFailuresOnly);
    return std::make_unique<QGuiApplication>(argc, argv);
}

}  // namespace

int main(int argc, char** argv) {
    varve::keepFreedMemory();
    occupyStandardStreams();
    chooseUtf8Locale();
    // Before Qt takes its own options out and decodes the rest.
    const std::vector<std::string> arguments(argv + std::min(argc, 1), argv + argc);
    const auto application = createApplication(argc, argv, varve::cli::mayNeedFonts(arguments));
    QCoreApplication::setApplicationName(QStringLiteral("varve-cli"));
    return varve::cli::runCommandLine(arguments);
}
