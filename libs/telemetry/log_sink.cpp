#include "telemetry/log_sink.hpp"

#include <array>

namespace instante::telemetry {
namespace {

constexpr std::array<std::string_view, 5> level_names{"debug", "info", "warn", "error", "off"};

}  // namespace

std::string_view to_string(Level level) {
    return level_names[static_cast<std::size_t>(level)];
}

std::optional<Level> parse_level(std::string_view text) {
    for (std::size_t i = 0; i < level_names.size(); ++i)
        if (level_names[i] == text) return static_cast<Level>(i);
    return std::nullopt;
}

void MemorySink::write(Level, std::string_view line) {
    const std::lock_guard lock{mutex_};
    if (lines_.size() == limit_) lines_.erase(lines_.begin());
    lines_.emplace_back(line);
}

std::vector<std::string> MemorySink::lines() const {
    const std::lock_guard lock{mutex_};
    return lines_;
}

}  // namespace instante::telemetry
