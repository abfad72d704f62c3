#include "storage/whole_file.h"

#include <QSaveFile>

namespace varve::storage {

Result<void> writeWholeFile(const QString& path, BytesView bytes) {
    QSaveFile file(path);
    const auto size = static_cast<qint64>(bytes.size());
    // commit() does not see that what is still buffered finds no room.
    const bool isWritten =
        file.open(QIODevice::WriteOnly) && file.write(bytes.data(), size) == size && file.flush() && file.commit();
    if (isWritten) return {};
    return failure(ErrorCode::kInputOutput, file.errorString().toStdString());
}

}  // namespace varve::storage
