// Shows what merging a draft, or the document, into the version on display would make of the page: words that come are
// marked, and so are the places where words go. Nothing is written. Made on another thread; made anew when somebody
// writes meanwhile. The page is that of history mode, which ends it. GUI thread.
#pragma once

#include <QObject>
#include <QTimer>
#include <memory>
#include <optional>

#include "projection/moment_diff.h"
#include "replica/document_replica.h"

namespace varve::ui {

class EditorView;
class HistoryMode;
class MessageBar;
class TimelinePanel;

class DraftComparison : public QObject {
    Q_OBJECT
  public:
    using Draft = std::optional<varve::history::DraftId>;  // nothing: the document itself
    struct Parts {
        replica::DocumentReplica& replica;
        EditorView& view;
        HistoryMode& history;
        TimelinePanel& panel;
        MessageBar& messages;
    };
    /// All must outlive the comparison.
    explicit DraftComparison(Parts parts, QObject* parent = nullptr);
    ~DraftComparison() override;

    /// `question`: in words what it shows, as "This is what merging “X” would make of the document."; `accept`: the
    /// button that does it, none where it is empty.
    void start(const Draft& source, const QString& question, const QString& accept);
    [[nodiscard]] bool isShown() const { return m_isShown; }
    /// Of what is shown.
    [[nodiscard]] const projection::MomentDiff& diff() const { return m_diff; }

  Q_SIGNALS:
    void mergeRequested(const varve::ui::DraftComparison::Draft& source);
    /// Something is shown, or no longer.
    void changed();
    /// One sentence for the status bar.
    void messageRaised(const QString& message);

  private:
    struct Made;

    void make();
    void show(Made made);
    void showMarks();
    void end();
    void follow(bool isPreviewShown);
    [[nodiscard]] event::Version sourceHead() const;

    Parts m_parts;
    Draft m_source;
    QString m_question;
    QString m_accept;
    quint64 m_number = 0;  // of the newest asked for; another one is in vain
    bool m_isShown = false;
    event::LocalVersion m_logEnd;  // of the version that it was made for
    event::Version m_sourceHead;   // what was merged
    projection::MomentDiff m_diff;
    QTimer m_again;  // made anew when the hands of the others rest
};

}  // namespace varve::ui
