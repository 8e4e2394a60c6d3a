#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "async/one_shot.hpp"
#include "async/task.hpp"
#include "core/error.hpp"
#include "sqlite/connection.hpp"
#include "sqlite/operation.hpp"
#include "sqlite/reading.hpp"

namespace instante::sqlite {

/// One step of a schema. Steps are numbered from 1 by their place and never changed once published.
struct Migration {
    std::string_view name;
    std::string_view sql;
};

/// A SQLite file (WAL, synchronous=FULL, STRICT tables): one writer thread that commits all waiting operations together, and one
/// read connection per reading thread. Destroying it finishes what was queued. Disk full and I/O errors: see `write`.
class Database {
public:
    struct Options {
        std::filesystem::path file;
        std::size_t queue_limit = 8192;  ///< operations waiting to be written; beyond: `overloaded`
        std::size_t batch_limit = 512;   ///< operations committed together
    };

    /// Opens or creates the file and brings its schema up to date; a file with a newer schema than ours is refused.
    static Result<std::unique_ptr<Database>> open(Options options, std::span<const Migration> migrations);
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    /// Runs `operation` (Connection& → Result<T>) on the writer within a savepoint of its own: a failure rolls back this
    /// operation alone. Completes after the COMMIT that made it durable. Cancelling the wait does not cancel the write. `Failure`
    /// becomes `engine_away` (disk full, busy), or `internal` (a bug in SQL). A failed sync ends the process: what is on disk is
    /// then unknown (recovered at restart).
    template <class F>
    Task<std::invoke_result_t<F&, Connection&>> write(F operation) {
        using Outcome = std::invoke_result_t<F&, Connection&>;
        async::OneShot<Outcome> outcome;
        auto done = [outcome](Outcome value) { outcome.set(std::move(value)); };
        if (auto accepted = submit(std::move(operation), std::move(done)); !accepted) co_return accepted.error();
        auto result = co_await outcome.wait();
        co_return result;
    }

    /// The same for a caller that is no coroutine: `done` gets the Result on the writer's thread, after the COMMIT; it must
    /// neither block nor throw. Not accepted: `overloaded`, and `done` is never called.
    template <class F, class Done>
    Result<void> submit(F operation, Done done) {
        return enqueue(std::make_unique<WriteOperation<F, Done>>(std::move(operation), std::move(done)));
    }

    /// Runs `query` (Connection& → Result<T>) now, on this thread's own read connection: for keyed reads of at most 100 rows. It
    /// sees one state of the database, with all that was committed before.
    template <class F>
    std::invoke_result_t<F&, Connection&> read(F query) {
        try {
            const Reading now = reading();
            return query(now.connection());
        } catch (const Failure& failure) {
            return to_error(failure);
        }
    }

    /// The same for who cannot do with a callable. Throws `Failure`.
    [[nodiscard]] Reading reading();
    /// Operations waiting to be written.
    [[nodiscard]] std::size_t waiting() const;
    /// Whether the last commit succeeded: false while the disk is full.
    [[nodiscard]] bool healthy() const;
    /// Whether a commit can be made now: where the last one failed it tries another, so that a file which nobody writes to finds
    /// out that there is room again. Errors: as `write`.
    [[nodiscard]] Task<Result<void>> ready();
    [[nodiscard]] const std::filesystem::path& file() const;
    /// Commits made, and operations in them, since the start: for metrics.
    struct Counts {
        std::uint64_t commits = 0;
        std::uint64_t operations = 0;
    };
    [[nodiscard]] Counts counts() const;

    /// Calls `told` with the keys of those rows of `table` (with an `integer primary key`) that a commit may have changed, and
    /// the version (`Connection::version`) that has the change: on the writer's thread, before those who wrote are answered. For
    /// as long as the database lives; it must neither block nor throw.
    void watch(std::string table, std::function<void(std::span<const std::int64_t>, std::uint64_t)> told);

    /// Whether the file was left without a proper close, and recovered at `open`: a reason to `check` it.
    [[nodiscard]] bool recovered() const;
    /// Reads the whole file for damage (`PRAGMA quick_check`). Blocks that long: in the background, by `async::on`.
    [[nodiscard]] Result<void> check() const;

private:
    struct Impl;
    explicit Database(std::unique_ptr<Impl> impl);
    Result<void> enqueue(std::unique_ptr<Operation> operation);

    std::unique_ptr<Impl> impl_;
};

}  // namespace instante::sqlite
