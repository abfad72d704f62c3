// Measurements in processes of their own: the benchmark starts itself and reads the JSON lines that the child prints.
// Also the folder for files that a measurement needs.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace varve::bench {

using Json = nlohmann::ordered_json;
/// Receives some columns of the trace at hand.
using Say = std::function<void(const Json&)>;

/// Starts this program with the arguments and hands over each JSON line that it prints; its errors go to ours. Returns
/// whether it ended well.
[[nodiscard]] bool runSelf(const std::vector<std::string>& arguments, const Say& say);

/// A folder in the system's place for temporary files, removed with this value.
class TemporaryFolder {
  public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    [[nodiscard]] const std::filesystem::path& path() const { return m_path; }

  private:
    std::filesystem::path m_path;
};

}  // namespace varve::bench
