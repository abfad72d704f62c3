#include "history/sequence_travel.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <iterator>
#include <utility>

#include "base/check.h"
#include "text/utf8.h"

namespace varve::history {

namespace {

constexpr std::uint32_t kNoBlock = 0x7fffffffU;

std::int32_t signedPosition(std::uint32_t position) {
    return static_cast<std::int32_t>(position);
}

}  // namespace

std::pair<std::uint32_t, std::uint32_t> Stretch::visibleAt(std::int32_t position) const {
    const auto passed = [this, position](std::int32_t first, bool atOnce) -> std::uint32_t {
        if (position <= first) return 0;
        return atOnce ? count : std::min(count, static_cast<std::uint32_t>(position - first));
    };
    const std::uint32_t come = passed(onPosition, comesAtOnce);
    const std::uint32_t gone = passed(offPosition, goesAtOnce);
    if (come == gone) return {0, 0};
    return goesBackward ? std::pair{0U, come - gone} : std::pair{gone, come};
}

// What is touched -----------------------------------------------------------------------------------------------------

/// Blocks that a move has to look at.
class SequenceTravel::BlockSet {
  public:
    explicit BlockSet(std::size_t count) : m_count(count), m_words((count + 63) / 64) {}

    void add(std::size_t block) { m_words[block / 64] |= std::uint64_t{1} << (block % 64); }
    void addAll() {
        for (std::size_t block = 0; block < m_count; block += 64)
            m_words[block / 64] = ~std::uint64_t{0} >> (64 - std::min<std::size_t>(64, m_count - block));
    }
    /// Calls `visit(block)` in ascending order.
    template <typename Visit>
    void forEach(Visit visit) const {
        for (std::size_t word = 0; word < m_words.size(); ++word) {
            for (std::uint64_t rest = m_words[word]; rest != 0; rest &= rest - 1)
                visit(word * 64 + static_cast<std::size_t>(std::countr_zero(rest)));
        }
    }

  private:
    std::size_t m_count;
    std::vector<std::uint64_t> m_words;
};

/// Text put together from many short pieces of the log's content.
class SequenceTravel::Gatherer {
  public:
    explicit Gatherer(const event::EventLog& log) : m_content(log.content()) {}

    [[nodiscard]] std::string_view content() const { return m_content; }
    [[nodiscard]] std::string_view text() const { return std::string_view(m_text).substr(0, m_size); }
    void clear() { m_size = 0; }
    [[nodiscard]] std::string take() {
        m_text.resize(m_size);
        return std::move(m_text);
    }
    void reserve(std::size_t size) { m_text.resize(std::max(m_text.size(), size + kSlack)); }
    void append(std::string_view text) {
        append(static_cast<std::size_t>(text.data() - m_content.data()), text.size());
    }
    /// Bytes [begin, begin + size) of the content. Most pieces are a word or less: copying a fixed amount, whatever the
    /// size, spares the processor a guess.
    void append(std::size_t begin, std::size_t size) {
        if (m_size + size + kSlack > m_text.size()) m_text.resize(2 * (m_size + size) + kSlack);
        char* const target = m_text.data() + m_size;
        if (size <= kSlack && begin + kSlack <= m_content.size()) {
            std::memcpy(target, m_content.data() + begin, kSlack);
        } else {
            std::memcpy(target, m_content.data() + begin, size);
        }
        m_size += size;
    }

  private:
    static constexpr std::size_t kSlack = 32;

    std::string_view m_content;
    std::string m_text;  // the first m_size bytes count
    std::size_t m_size = 0;
};

/// Gathers a patch, one gap between what stays after the other.
class SequenceTravel::PatchWriter {
  public:
    /// `partialBlocks`: the only ones that may be shown in part.
    PatchWriter(const Source& source, std::array<std::uint32_t, 2> partialBlocks)
        : m_formats(source.formats), m_added(source.log), m_partialBlocks(partialBlocks) {}

