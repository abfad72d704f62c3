// document_opener FILE session|store: has a document open, like the app, until standard input ends. `store` only locks
// the file and cannot be reached. Prints "ready" or the sentence it got. For the tests.
#include <unistd.h>
#include <QCoreApplication>
#include <QSocketNotifier>
#include <cstdio>
#include <string_view>

#include "session/document_session.h"

int main(int argc, char** argv) {
    using namespace varve;
    const QCoreApplication application(argc, argv);
    if (argc != 3) return 2;
    auto file = session::openFile(argv[1], session::OpenMode::kReadWrite);
    std::puts(file ? "ready" : file.error().message.c_str());
    std::fflush(stdout);
    if (!file) return 1;
    const SystemClock clock;
    std::unique_ptr<session::DocumentSession> session;
    if (std::string_view(argv[2]) == "session") {
        session = std::make_unique<session::DocumentSession>(std::move(*file), session::Identity{"Ana", "test"}, clock);
    }
    QSocketNotifier input(STDIN_FILENO, QSocketNotifier::Read);
    QObject::connect(&input, &QSocketNotifier::activated, &application, [] {
        char byte = 0;
        if (::read(STDIN_FILENO, &byte, 1) <= 0) QCoreApplication::quit();
    });
    const int code = QCoreApplication::exec();
    return session && !session->close() ? 1 : code;
}
