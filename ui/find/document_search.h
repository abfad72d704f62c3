// Finds every match in the texts on display, of the body, cells and captions, away from the GUI thread, and keeps the
// list right while the text changes: matches follow their characters at once and are looked for again when the hand
// rests. Knows no widgets. GUI thread.
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
#include "projection/reading_search.h"
#include "ui/find/found_matches.h"

namespace varve::ui {

/// A snapshot of the texts: the body as a rope where there is one, else as blocks, out of which the worker makes one.
struct TextSnapshot {
    std::optional<text::Rope> rope;
    projection::BlockSequence blocks;
    std::vector<projection::TextsOfEmbed> beside;

    /// Cost: O(body) where there is no rope.
    [[nodiscard]] projection::SearchedTexts toSearchedTexts(const std::optional<projection::TextRange>& scope) const;
};

class DocumentSearch : public QObject {
    Q_OBJECT
  public:
    static constexpr std::size_t kMatchCountMax = 200'000;

    /// `snapshot` gives the texts on display whenever it is asked; O(texts beside the body).
    explicit DocumentSearch(std::function<TextSnapshot()> snapshot, QObject* parent = nullptr);
    ~DocumentSearch() override;

    /// Looks for another pattern, or for nothing any more. What was found before is forgotten.
    void setPattern(std::optional<projection::SearchPattern> pattern);
    [[nodiscard]] const std::optional<projection::SearchPattern>& pattern() const { return m_pattern; }
    /// Only there; everywhere when absent. Follows the text.
    void setScope(std::optional<projection::TextRange> scope);
    [[nodiscard]] const std::optional<projection::TextRange>& scope() const { return m_scope; }

    /// What is on display changed, by a patch or altogether.
    void followPatch(const document::DocumentPatch& patch);
    void startAgain();

    /// Whether the matches of the pattern are known.
    [[nodiscard]] bool isReady() const { return m_isReady; }
    [[nodiscard]] const FoundMatches& matches() const { return m_matches; }
    /// False: there are more than kMatchCountMax.
    [[nodiscard]] bool isComplete() const { return m_isComplete; }
    /// Of a match that is about to be replaced.
    void forget(const MatchIndex& match) { m_matches.remove(match); }

    /// Works out what to replace in the whole scope; `replacementsReady` follows, unless another text is shown before.
    void prepareReplacements(projection::SearchReplacement replacement);

  Q_SIGNALS:
    /// The matches are known, for the first time or again.
    void found();
    void failed(const QString& message);
    /// All count in the texts that are on display now.
    void replacementsReady(const std::vector<varve::projection::PlacedReplacement>& replacements);

  private:
    using CancelFlag = std::shared_ptr<std::atomic<bool>>;

    void run();
    /// What a search found, put in order by the worker.
    struct Outcome {
        FoundMatches matches{};
        bool isComplete = true;
        QString failure{};
    };
    void take(quint64 request, Outcome outcome);
    void takeReplacements(quint64 request, Result<std::vector<projection::PlacedReplacement>> result);
    void cancel();

    std::function<TextSnapshot()> m_snapshot;
    std::optional<projection::SearchPattern> m_pattern;
    std::optional<projection::TextRange> m_scope;
    FoundMatches m_matches;
    bool m_isReady = false;
    bool m_isComplete = true;

    quint64 m_request = 0;  // a superseded answer is ignored
    bool m_isRunning = false;
    CancelFlag m_isCancelled;
    std::vector<document::DocumentPatch> m_patchesSince;  // the search began
    bool m_isStale = false;                               // to be looked for again
    QTimer m_refreshTimer;

    std::optional<projection::SearchReplacement> m_replacement;  // wanted for the text as it is now
    quint64 m_replaceRequest = 0;
};

}  // namespace varve::ui
