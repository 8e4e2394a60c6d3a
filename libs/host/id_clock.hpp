#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>
#include <thread>

#include "core/error.hpp"
#include "core/time.hpp"

namespace instante::host {

/// The time that ids are made at: the machine's, but never before ids that were made already. Within a process the generator sees
/// to that itself; `IdMark` tells what the processes before had come to, so that ids grow though the clock was set back in
/// between. Safe from any thread.
class IdClock final : public core::Clock {
public:
    /// `machine` must outlive this.
    explicit IdClock(const core::Clock& machine) : machine_(machine) {}

    [[nodiscard]] core::Timestamp now() const override;
    /// Time begins at `moment` and goes on from there, until the machine's has caught up. Once, before it is asked.
    void begin_at(core::Timestamp moment);
    /// The latest that was ever told: no id is younger.
    [[nodiscard]] core::Timestamp latest() const { return core::Timestamp{latest_.load()}; }

private:
    using Stopwatch = std::chrono::steady_clock;

    const core::Clock& machine_;
    core::Timestamp begin_{};
    Stopwatch::time_point begun_{};
    mutable std::atomic<std::chrono::milliseconds> latest_{};
};

/// Keeps on disk what the ids of a data folder have come to, ahead of them by a few seconds, so that it is rarely written: never
/// while no ids are made. Ids may begin those few seconds in the future after a kill.
class IdMark {
public:
    /// Reads the mark in `file`, if there is one, has `clock` begin behind it, and keeps it from then on, on a thread of its own.
    /// `clock` must outlive this. Errors: `unavailable`, where the file cannot be read or written.
    static Result<std::unique_ptr<IdMark>> keep(const std::filesystem::path& file, IdClock& clock);
    /// Leaves the mark just behind the latest id.
    ~IdMark();
    IdMark(const IdMark&) = delete;
    IdMark& operator=(const IdMark&) = delete;

    /// How far the machine's clock was behind the mark when it was read; zero as a rule.
    [[nodiscard]] std::chrono::milliseconds behind() const { return behind_; }

private:
    IdMark(std::filesystem::path file, int descriptor, IdClock& clock);
    [[nodiscard]] Result<core::Timestamp> read() const;
    Result<void> write(core::Timestamp mark);
    void follow();

    std::filesystem::path file_;
    int descriptor_;
    IdClock& clock_;
    std::chrono::milliseconds behind_{0};
    core::Timestamp mark_{};
    std::mutex mutex_;
    std::condition_variable ending_;
    bool ends_ = false;
    std::thread thread_;
};

}  // namespace instante::host
