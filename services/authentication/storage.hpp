#pragma once

#include <memory>
#include <vector>

#include "async/pool.hpp"
#include "authentication/outbound/messages/announcer.hpp"
#include "authentication/outbound/mongo/stores.hpp"
#include "authentication/outbound/sqlite/search_upkeep.hpp"
#include "authentication/ports/stores.hpp"
#include "config/settings.hpp"
#include "core/error.hpp"
#include "host/context.hpp"
#include "outbox/outbox.hpp"
#include "sqlite/database.hpp"

namespace instante::authentication {

/// The service's engine, its outbox and the stores over it, as the settings choose.
class Storage {
public:
    /// Errors: `unavailable`, told in its note.
    static Result<std::unique_ptr<Storage>> open(const host::Context& context);
    /// What a server still does for calls that nobody waits for any more ends first, while stores and outbox are there.
    ~Storage() { server_.reset(); }
    Storage(const Storage&) = delete;
    Storage& operator=(const Storage&) = delete;

    [[nodiscard]] Stores& stores() { return stores_; }
    [[nodiscard]] outbox::Source& outbox() { return *outbox_; }
    /// For files that are written beside the database.
    [[nodiscard]] async::Pool& files() { return files_; }
    /// Whether it can be written. Errors: `engine_away`.
    [[nodiscard]] Task<Result<void>> ready();
    /// Whether it is a server, which wants to be tended.
    [[nodiscard]] bool is_served() const { return server_ != nullptr; }
    /// Makes a server's indexes, and finishes what a process has left half done, a step at a time: whether more may be left.
    /// Errors: `unavailable`.
    [[nodiscard]] Task<Result<bool>> tend();

private:
    Storage() = default;
    void open_memory(Announcer announcer);
    Result<void> open_sqlite(const std::filesystem::path& file, Announcer announcer);
    Result<void> open_mongo(const host::Context& context, Announcer announcer);
    Task<Result<void>> ready_of_file();

    // In the order of their making: each stands on those before it.
    std::unique_ptr<sqlite::Database> database_;  ///< null: in memory, or at a server
    std::unique_ptr<mongo::Database> server_;
    std::vector<mongo::Index> indexes_;  ///< that are still to be made
    std::unique_ptr<SearchUpkeep> search_upkeep_;
    std::unique_ptr<async::Pool> readers_;
    async::Pool files_{{.name = "auth-files", .threads = 1, .queue_limit = 64}};
    std::unique_ptr<outbox::Source> outbox_;
    std::unique_ptr<MongoUpkeep> upkeep_;
    Stores stores_;
};

}  // namespace instante::authentication
