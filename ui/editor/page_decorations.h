// What is drawn on the page besides its texts and the own selection, for a while and by others: matches of a search,
// what comments are about, colleagues' carets, changes that flash, misspelt words. Every text has its own, in the body
// as in cells and captions; they stay with their characters while patches come. Holds values and the timers of what
// fades; decoration_painter.h draws. Owned by the editor view. GUI thread.
#pragma once

#include <QBasicTimer>
#include <QElapsedTimer>
#include <QObject>
#include <QVariantAnimation>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "document/patch.h"
#include "event/operation.h"
#include "projection/block.h"
#include "projection/text_range.h"
#include "spelling/utf16_range.h"
#include "ui/editor/change_marks.h"
#include "ui/editor/highlights.h"
#include "ui/editor/remote_caret.h"

namespace varve::ui {

/// Of one text.
struct TextDecorations {
    Highlights matches;
    std::optional<text::Range> scope;  // that matches are looked for in
    Highlights comments;               // that are open
    Highlights currentComment;         // may lie in these
    std::vector<RemoteCaret> carets;
    std::vector<text::Range> flashes;
    ChangeMarksPointer changes;                // of compare mode; null: none
    std::optional<text::Range> currentChange;  // the one that stands out

    [[nodiscard]] bool isEmpty() const {
        return matches.isEmpty() && !scope && comments.isEmpty() && currentComment.isEmpty() && carets.empty() &&
               flashes.empty() && changes == nullptr;
    }
    /// `bias`: of carets, where text was added at them.
    void mapThrough(const document::Patch& patch, document::Bias bias);
};

using HighlightsByText = std::map<event::ObjectId, Highlights>;
/// Ascending and disjoint in each text.
using RangesByText = std::map<event::ObjectId, std::vector<text::Range>>;

/// A colour behind letters of a block: UTF-16 units of its text. Not opaque, since blocks and cells have backgrounds of
/// their own.
struct Tint {
    int begin = 0;
    int end = 0;
    QColor colour;
    friend bool operator==(const Tint&, const Tint&) = default;
};

class PageDecorations : public QObject {
    Q_OBJECT
  public:
    explicit PageDecorations(QObject* parent = nullptr);

    /// Another document: nothing is marked. Misspelt words are still asked for.
    void clear();
    /// Cost: O(ranges behind the changes of each text).
    void mapThrough(const document::DocumentPatch& patch, document::Bias bias);
    /// Null for a text without any.
    [[nodiscard]] const TextDecorations* of(const event::ObjectId& sequence) const;
    [[nodiscard]] const std::map<event::ObjectId, TextDecorations>& all() const { return m_texts; }

    /// Marks what was found, in place of what was before.
    void setHighlights(HighlightsByText highlights);
    /// The one match that stands out: its text and its index there.
    void setCurrentHighlight(const std::optional<std::pair<event::ObjectId, std::size_t>>& current);
    [[nodiscard]] const Highlights& highlights(const event::ObjectId& sequence = event::WellKnownObject::kBody) const;
    /// In all texts.
    [[nodiscard]] std::size_t highlightCount() const;
    /// A quiet colour behind the part of a text that they are looked for in.
    void setHighlightScope(const std::optional<projection::TextRange>& scope);
    [[nodiscard]] std::optional<projection::TextRange> highlightScope() const;

    /// What comments are about: `open` quietly, `current`, which may lie in `open`, more. Whoever sets them follows the
    /// patches.
    void setCommentTints(RangesByText open, RangesByText current);

    /// What compare mode marks, in place of what was before. A patch takes the marks of the texts that it changes away:
    /// they are true of one pair of moments only.
    void setChanges(ChangeMarksByText changes);
    void setCurrentChange(const std::optional<projection::TextRange>& current);

    /// Replaces all of them; those that moved show their name for some seconds.
    void setRemoteCarets(const std::vector<RemoteCaret>& carets);
    [[nodiscard]] std::vector<RemoteCaret> remoteCarets() const;
    /// The one under the mouse shows its name.
    void setHoveredCaret(std::optional<std::uint64_t> id);
    [[nodiscard]] bool isFlagShown(const RemoteCaret& caret) const;

    /// Marks ranges for a moment; `isStill`: without fading.
    void flash(RangesByText ranges, bool isStill);
    void stopFlash();
    /// 0 to 1.
    [[nodiscard]] qreal flashStrength() const { return m_flashStrength; }

    /// Where words of a block are misspelt, as far as is known: ascending, disjoint. Asked while painting, of the
    /// blocks in sight only, which tells what is in sight; the answer is used before the next question.
    using SpellingProvider = std::function<std::span<const spelling::Utf16Range>(
        const event::ObjectId& sequence, std::uint32_t index, const projection::BlockPtr& block)>;
    void setSpellingProvider(SpellingProvider provider);
    [[nodiscard]] const SpellingProvider& spellingProvider() const { return m_spellingProvider; }

    /// Tints of what is in sight of a block. Asked while painting, like misspelt words; the answer, ascending and
    /// disjoint, covers the units [begin, end) at least.
    struct TintQuestion {
        const event::ObjectId& sequence;
        text::Offset start;  // of the block in it
        const projection::BlockPtr& block;
        int begin = 0;
        int end = 0;
    };
    using TintProvider = std::function<std::span<const Tint>(const TintQuestion& question)>;
    void setTintProvider(TintProvider provider);
    [[nodiscard]] const TintProvider& tintProvider() const { return m_tintProvider; }
    /// Its answers are others now.
    void tintsChanged() { Q_EMIT changed(); }

  Q_SIGNALS:
    /// To be painted again.
    void changed();
    /// Matches are others, or elsewhere.
    void highlightsMoved();

  protected:
    void timerEvent(QTimerEvent* event) override;

  private:
    void showFlag(const RemoteCaret& caret);
    void dropEmpty();

    std::map<event::ObjectId, TextDecorations> m_texts;
    std::unordered_map<std::uint64_t, qint64> m_flagUntilMs;
    std::optional<std::uint64_t> m_hoveredCaret;
    QElapsedTimer m_elapsed;
    QBasicTimer m_flagTimer;
    qreal m_flashStrength = 0;
    QVariantAnimation m_flashAnimation;
    SpellingProvider m_spellingProvider;
    TintProvider m_tintProvider;
};

}  // namespace varve::ui
