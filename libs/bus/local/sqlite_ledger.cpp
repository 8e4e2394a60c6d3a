#include "bus/local/sqlite_ledger.hpp"

#include <algorithm>
#include <future>
#include <iterator>
#include <mutex>
#include <utility>

#include "bus/adapters.hpp"
#include "bus/local/local_bus.hpp"
#include "bus/local/local_queue.hpp"
#include "bus/local/message_table.hpp"
#include "bus/outcome.hpp"
#include "sqlite/database.hpp"

namespace instante::bus {
namespace local {
namespace {

constexpr std::size_t page_limit = 100;          // keyed reads of at most 100 rows may run in place
constexpr std::size_t unwritten_limit = 10'000;  // changes, while the disk takes nothing
constexpr std::chrono::days undeclared_age{1};

void write_change(sqlite::Connection& connection, const Change& change) {
    switch (change.kind) {
        case Change::Kind::remove:
            return table::remove(connection, change.entry.turn.sequence);
        case Change::Kind::delay:
            return table::delay(connection, change.entry);
        case Change::Kind::bury: {
            DeadLetter letter{change.queue->name(), *change.entry.message, change.reason, change.since};
            letter.message.attempt = change.entry.attempt;
            table::remove(connection, change.entry.turn.sequence);
            return table::bury(connection, letter);
        }
    }
}

class SqliteLedger final : public Ledger {
public:
    explicit SqliteLedger(std::unique_ptr<sqlite::Database> database) : database_(std::move(database)) {}

    void declare(Queue queue, Done done) override {
        auto operation = [queue = std::move(queue)](sqlite::Connection& connection) -> Result<void> {
            table::declare(connection, queue);
            return {};
        };
        submit<Result<void>>(std::move(operation), std::move(done));
    }

    void append(std::shared_ptr<const std::vector<Arrival>> arrivals, Done done) override {
        auto operation = [arrivals = std::move(arrivals)](sqlite::Connection& connection) -> Result<void> {
            for (const auto& [queue, entry] : *arrivals)
                if (queue->durable()) table::add(connection, queue->name(), entry);
            return {};
        };
        submit<Result<void>>(std::move(operation), std::move(done));
    }

    void settle(Change change) override {
        {
            const std::lock_guard lock{mutex_};
            changes_.push_back(std::move(change));
        }
        write_changes();
    }

    [[nodiscard]] bool keeps_up() const override {
        const std::lock_guard lock{mutex_};
        return changes_.size() < unwritten_limit;
    }

    Result<std::vector<Entry>> next(const std::string& queue, Lane lane, Turn after, std::size_t limit) override {
        return database_->read([&](sqlite::Connection& connection) -> Result<std::vector<Entry>> {
            return table::next(connection, queue, lane, after, std::min(limit, page_limit));
        });
    }

    Result<std::size_t> count_dead(const std::string& queue) override {
        return database_->read(
            [&queue](sqlite::Connection& connection) -> Result<std::size_t> { return table::count_dead(connection, queue); });
    }

    Result<std::vector<DeadLetter>> dead(const std::string& queue, const std::string& after, std::size_t limit) override {
        return database_->read([&](sqlite::Connection& connection) -> Result<std::vector<DeadLetter>> {
            auto letters = table::dead(connection, queue, after, std::min(limit, page_limit));
            if (!letters) return core::Error{core::not_found, "no dead letter " + after};
            return std::move(*letters);
        });
    }

    void exhume(std::string queue, std::string message_id, std::optional<Entry> again, Exhumed done) override {
        auto operation = [queue = std::move(queue), message_id = std::move(message_id),
                          again = std::move(again)](sqlite::Connection& connection) mutable -> Result<Message> {
            auto message = table::exhume(connection, queue, message_id);
            if (!message) return core::Error{core::not_found, "no dead letter " + message_id};
            if (again) {
                again->message = std::make_shared<const Message>(*message);
                table::add(connection, queue, *again);
            }
            return std::move(*message);
        };
        submit<Result<Message>>(std::move(operation), std::move(done));
    }

