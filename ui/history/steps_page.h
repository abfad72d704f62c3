// The undo list as a page of the history pane: what was done, newest first, by sittings; what was undone and can be
// brought back above it; and the branches that were left behind, beside the step that they followed. Undoes down to a
// step, one step alone, brings back a branch, or shows the moment. Says what the user wants; changes no document. GUI
// thread.
#pragma once

#include <QTimer>
#include <QWidget>
#include <functional>
#include <map>

#include "replica/document_replica.h"
#include "ui/history/step_words.h"

class QPushButton;
class QTreeWidget;
class QTreeWidgetItem;

namespace varve::ui {

class StepsPage : public QWidget {
    Q_OBJECT
  public:
    /// So many steps are listed at first, and as many more whenever the user asks for older ones.
    static constexpr std::size_t kStepCount = 200;

    /// `replica` must outlive the page.
    StepsPage(const replica::DocumentReplica& replica, std::function<qint64()> nowMs, QWidget* parent = nullptr);

    /// The steps are others now; the list follows soon, when it is seen. Cost then: O(steps listed), words only for
    /// those that are new.
    void follow();
    /// Brings the list up to date at once.
    void refill();
    /// Whether the document can be written; else moments can be shown and that is all.
    void setWritable(bool writable);
    [[nodiscard]] std::size_t listedCountMax() const { return m_countMax; }

  Q_SIGNALS:
    /// Undo, or redo, everything down, or up, to the step that starts with event `first`.
    void stepsChosen(varve::ui::StepDirection direction, varve::event::LocalVersion first);
    /// Take back this step and no other.
    void stepUndoRequested(varve::event::LocalVersion first);
    /// Bring back the branch from its beginning up to the step.
    void branchRequested(varve::event::LocalVersion first);
    /// Show the document as it was when the step was done.
    void momentRequested(quint64 position);

  protected:
    void showEvent(QShowEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    enum class Row : std::uint8_t { kUndo, kRedo, kBranch, kBranchStep, kNow, kSession, kOlder };
    struct Chosen {
        Row row = Row::kNow;
        event::LocalVersion first;
        quint64 position = 0;
    };

    QTreeWidgetItem* addRow(QTreeWidgetItem* parent, Row row, const QString& words);
    void addStep(QTreeWidgetItem* parent, Row row, const history::UndoStep& step);
    void addBranch(const history::UndoBranch& branch);
    void addRedoSteps();
    void addUndoSteps();
    [[nodiscard]] QString nameOf(const history::UndoStep& step);
    [[nodiscard]] std::optional<Chosen> chosen() const;
    void activate();
    void undoAlone();
    void showMoment();
    void showButtons();

    const replica::DocumentReplica& m_replica;
    std::function<qint64()> m_nowMs;
    QTreeWidget* m_tree = nullptr;
    QPushButton* m_go = nullptr;
    QPushButton* m_alone = nullptr;
    QPushButton* m_moment = nullptr;
    QTimer m_timer;
    std::size_t m_countMax = kStepCount;
    std::map<std::pair<std::uint32_t, std::size_t>, QString> m_names;  // by first event and transactions of the step
    bool m_hasForgotten = false;  // words of steps of a document at rest
    bool m_isStale = true;
    bool m_isWritable = true;
};

}  // namespace varve::ui
