// varve-cli: the command line tool.
#include <QCoreApplication>

#include <fcntl.h>
#include <langinfo.h>
#include <unistd.h>

#include <algorithm>
#include <clocale>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "base/freed_memory.h"
#include "cli/command.h"

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

}  // namespace

int main(int argc, char** argv) {
    varve::keepFreedMemory();
    occupyStandardStreams();
    chooseUtf8Locale();
    // Before Qt takes its own options out and decodes the rest.
    const std::vector<std::string> arguments(argv + std::min(argc, 1), argv + argc);
    const QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("varve-cli"));
    return varve::cli::runCommandLine(arguments);
}
