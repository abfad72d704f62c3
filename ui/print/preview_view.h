// Pages of paper, one below the other or two side by side, as large as fits or as chosen. Asks for pictures of the
// pages that are in sight and shows white paper until they come. GUI thread.
#pragma once

#include <QAbstractScrollArea>
#include <QCache>
#include <QImage>
#include <vector>

namespace varve::ui {

class PreviewView : public QAbstractScrollArea {
    Q_OBJECT
  public:
    explicit PreviewView(QWidget* parent = nullptr);

    void setPages(int count, QSizeF paperPoints);
    [[nodiscard]] int pageCount() const { return m_count; }
    /// Index of the page that most of is in sight.
    [[nodiscard]] int currentPage() const { return m_current; }
    void goTo(int page);
    /// Two pages side by side, or one.
    void setColumns(int columns);
    [[nodiscard]] int columns() const { return m_columns; }
    /// Percent of the paper's size; 0: as large as whole pages fit.
    void setZoom(int percent);
    [[nodiscard]] int zoomPercent() const;
    void zoomBy(int steps);

    void showPage(int page, const QImage& image);

  Q_SIGNALS:
    /// Pictures are missing; what was asked for before is not wanted any more.
    void pagesWanted(const std::vector<int>& pages, QSize pixels);
    void currentPageChanged(int page);
    void zoomChanged(int percent);

  protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;
    void keyPressEvent(QKeyEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void changeEvent(QEvent* event) override;

  private:
    [[nodiscard]] qreal scale() const;  // pixels of a point
    [[nodiscard]] QSize pageSize() const;
    [[nodiscard]] int rowCount() const { return (m_count + m_columns - 1) / m_columns; }
    [[nodiscard]] int rowHeight() const;
    [[nodiscard]] QRect pageRect(int page) const;  // in the viewport
    void layOut();
    void updateCurrent();
    void forgetPictures();

    int m_count = 0;
    QSizeF m_paper{595, 842};
    int m_columns = 1;
    int m_zoom = 0;
    int m_current = 0;
    QCache<int, QImage> m_pictures;  // cost in kilobytes
    std::vector<int> m_wanted;
};

}  // namespace varve::ui
