#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <thread>
#include <vector>

#include "core/error.hpp"
#include "sqlite/connection.hpp"
#include "sqlite/operation.hpp"
#include "sqlite/readers.hpp"

namespace instante::sqlite {

/// The one thread that writes: it takes all waiting operations, commits them together, and only then answers (group commit: one
/// sync of the disk serves many callers). Destroying it finishes what was queued.
class Writer {
public:
    Writer(std::unique_ptr<Connection> connection, Readers& readers, std::size_t queue_limit, std::size_t batch_limit);
    ~Writer();
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    /// Errors: `overloaded`.
    Result<void> enqueue(std::unique_ptr<Operation> operation);
    /// Rows of which tables are told of when they have been written.
    [[nodiscard]] Changes& changes() const;
    [[nodiscard]] std::size_t waiting() const { return waiting_; }
    [[nodiscard]] bool healthy() const { return healthy_; }
    [[nodiscard]] std::uint64_t commits() const { return commits_; }
    [[nodiscard]] std::uint64_t operations() const { return operations_; }

private:
    struct Queued {
        std::unique_ptr<Operation> operation;
        std::optional<core::Error> failure;
    };

    void work();
    bool take(std::vector<Queued>& batch);
    /// Writes the first operations of `batch` in one transaction, and answers them; how many. All of them, unless SQLite gave up
    /// midway.
    std::size_t write_some(std::span<Queued> batch);
    std::size_t run_transaction(std::span<Queued> batch);
    void run_in_savepoint(Queued& queued);
    void commit();
    void give_up(const Failure& failure, std::span<Queued> batch);
    void answer(std::span<Queued> batch);
    void checkpoint();

    std::unique_ptr<Connection> connection_;
    Readers& readers_;
    const std::size_t queue_limit_;
    const std::size_t batch_limit_;

    std::mutex mutex_;
    std::condition_variable filled_;
    std::vector<Queued> queue_;
    bool closing_ = false;
    bool sleeping_ = false;

    std::atomic<std::size_t> waiting_{0};  ///< accepted and not answered yet
    std::atomic<bool> healthy_{true};
    std::atomic<std::uint64_t> commits_{0};
    std::atomic<std::uint64_t> operations_{0};
    bool disk_full_ = false;  ///< seen in the running transaction
    std::thread thread_;
};

}  // namespace instante::sqlite
