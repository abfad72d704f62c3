// Tells who wrote the character under the mouse, when, and whether it was typed or pasted, as a tool tip of the page:
// while a widget that is about authors can be seen, and else not. Asks about the version on the page, past or present.
// GUI thread.
#pragma once

#include <QObject>
#include <QString>
#include <functional>
#include <optional>

#include "history/authorship.h"
#include "replica/document_replica.h"

class QWidget;

namespace varve::ui {

class EditorView;

/// "Ana · Tuesday 3 June 2025, 14:02 · typed".
[[nodiscard]] QString authoredWords(const history::Authored& authored, const QString& user, qint64 nowMs);

class AuthorHover : public QObject {
    Q_OBJECT
  public:
    /// All must outlive it. `whileShown`: the widget.
    AuthorHover(EditorView& view, const replica::DocumentReplica& replica, const QWidget& whileShown,
                std::function<qint64()> nowMs, QObject* parent = nullptr);

    /// Of the character of the body at a place of the viewport; empty where there is none. Cost: O(log n).
    [[nodiscard]] QString wordsAt(QPointF place) const;

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    EditorView& m_view;
    const replica::DocumentReplica& m_replica;
    const QWidget& m_whileShown;
    std::function<qint64()> m_nowMs;
};

}  // namespace varve::ui
