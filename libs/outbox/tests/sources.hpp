#pragma once

#include <array>
#include <memory>
#include <string>

#include "async/run.hpp"
#include "outbox/outbox.hpp"
#include "sqlite/tests/scratch.hpp"

namespace instante::outbox {

/// A source under test, with the way its store adds to it.
class TestSource {
public:
    virtual ~TestSource() = default;
    virtual Source& source() = 0;
    virtual void add(bus::Outgoing outgoing) = 0;
};

class TestMemorySource final : public TestSource {
public:
    Source& source() override { return source_; }
    void add(bus::Outgoing outgoing) override { source_.append(std::move(outgoing)); }

private:
    MemorySource source_;
};

class TestSqliteSource final : public TestSource {
public:
    Source& source() override { return source_; }
    void add(bus::Outgoing outgoing) override {
        auto write = [outgoing = std::move(outgoing)](sqlite::Connection& connection) -> Result<void> {
            append(connection, outgoing);
            return {};
        };
        async::run(database_->write(write)).value();
        source_.added();
    }

private:
    sqlite::Scratch scratch_;
    std::unique_ptr<sqlite::Database> database_ =
        sqlite::Database::open({.file = scratch_.file()}, std::array{sqlite_migration}).value();
    SqliteSource source_{*database_};
};

/// A message whose id and body are `id`.
inline bus::Outgoing outgoing(std::string id) {
    bus::Outgoing made;
    made.address = bus::to_queue("publication");
    made.message.id = id;
    made.message.type = "publication.create.v1";
    made.message.body = std::move(id);
    return made;
}

}  // namespace instante::outbox
