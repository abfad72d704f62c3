#include "ui/find/find_mode.h"

#include <QAction>
#include <QKeyEvent>
#include <QLocale>
#include <QRegularExpression>

#include "text/utf8.h"
#include "ui/find/find_bar.h"
#include "ui/history/history_mode.h"

namespace varve::ui {

namespace {

constexpr std::uint32_t kSeedCountMax = 200;
constexpr auto kBody = event::WellKnownObject::kBody;

/// Replaces a range of formatted text. The new text is put behind the first character of the old one before that goes:
/// so it is inside of every mark that the old text is inside of, links and comments among them, and of no other.
void appendReplacement(std::vector<replica::TextEdit>& edits, text::Range range, const std::string& text,
                       bool isFormatted) {
    if (!isFormatted || text.empty() || range.count() < 2) {
        edits.push_back({range, text});
        return;
    }
    const text::Offset second = range.begin + 1;
    const std::uint32_t count = text::scalarCount(text);
    edits.push_back({{second, second}, text});
    edits.push_back({{second + count, range.end + count}, {}});
    edits.push_back({{range.begin, second}, {}});
}

/// The same in a cell or caption, whose edits a step carries as operations.
void appendReplacement(std::vector<event::Operation>& operations, const projection::TextRange& place,
                       const std::string& text) {
    const text::Range range = place.range;
    const bool isInside = !text.empty() && range.count() >= 2;
    const text::Offset at = isInside ? range.begin + 1 : range.begin;
    const std::uint32_t count = text::scalarCount(text);
    if (!text.empty()) operations.push_back(event::Insert{place.sequence, at, text});
    const std::uint32_t behind = range.end - at;
    if (behind > 0) operations.push_back(event::Delete{place.sequence, at + count, behind});
    if (isInside) operations.push_back(event::Delete{place.sequence, range.begin, 1});
}

}  // namespace

FindMode::FindMode(const FindActions& actions, FindBar& bar, EditorView& view, HistoryMode& history,
                   replica::DocumentReplica& replica, bool isReadOnly, QObject* parent)
    : QObject(parent),
      m_actions(actions),
      m_bar(bar),
      m_view(view),
      m_history(history),
      m_replica(replica),
      m_isReadOnly(isReadOnly),
      m_search([this]() -> TextSnapshot {
          const auto beside = m_view.textsBeside().embeds();
          std::vector<projection::TextsOfEmbed> texts(beside.begin(), beside.end());
          if (m_history.isActive()) return {std::nullopt, m_view.blocks(), std::move(texts)};
          return {m_replica.text(), {}, std::move(texts)};
      }) {
    connect(actions.find, &QAction::triggered, this, [this] { open(false); });
    connect(actions.replace, &QAction::triggered, this, [this] { open(true); });
    connect(actions.findNext, &QAction::triggered, this, [this] { step(true); });
    connect(actions.findPrevious, &QAction::triggered, this, [this] { step(false); });
    connect(actions.replaceOne, &QAction::triggered, this, &FindMode::replaceOne);
    connect(actions.replaceAll, &QAction::triggered, this, &FindMode::replaceAll);
    connect(actions.inSelection, &QAction::toggled, this, &FindMode::takeScope);
    connect(&bar, &FindBar::patternEdited, this, &FindMode::takePattern);
    connect(&bar, &FindBar::replacementEdited, this, [this] { m_bar.setNote({}); });
    connect(&bar, &FindBar::stepRequested, this, &FindMode::step);
    connect(&bar, &FindBar::replaceRequested, this, &FindMode::replaceOne);
    connect(&bar, &FindBar::closeRequested, this, &FindMode::close);
    connect(&view, &EditorView::patchShown, this, [this](const document::DocumentPatch& patch) {
        m_return.line = patch.body.mapped(m_return.line, document::Bias::kBefore);
        m_search.followPatch(patch);
    });
    connect(&view, &EditorView::documentShown, this, [this] {
        m_actions.inSelection->setChecked(false);
        m_search.startAgain();
    });
    connect(&view, &EditorView::selectionChanged, this, [this] {
        // The caret may have gone into a cell: Escape closes the bar from there too.
        if (&m_view.focusedText() != &m_view) m_view.focusedText().installEventFilter(this);
        if (m_isFollowing || !isOpen()) return;
        if (m_view.focusedText().hasFocus()) m_hasGone = true;
        showCurrent();
    });
    connect(&history, &HistoryMode::activeChanged, this, [this] {
        // Another text is on display, and the caret of the other time is not to be brought back.
        m_hasGone = true;
        m_actions.inSelection->setChecked(false);
        showAllowed();
        m_search.startAgain();
    });
    connect(&m_search, &DocumentSearch::found, this, &FindMode::showMatches);
    connect(&m_search, &DocumentSearch::failed, this, [this](const QString& message) {
        m_step.reset();
        m_view.decorations().setHighlights({});
        m_bar.setCount({});
        m_bar.setNote(message, FindBar::NoteKind::kFault);
    });
    connect(&m_search, &DocumentSearch::replacementsReady, this, &FindMode::applyReplacements);
    view.installEventFilter(this);
    showAllowed();
}

bool FindMode::isOpen() const {
    return !m_bar.isHidden();
}

bool FindMode::eventFilter(QObject* watched, QEvent* event) {
    const bool isPage = watched == &m_view || watched == &m_view.focusedText();
    const bool isKey = isPage && event->type() == QEvent::KeyPress;
    if (isKey && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape && isOpen()) {
        close();
        return true;
    }
    return QObject::eventFilter(watched, event);
}

void FindMode::open(bool withReplace) {
    const bool wasOpen = isOpen();
    if (!wasOpen) {
        m_return = m_view.viewState();
        m_hasGone = false;
        m_bar.setNote({});
    }
    if (!wasOpen || m_view.focusedText().hasFocus()) takeSelection();
    m_bar.setReplaceVisible(withReplace || (wasOpen && m_bar.isReplaceVisible()));
    m_bar.show();
    m_bar.takeFocus(withReplace && wasOpen && !m_bar.searchText().isEmpty());
    takePattern();
    showAllowed();
}

void FindMode::takeSelection() {
    const EditorView& page = m_view.focusedText();
    const text::Range selected = page.selection().range();
    // A match of an expression is not what to find instead of the expression.
    if (selected.isEmpty() || matchSelected()) return;
    const QString text =
        page.blocks().text({selected.begin, selected.begin + std::min(selected.count(), kSeedCountMax + 1)});
    const bool isOneLine = selected.count() <= kSeedCountMax && !text.contains(QChar(projection::kBreak));
    if (isOneLine) {
        m_bar.setSearchText(m_actions.expression->isChecked() ? QRegularExpression::escape(text) : text);
    } else if (!m_actions.inSelection->isChecked()) {
        m_actions.inSelection->setChecked(true);
    } else {
        takeScope(true);
    }
}

void FindMode::close() {
    // What is on display as found is where the user goes on, also when Enter was never pressed.
    const std::optional<MatchIndex> current = m_search.isReady() ? matchHere() : std::nullopt;
    const std::optional<projection::TextRange> found =
        current ? std::optional(m_search.matches().at(*current)) : std::nullopt;
    m_bar.hide();
    m_step.reset();
    m_actions.inSelection->setChecked(false);
    m_view.decorations().setHighlights({});
    m_search.setPattern(std::nullopt);
    showAllowed();
    if (!m_hasGone && found) {
        m_view.select(*found);
    } else if (!m_hasGone) {
        // Nothing was found: the page is where it was.
        ViewState state = m_view.viewState();
        state.line = m_return.line;
        state.distance = m_return.distance;
        m_view.setViewState(state);
    }
    m_view.setFocus(Qt::OtherFocusReason);
}

void FindMode::takeScope(bool inSelection) {
    const std::optional<projection::TextRange> selected = m_view.focusedSelection();
    if (inSelection && (!selected || selected->range.isEmpty())) {
        m_actions.inSelection->setChecked(false);
        m_bar.setNote(tr("Select the part of the text to look in first."));
        return;
    }
    m_search.setScope(inSelection ? selected : std::nullopt);
    m_view.decorations().setHighlightScope(m_search.scope());
    m_bar.setNote({});
}

void FindMode::takePattern() {
    m_step.reset();
    m_isPreview = isOpen();
    const QString text = m_bar.searchText();
    m_view.decorations().setHighlights({});
    m_bar.setCount({});
    m_bar.setNote({});
    if (text.isEmpty()) {
        m_search.setPattern(std::nullopt);
        return;
    }
    const std::string utf8 = text.toStdString();
    auto pattern = projection::SearchPattern::compile(utf8, m_bar.options());
    if (!pattern) {
        m_search.setPattern(std::nullopt);
        m_bar.setNote(QString::fromStdString(pattern.error().message), FindBar::NoteKind::kFault);
        return;
    }
    m_search.setPattern(std::move(*pattern));
}

void FindMode::showMatches() {
    const bool isPreview = std::exchange(m_isPreview, false);
    if (isOpen()) {
        showCurrent();
        const std::optional<MatchIndex> current = matchHere();
        if (isPreview && current && !m_step) m_view.ensureVisible(m_search.matches().at(*current));
        if (isPreview && std::ranges::any_of(m_view.textsBeside().embeds(), &projection::TextsOfEmbed::isCut))
            m_bar.setNote(tr("Of tables with more than %1 cells only so many are looked through.")
                              .arg(QLocale().toString(qulonglong{projection::kShownCellsMax})));
    }
    if (m_step) stepNow(*std::exchange(m_step, std::nullopt));
}

std::optional<MatchIndex> FindMode::matchSelected() const {
    const auto selected = m_view.focusedSelection();
    return selected ? m_search.matches().indexOf(*selected) : std::nullopt;
}

/// The match that is selected; else the next one from the caret on.
std::optional<MatchIndex> FindMode::matchHere() const {
    if (const auto match = matchSelected()) return match;
    const projection::TextsBeside& texts = m_view.textsBeside();
    const auto next = m_search.matches().firstFrom(m_view.readingPlace(), texts);
    return next ? next : m_search.matches().firstFrom({}, texts);
}

QString FindMode::countWords(const std::optional<MatchIndex>& current) const {
    const auto count = static_cast<qulonglong>(m_search.matches().count());
    if (count == 0) return tr("No matches");
    const QLocale locale;
    const QString all =
        m_search.isComplete() ? locale.toString(count) : tr("more than %1", "a number").arg(locale.toString(count));
    const std::size_t before = current ? m_search.matches().numberOf(*current, m_view.textsBeside()) : 0;
    return tr("%1 of %2", "number of the match, of how many").arg(locale.toString(qulonglong{before + 1}), all);
}

void FindMode::showCurrent() {
    if (!m_search.isReady()) return;
    const std::optional<MatchIndex> current = matchHere();
    PageDecorations& decorations = m_view.decorations();
    const auto isShown = [&](const auto& text) {
        return decorations.highlights(text.first).ranges().size() == text.second.ranges().size();
    };
    if (decorations.highlightCount() != m_search.matches().count() ||
        !std::ranges::all_of(m_search.matches().byText(), isShown)) {
        decorations.setHighlights(m_search.matches().byText());
    }
    decorations.setCurrentHighlight(current ? std::optional(std::pair(current->sequence, current->index))
                                            : std::nullopt);
    m_bar.setCount(countWords(current), current.has_value());
}

void FindMode::showAllowed() {
    const bool open = isOpen();
    const bool canWrite = !m_history.isActive() && !m_isReadOnly;
    for (QAction* option : {m_actions.matchCase, m_actions.wholeWords, m_actions.expression, m_actions.inSelection})
        option->setEnabled(open);
    const bool replaces = open && m_bar.isReplaceVisible() && canWrite;
    m_actions.replaceOne->setEnabled(replaces);
    m_actions.replaceAll->setEnabled(replaces);
    QString reason;
    if (m_history.isActive()) {
        reason = tr("The past cannot be changed. Return to now to replace.");
    } else if (m_isReadOnly) {
        reason = tr("This document can be read but not changed.");
    }
    m_bar.setReplaceAllowed(canWrite, reason);
    if (open && m_bar.isReplaceVisible() && !canWrite) m_bar.setNote(reason);
}

void FindMode::step(bool forward) {
    if (m_bar.searchText().isEmpty()) {
        open(false);
        return;
    }
    if (m_search.isReady()) {
        stepNow(forward);
        return;
    }
    if (!m_search.pattern()) takePattern();
    m_step = forward;
}

void FindMode::stepNow(bool forward) {
    const FoundMatches& matches = m_search.matches();
    const projection::TextsBeside& texts = m_view.textsBeside();
    const std::optional<MatchIndex> selected = matchSelected();
    projection::ReadingPlace from = m_view.readingPlace();
    // Behind an empty match is its own place.
    if (forward && selected) ++from.within.value;
    if (forward && selected && from.text == 0) from = {from.body + 1, 0, {}};
    std::optional<MatchIndex> match = forward ? matches.firstFrom(from, texts) : matches.lastBefore(from, texts);
    const bool isWrapped = !match;
    const projection::ReadingPlace end{m_view.blocks().end() + 1, 0, {}};
    if (isWrapped) match = forward ? matches.firstFrom({}, texts) : matches.lastBefore(end, texts);
    if (!match) {
        Q_EMIT messageRaised(tr("“%1” is not in this document.").arg(m_bar.searchText()));
        return;
    }
    m_isFollowing = true;
    m_view.select(matches.at(*match));
    m_isFollowing = false;
    m_hasGone = true;
    QString note;
    if (isWrapped) {
        note = forward ? tr("The search went on from the beginning.") : tr("The search went on from the end.");
    }
    if (isOpen()) {
        showCurrent();
        m_bar.setNote(note);
        return;
    }
    const QString words = tr("Match %1", "such as 3 of 17").arg(countWords(match));
    Q_EMIT messageRaised(note.isEmpty() ? words : tr("%1. %2", "match, sentence").arg(words, note));
    // Nothing is kept up to date while the bar is closed.
    m_search.setPattern(std::nullopt);
}

std::optional<projection::SearchReplacement> FindMode::compiledReplacement() {
    const std::string utf8 = m_bar.replacement().toStdString();
    auto replacement = projection::SearchReplacement::compile(utf8, *m_search.pattern());
    if (replacement) return *replacement;
    m_bar.setNote(QString::fromStdString(replacement.error().message), FindBar::NoteKind::kFault);
    return std::nullopt;
}

bool FindMode::isFormattedAt(text::Offset place) const {
    return !m_view.blocks().blockAt(m_view.blocks().positionOf(place).block)->formats.empty();
}

bool FindMode::apply(const replica::EditIntent& intent) {
    const Result<void> outcome = m_replica.apply(intent);
    if (!outcome) m_bar.setNote(QString::fromStdString(outcome.error().message), FindBar::NoteKind::kFault);
    return outcome.has_value();
}

void FindMode::replaceOne() {
    if (!m_actions.replaceOne->isEnabled() || !m_search.pattern()) return;
    const std::optional<MatchIndex> match = m_search.isReady() ? matchSelected() : std::nullopt;
    if (!match) {
        step(true);
        return;
    }
    const auto replacement = compiledReplacement();
    if (!replacement) return;
    const projection::TextRange selected = m_search.matches().at(*match);
    const auto beside = m_view.textsBeside().find(selected.sequence);
    const text::Rope rope = beside ? text::Rope(*beside->text->text) : m_replica.text();
    text::Range scope{{0}, {rope.count()}};
    if (m_search.scope() && m_search.scope()->sequence == selected.sequence) scope = m_search.scope()->range;
    const auto text = projection::replacementFor(*m_search.pattern(), *replacement, rope, selected.range, scope);
    if (!text) {
        m_bar.setNote(QString::fromStdString(text.error().message), FindBar::NoteKind::kFault);
        return;
    }
    // Written over since it was found: it is no match any more.
    m_search.forget(*match);
    const bool changes = *text && **text != rope.text(selected.range);
    if (changes) {
        replica::EditIntent intent{.kind = event::TransactionKind::kReplace};
        intent.sequence = selected.sequence;
        appendReplacement(intent.edits, selected.range, **text, beside || isFormattedAt(selected.range.begin));
        if (!apply(intent)) return;
    } else {
        m_view.select({selected.sequence, {selected.range.end, selected.range.end}});
    }
    if (m_search.matches().isEmpty()) {
        m_view.decorations().setHighlights({});
        showCurrent();
        return;
    }
    stepNow(true);
}

void FindMode::replaceAll() {
    if (!m_actions.replaceAll->isEnabled() || !m_search.pattern()) return;
    if (const auto replacement = compiledReplacement()) m_search.prepareReplacements(*replacement);
}

void FindMode::applyReplacements(const std::vector<projection::PlacedReplacement>& replacements) {
    if (!m_actions.replaceAll->isEnabled()) return;
    if (replacements.empty()) {
        m_bar.setNote(tr("There is nothing to replace."));
        return;
    }
    replica::EditIntent intent{.kind = event::TransactionKind::kReplace};
    intent.edits.reserve(replacements.size());
    std::uint32_t added = 0;  // scalars before the range in the body, less those taken away; wraps
    for (const auto& [place, text] : replacements) {
        if (place.sequence != event::ObjectId{kBody}) {
            appendReplacement(intent.operations, place, text);
            continue;
        }
        appendReplacement(intent.edits, place.range, text, isFormattedAt({place.range.begin.value - added}));
        added += text::scalarCount(text) - place.range.count();
    }
    if (!apply(intent)) return;
    m_hasGone = true;
    const auto count = static_cast<qulonglong>(replacements.size());
    const QString words =
        count == 1 ? tr("Replaced 1 match.") : tr("Replaced %1 matches.").arg(QLocale().toString(count));
    m_bar.setNote(words);
    Q_EMIT messageRaised(words);
}

}  // namespace varve::ui
