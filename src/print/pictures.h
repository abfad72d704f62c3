// Decoded pictures for paper: no more pixels than the paper shows, those of the pages painted last are kept. One thread
// at a time.
#pragma once

#include <QImage>
#include <QSizeF>
#include <list>
#include <string>

#include "convert/imported.h"

namespace varve::print {

class Pictures {
  public:
    /// `dotsPerInch`: of what is painted on; more pixels than that are not kept.
    explicit Pictures(convert::BlobSource blobs, int dotsPerInch)
        : m_blobs(std::move(blobs)), m_dotsPerInch(dotsPerInch) {}

    /// Null when the bytes are not at hand or are no picture. `size`: in dots of paper. Cost: O(pixels) the first time.
    [[nodiscard]] QImage find(const std::string& blob, QSizeF size);

  private:
    struct Known {
        std::string blob;
        QSize wanted;
        QImage image;
    };
    convert::BlobSource m_blobs;
    int m_dotsPerInch;
    std::list<Known> m_known;  // used last first
};

}  // namespace varve::print
