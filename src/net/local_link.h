// The way to a document that another process of this user has open: connects to it, and again and again after it was
// lost, a little more patiently each time. A tool that wants one conversation only turns that off. GUI thread (or the
// only thread).
#pragma once

#include <QLocalSocket>
#include <QTimer>
#include <optional>

#include "net/local_registry.h"
#include "sync/sync_endpoint.h"

namespace varve::net {

enum class LinkState : std::uint8_t {
    kNone,  // nothing is followed
    kConnecting,
    kConnected,  // both sides have greeted
    kOffline,    // lost or not reachable; tried again later
    kRefused,    // for a reason that trying again does not change, or trying again is turned off
};

class LocalLink : public QObject {
    Q_OBJECT
  public:
    static constexpr int kRetryMsMin = 250;
    static constexpr int kRetryMsMax = 2000;

    /// `endpoint` must outlive the link.
    LocalLink(sync::SyncEndpoint& endpoint, LocalRegistry registry, QObject* parent = nullptr);
    ~LocalLink() override;

    /// Whether a lost or refused connection is tried again (yes, unless turned off).
    void setRetries(bool retries) { m_retries = retries; }
    /// Connects to the document now and stays with it. When its process ends and another one opens the same document
    /// from the same path, that one is followed.
    void follow(const LocalDocument& document);
    /// Says goodbye and forgets the document.
    void stop();

    [[nodiscard]] LinkState state() const { return m_state; }
    /// The connection of the endpoint, while there is one.
    [[nodiscard]] std::optional<sync::ConnectionId> connection() const { return m_connection; }
    /// Why the last connection ended, in a sentence; empty when it was merely lost.
    [[nodiscard]] const QString& reason() const { return m_reason; }

  Q_SIGNALS:
    void stateChanged(varve::net::LinkState state);
    /// Events or acknowledgements arrived; SyncEndpoint::facts has the details.
    void progressed();

  private:
    void attempt();
    void takeSocket();
    void failAttempt();
    void connectionChanged(sync::ConnectionId id);
    void connectionEnded(sync::ConnectionId id, const std::optional<sync::Ending>& ending);
    void retryLater();
    void setState(LinkState state);

    sync::SyncEndpoint& m_endpoint;
    LocalRegistry m_registry;
    std::optional<LocalDocument> m_document;
    QLocalSocket* m_attempt = nullptr;  // child, until it is connected
    std::optional<sync::ConnectionId> m_connection;
    LinkState m_state = LinkState::kNone;
    QString m_reason;
    QTimer m_retry;
    int m_retryMs = kRetryMsMin;
    bool m_retries = true;
};

}  // namespace varve::net
