#include "ui/drafts/draft_comparison.h"

#include <QCoreApplication>
#include <QPointer>
#include <QThreadPool>
#include <string>
#include <utility>

#include "projection/diff_words.h"
#include "replica/merge_preview.h"
#include "ui/editor/editor_view.h"
#include "ui/history/history_mode.h"
#include "ui/history/timeline_panel.h"
#include "ui/message_bar.h"

namespace varve::ui {

namespace {

constexpr auto kBody = event::WellKnownObject::kBody;
constexpr int kAgainDelayMs = 500;
const QString kTopic = QStringLiteral("compareDraft");

}  // namespace

struct DraftComparison::Made {
    replica::RestorePreview preview;
    document::DocumentPatch back;  // from what it would be to what it is
    std::string body;              // as it would be
    event::LocalVersion logEnd;    // of what it is
    event::Version sourceHead;     // of what comes
};

DraftComparison::DraftComparison(Parts parts, QObject* parent) : QObject(parent), m_parts(parts) {
    m_again.setSingleShot(true);
    m_again.setInterval(kAgainDelayMs);
    connect(&m_again, &QTimer::timeout, this, &DraftComparison::make);
    connect(&m_parts.history, &HistoryMode::previewChanged, this, &DraftComparison::follow);
    connect(&m_parts.replica, &replica::DocumentReplica::transactionsAppended, this, [this] {
        if (m_isShown && sourceHead() != m_sourceHead) m_again.start();
    });
    connect(&m_parts.history, &HistoryMode::activeChanged, this, [this] { m_again.stop(); });
}

DraftComparison::~DraftComparison() = default;

void DraftComparison::start(const Draft& source, const QString& question, const QString& accept) {
    m_source = source;
    m_question = question;
    m_accept = accept;
    make();
}

void DraftComparison::make() {
    const quint64 number = ++m_number;
    const QPointer<DraftComparison> self(this);
    // What is copied has to know everything; a document at rest is woken on another thread.
    m_parts.replica.whenAwake(this, [self, number] {
        if (self.isNull() || self->m_number != number) return;
        auto asked = replica::questionOfMerge(self->m_parts.replica, self->m_source);
        if (!asked) {
            Q_EMIT self->messageRaised(QString::fromStdString(asked.error().message));
            return;
        }
        const auto question = std::make_shared<replica::MergeQuestion>(*std::move(asked));
        QThreadPool::globalInstance()->start([self, number, question, sourceHead = self->sourceHead()] {
            const auto made = std::make_shared<Made>();
            made->sourceHead = sourceHead;
            made->logEnd = question->log.end();
            made->preview = replica::previewOfMerge(std::move(*question));
            replica::RestorePreview& preview = made->preview;
            static_cast<void>(preview.tracker.movePrepareTo(preview.log, preview.after));
            made->body = preview.tracker.text(preview.log, merge::View::kPrepare);
            made->back = preview.tracker.movePrepareTo(preview.log, preview.before);
            static_cast<void>(preview.tracker.movePrepareTo(preview.log, preview.after));
            QMetaObject::invokeMethod(
                QCoreApplication::instance(),
                [self, number, made] {
                    if (!self.isNull() && self->m_number == number) self->show(std::move(*made));
                },
                Qt::QueuedConnection);
        });
    });
}

void DraftComparison::show(Made made) {
    // A document that has come to rest meanwhile cannot show a preview at once.
    if (m_parts.replica.log().end() != made.logEnd || m_parts.replica.isResting()) {
        m_again.start();
        return;
    }
    m_logEnd = made.logEnd;
    m_sourceHead = made.sourceHead;
    const projection::PatchPair patches{made.preview.patch, std::move(made.back)};
    m_parts.history.showMerge(std::move(made.preview));
    m_isShown = true;
    const event::EventLog& log = m_parts.replica.log();
    const auto mayHaveBeen = [&log](const event::EventId& id) { return log.find(id).has_value(); };
    m_diff =
        projection::momentDiff(patches, {made.body, m_parts.view.textsBeside(), m_parts.view.objects(), mayHaveBeen});
    showMarks();
    const QString words = projection::momentDiffWords(m_diff);
    const QString told = words.isEmpty() ? tr("Nothing on the page would be different.") : words;
    m_parts.panel.setComparisonWords(words);
    std::vector<MessageBar::Choice> choices;
    if (!m_accept.isEmpty()) {
        choices.push_back({m_accept, QStringLiteral("barMergeCompared"), [this] {
                               // What nobody has looked at is not merged: it is shown first.
                               if (sourceHead() != m_sourceHead) {
                                   make();
                                   return;
                               }
                               const Draft source = m_source;
                               m_parts.history.leave();
                               Q_EMIT mergeRequested(source);
                           }});
    }
    choices.push_back({tr("Close"), QStringLiteral("barEndComparison"), [this] { m_parts.history.leave(); }});
    m_parts.messages.showMessage(kTopic, MessageBar::Kind::kNotice,
                                 tr("%1 %2", "what is shown, how much is different").arg(m_question, told),
                                 std::move(choices));
    Q_EMIT changed();
}

event::Version DraftComparison::sourceHead() const {
    return m_parts.replica.drafts().versionOf(m_parts.replica.wholeLog(), m_source);
}

void DraftComparison::showMarks() {
    ChangeMarksByText marks;
    auto body = std::make_shared<ChangeMarks>();
    body->diff = m_diff.body;
    for (const projection::ObjectDiff& object : m_diff.objects) {
        const QString words = projection::objectDiffWords(object);
        const bool isInside = !object.isFirstBlock && !object.isEmbed;
        if (!words.isEmpty()) body->objects.push_back({object.offset + (isInside ? 1U : 0U), words});
    }
    marks[kBody] = std::move(body);
    for (const projection::TextBesideDiff& text : m_diff.beside) {
        auto one = std::make_shared<ChangeMarks>();
        one->diff = text.diff;
        marks[text.sequence] = std::move(one);
    }
    m_parts.view.decorations().setChanges(std::move(marks));
    // The first of them, unless one is in sight.
    if (!m_diff.body.changes.empty()) {
        m_parts.view.ensureVisible(m_diff.body.changes.front().range);
    } else if (!m_diff.beside.empty()) {
        const projection::TextBesideDiff& first = m_diff.beside.front();
        if (!first.diff.changes.empty())
            m_parts.view.ensureVisible(projection::TextRange{first.sequence, first.diff.changes.front().range});
    }
}

void DraftComparison::follow(bool isPreviewShown) {
    // Another preview takes the page, or it goes on to a moment or to now.
    if (!m_isShown) {
        if (isPreviewShown) ++m_number;
        return;
    }
    end();
    if (!isPreviewShown && m_parts.history.isActive() && m_parts.replica.log().end() != m_logEnd) m_again.start();
}

void DraftComparison::end() {
    m_isShown = false;
    ++m_number;
    m_diff = {};
    m_parts.view.decorations().setChanges({});
    m_parts.panel.setComparisonWords({});
    m_parts.messages.clear(kTopic);
    Q_EMIT changed();
}

}  // namespace varve::ui
