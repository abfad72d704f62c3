// Keeps the page's misspelt words: hands its blocks to the spell checker, those in sight first and the others when
// nothing else is to do, and tells the view where to draw. A block is known by its address, and kept alive while
// something is known of it. Changes nothing and shows no menus. Lives as long as spelling is checked. GUI thread.
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "document/patch.h"
#include "projection/block_sequence.h"
#include "spelling/spell_checker.h"

namespace varve::ui {

class EditorView;

/// A misspelt word of the text shown.
struct MisspeltWord {
    text::Range range;
    QString word;
    QString language;
};

class BlockSpelling : public QObject {
    Q_OBJECT
  public:
    enum class Direction : std::uint8_t { kForward, kBackward };

    /// Both must outlive this. `systemLanguage`: of what has no language of its own.
    BlockSpelling(spelling::SpellChecker& checker, EditorView& view, QString systemLanguage, QObject* parent = nullptr);
    ~BlockSpelling() override;

    [[nodiscard]] QString languageAt(text::Offset offset) const;
    /// The word at a place, or that ends there, as far as is known. Cost: O(log n).
    [[nodiscard]] std::optional<MisspeltWord> misspeltAt(text::Offset offset) const;
    /// Looks for the next one, once around; `found` or `nothingFound` answers, soon or when enough was checked. A
    /// change of the text ends it without an answer.
    void seek(Direction direction, text::Offset from);
    /// Nothing is waiting to be checked or asked for.
    [[nodiscard]] bool isIdle() const;
    /// Blocks of which something is kept; for tests.
    [[nodiscard]] std::size_t knownBlockCount() const { return m_entries.size(); }

  Q_SIGNALS:
    void found(const varve::ui::MisspeltWord& word);
    void nothingFound();

  private:
    /// What is known of a block. Answers count by the epoch in which they were asked for: words, languages change.
    struct Entry {
        projection::BlockPtr block;
        std::vector<spelling::Utf16Range> misspelt;
        std::uint64_t asked = 0;
        std::uint64_t answered = 0;
        bool isPending = false;
        bool isVisible = false;  // asked for as such
    };
    struct Seek {
        Direction direction = Direction::kForward;
        projection::BlockPosition from;
        std::uint32_t block = 0;
        std::uint32_t stepCount = 0;  // blocks left behind
    };

    void showDocument();
    void follow(const document::DocumentPatch& patch);
    void carryOver(text::Offset begin);
    void readDocumentWords();
    /// What was answered is out of date, and shown until it is answered again.
    void askAgain();
    [[nodiscard]] std::span<const spelling::Utf16Range> marksOf(const event::ObjectId& sequence, std::uint32_t index,
                                                                const projection::BlockPtr& block);
    [[nodiscard]] const Entry* entryOf(const projection::Block* block) const;
    [[nodiscard]] QString languageOf(const projection::Block& block) const;

    void ask(const projection::BlockPtr& block, bool isVisible);
    void sendRequests();
    void askSeen();
    void walk();
    void walkLater();
    void sweep(const QElapsedTimer& clock);
    void takeAnswers(const std::vector<spelling::CheckAnswer>& answers);
    void stopWaitingFor(Entry& entry);

    void continueSeek();
    [[nodiscard]] std::optional<spelling::Utf16Range> soughtIn(const Entry& entry) const;
    [[nodiscard]] std::uint32_t neighbour(std::uint32_t block) const;
    void askAhead(std::uint32_t block);

    void setWriting(std::optional<text::Range> range);
    [[nodiscard]] text::Range wordAround(text::Offset offset) const;

    spelling::SpellChecker& m_checker;
    EditorView& m_view;
    QString m_systemLanguage;
    QString m_documentLanguage;
    projection::BlockSequence m_before;  // as of the last patch: what a block was before
    std::unordered_map<const projection::Block*, Entry> m_entries;
    std::uint64_t m_epoch = 1;
    std::uint32_t m_pendingCount = 0;
    std::vector<spelling::CheckRequest> m_requests;  // to be sent together
    std::vector<projection::BlockPtr> m_seen;        // painted, and not known
    std::vector<text::Range> m_unwalked;             // not looked at yet; the last one first
    std::optional<std::size_t> m_sweepBucket;        // of the table, next to be swept
    std::size_t m_sweepBucketCount = 0;
    std::optional<text::Range> m_writing;       // the word under the caret, not finished
    std::vector<spelling::Utf16Range> m_marks;  // without that word
    std::optional<Seek> m_seek;
    QTimer m_seenTimer;
    QTimer m_walkTimer;
    QTimer m_seekTimer;
};

}  // namespace varve::ui
