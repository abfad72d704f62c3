#include "ui/collaboration/people_label.h"

#include <QCoreApplication>
#include <QPainter>

#include "ui/collaboration/presence_colours.h"
#include "ui/theme.h"

namespace varve::ui {

namespace {

struct PeopleWords {
    Q_DECLARE_TR_FUNCTIONS(PeopleWords)
};

constexpr std::size_t kPeopleShownMax = 4;
constexpr int kDot = 9;
constexpr int kGap = 6;
constexpr int kPersonGap = 12;

QString peopleCountWords(std::size_t count) {
    return count == 1 ? PeopleWords::tr("1 other person here")
                      : PeopleWords::tr("%n other people here", nullptr, static_cast<int>(count));
}

}  // namespace

QString sharingWords(std::size_t peopleCount, bool isSharing, session::LinkState link) {
    using session::LinkState;
    if (link == LinkState::kConnecting) return PeopleWords::tr("Joining…");
    if (link == LinkState::kOffline) {
        return PeopleWords::tr("Offline: your work is kept here and joined when the others are back");
    }
    if (!isSharing && link == LinkState::kNone) return {};
    if (peopleCount == 0) return PeopleWords::tr("Shared on this computer: nobody else here yet");
    return PeopleWords::tr("Shared on this computer: %1").arg(peopleCountWords(peopleCount));
}

PeopleLabel::PeopleLabel(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("peopleLabel"));
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Preferred);
    hide();
}

void PeopleLabel::setPeople(const std::vector<session::Colleague>& people, bool isSharing, session::LinkState link,
                            const std::function<QString(const session::Colleague&)>& nameOf) {
    m_people.clear();
    QStringList names;
    for (const session::Colleague& colleague : people) {
        names << nameOf(colleague);
        if (m_people.size() < kPeopleShownMax) m_people.push_back({colleague.name, colleague.colourIndex});
    }
    m_words = sharingWords(people.size(), isSharing, link);
    if (!names.isEmpty()) m_words = tr("%1: %2", "sharing state: names").arg(m_words, names.join(tr(", ")));
    if (!people.empty()) {
        m_lead.clear();
    } else {
        m_lead = link == session::LinkState::kOffline      ? tr("Offline")
                 : link == session::LinkState::kConnecting ? tr("Joining…")
                                                           : tr("Shared, nobody else here");
    }
    const std::size_t rest = people.size() - m_people.size();
    m_rest = rest == 0 ? QString() : tr("and %n more", nullptr, static_cast<int>(rest));
    setAccessibleName(m_words);
    setToolTip(m_words);
    setVisible(!m_words.isEmpty());
    updateGeometry();
    update();
}

QSize PeopleLabel::sizeHint() const {
    const QFontMetrics metrics(font());
    int width = m_lead.isEmpty() ? 0 : metrics.horizontalAdvance(m_lead) + kPersonGap;
    for (const Person& person : m_people) {
        width += kDot + kGap + metrics.horizontalAdvance(person.name) + kPersonGap;
    }
    if (!m_rest.isEmpty()) width += metrics.horizontalAdvance(m_rest) + kPersonGap;
    return {width, metrics.height() + 2};
}

void PeopleLabel::paintEvent(QPaintEvent*) {
    const ThemeColours colours = themeColours(palette());
    const QFontMetrics metrics(font());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    int x = 0;
    const auto write = [&](const QString& text, const QColor& colour) {
        painter.setPen(colour);
        painter.drawText(QRect(x, 0, width() - x, height()), Qt::AlignVCenter | Qt::AlignLeft, text);
        x += metrics.horizontalAdvance(text) + kPersonGap;
    };
    if (!m_lead.isEmpty()) write(m_lead, colours.muted);
    for (const Person& person : m_people) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(presenceColour(person.colourIndex, colours.isDark));
        painter.drawEllipse(QRectF(x, (height() - kDot) / 2.0, kDot, kDot));
        x += kDot + kGap;
        write(person.name, palette().color(QPalette::WindowText));
    }
    if (!m_rest.isEmpty()) write(m_rest, colours.muted);
}

}  // namespace varve::ui
