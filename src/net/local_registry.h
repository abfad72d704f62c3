// Which documents are open on this computer for this user: a private folder with one socket and one small description
// (JSON) for each opened document. The Join dialog lists the shared ones, the command line tool finds the one that has
// a given file open. Entries of processes that died are swept away by whoever looks. Holds no connection itself.
#pragma once

#include <QString>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"

namespace varve::net {

/// A document that some process of this user has open.
struct LocalDocument {
    std::string documentId;
    QString title;
    QString userName;
    QString hostName;
    QString path;        // absolute, without links
    QString socketName;  // absolute path of the socket; empty until announced
    qint64 processId = 0;
    bool isShared = false;  // colleagues are admitted
    friend bool operator==(const LocalDocument&, const LocalDocument&) = default;
};

class LocalRegistry {
  public:
    /// The folder of this user: $XDG_RUNTIME_DIR/varve, otherwise varve-<user number> in the temporary folder. Created
    /// when missing. Errors: kInputOutput, also when the folder is not this user's alone.
    static Result<LocalRegistry> ofThisUser();
    /// Another folder, under the same conditions.
    static Result<LocalRegistry> at(const QString& folder);

    /// Everything open now, by title. Removes what is left of dead processes. Cost: reads a small file and tries a
    /// connection for each.
    [[nodiscard]] std::vector<LocalDocument> listOpen() const;
    /// Those that admit colleagues.
    [[nodiscard]] std::vector<LocalDocument> listShared() const;
    /// The process that has the file open, shared or not. Links in `path` are followed.
    [[nodiscard]] std::optional<LocalDocument> findByPath(const QString& path) const;
    /// The newest description with that identity and path, without a look at whether its process lives.
    [[nodiscard]] std::optional<LocalDocument> describedAs(const std::string& documentId, const QString& path) const;

    /// A socket path in this folder that no other document uses.
    [[nodiscard]] QString newSocketName() const;
    /// Writes or replaces the description, at once as a whole. Errors: kInputOutput.
    Result<void> announce(const LocalDocument& document) const;
    /// Removes the description and the socket.
    void withdraw(const QString& socketName) const;

    [[nodiscard]] const QString& folder() const { return m_folder; }

  private:
    explicit LocalRegistry(QString folder) : m_folder(std::move(folder)) {}
    [[nodiscard]] std::vector<LocalDocument> descriptions() const;

    QString m_folder;
};

}  // namespace varve::net
