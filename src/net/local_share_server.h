// The socket of one opened document: other programs of this user reach the document here, and the registry says so.
// Tools are served always, colleagues while the document is shared. GUI thread (or the only thread).
#pragma once

#include <QLocalServer>

#include "base/result.h"
#include "net/local_registry.h"
#include "sync/sync_endpoint.h"

namespace varve::net {

class LocalShareServer : public QObject {
    Q_OBJECT
  public:
    static constexpr std::size_t kConnectionCountMax = 64;

    /// `endpoint` must outlive the server.
    LocalShareServer(sync::SyncEndpoint& endpoint, LocalRegistry registry, QObject* parent = nullptr);
    /// Like close().
    ~LocalShareServer() override;

    /// Starts to listen and announces the document. Of `document`: identity, title, user and path; the rest is filled
    /// in. Errors: kInputOutput; nothing is left behind then.
    Result<void> open(LocalDocument document);
    /// Stops listening, withdraws the announcement and sends colleagues away; tools finish what they do.
    void close();
    /// Admits colleagues or sends them away, and announces it. Errors: kInvalidInput when not open, kInputOutput (the
    /// state is as before then).
    Result<void> setShared(bool shared);
    /// A new title, for example after a rename. Errors: as setShared.
    Result<void> setTitle(const QString& title);

    [[nodiscard]] bool isOpen() const { return m_server.isListening(); }
    [[nodiscard]] bool isShared() const { return m_document.isShared; }
    /// As announced.
    [[nodiscard]] const LocalDocument& document() const { return m_document; }

  private:
    void takeConnections();
    void turnAway(QLocalSocket* socket);
    Result<void> announce(LocalDocument changed);

    sync::SyncEndpoint& m_endpoint;
    LocalRegistry m_registry;
    QLocalServer m_server;
    LocalDocument m_document;
};

}  // namespace varve::net
