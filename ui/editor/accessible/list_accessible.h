// A list of the page for assistive tools: its items as they stand, nested ones too, whose depth their descriptions say.
// GUI thread.
#pragma once

#include <QAccessible>

#include "ui/editor/accessible/list_runs.h"

namespace varve::ui {

class BlockChildren;
class EditorView;

class ListAccessible final : public QAccessibleInterface {
  public:
    /// Both must outlive it.
    ListAccessible(EditorView& view, BlockChildren& blocks, ListRuns::Run run)
        : m_view(view), m_blocks(blocks), m_run(run) {}

    [[nodiscard]] const ListRuns::Run& run() const { return m_run; }
    void setRun(ListRuns::Run run) { m_run = run; }

    bool isValid() const override;
    QObject* object() const override { return nullptr; }
    QWindow* window() const override;
    QAccessibleInterface* parent() const override;
    QAccessibleInterface* child(int index) const override;
    int childCount() const override { return static_cast<int>(m_run.end - m_run.begin); }
    int indexOfChild(const QAccessibleInterface* child) const override;
    QAccessibleInterface* childAt(int x, int y) const override;
    QString text(QAccessible::Text /*kind*/) const override { return {}; }
    void setText(QAccessible::Text /*kind*/, const QString& /*text*/) override {}
    QRect rect() const override;
    QAccessible::Role role() const override { return QAccessible::List; }
    QAccessible::State state() const override;

  private:
    EditorView& m_view;
    BlockChildren& m_blocks;
    ListRuns::Run m_run;
};

}  // namespace varve::ui
