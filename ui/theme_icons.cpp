#include "ui/theme_icons.h"

#include <QFile>
#include <QGuiApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPalette>
#include <QPixmap>
#include <QSvgRenderer>

// The drawings are linked into a static library, which leaves them out unless they are asked for by name.
static void initIcons() {
    Q_INIT_RESOURCE(icons);
}

namespace varve::ui {

namespace {

class PaletteIconEngine : public QIconEngine {
  public:
    explicit PaletteIconEngine(const QString& name) : m_name(name) {
        static const bool kIsReady = [] {
            initIcons();
            return true;
        }();
        static_cast<void>(kIsReady);
        QFile file(QStringLiteral(":/icons/%1.svg").arg(name));
        if (file.open(QIODevice::ReadOnly)) m_drawing = file.readAll();
    }

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override {
        const auto group = mode == QIcon::Disabled ? QPalette::Disabled : QPalette::Active;
        const QColor colour = QGuiApplication::palette().color(group, QPalette::ButtonText);
        QByteArray coloured = m_drawing;
        coloured.replace("currentColor", colour.name().toLatin1());
        QSvgRenderer(coloured).render(painter, rect);
    }

    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override {
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, QRect(QPoint(0, 0), size), mode, state);
        return pixmap;
    }

    [[nodiscard]] QIconEngine* clone() const override { return new PaletteIconEngine(*this); }
    QString key() const override { return QStringLiteral("varve-palette-icon"); }
    QString iconName() override { return m_name; }
    bool isNull() override { return m_drawing.isEmpty(); }

  private:
    QString m_name;
    QByteArray m_drawing;
};

}  // namespace

QIcon themeIcon(const QString& name) {
    return QIcon(new PaletteIconEngine(name));
}

}  // namespace varve::ui
