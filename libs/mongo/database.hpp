#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "async/pool.hpp"
#include "async/task.hpp"
#include "core/error.hpp"
#include "mongo/connection.hpp"

namespace instante::mongo {

/// An index of a collection. None of ours is unique: what is unique is an `_id`.
struct Index {
    const char* collection;
    Document keys;        ///< {"owner", 1}, {"_id", -1}
    bool sparse = false;  ///< only documents that have the field
};

/// A database of a MongoDB server or cluster, with a bounded pool of threads that each may take a connection. Safe from any
/// thread and loop.
class Database {
public:
    struct Options {
        std::string url;                 ///< `mongodb://…` or `mongodb+srv://…`
        std::string database;            ///< where the URL names none
        std::string application;         ///< how we are called in the server's log
        std::string ca_file = {};        ///< who signs the certificates of servers, where the URL asks for TLS and does not say
        std::size_t threads = 16;        ///< at most `maxPoolSize` of the URL
        std::size_t queue_limit = 1024;  ///< pieces of work that wait; beyond: `overloaded`
    };

    /// Reads the URL and asks the server for its name, for at most two seconds. Blocks: for the start of a program. Errors:
    /// `unavailable`, with a note for the operator that does not repeat the URL.
    static Result<std::unique_ptr<Database>> open(const Options& options);
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    /// Runs `work` (Connection& → Result<T>) on the pool. It goes on when the wait is cancelled. What it throws as `Failure`
    /// becomes `engine_away`, `timed_out` (a write that may have happened), or `internal`.
    template <class F>
    Task<std::invoke_result_t<F&, Connection&>> run(F work) {
        using Outcome = std::invoke_result_t<F&, Connection&>;
        auto job = [this, work = std::move(work)]() mutable -> Outcome {
            try {
                Lease lease{*this};
                auto outcome = work(lease.connection());
                lease.succeeded();
                return outcome;
            } catch (const Failure& failure) {
                return fail(failure);
            }
        };
        auto outcome = co_await async::on(pool(), std::move(job));
        co_return outcome;
    }

    /// Whether the server answers. Errors: `engine_away`.
    [[nodiscard]] Task<Result<void>> ping();
    /// Makes those that are not there. The server builds them beside its other work.
    [[nodiscard]] Task<Result<void>> create_indexes(std::vector<Index> indexes);
    /// Whether the last work found the server.
    [[nodiscard]] bool healthy() const;
    /// Deletes the whole database: for tests.
    [[nodiscard]] Task<Result<void>> drop();
    [[nodiscard]] const std::string& name() const;

private:
    /// A connection of the driver's pool, for one piece of work. While the server is away, one at a time looks for it and the
    /// others fail at once.
    class Lease {
    public:
        explicit Lease(Database& database);
        ~Lease();
        Lease(const Lease&) = delete;
        Lease& operator=(const Lease&) = delete;
        [[nodiscard]] Connection& connection() { return connection_; }
        void succeeded();

    private:
        Database& database_;
        bool looks_for_it_;
        _mongoc_client_t* client_;
        Connection connection_;
    };
    struct Impl;
    explicit Database(std::unique_ptr<Impl> impl);
    [[nodiscard]] async::Pool& pool() const;
    /// Takes note of it.
    core::Error fail(const Failure& failure);

    std::unique_ptr<Impl> impl_;
};

}  // namespace instante::mongo
