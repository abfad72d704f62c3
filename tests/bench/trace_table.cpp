#include "bench/trace_table.h"

#include <array>
#include <cstdio>

namespace varve::bench {

namespace {

std::string number(double value) {
    std::array<char, 32> text{};
    const char* format = value < 0.1 ? "%.4f" : value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f";
    std::snprintf(text.data(), text.size(), format, value);
    return text.data();
}

struct Column {
    const char* title;
    const char* key;
    double factor;
    bool isPair;  // p50 and p99
};

constexpr double kPerThousand = 1e-3;
constexpr double kPerMega = 1.0 / (1 << 20);

constexpr std::array kColumns = {
    Column{"local ms", "local_ms", 1, false},
    Column{"edit us p50/p99", "edit_us", 1, true},
    Column{"graph ms", "graph_ms", 1, false},
    Column{"live us", "live_us", 1, false},
    Column{"events kB", "save_events_bytes", kPerThousand, false},
    Column{"full kB", "save_full_bytes", kPerThousand, false},
    Column{"file kB", "save_file_bytes", kPerThousand, false},
    Column{"load keyframe ms", "load_keyframe_ms", 1, false},
    Column{"load full ms", "load_full_ms", 1, false},
    Column{"merge ms", "merge_ms", 1, false},
    Column{"travel in order ms p50/p99", "travel_seq", 1, true},
    Column{"travel random ms p50/p99", "travel_rnd", 1, true},
    Column{"undo ms p50/p99", "undo", 1, true},
    Column{"redo ms p50/p99", "redo", 1, true},
    Column{"loaded MB", "rss_loaded", kPerMega, false},
    Column{"peak MB", "rss_peak", kPerMega, false},
};

std::string cell(const Json& trace, const Column& column) {
    const auto found = trace.find(column.key);
    if (found == trace.end()) return "-";
    if (!column.isPair) return number(found->get<double>() * column.factor);
    return number(found->at("p50").get<double>() * column.factor) + " / " +
           number(found->at("p99").get<double>() * column.factor);
}

}  // namespace

std::string tableOf(const std::vector<Json>& traces) {
    std::string table = "| trace | text ok |";
    std::string rule = "|---|---|";
    for (const Column& column : kColumns) {
        table += std::string(" ") + column.title + " |";
        rule += "---|";
    }
    table += "\n" + rule + "\n";
    for (const Json& trace : traces) {
        table += "| " + trace.value("trace", "?") + " | " + (trace.value("correct", false) ? "yes" : "NO") + " |";
        for (const Column& column : kColumns)
            table += " " + cell(trace, column) + " |";
        table += "\n";
    }
    return table;
}

}  // namespace varve::bench
