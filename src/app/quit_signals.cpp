#include "app/quit_signals.h"

#include <sys/socket.h>
#include <unistd.h>

#include <csignal>

namespace varve::app {

namespace {

constexpr int kSignals[] = {SIGTERM, SIGINT, SIGHUP};

/// The end that the handler writes into: a handler cannot be given an object.
volatile std::sig_atomic_t g_handlerEnd = -1;

void handleSignal(int) {
    // Only what is safe inside a signal handler; should the pipe be full, a request is waiting in it already.
    const char byte = 0;
    const ssize_t written = ::write(g_handlerEnd, &byte, 1);
    static_cast<void>(written);
}

void setHandler(void (*handler)(int)) {
    struct sigaction action {};
    action.sa_handler = handler;
    action.sa_flags = SA_RESTART;
    for (const int signal : kSignals) ::sigaction(signal, &action, nullptr);
}

}  // namespace

QuitSignals::QuitSignals(QObject* parent) : QObject(parent) {
    // Without the pair the signals keep their default: the process ends, and the write-ahead log keeps what was saved.
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, m_ends) != 0) return;
    g_handlerEnd = m_ends[0];
    m_notifier.setSocket(m_ends[1]);
    connect(&m_notifier, &QSocketNotifier::activated, this, [this] {
        char bytes[16];
        while (::read(m_ends[1], bytes, sizeof bytes) > 0) {
        }
        Q_EMIT quitRequested();
    });
    m_notifier.setEnabled(true);
    setHandler(&handleSignal);
}

QuitSignals::~QuitSignals() {
    if (m_ends[0] < 0) return;
    setHandler(SIG_DFL);
    m_notifier.setEnabled(false);
    ::close(m_ends[0]);
    ::close(m_ends[1]);
}

}  // namespace varve::app
