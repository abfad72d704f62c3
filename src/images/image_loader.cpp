#include "images/image_loader.h"

#include <QMetaObject>

#include <algorithm>
#include <utility>

#include "images/image_decoding.h"

namespace varve::images {

namespace {

constexpr std::size_t kProblemSize = 512;  // what remembering a problem costs, about
constexpr int kStep = 256;

/// Sizes in steps, so that dragging a handle does not decode at every pixel.
QSize inSteps(QSize target) {
    const auto up = [](int length) { return std::max(1, (length + kStep - 1) / kStep) * kStep; };
    return {up(target.width()), up(target.height())};
}

std::size_t sizeOf(const QImage& image) {
    return image.isNull() ? kProblemSize : static_cast<std::size_t>(image.sizeInBytes());
}

}  // namespace

ImageLoader::ImageLoader(QObject* parent, std::size_t cacheSizeMax) : QObject(parent), m_cacheSizeMax(cacheSizeMax) {
    m_pool.setMaxThreadCount(1);
}

ImageLoader::~ImageLoader() {
    m_pool.waitForDone();
}

/// It was decoded for at least this size, or has less pixels than it was allowed, which is all that there are.
bool ImageLoader::isEnough(const Known& known, QSize target) {
    const bool isWhole = known.image.width() < known.target.width() && known.image.height() < known.target.height();
    return !known.problem.isEmpty() || isWhole ||
           (known.target.width() >= target.width() && known.target.height() >= target.height());
}

ImageLoader::Picture ImageLoader::find(const std::string& key, QSize target) {
    Picture picture;
    const auto isOfKey = [&](const Job& job) { return job.key == key; };
    picture.isLoading = m_running == key || std::ranges::any_of(m_waiting, isOfKey);
    const auto known = m_known.find(key);
    if (known == m_known.end()) return picture;
    m_order.splice(m_order.begin(), m_order, known->second.place);
    picture.image = known->second.image;
    picture.problem = known->second.problem;
    picture.isSharp = isEnough(known->second, target);
    return picture;
}

void ImageLoader::load(const std::string& key, std::shared_ptr<const Bytes> bytes, QSize target) {
    const auto known = m_known.find(key);
    if (known != m_known.end() && isEnough(known->second, target)) return;
    cancel(key);
    m_waiting.push_front({key, std::move(bytes), inSteps(target)});
    startNext();
}

void ImageLoader::cancel(const std::string& key) {
    m_waiting.remove_if([&](const Job& job) { return job.key == key; });
}

void ImageLoader::startNext() {
    if (!m_running.empty() || m_waiting.empty()) return;
    Job job = std::move(m_waiting.front());
    m_waiting.pop_front();
    m_running = job.key;
    m_pool.start([this, job = std::move(job)] {
        Result<QImage> image = decodeImage(*job.bytes, job.target);
        QMetaObject::invokeMethod(
            this, [this, key = job.key, target = job.target, image = std::move(image)] { finish(key, target, image); },
            Qt::QueuedConnection);
    });
}

void ImageLoader::finish(const std::string& key, QSize target, const Result<QImage>& image) {
    m_running.clear();
    Known known{.image = image ? *image : QImage(), .problem = {}, .target = target, .place = {}};
    if (!image) known.problem = QString::fromStdString(image.error().message);
    remember(key, std::move(known));
    // What was asked for meanwhile may be there now.
    m_waiting.remove_if([&](const Job& job) { return job.key == key && isEnough(m_known.at(key), job.target); });
    startNext();
    Q_EMIT
    loaded(key);
}

/// Up to the bound; at least the newest one, so that it can be painted.
void ImageLoader::remember(const std::string& key, Known known) {
    forget(key);
    m_order.push_front(key);
    known.place = m_order.begin();
    m_cacheSize += sizeOf(known.image);
    m_known.emplace(key, std::move(known));
    while (m_cacheSize > m_cacheSizeMax && m_known.size() > 1)
        forget(std::string(m_order.back()));
}

void ImageLoader::forget(const std::string& key) {
    const auto known = m_known.find(key);
    if (known == m_known.end()) return;
    m_cacheSize -= sizeOf(known->second.image);
    m_order.erase(known->second.place);
    m_known.erase(known);
}

}  // namespace varve::images
