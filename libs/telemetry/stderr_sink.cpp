#include <spdlog/async_logger.h>
#include <spdlog/details/null_mutex.h>
#include <spdlog/details/thread_pool.h>
#include <spdlog/sinks/base_sink.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <thread>
#include <utility>

#include "telemetry/log_sink.hpp"

namespace instante::telemetry {
namespace {

/// Writes each line, as it came, with one call: lines of several processes on one terminal or pipe do not mix.
class LineWriter final : public spdlog::sinks::base_sink<spdlog::details::null_mutex> {
public:
    explicit LineWriter(int descriptor) : descriptor_(descriptor) {}

    [[nodiscard]] std::uint64_t written() const { return written_.load(std::memory_order_acquire); }

private:
    void sink_it_(const spdlog::details::log_msg& message) override {
        line_.assign(message.payload.data(), message.payload.size());
        line_ += '\n';
        std::string_view rest = line_;
        while (!rest.empty()) {
            const auto count = ::write(descriptor_, rest.data(), rest.size());
            if (count < 0 && errno == EINTR) continue;
            if (count <= 0) break;  // nobody reads our errors: there is nobody to tell
            rest.remove_prefix(static_cast<std::size_t>(count));
        }
        written_.fetch_add(1, std::memory_order_release);
    }
    void flush_() override {}

    int descriptor_;
    std::string line_;
    std::atomic<std::uint64_t> written_{0};
};

class AsyncSink final : public LogSink {
public:
    AsyncSink(Level level, int descriptor, std::size_t queue_limit)
        : LogSink(level),
          writer_(std::make_shared<LineWriter>(descriptor)),
          queue_(std::make_shared<spdlog::details::thread_pool>(queue_limit, 1)),
          logger_(std::make_shared<spdlog::async_logger>("instante", writer_, queue_,
                                                         spdlog::async_overflow_policy::overrun_oldest)) {
        logger_->set_level(spdlog::level::trace);  // the level is ours to judge
    }

    void write(Level, std::string_view line) override {
        taken_.fetch_add(1, std::memory_order_relaxed);
        logger_->log(spdlog::level::info, spdlog::string_view_t{line.data(), line.size()});
    }

    void flush() override {
        using namespace std::chrono_literals;
        const auto taken = taken_.load(std::memory_order_relaxed);
        const auto deadline = std::chrono::steady_clock::now() + 1s;
        while (writer_->written() + dropped() < taken && std::chrono::steady_clock::now() < deadline)
            std::this_thread::sleep_for(1ms);
    }

    [[nodiscard]] std::uint64_t dropped() const override { return queue_->overrun_counter(); }

private:
    std::shared_ptr<LineWriter> writer_;
    std::shared_ptr<spdlog::details::thread_pool> queue_;  // destroyed after the logger: it writes what is queued, then joins
    std::shared_ptr<spdlog::async_logger> logger_;
    std::atomic<std::uint64_t> taken_{0};
};

}  // namespace

std::shared_ptr<LogSink> make_stderr_sink(Level level, std::size_t queue_limit) {
    return std::make_shared<AsyncSink>(level, STDERR_FILENO, queue_limit);
}

}  // namespace instante::telemetry
