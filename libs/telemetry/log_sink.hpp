#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace instante::telemetry {

enum class Level : std::uint8_t { debug, info, warn, error, off };

/// `debug`, `info`, `warn`, `error`, `off`.
std::string_view to_string(Level level);
std::optional<Level> parse_level(std::string_view text);

/// Where log lines go.
class LogSink {
public:
    explicit LogSink(Level level) : level_(level) {}
    virtual ~LogSink() = default;
    LogSink(const LogSink&) = delete;
    LogSink& operator=(const LogSink&) = delete;

    [[nodiscard]] Level level() const { return level_.load(std::memory_order_relaxed); }
    void set_level(Level level) { level_.store(level, std::memory_order_relaxed); }

    /// Takes a line, without its line feed. Safe from any thread; must not block.
    virtual void write(Level level, std::string_view line) = 0;
    /// Waits, a second at most, until what was taken is written: for who ends the process without destructors.
    virtual void flush() {}
    /// Lines lost because the queue was full.
    [[nodiscard]] virtual std::uint64_t dropped() const { return 0; }

private:
    std::atomic<Level> level_;
};

/// Lines to standard error by a thread of its own, behind a queue of `queue_limit` lines (full: the oldest is dropped and
/// counted). Destroying it writes what is queued.
std::shared_ptr<LogSink> make_stderr_sink(Level level, std::size_t queue_limit = 8192);

/// Keeps the newest `limit` lines, for tests that read them.
class MemorySink final : public LogSink {
public:
    explicit MemorySink(Level level = Level::debug, std::size_t limit = 10'000) : LogSink(level), limit_(limit) {}

    void write(Level level, std::string_view line) override;
    [[nodiscard]] std::vector<std::string> lines() const;

private:
    std::size_t limit_;
    mutable std::mutex mutex_;
    std::vector<std::string> lines_;
};

}  // namespace instante::telemetry
