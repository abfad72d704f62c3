// Images that importers meet: looked at without decoding them (src/images), and kept once each.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "convert/imported.h"
#include "convert/loss_list.h"
#include "document/embed_schema.h"

namespace varve::convert {

/// The data of `data:image/...;base64,...`. Nothing for any other address and for damaged data. Cost: O(size).
[[nodiscard]] std::optional<Bytes> bytesOfDataUri(std::string_view uri);
[[nodiscard]] std::string dataUriOf(std::string_view media, BytesView bytes);

/// The images of one import.
class ImageCollection {
  public:
    /// The embed of an image, or nothing and a sentence among the losses. Cost: O(size).
    [[nodiscard]] std::optional<document::Embed> add(Bytes bytes, std::string_view alt, LossList& losses);
    [[nodiscard]] std::optional<document::Embed> addFromUri(std::string_view uri, std::string_view alt,
                                                            LossList& losses);
    [[nodiscard]] std::vector<ImportedImage> take() { return std::move(m_images); }

  private:
    std::vector<ImportedImage> m_images;
    std::size_t m_sizeBytes = 0;
};

}  // namespace varve::convert
