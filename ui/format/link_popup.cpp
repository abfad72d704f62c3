#include "ui/format/link_popup.h"

#include <QComboBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QUrl>
#include <algorithm>
#include <array>

#include "projection/heading_anchors.h"

namespace varve::ui {

namespace {

constexpr int kAddressSizeMax = 4096;
constexpr int kTextRole = Qt::UserRole + 1;  // words of a heading without the indentation

}  // namespace

QString linkAddress(const QString& typed) {
    static constexpr std::array kSchemes{"http", "https", "mailto", "ftp"};
    const QString address = typed.trimmed();
    if (address.isEmpty() || address.toUtf8().size() > kAddressSizeMax) return {};
    if (address.startsWith(u'#') && address.size() > 1) return address;
    const bool hasSpace = std::any_of(address.begin(), address.end(), [](QChar c) { return c.isSpace(); });
    if (hasSpace) return {};
    const QUrl url(address, QUrl::StrictMode);
    const auto isKnown = [](const QString& scheme) {
        return std::any_of(kSchemes.begin(), kSchemes.end(),
                           [&](const char* known) { return scheme == QLatin1String(known); });
    };
    if (url.isValid() && isKnown(url.scheme())) return address;
    // ana@example.org and example.org/page are what people write.
    const qsizetype at = address.indexOf(u'@');
    if (at > 0 && !address.contains(u'/') && !address.contains(u':')) return QStringLiteral("mailto:") + address;
    const bool hasScheme =
        address.contains(QLatin1String("://")) || (url.isValid() && !url.scheme().isEmpty() && !address.contains(u'.'));
    if (hasScheme || !address.contains(u'.')) return {};
    const QString completed = QStringLiteral("https://") + address;
    return QUrl(completed, QUrl::StrictMode).isValid() ? completed : QString();
}

LinkPopup::LinkPopup(QWidget* parent) : QFrame(parent, Qt::Popup) {
    setObjectName(QStringLiteral("linkPopup"));
    setAccessibleName(tr("Link"));
    setFrameShape(QFrame::StyledPanel);
    m_text = new QLineEdit(this);
    m_text->setObjectName(QStringLiteral("linkText"));
    m_text->setAccessibleName(tr("Text of the link"));
    m_address = new QLineEdit(this);
    m_address->setObjectName(QStringLiteral("linkAddress"));
    m_address->setAccessibleName(tr("Address of the link"));
    m_address->setPlaceholderText(tr("example.org/page"));
    m_address->setMinimumWidth(320);
    m_headings = new QComboBox(this);
    m_headings->setObjectName(QStringLiteral("linkHeadings"));
    m_headings->setAccessibleName(tr("Heading that the link leads to"));
    m_headings->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_headings->setMaxVisibleItems(15);
    connect(m_headings, &QComboBox::activated, this, &LinkPopup::takeHeading);
    m_hint = new QLabel(this);
    m_hint->setWordWrap(true);
    m_hint->hide();
    auto* apply = new QPushButton(tr("&Apply"), this);
    apply->setDefault(true);
    m_remove = new QPushButton(tr("&Remove Link"), this);
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(m_remove);
    buttons->addStretch();
    buttons->addWidget(apply);
    auto* form = new QFormLayout(this);
    form->addRow(tr("&Text"), m_text);
    form->addRow(tr("A&ddress"), m_address);
    form->addRow(tr("&Heading"), m_headings);
    form->addRow(m_hint);
    form->addRow(buttons);
    connect(apply, &QPushButton::clicked, this, &LinkPopup::apply);
    connect(m_remove, &QPushButton::clicked, this, [this] {
        hide();
        Q_EMIT accepted({}, {});
    });
    connect(m_address, &QLineEdit::textChanged, m_hint, &QLabel::hide);
    connect(m_address, &QLineEdit::textChanged, this, &LinkPopup::showHeading);
}

void LinkPopup::fillHeadings(const projection::Outline& headings) {
    m_headings->clear();
    m_headings->addItem(tr("None", "no heading"), QString());
    const std::vector<QString> anchors = projection::headingAnchors(headings);
    for (std::size_t index = 0; index < headings.size(); ++index) {
        if (anchors[index].isEmpty()) continue;
        const auto depth = static_cast<qsizetype>(std::max(0, headings[index].level - 1));
        m_headings->addItem(QString(depth * 4, QChar(QChar::Nbsp)) + headings[index].text, u'#' + anchors[index]);
        m_headings->setItemData(m_headings->count() - 1, headings[index].text, kTextRole);
    }
    const bool hasHeadings = m_headings->count() > 1;
    m_headings->setVisible(hasHeadings);
    static_cast<QFormLayout*>(layout())->labelForField(m_headings)->setVisible(hasHeadings);
}

void LinkPopup::takeHeading(int index) {
    m_address->setText(m_headings->itemData(index).toString());
    if (m_wantsText && m_text->text().isEmpty()) m_text->setText(m_headings->itemData(index, kTextRole).toString());
}

/// The heading that the address leads to.
void LinkPopup::showHeading() {
    const int index = m_headings->findData(m_address->text().trimmed());
    m_headings->setCurrentIndex(std::max(index, 0));
}

void LinkPopup::open(QPoint globalPlace, const QString& address, bool wantsText, const projection::Outline& headings) {
    m_wantsText = wantsText;
    fillHeadings(headings);
    m_text->clear();
    m_text->setVisible(wantsText);
    static_cast<QFormLayout*>(layout())->labelForField(m_text)->setVisible(wantsText);
    m_address->setText(address);
    m_address->selectAll();
    m_remove->setVisible(!address.isEmpty());
    m_hint->hide();
    adjustSize();
    move(globalPlace);
    show();
    showHeading();
    (wantsText ? m_text : m_address)->setFocus(Qt::PopupFocusReason);
}

void LinkPopup::apply() {
    const QString address = linkAddress(m_address->text());
    if (address.isEmpty()) {
        m_hint->setText(
            tr("This is no address that can be followed: it needs a name with a dot, or begins with "
               "https:, http:, ftp: or mailto:."));
        m_hint->show();
        adjustSize();
        m_address->setFocus();
        return;
    }
    hide();
    const QString text = m_text->text().isEmpty() ? m_address->text().trimmed() : m_text->text();
    Q_EMIT accepted(address, m_wantsText ? text : QString());
}

void LinkPopup::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        apply();
        event->accept();
        return;
    }
    QFrame::keyPressEvent(event);
}

}  // namespace varve::ui
