// What a document has that the format it is exported to cannot say. Told before anybody trusts the file, in one
// sentence a kind. One table says which format keeps what; the tests hold it against what the writers' files give when
// they are read again.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "convert/formats.h"

namespace varve::convert {

/// One sentence for each kind of thing that is not in the file, each with how often it is in the document. Empty when
/// the format keeps everything. Cost: O(content).
[[nodiscard]] std::vector<std::string> exportLosses(Format format, const document::Content& content);

/// Passes images on to a writer and remembers those that were asked for in vain.
class WatchedBlobs {
  public:
    explicit WatchedBlobs(const BlobSource& source) : m_source(source) {}

    /// Valid as long as this object.
    [[nodiscard]] BlobSource source();
    /// A sentence that names the images of `content` whose bytes are not at hand, by their descriptions or else by
    /// their numbers in the document. Empty when there are none.
    [[nodiscard]] std::string missingWords(const document::Content& content) const;

  private:
    const BlobSource& m_source;
    std::map<std::string, bool, std::less<>> m_isMissing;  // by hash, of those asked for
};

}  // namespace varve::convert
