#include "ui/theme.h"

#include <QApplication>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QFileInfo>
#include <QSettings>
#include <cmath>

#include "ui/theme_style.h"

namespace varve::ui {

namespace {

constexpr QLatin1String kPortalService("org.freedesktop.portal.Desktop");
constexpr QLatin1String kPortalPath("/org/freedesktop/portal/desktop");
constexpr QLatin1String kPortalInterface("org.freedesktop.portal.Settings");
constexpr QLatin1String kAppearanceGroup("org.freedesktop.appearance");
constexpr QLatin1String kColorScheme("color-scheme");
constexpr QLatin1String kSettingsKey("window/appearance");
constexpr uint kPreferDark = 1;  // org.freedesktop.appearance: 0 no wish, 1 dark, 2 light

struct Tones {
    QRgb window, base, alternate, button, text, muted, highlight, highlightedText, link, hairline, faint, tip;
};

constexpr Tones kLight{0xfff1eee8, 0xfffffdf9, 0xfff7f4ee, 0xfffaf8f3, 0xff2a2824, 0xff68635a,
                       0xffc9dfe0, 0xff1d1c19, 0xff1f6a72, 0xffdcd7cc, 0xffa49d90, 0xfffffdf9};
constexpr Tones kDark{0xff222120, 0xff2a2927, 0xff302f2c, 0xff33312e, 0xffe7e2d9, 0xffaba498,
                      0xff31565a, 0xfff6f2ea, 0xff86c5c2, 0xff3d3b37, 0xff6f6a61, 0xff383633};

double linear(double channel) {
    return channel <= 0.03928 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

double luminance(const QColor& colour) {
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF());
}

void setDisabled(QPalette& palette, const Tones& tones) {
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::HighlightedText}) {
        palette.setColor(QPalette::Disabled, role, QColor(tones.faint));
    }
    palette.setColor(QPalette::Disabled, QPalette::Highlight, QColor(tones.hairline));
}

Appearance savedAppearance() {
    const QString saved = QSettings().value(kSettingsKey).toString();
    if (saved == QLatin1String("light")) return Appearance::kLight;
    if (saved == QLatin1String("dark")) return Appearance::kDark;
    return Appearance::kSystem;
}

QString savedName(Appearance appearance) {
    switch (appearance) {
        case Appearance::kLight:
            return QStringLiteral("light");
        case Appearance::kDark:
            return QStringLiteral("dark");
        case Appearance::kSystem:
            break;
    }
    return QStringLiteral("system");
}

}  // namespace

double contrastRatio(const QColor& a, const QColor& b) {
    const double first = luminance(a) + 0.05;
    const double second = luminance(b) + 0.05;
    return first > second ? first / second : second / first;
}

QPalette themePalette(bool dark) {
    const Tones& tones = dark ? kDark : kLight;
    QPalette palette;
    palette.setColor(QPalette::Window, QColor(tones.window));
    palette.setColor(QPalette::WindowText, QColor(tones.text));
    palette.setColor(QPalette::Base, QColor(tones.base));
    palette.setColor(QPalette::AlternateBase, QColor(tones.alternate));
    palette.setColor(QPalette::Text, QColor(tones.text));
    palette.setColor(QPalette::PlaceholderText, QColor(tones.muted));
    palette.setColor(QPalette::Button, QColor(tones.button));
    palette.setColor(QPalette::ButtonText, QColor(tones.text));
    palette.setColor(QPalette::BrightText, QColor(tones.highlightedText));
    palette.setColor(QPalette::Highlight, QColor(tones.highlight));
    palette.setColor(QPalette::HighlightedText, QColor(tones.highlightedText));
    palette.setColor(QPalette::Link, QColor(tones.link));
    palette.setColor(QPalette::LinkVisited, QColor(tones.link));
    palette.setColor(QPalette::ToolTipBase, QColor(tones.tip));
    palette.setColor(QPalette::ToolTipText, QColor(tones.text));
    palette.setColor(QPalette::Light, QColor(tones.base));
    palette.setColor(QPalette::Midlight, QColor(tones.alternate));
    palette.setColor(QPalette::Mid, QColor(tones.hairline));
    palette.setColor(QPalette::Dark, QColor(tones.faint));
    palette.setColor(QPalette::Shadow, dark ? QColor(0, 0, 0, 110) : QColor(60, 52, 38, 60));
    setDisabled(palette, tones);
    return palette;
}

