// The named moments of one window: gives the moment on display a name, keeps the list and the marks on the timeline as
// the document says, goes to a moment. Everything it writes is an event of the document. GUI thread.
#pragma once

#include <QObject>
#include <QPointer>
#include <QTimer>
#include <functional>
#include <vector>

#include "document/content.h"
#include "history/named_moments.h"
#include "replica/document_replica.h"

namespace varve::ui {

class EditorView;
class HistoryMode;
class MomentDialog;
class MomentsPage;
class TimelinePanel;

class MomentsMode : public QObject {
    Q_OBJECT
  public:
    struct Parts {
        replica::DocumentReplica& replica;
        EditorView& view;
        HistoryMode& history;
        TimelinePanel& panel;
        MomentsPage& page;
        std::function<qint64()> nowMs;
    };
    /// All must outlive the mode. `isWritable`: whether names can be given.
    MomentsMode(Parts parts, bool isWritable, QWidget* window);

    [[nodiscard]] const std::vector<history::NamedMoment>& moments() const { return m_moments; }
    /// Asks for a name for the moment on display.
    void nameMoment();

  Q_SIGNALS:
    /// One sentence for the status bar.
    void messageRaised(const QString& message);

  private:
    void readProperties();
    void followPatch(const document::DocumentPatch& patch);
    void show();
    void showRow();
    void go(const event::EventId& id);
    void change(const event::EventId& id);
    void remove(const event::EventId& id);
    void give(const event::Version& version, const QString& name, const QString& note);
    void apply(const replica::EditIntent& intent, const QString& success);
    [[nodiscard]] const history::NamedMoment* find(const event::EventId& id) const;
    [[nodiscard]] QString whenOf(std::uint64_t position) const;

    Parts m_parts;
    const bool m_isWritable;
    QWidget* m_window;
    document::Attributes m_properties;  // of the document now: those of moments
    std::vector<history::NamedMoment> m_moments;
    bool m_isStale = true;  // they are not what the properties say
    QPointer<MomentDialog> m_dialog;
    QTimer m_timer;  // what arrives in a burst is shown once
};

}  // namespace varve::ui
