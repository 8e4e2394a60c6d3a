#pragma once

#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "async/run.hpp"
#include "mongo/testing/scratch.hpp"
#include "notification/outbound/memory/stores.hpp"
#include "notification/outbound/messages/announcer.hpp"
#include "notification/outbound/mongo/stores.hpp"
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

/// Over a database of the server that INSTANTE_TEST_MONGODB names, gone with it.
class MongoWorld final : public World {
public:
    MongoWorld() {
        auto indexes = mongo_indexes();
        for (auto& index : outbox_.indexes()) indexes.push_back(std::move(index));
        async::run(scratch_.database().create_indexes(std::move(indexes))).value();
    }
    Stores& stores() override { return stores_; }
    outbox::Source& outbox() override { return outbox_; }
    /// Those of another process over the same database.
    [[nodiscard]] Stores more_stores() { return make_mongo_stores(scratch_.database(), outbox_, Announcer{ids, clock}); }
    mongo::Database& database() { return scratch_.database(); }

private:
    mongo::testing::Scratch scratch_;
    mongo::DocumentOutbox outbox_{scratch_.database(), ids, clock, {.collections = mongo_outbox_collections()}};
    Stores stores_ = more_stores();
};

/// An engine to test on: its name, and how a fresh one is made.
struct EngineUnderTest {
    std::string name;
    std::function<std::unique_ptr<World>()> make;

    friend void PrintTo(const EngineUnderTest& engine, std::ostream* out) { *out << engine.name; }
};

inline const EngineUnderTest memory_engine{"memory", [] { return std::make_unique<MemoryWorld>(); }};
inline const EngineUnderTest sqlite_engine{"sqlite", [] { return std::make_unique<SqliteWorld>(); }};
inline const EngineUnderTest mongo_engine{"mongo", [] { return std::make_unique<MongoWorld>(); }};
/// All that can be had here: MongoDB where INSTANTE_TEST_MONGODB names a server.
inline std::vector<EngineUnderTest> engines() {
    std::vector<EngineUnderTest> all{memory_engine, sqlite_engine};
    if (!mongo::testing::server().empty()) all.push_back(mongo_engine);
    return all;
}

}  // namespace instante::notification
