#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "async/task.hpp"
#include "bus/bus.hpp"
#include "bus/message.hpp"
#include "core/error.hpp"
#include "sqlite/database.hpp"

namespace instante::outbox {

struct Entry {
    std::uint64_t sequence = 0;
    bus::Outgoing outgoing;
};

/// Where a store keeps the messages that its changes cause, written in the same transaction as the change. Sequences only grow;
/// entries that become visible out of their order are found a little later (`RelayOptions::look_again`).
class Source {
public:
    virtual ~Source() = default;
    /// The oldest entries not published yet, after `sequence`, at most `limit`.
    virtual Task<Result<std::vector<Entry>>> pending(std::uint64_t after, std::size_t limit) = 0;
    /// Forgets entries that are published. Those it does not hold are ignored.
    virtual Task<Result<void>> published(std::vector<std::uint64_t> sequences) = 0;
    /// Calls `wake` after every commit that added entries. Set once, before the first.
    virtual void on_added(std::function<void()> wake) = 0;
};

/// The schema a SQLite store adds to its migrations.
extern const sqlite::Migration sqlite_migration;
/// Adds an entry within the running write operation of `connection`. The store calls `SqliteSource::added()` after its commit.
void append(sqlite::Connection& connection, const bus::Outgoing& outgoing);

/// A SQLite store's outbox, in the store's own file.
class SqliteSource final : public Source {
public:
    explicit SqliteSource(sqlite::Database& database) : database_(database) {}
    Task<Result<std::vector<Entry>>> pending(std::uint64_t after, std::size_t limit) override;
    Task<Result<void>> published(std::vector<std::uint64_t> sequences) override;
    void on_added(std::function<void()> wake) override { wake_ = std::move(wake); }
    /// Wakes the relay; called by the store once its write is committed.
    void added() const {
        if (wake_) wake_();
    }

private:
    sqlite::Database& database_;
    std::function<void()> wake_;
};

/// A memory store's outbox. Safe from any thread.
class MemorySource final : public Source {
public:
    MemorySource();
    ~MemorySource() override;
    void append(bus::Outgoing outgoing);  ///< and wakes the relay
    Task<Result<std::vector<Entry>>> pending(std::uint64_t after, std::size_t limit) override;
    Task<Result<void>> published(std::vector<std::uint64_t> sequences) override;
    void on_added(std::function<void()> wake) override;

private:
    struct State;
    std::unique_ptr<State> state_;
};

struct RelayOptions {
    std::size_t batch = 256;                     ///< entries published together
    std::chrono::milliseconds first_delay{100};  ///< before the next try when the bus is away; doubled each time
    std::chrono::milliseconds longest_delay{30'000};
    std::chrono::milliseconds look_again{5'000};  ///< a look at the source even when nobody woke us
    std::chrono::milliseconds mark_after{10};     ///< marks are gathered that long: few writes beside the store's own
    /// Told when publishing begins to fail, with the failure, and with null when it works again: for the log.
    std::function<void(const core::Error* failure)> on_change = {};
};

/// Publishes what a source holds, in order and with confirms, as soon as it is added; then marks it published, beside the next
/// publishing. Backs off while the bus is away. A death between the two publishes again: consumers are idempotent.
class Relay {
public:
    /// Everything on `loop`. The source and the bus outlive the relay.
    Relay(Source& source, bus::Bus& bus, async::Executor loop, RelayOptions options = {});
    ~Relay();
    Relay(const Relay&) = delete;
    Relay& operator=(const Relay&) = delete;

    /// Runs until cancelled.
    Task<Result<void>> run();
    /// Publishes and marks all that is pending, at once and without retrying: for draining before exit, when `run` has ended.
    /// Errors: the bus's and the source's.
    Task<Result<void>> flush();

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace instante::outbox
