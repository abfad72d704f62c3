#include "ui/history/moment_dialog.h"

#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSettings>
#include <QVBoxLayout>

#include "document/moment_schema.h"
#include "editing/moment_commands.h"
#include "ui/comments/remark_field.h"
#include "ui/theme.h"
#include "ui/theme_style.h"

namespace varve::ui {

namespace {

constexpr int kWidth = 420;
constexpr int kNoteLines = 3;
const QString kExplainedKey = QStringLiteral("moments/explained");

}  // namespace

MomentDialog::MomentDialog(Purpose purpose, const QString& moment, QWidget* parent)
    : QDialog(parent), m_purpose(purpose) {
    setObjectName(QStringLiteral("momentDialog"));
    setWindowTitle(purpose == Purpose::kName ? tr("Name This Moment") : tr("Change Moment"));
    layOut(moment);
    connect(m_name, &QLineEdit::textChanged, this, &MomentDialog::showAllowed);
    connect(m_note, &QPlainTextEdit::textChanged, this, &MomentDialog::showAllowed);
    showAllowed();
    m_name->setFocus();
}

void MomentDialog::layOut(const QString& moment) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(20, 18, 20, 14);
    layout->setSpacing(6);
    auto* when = new QLabel(moment, this);
    when->setObjectName(QStringLiteral("momentWhen"));
    QFont bold = when->font();
    bold.setWeight(QFont::DemiBold);
    bold.setPointSizeF(bold.pointSizeF() * 1.15);
    when->setFont(bold);
    layout->addWidget(when);
    QPalette muted = palette();
    muted.setColor(QPalette::WindowText, themeColours(palette()).muted);
    if (m_purpose == Purpose::kName && isFirstTime()) {
        auto* words = new QLabel(tr("The document is always saved already. A name lets you, and everybody who writes "
                                    "in it, find this moment again."),
                                 this);
        words->setObjectName(QStringLiteral("momentExplanation"));
        words->setWordWrap(true);
        words->setPalette(muted);
        layout->addWidget(words);
    }
    layout->addSpacing(8);
    m_name = new QLineEdit(this);
    m_name->setObjectName(QStringLiteral("momentName"));
    m_name->setMaxLength(static_cast<int>(document::kMomentNameSizeMax));
    m_name->setPlaceholderText(tr("For example: sent to the editor"));
    auto* nameLabel = new QLabel(tr("&Name"), this);
    nameLabel->setBuddy(m_name);
    layout->addWidget(nameLabel);
    layout->addWidget(m_name);
    layout->addSpacing(6);
    m_note = new RemarkField(tr("What is to be said of it, if you like"), this);
    m_note->setObjectName(QStringLiteral("momentNote"));
    m_note->setMinimumHeight(m_note->fontMetrics().lineSpacing() * kNoteLines);
    connect(m_note, &RemarkField::left, this, &QDialog::reject);
    connect(m_note, &RemarkField::sent, this, [this] {
        if (m_accept->isEnabled()) accept();
    });
    auto* noteLabel = new QLabel(tr("N&ote"), this);
    noteLabel->setBuddy(m_note);
    layout->addWidget(noteLabel);
    layout->addWidget(m_note);
    m_problem = new QLabel(this);
    m_problem->setObjectName(QStringLiteral("momentProblem"));
    m_problem->setWordWrap(true);
    m_problem->hide();
    layout->addWidget(m_problem);
    layout->addSpacing(10);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    const bool isNew = m_purpose == Purpose::kName;
    m_accept = buttons->addButton(isNew ? tr("Name It") : tr("Change"), QDialogButtonBox::AcceptRole);
    m_accept->setObjectName(QStringLiteral("acceptMoment"));
    m_accept->setProperty(kPrimaryProperty, true);
    m_accept->setDefault(true);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    layout->addWidget(buttons);
    setMinimumWidth(kWidth);
}

void MomentDialog::setTexts(const QString& name, const QString& note) {
    m_name->setText(name);
    m_name->selectAll();
    m_note->setPlainText(note);
}

QString MomentDialog::name() const {
    return QString::fromStdString(editing::momentNameFrom(m_name->text().toStdString()));
}

QString MomentDialog::note() const {
    const auto note = editing::momentNoteFrom(m_note->toPlainText().toStdString());
    return note ? QString::fromStdString(*note) : QString();
}

void MomentDialog::showAllowed() {
    const bool hasWords = !m_name->text().trimmed().isEmpty();
    const bool hasName = !name().isEmpty();
    const bool hasNote = editing::momentNoteFrom(m_note->toPlainText().toStdString()).has_value();
    if (hasWords && !hasName) m_problem->setText(tr("The name is too long."));
    if (!hasNote) m_problem->setText(tr("The note is too long."));
    m_problem->setVisible((hasWords && !hasName) || !hasNote);
    m_accept->setEnabled(hasName && hasNote);
}

bool MomentDialog::isFirstTime() {
    QSettings settings;
    if (settings.value(kExplainedKey, false).toBool()) return false;
    settings.setValue(kExplainedKey, true);
    return true;
}

}  // namespace varve::ui
