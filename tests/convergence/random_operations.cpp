#include "convergence/random_operations.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "text/utf8.h"

namespace varve::convergence {

namespace {

constexpr event::WellKnownObject kDocument = event::WellKnownObject::kDocument;
constexpr const char* kEmbed = "\uFFFC";

std::vector<UnitIndex> unitsOf(const EventSet& set) {
    std::vector<UnitIndex> units;
    for (UnitIndex i = 0; i < set.size(); ++i) {
        if (set[i]) units.push_back(i);
    }
    return units;
}

}  // namespace

std::vector<event::Operation> OperationMaker::make(Writer& writer, event::TransactionKind& kind) {
    const std::vector<UnitIndex> known = unitsOf(writer.known);
    if (!known.empty() && m_random.chance(m_options.livenessPercent)) {
        kind = event::TransactionKind::kRevert;
        if (m_random.chance(85)) return {makeLiveness(writer, known)};
        std::vector<event::Operation> restore = makeRestore(writer, known);
        if (!restore.empty()) return restore;
    }
    if (!known.empty() && m_random.chance(m_options.setPercent)) return {makeSet(writer, known)};
    const event::ObjectId sequence = chooseSequence(known);
    const auto count = static_cast<std::uint32_t>(m_naive.visibleUnits(writer.known, sequence).size());
    if (count > 0 && m_random.chance(m_options.markPercent)) return {makeMark(writer, sequence, count)};
    if (m_random.chance(m_options.deletePercent)) {
        if (count > 0) return {makeDelete(writer, sequence, count)};
        if (invalidExtra() > 0) return {event::Delete{sequence, {0}, 1}};
    }
    return {makeInsert(writer, sequence, count)};
}

/// 0, or how far beyond the last valid offset to go; just beyond more often than not, where joined runs end.
std::uint32_t OperationMaker::invalidExtra() {
    if (!m_random.chance(m_options.invalidPercent)) return 0;
    return m_random.chance(70) ? 1 : 1 + m_random.below(10);
}

/// The body, or one of a few others, each the text of some event: of a register or an embed, or of anything.
event::ObjectId OperationMaker::chooseSequence(const std::vector<UnitIndex>& known) {
    if (known.empty() || !m_random.chance(m_options.elsewherePercent)) return kBody;
    std::vector<UnitIndex> candidates;
    for (const UnitIndex unit : m_sequences) {
        if (std::ranges::binary_search(known, unit)) candidates.push_back(unit);
    }
    constexpr std::size_t kSequenceCountMax = 3;
    if (!candidates.empty() && (m_sequences.size() >= kSequenceCountMax || m_random.chance(70)))
        return m_naive.units()[pick(candidates)].id;
    if (m_sequences.size() >= kSequenceCountMax) return kBody;
    for (const UnitIndex unit : known) {
        const Unit& value = m_naive.units()[unit];
        if (value.type == Unit::Type::kSet || value.scalar == kEmbed) candidates.push_back(unit);
    }
    const UnitIndex chosen = candidates.empty() || m_random.chance(20) ? pick(known) : pick(candidates);
    if (std::ranges::find(m_sequences, chosen) == m_sequences.end()) m_sequences.push_back(chosen);
    return m_naive.units()[chosen].id;
}

UnitIndex OperationMaker::pick(const std::vector<UnitIndex>& units) {
    return units[m_random.below(static_cast<std::uint32_t>(units.size()))];
}

/// 0 to `count`: at both ends, where the writer was, and where the others are.
std::uint32_t OperationMaker::choosePlace(std::uint32_t caret, std::uint32_t count) {
    const std::uint32_t dice = m_random.below(100);
    if (dice < 20) return 0;
    if (dice < 40) return count;
    if (dice < 60) return std::min(caret, count);
    if (dice < 75) return std::min(2U, count);
    return m_random.below(count + 1);
}

event::Operation OperationMaker::makeInsert(Writer& writer, const event::ObjectId& sequence, std::uint32_t count) {
    std::uint32_t& caret = writer.carets[sequence];
    std::uint32_t offset = choosePlace(caret, count);  // at the caret: typing on, and backwards
    std::string text = randomText(m_random, m_options.runCountMax);
    if (m_random.chance(m_options.breakPercent)) text.insert(m_random.chance(50) ? 0 : text.size(), "\n");
    if (m_random.chance(m_options.breakPercent / 2)) text = "\n";
    if (m_random.chance(3)) text = kEmbed;
    caret = m_random.chance(50) ? offset : offset + text::scalarCount(text);
    if (const std::uint32_t extra = invalidExtra()) offset = count + extra;
    return event::Insert{sequence, {offset}, std::move(text)};
}

event::Operation OperationMaker::makeDelete(Writer& writer, const event::ObjectId& sequence, std::uint32_t count) {
    std::uint32_t& caret = writer.carets[sequence];
    std::uint32_t offset = m_random.below(count);
    if (m_random.chance(30)) offset = std::min(caret, count - 1);
    const std::uint32_t length = 1 + m_random.below(std::min(m_options.runCountMax, count - offset));
    caret = offset;
    const event::Direction direction = m_random.chance(50) ? event::Direction::kForward : event::Direction::kBackward;
    if (const std::uint32_t extra = invalidExtra()) offset = count - 1 + extra;
    return event::Delete{sequence, {offset}, length, direction};
}

/// Few keys, so that marks compete; places where text is edited, so that its edges are typed at and deleted.
event::Operation OperationMaker::makeMark(Writer& writer, const event::ObjectId& sequence, std::uint32_t count) {
    std::uint32_t begin = std::min(choosePlace(writer.carets[sequence], count), count - 1);
    std::uint32_t end = begin + 1 + m_random.below(std::min(5U, count - begin));
    if (m_random.chance(15)) begin = 0;
    if (m_random.chance(15)) end = count;
    if (m_random.chance(40)) writer.carets[sequence] = m_random.chance(50) ? begin : end;
    event::Mark mark{sequence, {begin}, {end}, "bold", true, m_random.chance(50), m_random.chance(50)};
    const std::uint32_t dice = m_random.below(100);
    if (dice >= 90) {
        mark.key = "comment:" + event::nameOf({writer.agent, {writer.nextSequence}});
    } else if (dice >= 70) {
        mark.key = "colour";
        mark.value = m_random.chance(50) ? "red" : "blue";
    } else if (dice >= 55) {
        mark.key = "link";
        mark.value = "https://example.org/" + std::to_string(m_random.below(3));
    } else if (dice >= 45) {
        mark.key = "size";
        mark.value = std::int64_t{m_random.below(3)} - 1;
    }
    if (m_random.chance(30)) mark.value = {};
    if (const std::uint32_t extra = invalidExtra()) mark.end.value = count + extra;
    return mark;
}

/// Of the document, the first block, breaks, embeds, marks, or any other event.
event::Operation OperationMaker::makeSet(const Writer& writer, const std::vector<UnitIndex>& known) {
    static constexpr std::array<std::string_view, 5> kKeys = {"title", "type", "level", "resolved", "width"};
    event::Set set{kDocument, std::string(kKeys[m_random.below(kKeys.size())]), std::int64_t{m_random.below(9)}};
    const std::uint32_t dice = m_random.below(100);
    if (dice < 20) {
        if (m_random.chance(30)) set.key = "version:" + event::nameOf({writer.agent, {writer.nextSequence}});
    } else if (dice < 40) {
        set.object = event::WellKnownObject::kFirstBlock;
    } else {
        std::vector<UnitIndex> objects;
        for (const UnitIndex unit : known) {
            const Unit& value = m_naive.units()[unit];
            if (value.type == Unit::Type::kMark || value.scalar == "\n" || value.scalar == kEmbed)
                objects.push_back(unit);
        }
        const UnitIndex object = objects.empty() || m_random.chance(10) ? pick(known) : pick(objects);
        set.object = m_naive.units()[object].id;
    }
    if (m_random.chance(20)) set.value = "text " + std::to_string(m_random.below(3));
    if (m_random.chance(20)) set.value = m_random.chance(50);
    if (m_random.chance(15)) set.value = {};
    return set;
}

/// Undo, redo and arbitrary switching: up to three stretches of what the writer knows, own or not, recent more
/// often.
event::Operation OperationMaker::makeLiveness(const Writer& writer, const std::vector<UnitIndex>& known) {
    std::set<UnitIndex> chosen;
    const std::uint32_t stretchCount = 1 + m_random.below(3);
    for (std::uint32_t i = 0; i < stretchCount; ++i) {
        const auto bound = static_cast<std::uint32_t>(known.size());
        std::size_t at = m_random.chance(50) ? bound - 1 - m_random.below(std::min(bound, 8U)) : m_random.below(bound);
        if (m_random.chance(30)) at = firstSwitched(known, at);
        for (std::uint32_t length = 1 + m_random.below(6); length > 0 && at < known.size(); --length, ++at)
            chosen.insert(known[at]);
    }
    const bool alive = m_random.chance(40);
    if (m_random.chance(50)) {  // only what really changes, as undo does
        std::erase_if(chosen, [&](UnitIndex u) { return m_naive.isAlive(u, writer.known) == alive; });
        if (chosen.empty()) chosen.insert(known.back());
    }
    return livenessOf(chosen, alive);
}

/// Everything becomes what it was in the history of one known event: what came later goes off, the rest back to
/// what it was.
std::vector<event::Operation> OperationMaker::makeRestore(const Writer& writer, const std::vector<UnitIndex>& known) {
    const EventSet& past = m_naive.units()[pick(known)].history;
    std::set<UnitIndex> off;
    std::set<UnitIndex> on;
    for (const UnitIndex unit : known) {
        const bool isAlive = m_naive.isAlive(unit, writer.known);
        const bool wasAlive = contains(past, unit) && m_naive.isAlive(unit, past);
        if (isAlive && !wasAlive) off.insert(unit);
        if (!isAlive && wasAlive) on.insert(unit);
    }
    std::vector<event::Operation> operations;
    if (!off.empty()) operations.push_back(livenessOf(off, false));
    if (!on.empty()) operations.push_back(livenessOf(on, true));
    return operations;
}

event::Operation OperationMaker::livenessOf(const std::set<UnitIndex>& units, bool alive) const {
    std::set<event::EventId> ids;
    for (const UnitIndex unit : units)
        ids.insert(m_naive.units()[unit].id);
    event::Liveness liveness{{}, alive};
    for (const event::EventId& id : ids) {
        if (!liveness.targets.empty()) {
            event::EventSpan& last = liveness.targets.back();
            if (last.first.agent == id.agent && last.first.sequence.value + last.count == id.sequence.value) {
                ++last.count;
                continue;
            }
        }
        liveness.targets.push_back({id, 1});
    }
    return liveness;
}

/// Index of the first known unit from `at` on that somebody has switched before, so that switches compete.
std::size_t OperationMaker::firstSwitched(const std::vector<UnitIndex>& known, std::size_t at) const {
    for (std::size_t i = 0; i < known.size(); ++i) {
        const std::size_t candidate = (at + i) % known.size();
        if (!m_naive.units()[known[candidate]].switches.empty()) return candidate;
    }
    return at;
}

std::string randomText(Random& random, std::uint32_t countMax) {
    static constexpr std::array<std::string_view, 24> kScalars = {"a", "b",  "c",  "d",  "e",      "x", "y", "z",
                                                                  " ", ".",  "\n", "é",  "ß",      "ж", "я", "א",
                                                                  "ع", "漢", "字", "한", "\u0301", "😀", "🚲", "𝔸"};
    const std::uint32_t count = 1 + random.below(countMax);
    const bool sameScript = random.chance(50);
    std::string text;
    for (std::uint32_t i = 0; i < count; ++i)
        text += kScalars[random.below(sameScript ? 8U : static_cast<std::uint32_t>(kScalars.size()))];
    return text;
}

std::string describe(const event::Operation& operation) {
    struct Visitor {
        static std::string in(const event::ObjectId& sequence) {
            return sequence == event::ObjectId{kBody} ? "" : " in " + describe(sequence);
        }
        std::string operator()(const event::Insert& insert) const {
            return "insert" + in(insert.sequence) + " " + std::to_string(insert.offset.value) + " \"" + insert.text +
                   "\"";
        }
        std::string operator()(const event::Delete& deletion) const {
            const bool forward = deletion.direction == event::Direction::kForward;
            return "delete" + in(deletion.sequence) + " " + std::to_string(deletion.offset.value) + " +" +
                   std::to_string(deletion.count) + (forward ? " forward" : " backward");
        }
        std::string operator()(const event::Mark& mark) const {
            return "mark" + in(mark.sequence) + (mark.expandBegin ? " <" : " [") + std::to_string(mark.begin.value) +
                   " " + std::to_string(mark.end.value) + (mark.expandEnd ? "> " : "] ") + mark.key + ": " +
                   describe(mark.value);
        }
        std::string operator()(const event::Set& set) const {
            return "set " + describe(set.object) + "." + set.key + " = " + describe(set.value);
        }
        std::string operator()(const event::Liveness& liveness) const {
            std::string text = liveness.alive ? "alive" : "dead";
            for (const event::EventSpan& span : liveness.targets)
                text += " " + describe(span.first) + "+" + std::to_string(span.count);
            return text;
        }
    };
    return std::visit(Visitor{}, operation);
}

}  // namespace varve::convergence
