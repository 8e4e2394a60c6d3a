#pragma once

#include <memory>
#include <vector>

#include "host/context.hpp"
#include "mongo/document_outbox.hpp"
#include "notification/outbound/messages/announcer.hpp"
#include "notification/ports/stores.hpp"
#include "outbox/outbox.hpp"
#include "sqlite/database.hpp"

namespace instante::notification {

/// The engine that the settings choose, opened: the stores and the outbox over it.
class Storage {
public:
    static Result<std::unique_ptr<Storage>> open(const host::Context& context);

    [[nodiscard]] Stores& stores() { return stores_; }
    [[nodiscard]] outbox::Source& outbox() { return *outbox_; }
    /// Whether it can be written. Errors: `engine_away`.
    [[nodiscard]] Task<Result<void>> ready();
    /// Makes a server's indexes. Errors: `internal`.
    [[nodiscard]] Task<Result<void>> prepare();

private:
    Storage() = default;
    void open_memory(const Announcer& announcer);
    Result<void> open_sqlite(const host::Context& context, const Announcer& announcer);
    Result<void> open_mongo(const host::Context& context, const Announcer& announcer);

    // Work that nobody waits for any more ends with its database, and may tell the outbox until then.
    std::shared_ptr<outbox::Source> outbox_;
    std::unique_ptr<sqlite::Database> database_;  ///< null: in memory, or at a server
    std::unique_ptr<mongo::Database> server_;
    std::vector<mongo::Index> indexes_;
    Stores stores_;
};

}  // namespace instante::notification
