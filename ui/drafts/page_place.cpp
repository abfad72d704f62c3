#include "ui/drafts/page_place.h"

#include <algorithm>

namespace varve::ui {

namespace {

constexpr std::uint32_t kPassedMax = 4096;  // what one version has alone in one place

text::Offset offsetIn(const replica::DocumentReplica& to, const replica::DocumentReplica& from, text::Offset offset) {
    const std::uint32_t begin = std::min(offset.value, from.text().count());
    const std::uint32_t last = begin - std::min(begin, kPassedMax);
    for (std::uint32_t place = begin; place > last; --place) {
        const document::Anchor anchor = from.anchorAt(text::Offset{place}, document::Side::kAfter);
        if (to.log().find(*anchor.character)) return to.offsetOf(anchor);
    }
    return text::Offset{std::min(last, to.text().count())};
}

}  // namespace

ViewState viewStateIn(const replica::DocumentReplica& to, const replica::DocumentReplica& from,
                      const ViewState& state) {
    const auto moved = [&](text::Offset offset) { return offsetIn(to, from, offset); };
    return {.selection = {moved(state.selection.anchor), moved(state.selection.caret)},
            .line = moved(state.line),
            .distance = state.distance};
}

}  // namespace varve::ui
