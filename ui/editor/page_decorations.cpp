#include "ui/editor/page_decorations.h"

#include <QTimerEvent>
#include <algorithm>
#include <utility>

namespace varve::ui {

namespace {

constexpr int kFlagDurationMs = 3000;
constexpr int kFlagCheckMs = 500;
constexpr int kFlashDurationMs = 900;

}  // namespace

void TextDecorations::mapThrough(const document::Patch& patch, document::Bias bias) {
    using document::Bias;
    matches.mapThrough(patch);
    if (scope) scope = {patch.mapped(scope->begin, Bias::kBefore), patch.mapped(scope->end, Bias::kAfter)};
    for (RemoteCaret& remote : carets) {
        remote.caret = patch.mapped(remote.caret, bias);
        if (remote.selection.isEmpty()) continue;
        remote.selection.begin = patch.mapped(remote.selection.begin, Bias::kAfter);
        remote.selection.end = std::max(remote.selection.begin, patch.mapped(remote.selection.end, Bias::kBefore));
    }
    if (!patch.isEmpty()) {
        changes.reset();
        currentChange.reset();
    }
    for (text::Range& range : flashes) {
        range = {patch.mapped(range.begin, Bias::kAfter), patch.mapped(range.end, Bias::kBefore)};
        range.end = std::max(range.begin, range.end);
    }
}

PageDecorations::PageDecorations(QObject* parent) : QObject(parent) {
    m_elapsed.start();
    connect(&m_flashAnimation, &QVariantAnimation::valueChanged, this, [this](const QVariant& value) {
        m_flashStrength = value.toReal();
        Q_EMIT changed();
    });
    connect(&m_flashAnimation, &QVariantAnimation::finished, this, &PageDecorations::stopFlash);
}

void PageDecorations::clear() {
    m_flashAnimation.stop();
    m_texts.clear();
    m_flashStrength = 0;
    Q_EMIT changed();
    Q_EMIT highlightsMoved();
}

void PageDecorations::mapThrough(const document::DocumentPatch& patch, document::Bias bias) {
    bool hasMatches = false;
    for (auto& [sequence, text] : m_texts) {
        const document::Patch* change = patch.patchOf(sequence);
        if (change == nullptr || change->isEmpty()) continue;
        hasMatches |= !text.matches.isEmpty();
        text.mapThrough(*change, bias);
        // Whoever wrote this stands behind it already, so that no later move of the caret would show the name.
        if (bias != document::Bias::kAfter) continue;
        const text::Offset written = change->changedRange().end;
        for (const RemoteCaret& remote : text.carets) {
            if (remote.caret == written) showFlag(remote);
        }
    }
    if (hasMatches) Q_EMIT highlightsMoved();
}

const TextDecorations* PageDecorations::of(const event::ObjectId& sequence) const {
    const auto found = m_texts.find(sequence);
    return found != m_texts.end() ? &found->second : nullptr;
}

void PageDecorations::setHighlights(HighlightsByText highlights) {
    for (auto& [sequence, text] : m_texts)
        text.matches = {};
    for (auto& [sequence, matches] : highlights)
        m_texts[sequence].matches = std::move(matches);
    dropEmpty();
    Q_EMIT changed();
    Q_EMIT highlightsMoved();
}

void PageDecorations::setCurrentHighlight(const std::optional<std::pair<event::ObjectId, std::size_t>>& current) {
    for (auto& [sequence, text] : m_texts) {
        const bool isHere = current && current->first == sequence;
        text.matches.setCurrent(isHere ? std::optional(current->second) : std::nullopt);
    }
    Q_EMIT changed();
    Q_EMIT highlightsMoved();
}

const Highlights& PageDecorations::highlights(const event::ObjectId& sequence) const {
    static const Highlights kNone;
    const TextDecorations* text = of(sequence);
    return text != nullptr ? text->matches : kNone;
}

std::size_t PageDecorations::highlightCount() const {
    std::size_t count = 0;
    for (const auto& [sequence, text] : m_texts)
        count += text.matches.ranges().size();
    return count;
}

void PageDecorations::setHighlightScope(const std::optional<projection::TextRange>& scope) {
    for (auto& [sequence, text] : m_texts)
        text.scope.reset();
    if (scope) m_texts[scope->sequence].scope = scope->range;
    Q_EMIT changed();
}

std::optional<projection::TextRange> PageDecorations::highlightScope() const {
    const auto text = std::ranges::find_if(m_texts, [](const auto& one) { return one.second.scope.has_value(); });
    if (text == m_texts.end()) return std::nullopt;
    return projection::TextRange{text->first, *text->second.scope};
}

void PageDecorations::setCommentTints(RangesByText open, RangesByText current) {
    for (auto& [sequence, text] : m_texts)
        text.comments = text.currentComment = {};
    for (auto& [sequence, ranges] : open)
        m_texts[sequence].comments = Highlights(std::move(ranges));
    for (auto& [sequence, ranges] : current)
        m_texts[sequence].currentComment = Highlights(std::move(ranges));
    dropEmpty();
    Q_EMIT changed();
}

void PageDecorations::setChanges(ChangeMarksByText changes) {
    for (auto& [sequence, text] : m_texts) {
        text.changes.reset();
        text.currentChange.reset();
    }
    for (auto& [sequence, marks] : changes)
        m_texts[sequence].changes = std::move(marks);
    dropEmpty();
    Q_EMIT changed();
}

void PageDecorations::setCurrentChange(const std::optional<projection::TextRange>& current) {
    for (auto& [sequence, text] : m_texts) {
        const bool isHere = current && current->sequence == sequence;
        text.currentChange = isHere ? std::optional(current->range) : std::nullopt;
    }
    Q_EMIT changed();
}

std::vector<RemoteCaret> PageDecorations::remoteCarets() const {
    std::vector<RemoteCaret> carets;
    for (const auto& [sequence, text] : m_texts)
        carets.insert(carets.end(), text.carets.begin(), text.carets.end());
    return carets;
}

void PageDecorations::setRemoteCarets(const std::vector<RemoteCaret>& carets) {
    const std::vector<RemoteCaret> before = remoteCarets();
    for (auto& [sequence, text] : m_texts)
        text.carets.clear();
    for (const RemoteCaret& remote : carets) {
        const auto old = std::ranges::find(before, remote.id, &RemoteCaret::id);
        if (old == before.end() || old->caret != remote.caret || old->sequence != remote.sequence) showFlag(remote);
        m_texts[remote.sequence].carets.push_back(remote);
    }
    std::erase_if(m_flagUntilMs, [&](const auto& flag) {
        return std::ranges::find(carets, flag.first, &RemoteCaret::id) == carets.end();
    });
    if (!carets.empty()) m_flagTimer.start(kFlagCheckMs, this);
    dropEmpty();
    Q_EMIT changed();
}

/// Of texts that had something once.
void PageDecorations::dropEmpty() {
    std::erase_if(m_texts, [](const auto& text) { return text.second.isEmpty(); });
}

void PageDecorations::showFlag(const RemoteCaret& caret) {
    m_flagUntilMs[caret.id] = m_elapsed.elapsed() + kFlagDurationMs;
}

void PageDecorations::setHoveredCaret(std::optional<std::uint64_t> id) {
    if (std::exchange(m_hoveredCaret, id) != id) Q_EMIT changed();
}

bool PageDecorations::isFlagShown(const RemoteCaret& caret) const {
    const auto until = m_flagUntilMs.find(caret.id);
    return m_hoveredCaret == caret.id || (until != m_flagUntilMs.end() && until->second > m_elapsed.elapsed());
}

void PageDecorations::flash(RangesByText ranges, bool isStill) {
    m_flashAnimation.stop();
    for (auto& [sequence, text] : m_texts)
        text.flashes.clear();
    for (auto& [sequence, flashes] : ranges)
        m_texts[sequence].flashes = std::move(flashes);
    m_flashAnimation.setDuration(kFlashDurationMs);
    m_flashAnimation.setStartValue(1.0);
    m_flashAnimation.setKeyValueAt(0.35, 1.0);
    m_flashAnimation.setEndValue(isStill ? 1.0 : 0.0);
    m_flashAnimation.start();
    Q_EMIT changed();
}

void PageDecorations::stopFlash() {
    m_flashAnimation.stop();
    m_flashStrength = 0;
    for (auto& [sequence, text] : m_texts)
        text.flashes.clear();
    Q_EMIT changed();
}

void PageDecorations::setSpellingProvider(SpellingProvider provider) {
    m_spellingProvider = std::move(provider);
    Q_EMIT changed();
}

void PageDecorations::setTintProvider(TintProvider provider) {
    m_tintProvider = std::move(provider);
    Q_EMIT changed();
}

void PageDecorations::timerEvent(QTimerEvent* event) {
    if (event->timerId() != m_flagTimer.timerId()) {
        QObject::timerEvent(event);
        return;
    }
    const qint64 now = m_elapsed.elapsed();
    if (std::erase_if(m_flagUntilMs, [now](const auto& flag) { return flag.second <= now; }) > 0) Q_EMIT changed();
    if (m_flagUntilMs.empty()) m_flagTimer.stop();
}

}  // namespace varve::ui