    void ping(Done done) override {
        if (database_->healthy()) return done(Result<void>{});
        write_changes();
        auto operation = [](sqlite::Connection& connection) -> Result<void> {
            table::beat(connection);
            return {};
        };
        submit<Result<void>>(std::move(operation), std::move(done));
    }

private:
    template <class Outcome, class Operation>
    void submit(Operation operation, core::UniqueFunction<void(Outcome)> done) {
        auto shared =
            std::make_shared<core::UniqueFunction<void(Outcome)>>(std::move(done));  // needed where it is not accepted, too
        auto finish = [shared](Outcome outcome) { (*shared)(std::move(outcome)); };
        auto accepted = database_->submit(std::move(operation), std::move(finish));
        if (!accepted) (*shared)(Outcome{accepted.error()});
    }

    /// Queues one operation for all changes that will have come when it runs.
    void write_changes() {
        {
            const std::lock_guard lock{mutex_};
            if (changes_.empty() || std::exchange(queued_, true)) return;
        }
        auto batch = std::make_shared<std::vector<Change>>();
        auto operation = [this, batch](sqlite::Connection& connection) -> Result<void> {
            take_changes(*batch);
            for (const auto& change : *batch) write_change(connection, change);
            return {};
        };
        auto finish = [this, batch](const Result<void>& written) {
            if (written)
                settled_(std::move(*batch));
            else
                keep_changes(std::move(*batch));
        };
        if (database_->submit(std::move(operation), std::move(finish))) return;
        const std::lock_guard lock{mutex_};
        queued_ = false;  // too many writes are waiting: the next change, or ping, tries again
    }

    void take_changes(std::vector<Change>& batch) {
        const std::lock_guard lock{mutex_};
        std::swap(batch, changes_);
        queued_ = false;
    }

    /// A change is written before its message has another, so the order of changes does not matter.
    void keep_changes(std::vector<Change> batch) {
        const std::lock_guard lock{mutex_};
        std::ranges::move(batch, std::back_inserter(changes_));
        queued_ = false;  // the operation may have failed before it ran
    }

    mutable std::mutex mutex_;
    std::vector<Change> changes_;
    bool queued_ = false;                         ///< an operation that will take `changes_` waits to run
    std::unique_ptr<sqlite::Database> database_;  ///< last, so that it ends first: its callbacks need the rest
};

Result<Restored> restore(sqlite::Database& database) {
    return database.read([](sqlite::Connection& connection) -> Result<Restored> {
        Restored restored;
        for (auto& queue : table::queues(connection)) restored.queues.push_back({std::move(queue), 0});
        for (const auto& [name, count] : table::counts(connection)) {
            auto known = std::ranges::find(restored.queues, name, [](const Restored::Known& each) { return each.queue.name; });
            if (known == restored.queues.end()) {
                known = restored.queues.emplace(restored.queues.end());
                known->queue.name = name;
            }
            known->count = count;
        }
        restored.last = table::last_sequence(connection);
        return restored;
    });
}

/// Forgets what nobody will ask for, and lets nothing wait longer than it can have been told to: the clock may have been set
/// back.
Result<void> tidy(sqlite::Database& database, core::Timestamp now) {
    std::promise<Result<void>> written;
    auto operation = [now](sqlite::Connection& connection) -> Result<void> {
        table::forget_undeclared(connection, now - undeclared_age);
        for (const auto& [queue, count] : table::counts(connection)) table::limit_due(connection, queue, now + longest_delay);
        return {};
    };
    auto finish = [&written](const Result<void>& outcome) { written.set_value(outcome); };
    if (auto accepted = database.submit(std::move(operation), std::move(finish)); !accepted) return accepted;
    return written.get_future().get();
}

}  // namespace

Result<OpenedLedger> open_sqlite_ledger(std::filesystem::path file, core::Timestamp now) {
    sqlite::Database::Options options;
    options.file = std::move(file);
    auto database = sqlite::Database::open(std::move(options), table::migrations());
    if (!database) return database.error();
    if (auto tidied = tidy(**database, now); !tidied) return tidied.error();
    auto restored = restore(**database);
    if (!restored) return restored.error();
    return OpenedLedger{std::make_unique<SqliteLedger>(std::move(*database)), std::move(*restored)};
}

}  // namespace local

Result<std::unique_ptr<Bus>> open_embedded_bus(std::filesystem::path file, const core::Clock& clock, Delays delays) {
    auto opened = local::open_sqlite_ledger(std::move(file), clock.now());
    if (!opened) return opened.error();
    auto broker = std::make_unique<local::Broker>(clock, std::move(opened->ledger), std::move(opened->restored));
    return local::make_local_bus(std::move(broker), std::move(delays));
}

}  // namespace instante::bus
