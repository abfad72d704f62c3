#include "convert/zip_archive.h"

#include <zip.h>

#include <algorithm>
#include <deque>

namespace varve::convert {

namespace {

constexpr zip_int64_t kFileCountMax = 10'000;

std::unexpected<Error> damaged() {
    return failure(ErrorCode::kMalformed, "The archive is damaged; nothing of it was imported.");
}

struct FileCloser {
    void operator()(zip_file_t* file) const { zip_fclose(file); }
};

}  // namespace

void ZipReader::Closer::operator()(zip* archive) const {
    zip_discard(archive);
}

Result<ZipReader> ZipReader::open(BytesView bytes) {
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
    zip_t* archive = source != nullptr ? zip_open_from_source(source, ZIP_RDONLY, &error) : nullptr;
    zip_error_fini(&error);
    if (archive == nullptr) {
        if (source != nullptr) zip_source_free(source);
        return damaged();
    }
    ZipReader reader;
    reader.m_archive.reset(archive);
    if (zip_get_num_entries(archive, 0) > kFileCountMax) {
        return failure(ErrorCode::kLimitExceeded,
                       "The archive has more than ten thousand files in it; no document has.");
    }
    return reader;
}

Result<std::optional<Bytes>> ZipReader::read(const std::string& name, std::size_t sizeMax) const {
    const zip_int64_t index = zip_name_locate(m_archive.get(), name.c_str(), 0);
    if (index < 0) return std::optional<Bytes>();
    const std::unique_ptr<zip_file_t, FileCloser> file(
        zip_fopen_index(m_archive.get(), static_cast<zip_uint64_t>(index), 0));
    if (!file) return damaged();
    Bytes bytes;
    constexpr std::size_t kStep = 1U << 16;
    while (true) {
        // What the archive says about sizes is not believed.
        const std::size_t before = bytes.size();
        bytes.resize(before + kStep);
        const zip_int64_t count = zip_fread(file.get(), bytes.data() + before, kStep);
        if (count < 0) return damaged();
        bytes.resize(before + static_cast<std::size_t>(count));
        if (count == 0) return bytes;
        if (bytes.size() > sizeMax) {
            return failure(ErrorCode::kLimitExceeded, "“" + name + "” in the archive unpacks to more than " +
                                                          std::to_string(sizeMax >> 20) + " MB; it was not imported.");
        }
    }
}

struct ZipWriter::State {
    zip_source_t* source = nullptr;  // what the archive is written to
    zip_t* archive = nullptr;
    std::deque<Bytes> contents;  // the archive reads them when it is closed
    bool hasFailed = false;
};

void ZipWriter::Deleter::operator()(State* state) const {
    if (state->archive != nullptr) zip_discard(state->archive);
    if (state->source != nullptr) zip_source_free(state->source);
    delete state;
}

ZipWriter::ZipWriter() : m_state(new State) {
    zip_error_t error;
    zip_error_init(&error);
    m_state->source = zip_source_buffer_create(nullptr, 0, 0, &error);
    if (m_state->source != nullptr) {
        // Closing the archive takes one reference away.
        zip_source_keep(m_state->source);
        m_state->archive = zip_open_from_source(m_state->source, ZIP_CREATE | ZIP_TRUNCATE, &error);
    }
    zip_error_fini(&error);
    m_state->hasFailed = m_state->archive == nullptr;
}

void ZipWriter::add(std::string_view name, Bytes bytes, bool isPacked) {
    if (m_state->hasFailed) return;
    const Bytes& kept = m_state->contents.emplace_back(std::move(bytes));
    zip_source_t* source = zip_source_buffer(m_state->archive, kept.data(), kept.size(), 0);
    const zip_int64_t index =
        source != nullptr ? zip_file_add(m_state->archive, std::string(name).c_str(), source, ZIP_FL_ENC_UTF_8) : -1;
    if (index < 0) {
        if (source != nullptr) zip_source_free(source);
        m_state->hasFailed = true;
        return;
    }
    // The same bytes whenever it is written.
    constexpr zip_uint16_t kDosDate = (45 << 9) | (1 << 5) | 1;
    zip_file_set_dostime(m_state->archive, static_cast<zip_uint64_t>(index), 0, kDosDate, 0);
    zip_set_file_compression(m_state->archive, static_cast<zip_uint64_t>(index),
                             isPacked ? ZIP_CM_DEFLATE : ZIP_CM_STORE, 0);
}

Result<Bytes> ZipWriter::finish() {
    const auto failed = [] { return failure(ErrorCode::kInputOutput, "The archive could not be put together."); };
    if (m_state->hasFailed || zip_close(m_state->archive) != 0) return failed();
    m_state->archive = nullptr;
    if (zip_source_open(m_state->source) != 0) return failed();
    zip_stat_t stat;
    zip_stat_init(&stat);
    Bytes bytes;
    if (zip_source_stat(m_state->source, &stat) == 0) bytes.resize(stat.size);
    const zip_int64_t count = zip_source_read(m_state->source, bytes.data(), bytes.size());
    zip_source_close(m_state->source);
    if (bytes.empty() || count != static_cast<zip_int64_t>(bytes.size())) return failed();
    return bytes;
}

}  // namespace varve::convert
