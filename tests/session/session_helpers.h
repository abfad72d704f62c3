// Sessions on files of a temporary folder, with a runtime folder of their own so that no test meets the user's
// documents.
#pragma once

#include <QDir>
#include <QTemporaryDir>
#include <QTest>
#include <memory>
#include <string>

#include "session/document_session.h"
#include "storage/sqlite_keyframe_store.h"

namespace varve::session {

inline constexpr int kWaitMs = 30'000;  // for what takes milliseconds on an idle machine

/// A private folder for sockets, for the whole test executable.
class PrivateRuntimeFolder {
  public:
    PrivateRuntimeFolder() { qputenv("XDG_RUNTIME_DIR", m_folder.path().toLocal8Bit()); }

  private:
    QTemporaryDir m_folder;
};

class Folder {
  public:
    [[nodiscard]] std::filesystem::path operator/(const char* name) const {
        return std::filesystem::path(m_folder.path().toStdString()) / name;
    }
    [[nodiscard]] std::size_t fileCount() const {
        return static_cast<std::size_t>(
            QDir(m_folder.path()).entryList(QDir::Files | QDir::Hidden | QDir::System).size());
    }

  private:
    QTemporaryDir m_folder;
};

inline const Clock& systemClock() {
    static const SystemClock clock;
    return clock;
}

inline std::unique_ptr<DocumentSession> sessionOn(Result<std::unique_ptr<OpenedFile>> file, const char* user) {
    if (!file) {
        qWarning("%s", file.error().message.c_str());
        return nullptr;
    }
    return std::make_unique<DocumentSession>(std::move(*file), Identity{user, "test"}, systemClock());
}

inline std::unique_ptr<DocumentSession> created(const std::filesystem::path& path, const char* user) {
    return sessionOn(createFile(path), user);
}

inline std::unique_ptr<DocumentSession> opened(const std::filesystem::path& path, const char* user) {
    return sessionOn(openFile(path, OpenMode::kReadWrite), user);
}

inline void insert(replica::DocumentReplica& replica, std::uint32_t offset, const char* text) {
    const text::Offset at{offset};
    const auto applied =
        replica.apply({.kind = event::TransactionKind::kEdit, .edits = {{.range = {at, at}, .text = text}}});
    QVERIFY2(applied.has_value(), applied ? "" : applied.error().message.c_str());
}

inline void insert(DocumentSession& session, std::uint32_t offset, const char* text) {
    insert(session.replica(), offset, text);
}

inline std::string textOf(const DocumentSession& session) {
    return session.replica().text().text();
}

/// What somebody else would read in the file now.
inline std::string textOfFile(const std::filesystem::path& path) {
    const auto file = openFile(path, OpenMode::kReadOnly);
    return file ? (*file)->document.state.text().text() : "(" + file.error().message + ")";
}

inline std::optional<history::Keyframe> newestKeyframe(const std::filesystem::path& path) {
    const auto file = openFile(path, OpenMode::kReadOnly);
    if (!file) return std::nullopt;
    const auto newest = storage::SqliteKeyframeStore(*(*file)->store).newest();
    return newest ? *newest : std::nullopt;
}

/// The only document that is shared now.
inline SharedDocument onlyShared() {
    const auto shared = listSharedDocuments();
    return shared.size() == 1 ? shared.front() : SharedDocument{};
}

/// Makes `path` a copy of what `shared` is, as the Join dialog does.
inline std::unique_ptr<DocumentSession> joined(const SharedDocument& shared, const std::filesystem::path& path,
                                               const char* user) {
    auto session = sessionOn(createFile(path, shared.documentId), user);
    if (session) session->follow(shared);
    return session;
}

}  // namespace varve::session
