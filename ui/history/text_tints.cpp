#include "ui/history/text_tints.h"

#include <algorithm>
#include <utility>

#include "history/authorship.h"
#include "ui/editor/editor_view.h"

namespace varve::ui {

namespace {

constexpr std::size_t kEntryCountMax = 512;
/// A block is looked into in parts of this many units, since one may have a megabyte.
constexpr int kPartSize = 2048;
/// What one author wrote within this time counts as written at once.
constexpr std::uint64_t kSameTimeMs = 5'000;

/// What clocks say may be anything.
bool isNear(std::int64_t a, std::int64_t b) {
    return static_cast<std::uint64_t>(std::max(a, b)) - static_cast<std::uint64_t>(std::min(a, b)) <= kSameTimeMs;
}

}  // namespace

void TextTints::setColours(ColourOf colourOf) {
    m_colourOf = std::move(colourOf);
    ++m_colouring;
}

std::span<const Tint> TextTints::tintsOf(const PageDecorations::TintQuestion& question) {
    if (m_view.objects() == nullptr || !m_colourOf || question.begin >= question.end) return {};
    // Whatever is in sight is asked about again at once.
    if (m_entries.size() >= kEntryCountMax && !m_entries.contains(question.block.get())) m_entries.clear();
    Entry& entry = m_entries[question.block.get()];
    if (entry.block == nullptr || question.begin < entry.begin || question.end > entry.end) {
        entry.block = question.block;
        entry.colouring = 0;
        find(entry, question);
    }
    if (std::exchange(entry.colouring, m_colouring) != m_colouring) colour(entry);
    return entry.tints;
}

void TextTints::find(Entry& entry, const PageDecorations::TintQuestion& question) const {
    const projection::Block& block = *question.block;
    const std::uint32_t first = block.scalarOf(question.begin / kPartSize * kPartSize);
    const std::uint32_t end =
        block.scalarOf(std::min(block.utf16Count(), (question.end + kPartSize - 1) / kPartSize * kPartSize));
    std::vector<text::Offset> offsets;
    offsets.reserve(end - first);
    for (std::uint32_t scalar = first; scalar < end; ++scalar)
        offsets.push_back(question.start + scalar);
    const std::vector<event::EventId> ids = m_view.objects()->idsAt(question.sequence, offsets);
    const event::EventLog& log = m_replica.log();
    const history::Timeline& timeline = m_replica.timeline();
    entry.begin = block.utf16Of(first);
    entry.end = std::max(question.end, block.utf16Of(end));
    entry.written.clear();
    event::LocalRange transaction;  // that the last letter came with
    std::int64_t runMs = 0;         // when the last run began, as its author's clock had it
    int at = entry.begin;
    for (const event::EventId& id : ids) {
        at += block.text.at(at).isHighSurrogate() ? 2 : 1;
        const auto event = log.find(id);
        const bool isSame = event && !entry.written.empty() && entry.written.back().isKnown &&
                            transaction.begin <= *event && *event < transaction.end;
        if (isSame) {
            entry.written.back().end = at;
            continue;
        }
        if (!event) {
            transaction = {};
            entry.written.push_back({.end = at});
            continue;
        }
        const event::TransactionRecord record = log.transactionRecord(log.transactionIndexOf(*event));
        transaction = record.events;
        const bool goesOn = !entry.written.empty() && entry.written.back().isKnown &&
                            entry.written.back().agent == record.agent && isNear(record.timeMs, runMs);
        if (goesOn) {
            entry.written.back().end = at;
            continue;
        }
        runMs = record.timeMs;
        const history::Authored authored = history::authoredBy(log, timeline, *event);
        entry.written.push_back({at, true, authored.agent, authored.timeMs});
    }
}

void TextTints::colour(Entry& entry) const {
    entry.tints.clear();
    int begin = entry.begin;
    for (const Written& written : entry.written) {
        const int from = std::exchange(begin, written.end);
        if (!written.isKnown) continue;
        const QColor colour = m_colourOf(written.agent, written.timeMs);
        if (!colour.isValid()) continue;
        if (!entry.tints.empty() && entry.tints.back().end == from && entry.tints.back().colour == colour) {
            entry.tints.back().end = written.end;
        } else {
            entry.tints.push_back({from, written.end, colour});
        }
    }
}

}  // namespace varve::ui
