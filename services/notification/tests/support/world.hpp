#pragma once

#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "async/run.hpp"
#include "notification/outbound/memory/stores.hpp"
#include "notification/outbound/messages/announcer.hpp"
#include "notification/outbound/sqlite/stores.hpp"
#include "notification/tests/support/samples.hpp"
#include "sqlite/tests/scratch.hpp"

namespace instante::notification {

/// Stores under test, with the clock they are told of.
class World {
public:
    virtual ~World() = default;
    virtual Stores& stores() = 0;
    virtual outbox::Source& outbox() = 0;

    /// What was announced so far, oldest first.
    std::vector<bus::Outgoing> announced() {
        std::vector<bus::Outgoing> all;
        const auto entries = async::run(outbox().pending(0, 10'000));
        for (const auto& entry : entries.value()) all.push_back(entry.outgoing);
        return all;
    }
    /// The ids of the announced messages to `name`, oldest first.
    std::vector<std::string> announced_to(const std::string& name) {
        std::vector<std::string> found;
        for (const auto& outgoing : announced())
            if (outgoing.address.name == name) found.push_back(outgoing.message.id);
        return found;
    }

    core::FixedClock clock{samples::noon};
    core::IdGenerator ids{clock, 1};
};

class MemoryWorld final : public World {
public:
    Stores& stores() override { return stores_; }
    outbox::Source& outbox() override { return outbox_; }

private:
    outbox::MemorySource outbox_;
    Stores stores_ = make_memory_stores(outbox_, Announcer{ids, clock});
};

class SqliteWorld final : public World {
public:
    Stores& stores() override { return stores_; }
    outbox::Source& outbox() override { return *outbox_; }
    sqlite::Database& database() { return *database_; }

private:
    sqlite::Scratch scratch_;
    std::unique_ptr<sqlite::Database> database_ =
        sqlite::Database::open({.file = scratch_.file("notification.db")}, sqlite_schema()).value();
    std::shared_ptr<outbox::SqliteSource> outbox_ = std::make_shared<outbox::SqliteSource>(*database_);
    Stores stores_ = make_sqlite_stores(*database_, outbox_, Announcer{ids, clock});
};

/// An engine to test on: its name, and how a fresh one is made.
struct EngineUnderTest {
    std::string name;
    std::function<std::unique_ptr<World>()> make;

    friend void PrintTo(const EngineUnderTest& engine, std::ostream* out) { *out << engine.name; }
};

inline const EngineUnderTest memory_engine{"memory", [] { return std::make_unique<MemoryWorld>(); }};
inline const EngineUnderTest sqlite_engine{"sqlite", [] { return std::make_unique<SqliteWorld>(); }};

}  // namespace instante::notification
