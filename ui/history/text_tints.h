// Tints behind the letters of the page by who wrote them and when: answers what the page asks while it paints, for the
// blocks in sight only. Remembers what it found out about a block as long as that is on the page, so that a frame costs
// what is new in it. Knows neither authors' colours nor ages: it is told a colour for every agent and time. GUI thread.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <unordered_map>
#include <vector>

#include "replica/document_replica.h"
#include "ui/editor/page_decorations.h"

namespace varve::ui {

class EditorView;

class TextTints {
  public:
    /// Invalid for none.
    using ColourOf = std::function<QColor(std::uint32_t agent, std::int64_t timeMs)>;

    /// Both must outlive it.
    TextTints(const replica::DocumentReplica& replica, const EditorView& view) : m_replica(replica), m_view(view) {}

    /// Other colours from now on; who wrote what stays known.
    void setColours(ColourOf colourOf);
    /// Another document is on the page.
    void forget() { m_entries.clear(); }
    /// Valid until the next call. Cost: O(letters asked about · log n) for a block that was not known, O(1) for one
    /// that was.
    std::span<const Tint> tintsOf(const PageDecorations::TintQuestion& question);

  private:
    /// Up to a UTF-16 position of the block.
    struct Written {
        int end = 0;
        bool isKnown = false;  // else nobody wrote it yet, as in what a restoring would bring
        std::uint32_t agent = 0;
        std::int64_t timeMs = 0;
    };
    struct Entry {
        projection::BlockPtr block;  // keeps the address its own
        int begin = 0;               // what is known of it
        int end = 0;
        std::vector<Written> written;
        std::vector<Tint> tints;
        std::uint64_t colouring = 0;  // whose colours the tints have
    };
    void find(Entry& entry, const PageDecorations::TintQuestion& question) const;
    void colour(Entry& entry) const;

    const replica::DocumentReplica& m_replica;
    const EditorView& m_view;
    ColourOf m_colourOf;
    std::uint64_t m_colouring = 1;
    std::unordered_map<const projection::Block*, Entry> m_entries;
};

}  // namespace varve::ui
