// A main window on a fresh document file, driven as a person would: real keys, real clicks.
#pragma once

#include <QCoreApplication>
#include <QSettings>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <memory>

#include "base/clock.h"
#include "session/document_session.h"
#include "ui/editor/editor_view.h"
#include "ui/history/history_mode.h"
#include "ui/history/timeline_panel.h"
#include "ui/main_window.h"
#include "ui/main_window_status.h"
#include "ui/message_bar.h"
#include "ui/theme.h"

namespace varve::test {

/// Settings of their own, empty; to be called before the first window.
inline void isolateSettings(const QTemporaryDir& folder) {
    QStandardPaths::setTestModeEnabled(true);
    QCoreApplication::setOrganizationName(QStringLiteral("VarveTest"));
    QCoreApplication::setApplicationName(QStringLiteral("window"));
    QSettings::setDefaultFormat(QSettings::IniFormat);
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, folder.path());
}

class WindowHarness {
  public:
    WindowHarness(ui::Theme& theme, const Clock& clock, const QString& path) {
        const std::filesystem::path file(path.toStdString());
        auto opened = std::filesystem::exists(file) ? session::openFile(file, session::OpenMode::kReadWrite)
                                                    : session::createFile(file);
        if (!opened) qFatal("%s", opened.error().message.c_str());
        auto session =
            std::make_unique<session::DocumentSession>(std::move(*opened), session::Identity{"Ana", "lake"}, clock);
        m_window = new ui::MainWindow(std::move(session), theme, clock);
        m_window->setAttribute(Qt::WA_DeleteOnClose, false);
        m_window->resize(900, 640);
        m_window->show();
        if (!QTest::qWaitForWindowExposed(m_window)) qFatal("The window does not show.");
        m_window->activateWindow();
        view().setFocus();
    }
    ~WindowHarness() { delete m_window; }

    [[nodiscard]] ui::MainWindow& window() { return *m_window; }
    [[nodiscard]] ui::EditorView& view() { return m_window->view(); }
    [[nodiscard]] replica::DocumentReplica& replica() { return m_window->session().replica(); }
    [[nodiscard]] QString text() { return QString::fromStdString(replica().text().text()); }
    /// What the user sees, which is not the document while the past is on display.
    [[nodiscard]] QString shownText() {
        const auto& blocks = view().blocks();
        return blocks.text({{0}, {blocks.count()}});
    }
    void type(const QString& text) {
        for (const QChar character : text) {
            if (character == QLatin1Char('\n')) {
                QTest::keyClick(view().viewport(), Qt::Key_Return);
            } else {
                QTest::keyClick(view().viewport(), character.toLatin1());
            }
        }
    }
    /// As a key press on whatever has the focus.
    void press(int key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
        QWidget* target = m_window->focusWidget() != nullptr ? m_window->focusWidget() : m_window;
        QTest::keyClick(target, static_cast<Qt::Key>(key), modifiers);
        QCoreApplication::processEvents();
    }
    [[nodiscard]] QAction* action(const char* name) { return m_window->findChild<QAction*>(QLatin1String(name)); }

  private:
    ui::MainWindow* m_window = nullptr;
};

}  // namespace varve::test
