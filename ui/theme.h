// Colours and flat shapes of the window: a calm light and a calm dark palette, chosen by the user or by the desktop.
// Widgets take standard roles from QPalette and the few that Qt lacks from themeColours(). Holds no document state.
#pragma once

#include <QColor>
#include <QDBusVariant>
#include <QObject>
#include <QPalette>
#include <QString>

namespace varve::ui {

enum class Appearance : std::uint8_t { kSystem, kLight, kDark };

/// Roles that QPalette has no name for. Text on them is at least 4.5:1.
struct ThemeColours {
    bool isDark = false;
    QColor accent;      // the handle, the button to press
    QColor accentText;  // on accent
    QColor muted;       // secondary text on the window colour
    QColor hairline;    // separating lines
    QColor hover;       // under the pointer
    QColor inserted;    // histogram: written
    QColor deleted;     // histogram: removed
    QColor notice;      // background of a calm message bar
    QColor noticeText;
    QColor warning;  // background of a message about a failure
    QColor warningText;
    QColor historyWindow;  // the panel under a page that shows the past
};

/// The colours that go with a palette (told by whether it is light or dark).
[[nodiscard]] ThemeColours themeColours(const QPalette& palette);
[[nodiscard]] QPalette themePalette(bool dark);
/// Contrast ratio of WCAG 2: 1 to 21.
[[nodiscard]] double contrastRatio(const QColor& a, const QColor& b);

/// Applies the palette and style to the application and follows the desktop's wish while the user has none.
/// One for each application; made before the first window.
class Theme : public QObject {
    Q_OBJECT
  public:
    explicit Theme(QObject* parent = nullptr);

    [[nodiscard]] Appearance appearance() const { return m_appearance; }
    /// Remembered in the settings.
    void setAppearance(Appearance appearance);
    /// For this run only.
    void useAppearance(Appearance appearance);
    [[nodiscard]] bool isDark() const;

  Q_SIGNALS:
    void appearanceChanged(varve::ui::Appearance appearance);

  private Q_SLOTS:
    void showPortalSetting(const QString& group, const QString& key, const QDBusVariant& value);

  private:
    void askDesktop();
    void takeDesktopWish(uint colorScheme);
    void apply();

    Appearance m_appearance = Appearance::kSystem;
    bool m_desktopIsDark = false;
};

}  // namespace varve::ui
