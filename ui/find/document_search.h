// Finds every match in the text on display, away from the GUI thread, and keeps the list right while the text changes:
// matches follow their characters at once and are looked for again when the hand rests. Knows no widgets. GUI thread.
#pragma once

#include <QObject>
#include <QTimer>
#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "document/patch.h"
#include "projection/block_sequence.h"
#include "projection/search_replacement.h"
#include "projection/text_search.h"
#include "ui/editor/highlights.h"

namespace varve::ui {

/// A snapshot of a text: as a rope where there is one, else as blocks, out of which the worker makes one.
struct SearchedText {
    std::optional<text::Rope> rope;
    projection::BlockSequence blocks;

    [[nodiscard]] text::Rope toRope() const;
};

class DocumentSearch : public QObject {
    Q_OBJECT
  public:
    static constexpr std::size_t kMatchCountMax = 200'000;

    /// `snapshot` gives the text on display whenever it is asked; O(1).
    explicit DocumentSearch(std::function<SearchedText()> snapshot, QObject* parent = nullptr);
    ~DocumentSearch() override;

    /// Looks for another pattern, or for nothing any more. What was found before is forgotten.
    void setPattern(std::optional<projection::SearchPattern> pattern);
    [[nodiscard]] const std::optional<projection::SearchPattern>& pattern() const { return m_pattern; }
    /// Only there; the whole text when absent. Follows the text.
    void setScope(std::optional<text::Range> scope);
    [[nodiscard]] const std::optional<text::Range>& scope() const { return m_scope; }

    /// What is on display changed, by a patch or altogether.
    void followPatch(const document::Patch& patch);
    void startAgain();

    /// Whether the matches of the pattern are known.
    [[nodiscard]] bool isReady() const { return m_isReady; }
    [[nodiscard]] const Highlights& matches() const { return m_matches; }
    /// False: there are more than kMatchCountMax.
    [[nodiscard]] bool isComplete() const { return m_isComplete; }
    /// Of a match that is about to be replaced.
    void forget(std::size_t index) { m_matches.remove(index); }

    /// Works out what to replace in the whole scope; `replacementsReady` follows, unless another text is shown before.
    void prepareReplacements(projection::SearchReplacement replacement);

  Q_SIGNALS:
    /// The matches are known, for the first time or again.
    void found();
    void failed(const QString& message);
    /// Each counts in the text that those before it leave, and all in the text that is on display now.
    void replacementsReady(const std::vector<varve::projection::TextReplacement>& replacements);

  private:
    using CancelFlag = std::shared_ptr<std::atomic<bool>>;

    void run();
    void take(quint64 request, Result<projection::SearchMatches> result);
    void takeReplacements(quint64 request, Result<std::vector<projection::TextReplacement>> result);
    void cancel();

    std::function<SearchedText()> m_snapshot;
    std::optional<projection::SearchPattern> m_pattern;
    std::optional<text::Range> m_scope;
    Highlights m_matches;
    bool m_isReady = false;
    bool m_isComplete = true;

    quint64 m_request = 0;  // a superseded answer is ignored
    bool m_isRunning = false;
    CancelFlag m_isCancelled;
    std::vector<document::Patch> m_patchesSince;  // the search began
    bool m_isStale = false;                       // to be looked for again
    QTimer m_refreshTimer;

    std::optional<projection::SearchReplacement> m_replacement;  // wanted for the text as it is now
    quint64 m_replaceRequest = 0;
};

}  // namespace varve::ui
