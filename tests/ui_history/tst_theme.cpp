// Colours that can be read: contrast of both palettes, of the people's colours, and of every coloured line.
#include <QApplication>
#include <QImage>
#include <QTest>

#include "ui/collaboration/presence_colours.h"
#include "ui/theme.h"
#include "ui/theme_icons.h"

using namespace varve;

class ThemeTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void textContrast_data();
    void textContrast();
    void peopleStandOut();
    void iconsFollowThePalette();
};

void ThemeTest::textContrast_data() {
    QTest::addColumn<QColor>("text");
    QTest::addColumn<QColor>("background");
    for (const bool dark : {false, true}) {
        const QPalette palette = ui::themePalette(dark);
        const ui::ThemeColours colours = ui::themeColours(palette);
        QCOMPARE(colours.isDark, dark);
        const auto row = [dark](const char* name, const QColor& text, const QColor& background) {
            QTest::addRow("%s %s", dark ? "dark" : "light", name) << text << background;
        };
        row("page", palette.color(QPalette::Text), palette.color(QPalette::Base));
        row("window", palette.color(QPalette::WindowText), palette.color(QPalette::Window));
        row("button", palette.color(QPalette::ButtonText), palette.color(QPalette::Button));
        row("hovered button", palette.color(QPalette::ButtonText), colours.hover);
        row("selection", palette.color(QPalette::HighlightedText), palette.color(QPalette::Highlight));
        row("tool tip", palette.color(QPalette::ToolTipText), palette.color(QPalette::ToolTipBase));
        row("placeholder", palette.color(QPalette::PlaceholderText), palette.color(QPalette::Base));
        row("link", palette.color(QPalette::Link), palette.color(QPalette::Base));
        row("muted", colours.muted, palette.color(QPalette::Window));
        row("history panel", palette.color(QPalette::WindowText), colours.historyWindow);
        row("muted on the history panel", colours.muted, colours.historyWindow);
        row("accent button", colours.accentText, colours.accent);
        row("notice", colours.noticeText, colours.notice);
        row("warning", colours.warningText, colours.warning);
    }
}

void ThemeTest::textContrast() {
    QFETCH(QColor, text);
    QFETCH(QColor, background);
    const double ratio = ui::contrastRatio(text, background);
    QVERIFY2(ratio >= 4.5, qPrintable(QString::number(ratio)));
}

void ThemeTest::peopleStandOut() {
    for (const bool dark : {false, true}) {
        const QColor page = ui::themePalette(dark).color(QPalette::Base);
        for (std::uint32_t index = 0; index < ui::kPresenceColourCount; ++index) {
            const QColor colour = ui::presenceColour(index, dark);
            QVERIFY2(ui::contrastRatio(colour, page) >= 3, qPrintable(colour.name()));
            QVERIFY2(ui::contrastRatio(ui::textOn(colour), colour) >= 4.5, qPrintable(colour.name()));
        }
    }
}

void ThemeTest::iconsFollowThePalette() {
    const QIcon icon = ui::themeIcon(QStringLiteral("undo"));
    QVERIFY(!icon.isNull());
    const auto darkest = [&icon] {
        const QImage image = icon.pixmap(QSize(20, 20)).toImage();
        int opaque = 0;
        double lightness = 0;
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x) {
                const QColor colour = image.pixelColor(x, y);
                if (colour.alpha() < 200) continue;
                ++opaque;
                lightness += colour.lightnessF();
            }
        }
        return opaque == 0 ? -1.0 : lightness / opaque;
    };
    QApplication::setPalette(ui::themePalette(false));
    const double onLight = darkest();
    QApplication::setPalette(ui::themePalette(true));
    const double onDark = darkest();
    QVERIFY2(onLight >= 0 && onLight < 0.4, qPrintable(QString::number(onLight)));
    QVERIFY2(onDark > 0.6, qPrintable(QString::number(onDark)));
}

QTEST_MAIN(ThemeTest)
#include "tst_theme.moc"
