// "Show me the window of this document": a program that finds a document open in another program of the same user asks
// that program to bring its window forward. One short question and one short answer over a socket in the private folder
// of the registry (window_call.cpp has the format); nothing else can be asked. Neither side trusts what it reads.
#pragma once

#include <QLocalServer>
#include <QString>
#include <functional>

#include "base/result.h"
#include "net/local_registry.h"

namespace varve::net {

/// Answers for this process. GUI thread.
class WindowCallServer : public QObject {
    Q_OBJECT
  public:
    static constexpr int kConnectionCountMax = 8;
    static constexpr int kPatienceMs = 2000;

    /// `raise` shows the window of the document at an absolute path; false when there is none.
    WindowCallServer(const LocalRegistry& registry, std::function<bool(const QString& path)> raise,
                     QObject* parent = nullptr);

    /// Listens from then on. Sweeps away what dead programs left. Errors: kInputOutput.
    Result<void> open();

  private:
    void takeConnections();
    void answer(QLocalSocket* socket);

    QString m_folder;
    std::function<bool(const QString&)> m_raise;
    int m_connectionCount = 0;
    QLocalServer m_server;
};

/// Whether process `processId` has shown the window of the document at `path`. False also when it does not listen or
/// does not answer within WindowCallServer::kPatienceMs. Blocks until then: any thread but the GUI's.
[[nodiscard]] bool askToRaise(const LocalRegistry& registry, qint64 processId, const QString& path);

}  // namespace varve::net
