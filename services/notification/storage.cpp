#include "notification/storage.hpp"

#include <utility>

#include "mongo/service_database.hpp"
#include "notification/outbound/memory/stores.hpp"
#include "notification/outbound/mongo/stores.hpp"
#include "notification/outbound/sqlite/stores.hpp"

namespace instante::notification {

Result<std::unique_ptr<Storage>> Storage::open(const host::Context& context) {
    std::unique_ptr<Storage> storage{new Storage};
    const Announcer announcer{context.ids, context.clock};
    if (context.settings.ephemeral) {
        storage->open_memory(announcer);
        return storage;
    }
    const bool is_file = context.settings.database.scheme() == "sqlite";
    auto opened = is_file ? storage->open_sqlite(context, announcer) : storage->open_mongo(context, announcer);
    if (!opened) return opened.error();
    return storage;
}

void Storage::open_memory(const Announcer& announcer) {
    auto outbox = std::make_shared<outbox::MemorySource>();
    stores_ = make_memory_stores(*outbox, announcer);
    outbox_ = std::move(outbox);
}

Result<void> Storage::open_sqlite(const host::Context& context, const Announcer& announcer) {
    auto database = sqlite::Database::open({.file = context.data / "notification.db"}, sqlite_schema());
    if (!database) return database.error();
    database_ = std::move(*database);
    auto outbox = std::make_shared<outbox::SqliteSource>(*database_);
    stores_ = make_sqlite_stores(*database_, outbox, announcer);
    outbox_ = std::move(outbox);
    return {};
}

Result<void> Storage::open_mongo(const host::Context& context, const Announcer& announcer) {
    const auto& settings = context.settings;
    auto database = mongo::open_service_database(settings.database.url, settings.ca_file.string(), "notification");
    if (!database) return database.error();
    server_ = std::move(*database);
    mongo::DocumentOutbox::Options collections;
    collections.collections = mongo_outbox_collections();
    auto outbox = std::make_shared<mongo::DocumentOutbox>(*server_, context.ids, context.clock, std::move(collections));
    indexes_ = mongo_indexes();
    for (auto& index : outbox->indexes()) indexes_.push_back(std::move(index));
    stores_ = make_mongo_stores(*server_, *outbox, announcer);
    outbox_ = std::move(outbox);
    return {};
}

Task<Result<void>> Storage::ready() {
    if (server_) co_return co_await server_->ping();
    if (!database_) co_return Result<void>{};
    co_return co_await database_->ready();
}

Task<Result<void>> Storage::prepare() {
    if (!server_) co_return Result<void>{};
    co_return co_await mongo::make_indexes(*server_, indexes_);
}

}  // namespace instante::notification
