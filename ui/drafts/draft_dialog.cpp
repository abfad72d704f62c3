#include "ui/drafts/draft_dialog.h"

#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include "document/draft_schema.h"
#include "editing/draft_commands.h"
#include "ui/theme.h"
#include "ui/theme_style.h"

namespace varve::ui {

namespace {

constexpr int kWidth = 400;

}  // namespace

DraftDialog::DraftDialog(Purpose purpose, const QString& start, const QString& name, QWidget* parent)
    : QDialog(parent) {
    setObjectName(QStringLiteral("draftDialog"));
    setWindowTitle(purpose == Purpose::kNew ? tr("New Draft") : tr("Rename Draft"));
    layOut(purpose, start);
    connect(m_name, &QLineEdit::textChanged, this, &DraftDialog::showAllowed);
    m_name->setText(name);
    m_name->selectAll();
    m_name->setFocus();
    showAllowed();
}

void DraftDialog::layOut(Purpose purpose, const QString& start) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(20, 18, 20, 14);
    layout->setSpacing(6);
    if (purpose == Purpose::kNew) {
        auto* words = new QLabel(tr("A draft is a version of the document to try things in: the document stays as it "
                                    "is until you merge the draft into it."),
                                 this);
        words->setWordWrap(true);
        QPalette muted = palette();
        muted.setColor(QPalette::WindowText, themeColours(palette()).muted);
        words->setPalette(muted);
        layout->addWidget(words);
        auto* from = new QLabel(start, this);
        from->setObjectName(QStringLiteral("draftStart"));
        from->setWordWrap(true);
        layout->addWidget(from);
        layout->addSpacing(8);
    }
    m_name = new QLineEdit(this);
    m_name->setObjectName(QStringLiteral("draftName"));
    m_name->setMaxLength(static_cast<int>(document::kDraftNameSizeMax));
    auto* label = new QLabel(tr("&Name"), this);
    label->setBuddy(m_name);
    layout->addWidget(label);
    layout->addWidget(m_name);
    m_problem = new QLabel(tr("The name is too long."), this);
    m_problem->setObjectName(QStringLiteral("draftProblem"));
    m_problem->hide();
    layout->addWidget(m_problem);
    layout->addSpacing(10);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_accept =
        buttons->addButton(purpose == Purpose::kNew ? tr("Start Draft") : tr("Rename"), QDialogButtonBox::AcceptRole);
    m_accept->setObjectName(QStringLiteral("acceptDraft"));
    m_accept->setProperty(kPrimaryProperty, true);
    m_accept->setDefault(true);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    layout->addWidget(buttons);
    setMinimumWidth(kWidth);
}

QString DraftDialog::name() const {
    return QString::fromStdString(editing::draftNameFrom(m_name->text().toStdString()));
}

void DraftDialog::showAllowed() {
    const bool isTooLong = !m_name->text().trimmed().isEmpty() && name().isEmpty();
    m_problem->setVisible(isTooLong);
    m_accept->setEnabled(!name().isEmpty());
}

}  // namespace varve::ui
