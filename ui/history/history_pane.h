// The pane beside the page for what one does with the history apart from the slider: steps, named moments, searching,
// authors. Holds pages that others make and fill, each behind a tab. GUI thread.
#pragma once

#include <QDockWidget>

class QStackedWidget;
class QTabBar;

namespace varve::ui {

class HistoryPane : public QDockWidget {
    Q_OBJECT
  public:
    explicit HistoryPane(QWidget* parent = nullptr);

    /// Behind the pages that are there. Its focus proxy gets the keyboard when it is shown by a command.
    void addPage(QWidget* page, const QString& title);
    /// Opens the pane with this page, which gets the keyboard.
    void showPage(QWidget* page);
    /// The page in the same place as that of another window's pane, without opening it.
    void showPageLike(const HistoryPane& other);
    /// Null before there is any.
    [[nodiscard]] QWidget* currentPage() const;

  Q_SIGNALS:
    void openRequested();
    void closeRequested();
    /// Escape: the keyboard goes back to the page.
    void leaveRequested();
    /// Another page is seen, or the pane has become visible with it: it may catch up.
    void pageShown(QWidget* page);

  protected:
    bool event(QEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

  private:
    QWidget* makeTitle();

    QTabBar* m_tabs = nullptr;
    QStackedWidget* m_pages = nullptr;
};

}  // namespace varve::ui
