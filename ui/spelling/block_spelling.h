// Keeps the page's misspelt words: hands its blocks to the spell checker, those in sight first, then the others of the
// body when nothing else is to do, and tells the view where to draw. A block is known by its address, and kept alive
// while something is known of it; one of a cell or caption, which the page and the view that it is written in hold
// each for itself, also by what is known of its like. Changes nothing and shows no menus. Lives as long as spelling is
// checked. GUI thread.
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>
#include <deque>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "document/patch.h"
#include "projection/block_sequence.h"
#include "projection/object_registers.h"
#include "projection/text_range.h"
#include "spelling/spell_checker.h"
#include "ui/spelling/reading_walk.h"

namespace varve::ui {

class EditorView;

/// A misspelt word of one of the texts shown.
struct MisspeltWord {
    projection::TextRange range;
    QString word;
    QString language;
};

class BlockSpelling : public QObject {
    Q_OBJECT
  public:
    using Direction = ReadingWalk::Direction;

    /// Both must outlive this. `systemLanguage`: of what has no language of its own.
    BlockSpelling(spelling::SpellChecker& checker, EditorView& view, QString systemLanguage, QObject* parent = nullptr);
    ~BlockSpelling() override;

    /// Of a place in the text that the caret is in.
    [[nodiscard]] QString languageAt(text::Offset offset) const;
    /// The word at a place of that text, or that ends there, as far as is known. Cost: O(log n).
    [[nodiscard]] std::optional<MisspeltWord> misspeltAt(text::Offset offset) const;
    /// Looks for the next one from the selection on, in all texts as they are read, once around; `found` or
    /// `nothingFound` answers, soon or when enough was checked. A change of the document ends it without an answer.
    void seek(Direction direction);
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
        ReadingWalk walk;
        std::deque<ReadingWalk::Stop> ahead{};  // those that are next
    };

    void showDocument();
    void follow(const document::DocumentPatch& patch);
    void followWriting(const document::DocumentPatch& patch);
    void carryOver(text::Offset begin);
    [[nodiscard]] static Entry carriedOver(const Entry& before, const projection::BlockPtr& after);
    /// Takes over what is known of the same block, or of the one that it comes from; not in the body.
    const Entry* adopt(const event::ObjectId& sequence, std::uint32_t index, const projection::BlockPtr& block);
    void readDocumentWords();
    /// What was answered is out of date, and shown until it is answered again.
    void askAgain();
    [[nodiscard]] std::span<const spelling::Utf16Range> marksOf(const event::ObjectId& sequence, std::uint32_t index,
                                                                const projection::BlockPtr& block);
    [[nodiscard]] const Entry* entryOf(const projection::Block* block) const;
    [[nodiscard]] QString languageOf(const projection::Block& block) const;
    [[nodiscard]] MisspeltWord wordOf(const event::ObjectId& sequence, const projection::BlockSequence& blocks,
                                      std::uint32_t index, const spelling::Utf16Range& range) const;
    /// The text of a sequence that is on the page, or null: the body, and the one that the caret is in.
    [[nodiscard]] const projection::BlockSequence* blocksOf(const event::ObjectId& sequence) const;
    void repaint();

    void ask(const projection::BlockPtr& block, bool isVisible);
    void sendRequests();
    void askSeen();
    void walk();
    void walkLater();
    void beginSweep();
    void sweep(const QElapsedTimer& clock);
    void takeAnswers(const std::vector<spelling::CheckAnswer>& answers);
    void stopWaitingFor(Entry& entry);

    [[nodiscard]] projection::ReadingPlace placeToSeekFrom(Direction direction) const;
    void continueSeek();
    void askAhead(const QElapsedTimer& clock);
    void endSeek();

    void setWriting(std::optional<projection::TextRange> range);
    void checkWriting();
    [[nodiscard]] text::Range wordAround(text::Offset offset) const;

    spelling::SpellChecker& m_checker;
    EditorView& m_view;
    QString m_systemLanguage;
    QString m_documentLanguage;
    projection::BlockSequence m_before;  // as of the last patch: what a block was before
    std::unordered_map<const projection::Block*, Entry> m_entries;
    /// Of texts beside the body: their blocks by index, as they were last asked for; some may not be known any more.
    std::unordered_map<event::ObjectId, std::vector<const projection::Block*>, projection::ObjectIdHash> m_beside;
    std::uint64_t m_epoch = 1;
    std::uint32_t m_pendingCount = 0;
    std::vector<spelling::CheckRequest> m_requests;  // to be sent together
    std::vector<projection::BlockPtr> m_seen;        // painted, and not known
    std::vector<text::Range> m_unwalked;             // not looked at yet; the last one first
    std::optional<std::size_t> m_sweepBucket;        // of the table, next to be swept
    std::size_t m_sweepBucketCount = 0;
    std::optional<projection::TextRange> m_writing;  // the word under the caret, not finished
    std::vector<spelling::Utf16Range> m_marks;       // without that word
    std::optional<Seek> m_seek;
    QTimer m_seenTimer;
    QTimer m_walkTimer;
    QTimer m_seekTimer;
};

}  // namespace varve::ui
