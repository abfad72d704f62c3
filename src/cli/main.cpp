// varve-cli: the command line tool.
#include <QCoreApplication>

#include "cli/command.h"

int main(int argc, char** argv) {
    const QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("varve-cli"));
    return varve::cli::runCommandLine(QCoreApplication::arguments().mid(1));
}
