// Pictures for a view: decoded on a thread of their own, no larger than they are shown, one at a time, what was asked
// for last first; those used last are kept. A view asks with find() while it paints and with load() for what it lacks,
// and paints again when something has come. GUI thread.
#pragma once

#include <QImage>
#include <QObject>
#include <QSize>
#include <QString>
#include <QThreadPool>
#include <cstddef>
#include <list>
#include <map>
#include <memory>
#include <string>

#include "base/bytes.h"
#include "base/result.h"

namespace varve::images {

/// Bytes of decoded pictures that are kept.
inline constexpr std::size_t kPictureCacheSizeMax = 192U << 20;

class ImageLoader : public QObject {
    Q_OBJECT
  public:
    explicit ImageLoader(QObject* parent = nullptr, std::size_t cacheSizeMax = kPictureCacheSizeMax);
    /// Waits for the picture that is being decoded.
    ~ImageLoader() override;

    struct Picture {
        QImage image;            // null while there is none, and for ever where there is a problem
        QString problem;         // a sentence where it cannot be shown
        bool isSharp = false;    // as many pixels as `target` asks for, or all that there are
        bool isLoading = false;  // another one is on its way
    };
    /// What there is now. `target`: pixels it will be painted with. Cost: O(log pictures).
    [[nodiscard]] Picture find(const std::string& key, QSize target);
    /// Asks for a picture; loaded() follows. Does nothing when what find() gives is sharp or a problem. `key`: says
    /// which bytes these are, the name of the blob. A newer size replaces one that is still waiting.
    void load(const std::string& key, std::shared_ptr<const Bytes> bytes, QSize target);
    /// Whoever scrolled on does not wait for it any more.
    void cancel(const std::string& key);
    [[nodiscard]] std::size_t cacheSizeBytes() const { return m_cacheSize; }

  Q_SIGNALS:
    /// find() has something new: a picture or a problem.
    void loaded(const std::string& key);

  private:
    struct Known {
        QImage image;
        QString problem;
        QSize target;  // that it was decoded for
        std::list<std::string>::iterator place;
    };
    struct Job {
        std::string key;
        std::shared_ptr<const Bytes> bytes;
        QSize target;
    };
    [[nodiscard]] static bool isEnough(const Known& known, QSize target);
    void startNext();
    void finish(const std::string& key, QSize target, const Result<QImage>& image);
    void remember(const std::string& key, Known known);
    void forget(const std::string& key);

    std::size_t m_cacheSizeMax;
    std::map<std::string, Known> m_known;
    std::list<std::string> m_order;  // used last first
    std::size_t m_cacheSize = 0;
    std::list<Job> m_waiting;  // asked for last first
    std::string m_running;     // key of what is being decoded, or empty
    QThreadPool m_pool;
};

}  // namespace varve::images
