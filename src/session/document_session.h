// One opened document with everything around it: the replica, the worker that makes it durable, and the sockets through
// which colleagues and the command line tool reach it. The window and the tool open, create, join and close documents
// here; the replica itself knows neither files nor sockets. GUI thread (or the only thread), except where said.
#pragma once

#include <QObject>
#include <QString>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "document/anchor.h"
#include "document/blob.h"
#include "replica/document_replica.h"
#include "session/document_copy.h"
#include "session/keyframe_keeper.h"
#include "session/opened_file.h"

namespace varve::session {

/// Who writes in this session. `user` is the persistent identity that undo goes by.
struct Identity {
    std::string user;
    std::string device;
};

/// The operating system's full name or login name, and the host name.
Identity systemIdentity();

/// A document that some process on this computer has open and shares.
struct SharedDocument {
    std::string documentId;
    QString title;
    QString userName;
    QString path;  // of the file of the one who shares
    QString socketName;
    qint64 processId = 0;
};
/// What can be joined now, by title. Cost: reads a few small files.
std::vector<SharedDocument> listSharedDocuments();

/// Another person (or tool) connected to this document.
struct Colleague {
    std::uint64_t connection = 0;  // stable while connected
    QString name;
    std::uint32_t colourIndex = 0;
    std::optional<document::Anchor> caret;
    std::optional<document::Anchor> selectionStart;
    event::ObjectId sequence = event::WellKnownObject::kBody;  // the text that both are in
    std::optional<history::DraftId> draft;  // what they write in; carets are told of who writes in what is shown here
};

enum class LinkState : std::uint8_t { kNone, kConnecting, kConnected, kOffline };

class DocumentSession : public QObject {
    Q_OBJECT
  public:
    /// Takes over an opened file. `clock` must outlive the session.
    DocumentSession(std::unique_ptr<OpenedFile> file, Identity identity, const Clock& clock, QObject* parent = nullptr);
    /// Flushes like close(), without reporting.
    ~DocumentSession() override;

    [[nodiscard]] replica::DocumentReplica& replica();
    [[nodiscard]] const replica::DocumentReplica& replica() const;
    [[nodiscard]] const std::filesystem::path& path() const;
    /// File name without its ending.
    [[nodiscard]] QString title() const;
    [[nodiscard]] bool isReadOnly() const;

    /// Lets other processes of this user list and join the document. Errors: the socket cannot be opened.
    Result<void> startSharing();
    void stopSharing();
    [[nodiscard]] bool isSharing() const;
    /// Follows a shared document: exchanges events now and whenever it is reachable again. Where that is not possible,
    /// linkRefused says why.
    void follow(const SharedDocument& shared);
    /// The document that is followed, whether it is there or not.
    [[nodiscard]] std::optional<SharedDocument> followed() const;
    [[nodiscard]] LinkState linkState() const;
    [[nodiscard]] std::vector<Colleague> colleagues() const;
    /// Tells colleagues where the own caret is; offsets beyond the text mean its end.
    void setPresence(text::Offset caret, text::Offset selectionStart,
                     const event::ObjectId& sequence = event::WellKnownObject::kBody);

    /// Takes the bytes of an image that an edit is about to name by the result (64 hexadecimal digits, the register
    /// `blob` of CONTENT.md). They stay in memory until they are on disk, which is no later than the edit. Errors:
    /// kReadOnly, kLimitExceeded (above document::kBlobSizeMax), kInvalidInput. Cost: O(size).
    Result<std::string> addBlob(Bytes bytes, std::string media);
    /// The same for one that has its name already. Errors: kReadOnly. Cost: O(log blobs).
    Result<std::string> addBlob(const document::SharedBlob& blob);
    /// The bytes under that name, when they are in memory. Null: they are read off this thread, or come from a
    /// colleague, and blobArrived or blobUnavailable follows; or nobody here knows them. Cost: O(log blobs).
    [[nodiscard]] document::SharedBlob blob(const std::string& name);
    /// Gives blobs to a thread of its own, one that exports or copies; it waits there for the disk. Knows what this
    /// session had at this moment, and stays good when the session is closed. Never to be called in the GUI thread.
    [[nodiscard]] BlobSource blobSource() const;
    /// Bytes on their way from colleagues: names that the document has and this computer does not.
    [[nodiscard]] std::size_t missingBlobCount() const;

    /// Writes everything known into a new document file, history included; same document id, so that it can be merged
    /// back. Runs off this thread; copySaved or copyFailed follows.
    void saveCopy(const std::filesystem::path& path);
    /// After storageFailed: tries to write again what is not yet durable.
    void retrySaving();
    /// Makes everything durable, seals, leaves a plain file behind, says goodbye. Errors: what could not be written, or
    /// that the file is no longer in its place; the session keeps everything in memory then and stays open. When all is
    /// durable but the file could not be tidied up, the session is closed all the same: the log beside the file is
    /// taken in when the document is opened next.
    Result<void> close();

  Q_SIGNALS:
    /// What blob() did not have is in memory now. `name`: as blob() takes it.
    void blobArrived(const std::string& name);
    /// It cannot be read, in a sentence; blobArrived follows should a colleague send it.
    void blobUnavailable(const std::string& name, const QString& message);
    /// One clear sentence; the text stays in memory.
    void storageFailed(const QString& message);
    void storageRecovered();
    void colleaguesChanged();
    void linkStateChanged(varve::session::LinkState state);
    /// The followed document turned us away, in a sentence; it is not asked again.
    void linkRefused(const QString& message);
    void sharingChanged(bool sharing);
    /// The document on display was not what its events give, and now is, in a sentence.
    void documentCorrected(const QString& message);
    void copySaved(const QString& path);
    /// Follows copySaved: some images could not be copied along, in a sentence.
    void copyIncomplete(const QString& message);
    void copyFailed(const QString& message);

  private:
    void startWorker();
    void startServer(const Identity& identity);
    void startBlobs();
    void waitForThreads();
    void passOn(std::size_t first, std::size_t end);
    /// The document now, for another thread. Cost: a copy of log and tracker.
    [[nodiscard]] DocumentSnapshot snapshot() const;
    /// Replays on a thread of its own what was opened through a stored tracker, and corrects what differs.
    void checkStoredTracker();
    void replaceStoredTracker(const merge::Tracker& replayed);
    void rest();
    /// Nothing to do when no event came since the last one.
    void saveKeyframeWhenIdle();

    struct BlobGate;
    struct Private;
    std::unique_ptr<Private> m_private;
};

}  // namespace varve::session
