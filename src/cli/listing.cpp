#include "cli/listing.h"

#include <QDateTime>
#include <algorithm>

namespace varve::cli {

std::string isoTime(std::int64_t ms) {
    return QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC).toString(Qt::ISODateWithMs).toStdString();
}

std::string withoutControls(std::string text) {
    std::ranges::replace_if(
        text, [](unsigned char c) { return c < 0x20 || c == 0x7f; }, ' ');
    // U+0080 to U+009F are controls as well.
    for (std::size_t at = 0; at + 1 < text.size(); ++at) {
        const auto next = static_cast<unsigned char>(text[at + 1]);
        if (static_cast<unsigned char>(text[at]) == 0xc2 && next < 0xa0) text.replace(at, 2, "  ");
    }
    // So are those that turn the direction of what stands behind them: U+202A to U+202E, U+2066 to U+2069.
    for (std::size_t at = 0; at + 2 < text.size(); ++at) {
        const auto second = static_cast<unsigned char>(text[at + 1]);
        const auto third = static_cast<unsigned char>(text[at + 2]);
        const bool isEmbedding = second == 0x80 && third >= 0xaa && third <= 0xae;
        const bool isIsolate = second == 0x81 && third >= 0xa6 && third <= 0xa9;
        if (static_cast<unsigned char>(text[at]) == 0xe2 && (isEmbedding || isIsolate)) text.replace(at, 3, "   ");
    }
    return text;
}

std::string inOneColumn(std::string text) {
    return withoutControls(std::move(text));
}

std::vector<std::string> usersIn(const replica::DocumentReplica& replica, const history::TimelineSpan& span) {
    std::vector<std::string> users;
    for (const std::uint32_t agent : replica.timeline().agentsIn(replica.log(), span))
        users.push_back(replica.log().agents()[agent].user);
    return users;
}

std::string userWords(const std::vector<std::string>& users) {
    std::string words;
    for (const std::string& user : users)
        words += (words.empty() ? "" : ", ") + inOneColumn(user);
    return words;
}

}  // namespace varve::cli
