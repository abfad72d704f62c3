// Collects what an importer left out, one sentence for each kind however often it happened.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace varve::convert {

class LossList {
  public:
    /// One sentence, taken once.
    void add(std::string_view sentence) {
        if (std::ranges::find(m_sentences, sentence) == m_sentences.end()) m_sentences.emplace_back(sentence);
    }
    void addAll(const std::vector<std::string>& sentences) {
        for (const std::string& sentence : sentences)
            add(sentence);
    }
    [[nodiscard]] std::vector<std::string> take() { return std::move(m_sentences); }

  private:
    std::vector<std::string> m_sentences;
};

}  // namespace varve::convert
