#include "ui/print/page_setup_dialog.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QMenu>
#include <QPushButton>
#include <QToolButton>
#include <cmath>

namespace varve::ui {

namespace {

constexpr qreal kPointsPerMillimetre = 72 / 25.4;
constexpr qreal kPointsPerInch = 72;
constexpr int kLineSizeMax = 1000;
/// What has to be left of the paper in each direction, hundredths of a point.
constexpr int kLeastBody = 7200;

bool usesInches() {
    return QLocale().measurementSystem() != QLocale::MetricSystem;
}

std::array<int, 4> marginsOf(const document::PageSetup& setup) {
    return {setup.marginTop, setup.marginBottom, setup.marginLeft, setup.marginRight};
}

}  // namespace

PageSetupDialog::PageSetupDialog(const document::PageSetup& setup, QWidget* parent)
    : QDialog(parent), m_before(setup), m_unitPoints(usesInches() ? kPointsPerInch : kPointsPerMillimetre) {
    setObjectName(QStringLiteral("pageSetupDialog"));
    setWindowTitle(tr("Page Setup"));
    m_size = new QComboBox(this);
    m_size->setObjectName(QStringLiteral("pageSize"));
    m_size->addItems(
        {tr("A4 (210 × 297 mm)"), tr("A5 (148 × 210 mm)"), tr("Letter (8½ × 11 in)"), tr("Legal (8½ × 14 in)")});
    m_size->setCurrentIndex(static_cast<int>(setup.size));
    m_landscape = new QCheckBox(tr("&Landscape"), this);
    m_landscape->setObjectName(QStringLiteral("pageLandscape"));
    m_landscape->setChecked(setup.isLandscape);
    auto* margins = new QGridLayout;
    const std::array<QString, 4> names{tr("&Top"), tr("&Bottom"), tr("L&eft"), tr("&Right")};
    const std::array<const char*, 4> objectNames{"marginTop", "marginBottom", "marginLeft", "marginRight"};
    for (std::size_t side = 0; side < m_margins.size(); ++side) {
        auto* box = new QDoubleSpinBox(this);
        box->setObjectName(QLatin1String(objectNames[side]));
        box->setDecimals(usesInches() ? 2 : 1);
        box->setSingleStep(usesInches() ? 0.1 : 1);
        box->setSuffix(usesInches() ? tr(" in") : tr(" mm"));
        box->setRange(0, document::kMarginMax / 100.0 / m_unitPoints);
        box->setValue(marginsOf(setup)[side] / 100.0 / m_unitPoints);
        m_shownMargins[side] = static_cast<int>(std::lround(box->value() * m_unitPoints * 100));
        auto* label = new QLabel(names[side], this);
        label->setBuddy(box);
        const int row = static_cast<int>(side) / 2;
        const int column = static_cast<int>(side) % 2 * 2;
        margins->addWidget(label, row, column);
        margins->addWidget(box, row, column + 1);
        m_margins[side] = box;
        connect(box, &QDoubleSpinBox::valueChanged, this, &PageSetupDialog::showWhetherItFits);
    }
    m_header = addLine("pageHeader", tr("Header"), setup.header);
    m_footer = addLine("pageFooter", tr("Footer"), setup.footer);
    m_hint = new QLabel(this);
    m_hint->setObjectName(QStringLiteral("pageHint"));
    m_hint->setWordWrap(true);
    m_buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
    auto* form = new QFormLayout(this);
    form->addRow(tr("&Paper"), m_size);
    form->addRow(QString(), m_landscape);
    form->addRow(tr("Margins"), margins);
    QWidget* header = lineWithFields(m_header);
    QWidget* footer = lineWithFields(m_footer);
    form->addRow(tr("&Header"), header);
    form->addRow(tr("&Footer"), footer);
    form->addRow(m_hint);
    form->addRow(m_buttons);
    connect(m_size, &QComboBox::currentIndexChanged, this, &PageSetupDialog::showWhetherItFits);
    connect(m_landscape, &QCheckBox::toggled, this, &PageSetupDialog::showWhetherItFits);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_buttons, &QDialogButtonBox::accepted, this, [this] {
        accept();
        Q_EMIT chosen(this->setup());
    });
    showWhetherItFits();
    m_size->setFocus();
}

QLineEdit* PageSetupDialog::addLine(const char* objectName, const QString& accessibleName, const std::string& text) {
    auto* line = new QLineEdit(this);
    line->setObjectName(QLatin1String(objectName));
    line->setAccessibleName(accessibleName);
    line->setMaxLength(kLineSizeMax);
    line->setMinimumWidth(280);
    // A tab parts left, middle and right, and cannot be typed into a line.
    line->setText(QString::fromStdString(text).replace(u'\t', u'|'));
    return line;
}

/// The line with a button that puts fields into it.
QWidget* PageSetupDialog::lineWithFields(QLineEdit* line) {
    auto* insert = new QToolButton(this);
    insert->setObjectName(line->objectName() + QStringLiteral("Fields"));
    insert->setText(tr("Insert"));
    insert->setAccessibleName(tr("Insert a field into: %1").arg(line->accessibleName()));
    insert->setPopupMode(QToolButton::InstantPopup);
    insert->setFocusPolicy(Qt::TabFocus);
    auto* menu = new QMenu(insert);
    const std::array<std::pair<QString, QString>, 5> fields{
        {{tr("Page &number"), QStringLiteral("{page}")},
         {tr("Number of &pages"), QStringLiteral("{pages}")},
         {tr("&Title"), QStringLiteral("{title}")},
         {tr("&Date"), QStringLiteral("{date}")},
         {tr("&Gap between left, middle and right"), QStringLiteral("|")}}};
    for (const auto& [name, field] : fields) {
        menu->addAction(name, line, [line, field = field] {
            line->insert(field);
            line->setFocus();
        });
    }
    insert->setMenu(menu);
    auto* row = new QWidget(this);
    row->setFocusProxy(line);
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(line, 1);
    layout->addWidget(insert);
    return row;
}

document::PageSetup PageSetupDialog::setup() const {
    document::PageSetup setup;
    setup.size = static_cast<document::PaperSize>(m_size->currentIndex());
    setup.isLandscape = m_landscape->isChecked();
    const std::array<int*, 4> margins{&setup.marginTop, &setup.marginBottom, &setup.marginLeft, &setup.marginRight};
    for (std::size_t side = 0; side < margins.size(); ++side) {
        const auto shown = static_cast<int>(std::lround(m_margins[side]->value() * m_unitPoints * 100));
        // What nobody touched stays as exact as it was.
        *margins[side] =
            std::min(shown == m_shownMargins[side] ? marginsOf(m_before)[side] : shown, document::kMarginMax);
    }
    const auto lineOf = [](const QLineEdit* line) { return line->text().trimmed().replace(u'|', u'\t').toStdString(); };
    setup.header = lineOf(m_header);
    setup.footer = lineOf(m_footer);
    return setup;
}

void PageSetupDialog::showWhetherItFits() {
    const document::PageSetup setup = this->setup();
    const bool fits = setup.width() - setup.marginLeft - setup.marginRight >= kLeastBody &&
                      setup.height() - setup.marginTop - setup.marginBottom >= kLeastBody;
    m_hint->setText(fits ? tr("In header and footer, “|” parts what stands left, in the middle and right.")
                         : tr("These margins leave less than an inch of the paper for the text."));
    m_buttons->button(QDialogButtonBox::Ok)->setEnabled(fits);
}

}  // namespace varve::ui