ThemeColours themeColours(const QPalette& palette) {
    ThemeColours colours;
    colours.isDark = palette.color(QPalette::Window).lightnessF() < palette.color(QPalette::WindowText).lightnessF();
    if (colours.isDark) {
        colours.accent = QColor(0x7fc0bb);
        colours.accentText = QColor(0x10211f);
        colours.muted = QColor(0xaba498);
        colours.hairline = QColor(0x3d3b37);
        colours.hover = QColor(0x3a3835);
        colours.inserted = QColor(0x5fa39d);
        colours.deleted = QColor(0xc98563);
        colours.notice = QColor(0x2f4244);
        colours.noticeText = QColor(0xe9f1ef);
        colours.warning = QColor(0x4e2f26);
        colours.warningText = QColor(0xf8e6dc);
        colours.historyWindow = QColor(0x1e2324);
    } else {
        colours.accent = QColor(0x1f6a72);
        colours.accentText = QColor(0xffffff);
        colours.muted = QColor(0x68635a);
        colours.hairline = QColor(0xdcd7cc);
        colours.hover = QColor(0xe6e1d8);
        colours.inserted = QColor(0x5b9a98);
        colours.deleted = QColor(0xc58565);
        colours.notice = QColor(0xdceaea);
        colours.noticeText = QColor(0x1f3a3d);
        colours.warning = QColor(0xf7ddd2);
        colours.warningText = QColor(0x5a2413);
        colours.historyWindow = QColor(0xe6ebe9);
    }
    return colours;
}

Theme::Theme(QObject* parent) : QObject(parent), m_appearance(savedAppearance()) {
    // Until the desktop answers, what the platform's own palette looks like is the best guess.
    m_desktopIsDark = themeColours(QApplication::palette()).isDark;
    QApplication::setStyle(new ThemeStyle);
    apply();
    askDesktop();
}

void Theme::askDesktop() {
    // Without a session bus, asking for one would start it: slow, and nobody would answer.
    const QString socket = qEnvironmentVariable("XDG_RUNTIME_DIR") + QStringLiteral("/bus");
    if (!qEnvironmentVariableIsSet("DBUS_SESSION_BUS_ADDRESS") && !QFileInfo::exists(socket)) return;
    QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected()) return;
    bus.connect(kPortalService, kPortalPath, kPortalInterface, QStringLiteral("SettingChanged"), this,
                SLOT(showPortalSetting(QString, QString, QDBusVariant)));
    QDBusMessage question =
        QDBusMessage::createMethodCall(kPortalService, kPortalPath, kPortalInterface, QStringLiteral("Read"));
    question << QString(kAppearanceGroup) << QString(kColorScheme);
    auto* watcher = new QDBusPendingCallWatcher(bus.asyncCall(question), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this](QDBusPendingCallWatcher* finished) {
        const QDBusPendingReply<QDBusVariant> reply = *finished;
        finished->deleteLater();
        if (reply.isError()) return;
        // The portal wraps the value twice.
        QVariant value = reply.value().variant();
        if (value.canConvert<QDBusVariant>()) value = value.value<QDBusVariant>().variant();
        takeDesktopWish(value.toUInt());
    });
}

void Theme::showPortalSetting(const QString& group, const QString& key, const QDBusVariant& value) {
    if (group == kAppearanceGroup && key == kColorScheme) takeDesktopWish(value.variant().toUInt());
}

void Theme::takeDesktopWish(uint colorScheme) {
    const bool isDark = colorScheme == kPreferDark;
    if (isDark == m_desktopIsDark) return;
    m_desktopIsDark = isDark;
    apply();
}

bool Theme::isDark() const {
    return m_appearance == Appearance::kSystem ? m_desktopIsDark : m_appearance == Appearance::kDark;
}

void Theme::setAppearance(Appearance appearance) {
    QSettings().setValue(kSettingsKey, savedName(appearance));
    useAppearance(appearance);
}

void Theme::useAppearance(Appearance appearance) {
    if (appearance == m_appearance) return;
    m_appearance = appearance;
    apply();
    Q_EMIT
    appearanceChanged(appearance);
}

void Theme::apply() {
    QApplication::setPalette(themePalette(isDark()));
}

}  // namespace varve::ui
