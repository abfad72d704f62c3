#include "ui/history/compare_bar.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QToolButton>

#include "ui/elided_label.h"
#include "ui/theme.h"
#include "ui/theme_icons.h"

namespace varve::ui {

CompareBar::CompareBar(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("compareBar"));
    m_lead = new QLabel(tr("Comparing"), this);
    m_behindA = new QLabel(tr("with", "Comparing A with B"), this);
    m_behindB = new QLabel(m_behindA->text(), this);
    m_other = new ElidedLabel(this);
    m_other->setObjectName(QStringLiteral("compareOther"));
    m_sides = {createSide('A'), createSide('B')};
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(14, 3, 10, 3);
    layout->setSpacing(4);
    layout->addWidget(m_lead);
    layout->addWidget(m_sides[0].moment);
    layout->addWidget(m_sides[0].letGo);
    layout->addWidget(m_behindA);
    layout->addWidget(m_sides[1].moment);
    layout->addWidget(m_sides[1].letGo);
    layout->addWidget(m_behindB);
    layout->addWidget(m_other, 1);
    layout->addStretch(0);
    hide();
}

CompareBar::Side CompareBar::createSide(char side) {
    const QString letter = QString(QLatin1Char(side));
    Side made;
    made.moment = new QToolButton(this);
    made.moment->setObjectName(QStringLiteral("compareGo") + letter);
    made.moment->setAutoRaise(true);
    made.moment->setToolTip(tr("Show the moment marked %1").arg(letter));
    connect(made.moment, &QToolButton::clicked, this, [this, side] {
        Q_EMIT
        goRequested(side);
    });
    made.letGo = new QToolButton(this);
    made.letGo->setObjectName(QStringLiteral("compareLetGo") + letter);
    made.letGo->setAutoRaise(true);
    made.letGo->setIcon(themeIcon(QStringLiteral("close")));
    made.letGo->setIconSize(QSize(12, 12));
    made.letGo->setToolTip(side == 'A' ? tr("Let this moment go, and compare with what the menu says ([ again)")
                                       : tr("Let this moment go, and compare the one on display (] again)"));
    made.letGo->setAccessibleName(tr("Let the moment marked %1 go").arg(letter));
    connect(made.letGo, &QToolButton::clicked, this, [this, side] {
        Q_EMIT
        letGoRequested(side);
    });
    return made;
}

void CompareBar::show(const Side& side, const QString& name, const QString& words) {
    side.moment->setText(tr("%1: %2", "a mark, its moment").arg(name, words));
    side.moment->setVisible(!words.isEmpty());
    side.letGo->setVisible(!words.isEmpty());
}

void CompareBar::setMoments(const QString& a, const QString& b) {
    show(m_sides[0], tr("A"), a);
    show(m_sides[1], tr("B"), b);
    m_behindA->setVisible(!a.isEmpty());
    m_behindB->setVisible(a.isEmpty());
    setVisible(!a.isEmpty() || !b.isEmpty());
}

void CompareBar::setOther(const QString& words) {
    m_other->setText(words);
    m_other->setVisible(!words.isEmpty());
}

void CompareBar::paintEvent(QPaintEvent*) {
    QPainter(this).fillRect(QRect(0, height() - 1, width(), 1), themeColours(palette()).hairline);
}

}  // namespace varve::ui