    [[nodiscard]] std::string_view content() const { return m_added.content(); }
    [[nodiscard]] const TravelFormats& formats() const { return m_formats; }
    [[nodiscard]] bool isPartial(std::size_t block) const {
        return block == m_partialBlocks[0] || block == m_partialBlocks[1];
    }
    void retain(std::uint32_t count) {
        if (count == 0) return;
        flush();
        m_patch.retain(count);
    }
    void remove(std::uint32_t count) { m_removedCount += count; }
    void add(std::string_view text, std::uint32_t count, std::uint32_t format = 0) {
        if (format != m_format) flush();
        m_format = format;
        m_added.append(text);
        m_addedCount += count;
    }
    void restyle(std::uint32_t count, std::uint32_t format) {
        flush();
        m_patch.restyle(count, m_formats.format(format));
    }
    /// Adds or removes so many ASCII characters, without a branch for which of the two.
    void change(bool comes, std::uint32_t textBegin, std::uint32_t count) {
        const std::uint32_t added = count & (0U - static_cast<std::uint32_t>(comes));
        m_added.append(textBegin, added);
        m_addedCount += added;
        m_removedCount += count - added;
    }
    std::uint32_t writeGroup(const SequenceTravel& travel, std::size_t& index, std::uint32_t from, std::uint32_t to);
    /// Between blocks of which one does not know formats.
    void forgetFormat() {
        if (m_format != 0) flush();
        m_format = 0;
    }
    [[nodiscard]] document::Patch take() {
        flush();
        return std::move(m_patch);
    }

  private:
    void flush() {
        m_patch.remove(m_removedCount);
        m_patch.add(m_added.text(), m_addedCount, m_formats.format(m_format));
        m_added.clear();
        m_removedCount = 0;
        m_addedCount = 0;
    }

    const TravelFormats& m_formats;
    document::Patch m_patch;
    Gatherer m_added;
    std::array<std::uint32_t, 2> m_partialBlocks;
    std::uint32_t m_format = 0;  // of what is to be added
    std::uint32_t m_addedCount = 0;
    std::uint32_t m_removedCount = 0;
};

/// What one block does between two moments, when every stretch is shown or hidden as a whole at both.
struct SequenceTravel::BlockScan {
    enum Change : std::uint8_t { kNone, kGoes, kComes };
    alignas(16) std::array<std::uint8_t, kBlock> change;
    alignas(16) std::array<std::uint32_t, kBlock> kept;  // scalars that are visible at both
    // By findChanges():
    std::array<std::uint32_t, kBlock + 1> keptBefore;  // in front of the stretch
    std::array<std::uint8_t, kBlock> changed;          // the stretches that change
    std::size_t changedCount = 0;

