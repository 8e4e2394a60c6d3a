#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "async/pool.hpp"
#include "host/context.hpp"
#include "mongo/document_outbox.hpp"
#include "outbox/outbox.hpp"
#include "publication/outbound/messages/announcer.hpp"
#include "publication/ports/stores.hpp"
#include "sqlite/database.hpp"

namespace instante::publication {

/// The engine that the settings choose, opened: the stores and the outbox over it.
class Storage {
public:
    static Result<std::unique_ptr<Storage>> open(const host::Context& context);
    /// What a server still does for calls that nobody waits for any more ends first, while stores and outbox are there.
    ~Storage() { server_.reset(); }
    Storage(const Storage&) = delete;
    Storage& operator=(const Storage&) = delete;

    [[nodiscard]] Stores& stores() { return stores_; }
    [[nodiscard]] outbox::Source& outbox() { return *outbox_; }
    /// Whether it can be written. Errors: `engine_away`.
    [[nodiscard]] Task<Result<void>> ready();
    /// Looks a file over for damage, where the last process did not close it; makes a server's indexes. Errors: `internal`, with
    /// what was found.
    [[nodiscard]] Task<Result<void>> check();

private:
    Storage() = default;
    void open_memory(const Announcer& announcer);
    Result<void> open_sqlite(const std::filesystem::path& file, const Announcer& announcer);
    Result<void> open_mongo(const host::Context& context, const Announcer& announcer);
    Task<Result<void>> ready_of_file();
    Task<Result<void>> check_file();

    // In the order of their making: each stands on those before it.
    std::unique_ptr<sqlite::Database> database_;  ///< null: in memory, or at a server
    std::unique_ptr<async::Pool> readers_;
    std::unique_ptr<mongo::Database> server_;
    std::vector<mongo::Index> indexes_;
    std::unique_ptr<outbox::Source> outbox_;
    Stores stores_;
};

}  // namespace instante::publication
