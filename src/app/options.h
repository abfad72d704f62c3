// The command line of the desktop program.
#pragma once

#include <QSize>
#include <QString>
#include <QStringList>
#include <optional>

namespace varve::app {

struct Options {
    QStringList files;
    QString screenshot;  // a PNG file: paint the window there and quit
    std::optional<std::uint64_t> position;  // with a screenshot: show this moment (events from the start)
    QSize size{1180, 820};
    bool dark = false;
};

/// Parses; prints help, version or an error and ends the program where the arguments ask for that.
Options parseOptions(const QStringList& arguments);

}  // namespace varve::app
