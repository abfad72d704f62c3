// Who wrote the document, as a page of the history pane: a line for everybody, with how much of what stands there is
// theirs as a bar, what they wrote and deleted in all, in how many sittings, and how much of it was pasted. Counted off
// the GUI thread when the page is seen. Changes no document. GUI thread.
#pragma once

#include <QTimer>
#include <QWidget>
#include <functional>
#include <optional>
#include <vector>

#include "history/author_report.h"
#include "replica/document_replica.h"

class QLabel;
class QListWidget;

namespace varve::ui {

class AuthorsPage : public QWidget {
    Q_OBJECT
  public:
    /// `replica` must outlive the page.
    AuthorsPage(const replica::DocumentReplica& replica, std::function<qint64()> nowMs, QWidget* parent = nullptr);

    /// The colour of the author whose an agent is, for presenceColour(), where one is known; asked when the report
    /// comes.
    void setColours(std::function<std::optional<std::uint32_t>(std::uint32_t agent)> colourOf) {
        m_colourOf = std::move(colourOf);
    }

    /// The document has grown; the report follows when it is seen, and not more often than every few seconds.
    void follow();
    [[nodiscard]] const std::vector<history::AuthorFacts>& authors() const { return m_authors; }
    [[nodiscard]] QListWidget& list() { return *m_list; }

    /// "1,204 characters stand (86 %)", "Wrote 2,310, deleted 511 · 14 sittings · 12 % pasted".
    [[nodiscard]] static QString standingWords(const history::AuthorFacts& author, std::uint64_t all);
    [[nodiscard]] static QString workWords(const history::AuthorFacts& author);
    /// "3 May, 14:02 to Tuesday, 9:10".
    [[nodiscard]] static QString timeWords(const history::AuthorFacts& author, qint64 nowMs);

  protected:
    void showEvent(QShowEvent* event) override;

  private:
    void count();
    void countAwake();
    void take(std::vector<history::AuthorFacts> authors, bool isKnown);

    const replica::DocumentReplica& m_replica;
    std::function<qint64()> m_nowMs;
    std::function<std::optional<std::uint32_t>(std::uint32_t)> m_colourOf;
    std::vector<history::AuthorFacts> m_authors;
    QLabel* m_note = nullptr;
    QListWidget* m_list = nullptr;
    QTimer m_timer;
    bool m_isStale = true;
    bool m_isCounting = false;
};

}  // namespace varve::ui
