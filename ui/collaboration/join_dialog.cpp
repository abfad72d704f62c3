#include "ui/collaboration/join_dialog.h"

#include <QDialogButtonBox>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QStandardPaths>
#include <QTimer>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/collaboration/joined_copies.h"
#include "ui/theme_style.h"

namespace varve::ui {

namespace {

constexpr int kLookIntervalMs = 2000;
constexpr int kTitleLengthMax = 80;

bool isSame(const session::SharedDocument& a, const session::SharedDocument& b) {
    return a.documentId == b.documentId && a.socketName == b.socketName && a.title == b.title &&
           a.userName == b.userName;
}

}  // namespace

QString freeDocumentPath(const QString& folder, const QString& title) {
    QString name = title.simplified().left(kTitleLengthMax);
    for (QChar& character : name) {
        if (character == QLatin1Char('/') || character == QLatin1Char('\\') ||
            character.category() == QChar::Other_Control) {
            character = QLatin1Char('-');
        }
    }
    while (name.startsWith(QLatin1Char('.')))
        name.remove(0, 1);
    if (name.isEmpty()) name = QStringLiteral("Document");
    const QDir place(folder);
    QString path = place.filePath(name + QStringLiteral(".varve"));
    for (int number = 2; QFileInfo::exists(path); ++number) {
        path = place.filePath(QStringLiteral("%1 %2.varve").arg(name).arg(number));
    }
    return path;
}

JoinDialog::JoinDialog(QWidget* parent) : QDialog(parent) {
    setObjectName(QStringLiteral("joinDialog"));
    setWindowTitle(tr("Join a Document"));
    createWidgets();
    layOut();
    connectWidgets();
    auto* timer = new QTimer(this);
    timer->setInterval(kLookIntervalMs);
    connect(timer, &QTimer::timeout, this, &JoinDialog::lookAgain);
    timer->start();
    setDocuments(session::listSharedDocuments());
}

void JoinDialog::createWidgets() {
    m_hint = new QLabel(this);
    m_hint->setObjectName(QStringLiteral("joinHint"));
    m_hint->setWordWrap(true);
    m_list = new QListWidget(this);
    m_list->setObjectName(QStringLiteral("sharedDocuments"));
    m_list->setAccessibleName(tr("Shared documents"));
    m_list->setMinimumHeight(150);
    m_placeLabel = new QLabel(tr("&Keep my copy in:"), this);
    m_place = new QLineEdit(this);
    m_place->setObjectName(QStringLiteral("copyPath"));
    m_placeLabel->setBuddy(m_place);
    m_choosePlace = new QPushButton(tr("C&hoose…"), this);
    m_buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_join = m_buttons->addButton(tr("&Join"), QDialogButtonBox::AcceptRole);
    m_join->setObjectName(QStringLiteral("joinButton"));
    m_join->setProperty(kPrimaryProperty, true);
}

void JoinDialog::layOut() {
    auto* place = new QHBoxLayout;
    place->addWidget(m_placeLabel);
    place->addWidget(m_place, 1);
    place->addWidget(m_choosePlace);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(18, 16, 18, 14);
    layout->setSpacing(12);
    layout->addWidget(m_hint);
    layout->addWidget(m_list, 1);
    layout->addLayout(place);
    layout->addWidget(m_buttons);
    resize(560, 380);
}

void JoinDialog::connectWidgets() {
    connect(m_list, &QListWidget::currentRowChanged, this, &JoinDialog::showChosen);
    connect(m_list, &QListWidget::itemActivated, this, &JoinDialog::join);
    connect(m_place, &QLineEdit::textEdited, this, [this] { m_placeIsOwn = true; });
    connect(m_choosePlace, &QPushButton::clicked, this, &JoinDialog::choosePlace);
    connect(m_buttons, &QDialogButtonBox::accepted, this, &JoinDialog::join);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
}

void JoinDialog::lookAgain() {
    setDocuments(session::listSharedDocuments());
}

void JoinDialog::setDocuments(std::vector<session::SharedDocument> documents) {
    const bool isUnchanged = m_list->count() > 0 && std::equal(documents.begin(), documents.end(), m_documents.begin(),
                                                               m_documents.end(), isSame);
    if (isUnchanged) return;
    const int row = m_list->currentRow();
    m_documents = std::move(documents);
    m_list->clear();
    for (const session::SharedDocument& document : m_documents) {
        auto* item =
            new QListWidgetItem(tr("%1 – shared by %2", "title, person").arg(document.title, document.userName));
        item->setToolTip(document.path);
        m_list->addItem(item);
    }
    const bool isEmpty = m_documents.empty();
    if (isEmpty) {
        m_hint->setText(
            tr("Nobody on this computer shares a document at the moment. Open it in another window and choose “Share "
               "on This Computer” there; it appears here at once."));
    }
    m_list->setVisible(!isEmpty);
    m_placeLabel->setVisible(!isEmpty);
    m_place->setVisible(!isEmpty);
    m_choosePlace->setVisible(!isEmpty);
    if (!isEmpty) m_list->setCurrentRow(std::clamp(row, 0, m_list->count() - 1));
    showChosen();
}

void JoinDialog::showChosen() {
    const int row = m_list->currentRow();
    const bool isChosen = row >= 0 && row < static_cast<int>(m_documents.size());
    m_join->setEnabled(isChosen);
    if (!isChosen) return;
    const session::SharedDocument& chosen = m_documents[static_cast<std::size_t>(row)];
    const QString copy = joinedCopy(QString::fromStdString(chosen.documentId));
    m_hint->setText(copy.isEmpty()
                        ? tr("You get your own copy with the whole history, and both stay in step while you write.")
                        : tr("You joined this document before. Your copy goes on where it was, and takes over what was "
                             "written since."));
    if (m_placeIsOwn) return;
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
    m_place->setText(QDir::toNativeSeparators(copy.isEmpty() ? freeDocumentPath(folder, chosen.title) : copy));
}

void JoinDialog::choosePlace() {
    auto* chooser = new QFileDialog(this, tr("Keep My Copy In"), m_place->text(), tr("Varve documents (*.varve)"));
    chooser->setAttribute(Qt::WA_DeleteOnClose);
    chooser->setAcceptMode(QFileDialog::AcceptSave);
    chooser->setDefaultSuffix(QStringLiteral("varve"));
    connect(chooser, &QFileDialog::fileSelected, this, [this](const QString& path) {
        m_place->setText(QDir::toNativeSeparators(path));
        m_placeIsOwn = true;
    });
    chooser->open();
}

void JoinDialog::join() {
    const int row = m_list->currentRow();
    if (row < 0 || row >= static_cast<int>(m_documents.size()) || m_place->text().trimmed().isEmpty()) return;
    const session::SharedDocument shared = m_documents[static_cast<std::size_t>(row)];
    const QString path = QDir::fromNativeSeparators(m_place->text().trimmed());
    accept();
    Q_EMIT
    joinRequested(shared, path);
}

}  // namespace varve::ui
