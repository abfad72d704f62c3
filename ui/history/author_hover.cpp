#include "ui/history/author_hover.h"

#include <QCoreApplication>
#include <QHelpEvent>
#include <QToolTip>
#include <array>
#include <utility>

#include "ui/editor/editor_view.h"
#include "ui/history/time_words.h"
#include "ui/plain_tool_tip.h"

namespace varve::ui {

namespace {

struct AuthorWords {
    Q_DECLARE_TR_FUNCTIONS(AuthorWords)
};

QString originWords(history::Origin origin) {
    switch (origin) {
        case history::Origin::kTyped:
            return AuthorWords::tr("typed");
        case history::Origin::kPasted:
            return AuthorWords::tr("pasted");
        case history::Origin::kMoved:
            return AuthorWords::tr("moved here");
        case history::Origin::kReplaced:
            return AuthorWords::tr("put in by replacing");
        case history::Origin::kImported:
            return AuthorWords::tr("imported");
        case history::Origin::kOther:
            return AuthorWords::tr("written by a program");
    }
    return {};
}

}  // namespace

QString authoredWords(const history::Authored& authored, const QString& user, qint64 nowMs) {
    const QString name = user.isEmpty() ? AuthorWords::tr("Somebody") : user;
    return name + QStringLiteral(" · ") + fullTimeWords(authored.timeMs, nowMs) + QStringLiteral(" · ") +
           originWords(authored.origin);
}

AuthorHover::AuthorHover(EditorView& view, const replica::DocumentReplica& replica, const QWidget& whileShown,
                         std::function<qint64()> nowMs, QObject* parent)
    : QObject(parent), m_view(view), m_replica(replica), m_whileShown(whileShown), m_nowMs(std::move(nowMs)) {
    m_view.viewport()->installEventFilter(this);
}

QString AuthorHover::wordsAt(QPointF place) const {
    const projection::ObjectSource* objects = m_view.objects();
    const std::uint32_t count = m_view.blocks().count();
    if (objects == nullptr || count == 0) return {};
    // A place between two characters is named; the mouse is over the one whose box it is in.
    text::Offset offset = m_view.offsetAt(place);
    if (offset.value > 0 && m_view.pointOf(offset).x() > place.x()) offset = offset - 1;
    if (offset.value >= count) return {};
    const std::vector<event::EventId> ids = objects->idsAt(event::WellKnownObject::kBody, std::array{offset});
    const event::EventLog& log = m_replica.log();
    const auto event = ids.empty() ? std::nullopt : log.find(ids.front());
    if (!event) return {};
    const history::Authored authored = history::authoredBy(log, m_replica.timeline(), *event);
    return authoredWords(authored, QString::fromStdString(log.agents()[authored.agent].user), m_nowMs());
}

bool AuthorHover::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() != QEvent::ToolTip || !m_whileShown.isVisible()) return QObject::eventFilter(watched, event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const QString words = wordsAt(help->pos());
    if (words.isEmpty()) return QObject::eventFilter(watched, event);
    QToolTip::showText(help->globalPos(), plainToolTip(words), m_view.viewport());
    return true;
}

}  // namespace varve::ui