    void findChanges() {
        std::uint32_t before = 0;
        changedCount = 0;
        for (std::size_t index = 0; index < kBlock; ++index) {
            keptBefore[index] = before;
            before += kept[index];
            changed[changedCount] = static_cast<std::uint8_t>(index);
            changedCount += change[index] != kNone ? 1 : 0;
        }
        keptBefore[kBlock] = before;
    }
};

// Making --------------------------------------------------------------------------------------------------------------

SequenceTravel::SequenceTravel(std::span<const Stretch> stretches, const TravelFormats& formats, std::uint32_t end)
    : m_end(end), m_stretchCount(stretches.size()) {
    CHECK(end < static_cast<std::uint32_t>(Stretch::kNever));
    const std::size_t blocks = (stretches.size() + kBlock - 1) / kBlock;
    m_blockIsExact.resize(blocks);
    for (auto* column : {&m_on, &m_off})
        column->reserve(blocks * kBlock);
    for (auto* column : {&m_count, &m_textBegin})
        column->reserve(blocks * kBlock);
    m_flags.reserve(blocks * kBlock);
    if (std::ranges::any_of(stretches, [](const Stretch& stretch) { return stretch.marks != 0; })) {
        m_marks.resize(blocks * kBlock);
        for (std::size_t index = 0; index < stretches.size(); ++index) {
            m_marks[index] = stretches[index].marks;
            if (m_marks[index] != 0) m_blockIsExact[index / kBlock] = 1;
        }
    }
    for (const Stretch& stretch : stretches)
        append(stretch);
    while (m_on.size() < blocks * kBlock)
        append({Stretch::kNever});
    indexTouches(stretches, formats);
}

void SequenceTravel::append(const Stretch& stretch) {
    const auto flag = [](bool isSet, Flag value) { return isSet ? unsigned{value} : 0U; };
    const unsigned flags = flag(stretch.continues, kContinues) | flag(stretch.comesAtOnce, kComesAtOnce) |
                           flag(stretch.goesAtOnce, kGoesAtOnce) | flag(stretch.goesBackward, kGoesBackward) |
                           flag(stretch.isWide, kWide);
    if ((flags & (kContinues | kComesAtOnce | kGoesAtOnce)) != 0) m_blockIsExact[m_on.size() / kBlock] = 1;
    m_on.push_back(stretch.onPosition);
    m_off.push_back(stretch.offPosition);
    m_count.push_back(stretch.count);
    m_textBegin.push_back(stretch.textBegin);
    m_flags.push_back(static_cast<std::uint8_t>(flags));
}

void SequenceTravel::indexTouches(std::span<const Stretch> stretches, const TravelFormats& formats) {
    using Touch = std::pair<std::uint32_t, std::uint32_t>;  // (position, block)
    // A few stretches of a long history are sorted; many are put in their places.
    const bool isSparse = m_end / 16 > stretches.size();
    std::vector<std::uint32_t> blockAt(isSparse ? 0 : m_end, kNoBlock);
    std::vector<Touch> runs;
    std::vector<Touch> atOnce;
    std::uint32_t block = 0;
    const auto touch = [&](std::int32_t first, std::uint32_t count, bool isAtOnce) {
        if (first == Stretch::kNever) return;
        const auto position = static_cast<std::uint32_t>(first);
        CHECK(position < m_end && (isAtOnce || count <= m_end - position));
        if (isAtOnce) {
            atOnce.emplace_back(position, block);
        } else if (isSparse) {
            runs.emplace_back(position, block);
        } else {
            std::fill_n(blockAt.begin() + first, count, block);
        }
    };
    for (std::size_t index = 0; index < stretches.size(); ++index) {
        const Stretch& stretch = stretches[index];
        if (!stretch.continues) block = static_cast<std::uint32_t>(index / kBlock);
        touch(stretch.onPosition, stretch.count, stretch.comesAtOnce);
        touch(stretch.offPosition, stretch.count, stretch.goesAtOnce);
        if (stretch.continues) continue;
        for (const TravelFormats::Change& change : formats.changesOf(stretch.marks))
            atOnce.emplace_back(change.position, block);
    }
    for (std::uint32_t position = 0; position < blockAt.size(); ++position) {
        const bool goesOn = position > 0 && blockAt[position - 1] == blockAt[position];
        if (blockAt[position] != kNoBlock && !goesOn) runs.emplace_back(position, blockAt[position]);
    }
    if (isSparse) std::ranges::sort(runs);
    std::ranges::sort(atOnce);
    atOnce.erase(std::ranges::unique(atOnce).begin(), atOnce.end());
    std::vector<Touch> lists;
    for (std::size_t begin = 0, end = 0; begin < atOnce.size(); begin = end) {
        while (end < atOnce.size() && atOnce[end].first == atOnce[begin].first)
            ++end;
        lists.emplace_back(atOnce[begin].first, kList | static_cast<std::uint32_t>(m_touchLists.size()));
        m_touchLists.push_back(static_cast<std::uint32_t>(end - begin));
        for (std::size_t index = begin; index < end; ++index)
            m_touchLists.push_back(atOnce[index].second);
    }
    std::vector<Touch> touches;
    std::ranges::merge(runs, lists, std::back_inserter(touches));
    addTouches(touches);
}

/// `touches` ascending by position. Events that change nothing go with those before them.
void SequenceTravel::addTouches(std::span<const std::pair<std::uint32_t, std::uint32_t>> touches) {
    if (m_end > 0 && (touches.empty() || touches.front().first > 0)) {
        m_touchBegin.push_back(0);
        m_touchBlock.push_back(kNoBlock);
    }
    for (const auto& [position, block] : touches) {
        if (!m_touchBlock.empty() && block == m_touchBlock.back()) continue;
        m_touchBegin.push_back(position);
        m_touchBlock.push_back(block);
    }
    m_touchBegin.shrink_to_fit();
    m_touchBlock.shrink_to_fit();
}

std::size_t SequenceTravel::memoryBytes() const {
    const auto bytes = [](const auto&... columns) {
        return ((columns.capacity() * sizeof(typename std::remove_cvref_t<decltype(columns)>::value_type)) + ...);
    };
    return bytes(m_on, m_off, m_count, m_textBegin, m_flags, m_marks, m_blockIsExact, m_touchBegin, m_touchBlock,
                 m_touchLists);
}

// Looking -------------------------------------------------------------------------------------------------------------

Stretch SequenceTravel::stretchAt(std::size_t index) const {
    const std::uint8_t flags = m_flags[index];
    Stretch stretch;
    stretch.onPosition = m_on[index];
    stretch.offPosition = m_off[index];
    stretch.count = m_count[index];
    stretch.textBegin = m_textBegin[index];
    if (!m_marks.empty()) stretch.marks = m_marks[index];
    stretch.continues = (flags & kContinues) != 0;
    stretch.comesAtOnce = (flags & kComesAtOnce) != 0;
    stretch.goesAtOnce = (flags & kGoesAtOnce) != 0;
    stretch.goesBackward = (flags & kGoesBackward) != 0;
    stretch.isWide = (flags & kWide) != 0;
    return stretch;
}

std::string_view SequenceTravel::textOf(std::string_view content, std::size_t index, std::uint32_t begin,
                                        std::uint32_t end) const {
    const std::string_view text = content.substr(m_textBegin[index]);
    if ((m_flags[index] & kWide) == 0) return text.substr(begin, end - begin);
    const std::string_view part = text.substr(text::byteIndexOfScalar(text, begin));
    return part.substr(0, text::byteIndexOfScalar(part, end - begin));
}

/// The block whose stretch may be shown in part at `position`: only one that the event before it belongs to is.
std::uint32_t SequenceTravel::blockOfEventBefore(std::uint32_t position) const {
    if (position == 0) return kNoBlock;
    const auto after = std::ranges::upper_bound(m_touchBegin, position - 1);
    return m_touchBlock[static_cast<std::size_t>(after - m_touchBegin.begin()) - 1];
}

void SequenceTravel::markTouched(std::uint32_t from, std::uint32_t to, BlockSet& touched) const {
    const auto [begin, end] = std::minmax(from, to);
    const auto first = std::ranges::upper_bound(m_touchBegin, begin) - 1;
    const auto last = std::lower_bound(first, m_touchBegin.end(), end);
    if (static_cast<std::size_t>(last - first) >= blockCount()) {
        touched.addAll();
        return;
    }
    for (auto run = first; run != last; ++run) {
        const std::uint32_t block = m_touchBlock[static_cast<std::size_t>(run - m_touchBegin.begin())];
        if (block == kNoBlock) continue;
        if ((block & kList) == 0) {
            touched.add(block);
            continue;
        }
        const std::span list = std::span(m_touchLists).subspan(block & ~kList);
        for (const std::uint32_t one : list.subspan(1, list[0]))
            touched.add(one);
    }
}

/// Fills `scan` and returns the visible scalars at `to`.
std::uint32_t SequenceTravel::compareBlock(std::size_t block, std::uint32_t from, std::uint32_t to,
                                           BlockScan& scan) const {
    const std::int32_t* const on = m_on.data() + block * kBlock;
    const std::int32_t* const off = m_off.data() + block * kBlock;
    const std::uint32_t* const count = m_count.data() + block * kBlock;
    const std::int32_t fromPosition = signedPosition(from);
    const std::int32_t toPosition = signedPosition(to);
    std::uint32_t visible = 0;
    // All ones or all zeros, so that the compiler makes four comparisons one instruction.
    for (std::size_t index = 0; index < kBlock; ++index) {
        const std::uint32_t before =
            0U - static_cast<std::uint32_t>((on[index] < fromPosition) & (off[index] >= fromPosition));
        const std::uint32_t after =
            0U - static_cast<std::uint32_t>((on[index] < toPosition) & (off[index] >= toPosition));
        scan.kept[index] = count[index] & before & after;
        visible += count[index] & after;
        scan.change[index] = static_cast<std::uint8_t>((before & ~after & 1U) | (after & ~before & 2U));
    }
    return visible;
}

void SequenceTravel::writeBlock(std::size_t block, BlockScan& scan, PatchWriter& writer) const {
    scan.findChanges();
    std::uint32_t done = 0;
    for (std::size_t number = 0; number < scan.changedCount; ++number) {
        const std::size_t index = scan.changed[number];
        const std::size_t stretch = block * kBlock + index;
        writer.retain(scan.keptBefore[index] - done);
        done = scan.keptBefore[index];
        const bool comes = scan.change[index] == BlockScan::kComes;
        if (comes && (m_flags[stretch] & kWide) != 0) {
            writer.add(textOf(writer.content(), stretch, 0, m_count[stretch]), m_count[stretch]);
        } else {
            writer.change(comes, m_textBegin[stretch], m_count[stretch]);
        }
    }
    writer.retain(scan.keptBefore[kBlock] - done);
}

/// The same for stretches that have marks or come again, and for blocks that may be shown in part. Returns the visible
/// scalars at `to`.
std::uint32_t SequenceTravel::writeExactBlock(std::size_t block, std::uint32_t from, std::uint32_t to,
                                              PatchWriter& writer) const {
    const bool isPartial = writer.isPartial(block);
    BlockScan scan;
    if (!isPartial) compareBlock(block, from, to, scan);
    std::uint32_t visible = 0;
    std::uint32_t kept = 0;  // to be retained
    std::size_t index = block * kBlock;
    while (index < (block + 1) * kBlock && continues(index))
        ++index;
    while (index < (block + 1) * kBlock) {
        const bool isAlone = index + 1 == m_on.size() || !continues(index + 1);
        if (isPartial || !isAlone) {
            writer.retain(std::exchange(kept, 0));
            visible += writer.writeGroup(*this, index, from, to);
            continue;
        }
        const std::size_t stretch = index++;
        const std::uint8_t change = scan.change[stretch % kBlock];
        const std::uint32_t stays = scan.kept[stretch % kBlock];
        visible += stays;
        if (change == BlockScan::kNone) {
            const std::uint32_t marks = m_marks.empty() || stays == 0 ? 0 : m_marks[stretch];
            const std::uint32_t format = marks == 0 ? 0 : writer.formats().formatAt(marks, to);
            if (marks == 0 || writer.formats().formatAt(marks, from) == format) {
                kept += stays;
                continue;
            }
            writer.retain(std::exchange(kept, 0));
            writer.restyle(stays, format);
            continue;
        }
        writer.retain(std::exchange(kept, 0));
        const std::uint32_t count = m_count[stretch];
        if (change == BlockScan::kGoes) {
            writer.remove(count);
            continue;
        }
        visible += count;
        const std::uint32_t marks = m_marks.empty() ? 0 : m_marks[stretch];
        const std::uint32_t format = marks == 0 ? 0 : writer.formats().formatAt(marks, to);
        writer.add(textOf(writer.content(), stretch, 0, count), count, format);
    }
    writer.retain(kept);
    return visible;
}

/// Stretches of the same scalars from number `index` on, which becomes that of the one behind them: they are all looked
/// at together, even where they go on behind their block. Returns the visible scalars at `to`.
std::uint32_t SequenceTravel::PatchWriter::writeGroup(const SequenceTravel& travel, std::size_t& index,
                                                      std::uint32_t from, std::uint32_t to) {
    using Range = std::pair<std::uint32_t, std::uint32_t>;
    // Of stretches of the same scalars at most one shows at a time.
    const std::size_t first = index;
    Range before;
    Range after;
    do {
        const Stretch stretch = travel.stretchAt(index);
        const Range atFrom = stretch.visibleAt(signedPosition(from));
        const Range atTo = stretch.visibleAt(signedPosition(to));
        if (atFrom != Range()) before = atFrom;
        if (atTo != Range()) after = atTo;
    } while (++index < travel.m_on.size() && travel.continues(index));
    // In the order of the scalars: what only one of the two shows in front, what both show, and the same behind.
    const Range both{std::max(before.first, after.first), std::min(before.second, after.second)};
    const std::uint32_t marks = travel.m_marks.empty() ? 0 : travel.m_marks[first];
    const std::uint32_t format = m_formats.formatAt(marks, to);
    const auto write = [&](Range gone, Range come) {
        if (gone.first < gone.second) remove(gone.second - gone.first);
        if (come.first < come.second) {
            add(travel.textOf(content(), first, come.first, come.second), come.second - come.first, format);
        }
    };
    if (both.first >= both.second) {
        write(before, after);
        return after.second - after.first;
    }
    write({before.first, both.first}, {after.first, both.first});
    if (m_formats.formatAt(marks, from) == format) {
        retain(both.second - both.first);
    } else {
        restyle(both.second - both.first, format);
    }
    write({both.second, before.second}, {both.second, after.second});
    return after.second - after.first;
}

document::Patch SequenceTravel::scan(const Source& source, std::uint32_t from, std::uint32_t to,
                                     const BlockSet& touched, std::span<std::uint32_t> blockCounts) const {
    PatchWriter writer(source, {blockOfEventBefore(from), blockOfEventBefore(to)});
    BlockScan scan;
    std::size_t done = 0;
    touched.forEach([&](std::size_t block) {
        std::uint32_t kept = 0;
        for (; done < block; ++done)
            kept += blockCounts[done];
        writer.retain(kept);
        ++done;
        if (m_blockIsExact[block] != 0 || writer.isPartial(block)) {
            blockCounts[block] = writeExactBlock(block, from, to, writer);
        } else {
            blockCounts[block] = compareBlock(block, from, to, scan);
            writer.forgetFormat();
            writeBlock(block, scan, writer);
        }
    });
    return writer.take();
}

document::Patch SequenceTravel::move(const Source& source, Moment& moment, std::uint32_t position) const {
    CHECK(position <= m_end && moment.blockCounts.size() == blockCount());
    if (position == moment.position) return {};
    BlockSet touched(blockCount());
    markTouched(moment.position, position, touched);
    document::Patch patch = scan(source, moment.position, position, touched, moment.blockCounts);
    moment.position = position;
    moment.count += patch.addedCount() - patch.removedCount();
    return patch;
}

document::Patch SequenceTravel::patchBetween(const Source& source, std::uint32_t from, std::uint32_t to) const {
    CHECK(from <= m_end && to <= m_end);
    BlockSet touched(blockCount());
    touched.addAll();
    std::vector<std::uint32_t> blockCounts(blockCount());
    return scan(source, from, to, touched, blockCounts);
}

SequenceTravel::Moment SequenceTravel::momentAt(std::uint32_t position) const {
    CHECK(position <= m_end);
    Moment moment{position, 0, std::vector<std::uint32_t>(blockCount())};
    std::size_t block = 0;
    for (std::size_t index = 0; index < m_stretchCount; ++index) {
        if (!continues(index)) block = index / kBlock;
        const auto [begin, end] = stretchAt(index).visibleAt(signedPosition(position));
        moment.blockCounts[block] += end - begin;
        moment.count += end - begin;
    }
    return moment;
}

std::string SequenceTravel::text(const event::EventLog& log, const Moment& moment) const {
    CHECK(moment.position <= m_end);
    Gatherer text(log);
    text.reserve(moment.count);
    BlockScan scan;
    const std::uint32_t partial = blockOfEventBefore(moment.position);
    for (std::size_t block = 0; block < blockCount(); ++block) {
        const std::size_t first = block * kBlock;
        // Stretches that go on from the block before it may be shown in part when that one may.
        if (block == partial || continues(first)) {
            for (std::size_t index = first; index < first + kBlock; ++index) {
                const auto [begin, end] = stretchAt(index).visibleAt(signedPosition(moment.position));
                text.append(textOf(log.content(), index, begin, end));
            }
            continue;
        }
        compareBlock(block, 0, moment.position, scan);  // nothing is visible at 0, so that what is visible comes
        scan.findChanges();
        for (std::size_t number = 0; number < scan.changedCount; ++number) {
            const std::size_t index = first + scan.changed[number];
            if ((m_flags[index] & kWide) != 0) {
                text.append(textOf(log.content(), index, 0, m_count[index]));
            } else {
                text.append(m_textBegin[index], m_count[index]);
            }
        }
    }
    return text.take();
}

}  // namespace varve::history
