// Lists the documents that others on this computer share and asks where to keep the own copy of the chosen one. Says
// what to do when there are none; looks again every few seconds while it is open.
#pragma once

#include <QDialog>
#include <QString>
#include <vector>

#include "session/document_session.h"

class QDialogButtonBox;
class QLabel;
class QLineEdit;
class QListWidget;
class QPushButton;

namespace varve::ui {

class JoinDialog : public QDialog {
    Q_OBJECT
  public:
    explicit JoinDialog(QWidget* parent = nullptr);

    /// Shows these instead of looking for them; for tests and for the first look.
    void setDocuments(std::vector<session::SharedDocument> documents);

  Q_SIGNALS:
    /// The user wants to write in `shared`, keeping an own copy in the file `path`.
    void joinRequested(const varve::session::SharedDocument& shared, const QString& path);

  private:
    void createWidgets();
    void layOut();
    void connectWidgets();
    void lookAgain();
    void showChosen();
    void choosePlace();
    void join();

    std::vector<session::SharedDocument> m_documents;
    QLabel* m_hint = nullptr;
    QListWidget* m_list = nullptr;
    QLabel* m_placeLabel = nullptr;
    QLineEdit* m_place = nullptr;
    QPushButton* m_choosePlace = nullptr;
    QDialogButtonBox* m_buttons = nullptr;
    QPushButton* m_join = nullptr;
    bool m_placeIsOwn = false;  // the user wrote it; choosing another document leaves it alone
};

/// A file in `folder` that does not exist yet: "Title.varve", "Title 2.varve", ... The title is made fit for a name.
[[nodiscard]] QString freeDocumentPath(const QString& folder, const QString& title);

}  // namespace varve::ui
