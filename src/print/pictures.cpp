#include "print/pictures.h"

#include <algorithm>

#include "images/image_decoding.h"
#include "print/paper_text.h"

namespace varve::print {

namespace {

constexpr std::size_t kKnownMax = 8;

}  // namespace

QImage Pictures::find(const std::string& blob, QSizeF size) {
    const QSize wanted = (size * m_dotsPerInch / kDotsPerInch).toSize().expandedTo(QSize(1, 1));
    const auto known = std::ranges::find(m_known, blob, &Known::blob);
    if (known != m_known.end()) {
        m_known.splice(m_known.begin(), m_known, known);
        if (wanted.width() <= known->wanted.width()) return known->image;
        m_known.pop_front();
    }
    if (m_known.size() >= kKnownMax) m_known.pop_back();
    QImage image;
    if (const auto bytes = m_blobs ? m_blobs(blob) : std::nullopt)
        image = images::decodeImage(*bytes, wanted).value_or(QImage());
    m_known.push_front({blob, wanted, image});
    return image;
}

}  // namespace varve::print
