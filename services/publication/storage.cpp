#include "publication/storage.hpp"

#include <utility>

#include "mongo/service_database.hpp"
#include "publication/outbound/memory/stores.hpp"
#include "publication/outbound/mongo/stores.hpp"
#include "publication/outbound/sqlite/schema.hpp"
#include "publication/outbound/sqlite/stores.hpp"

namespace instante::publication {

Result<std::unique_ptr<Storage>> Storage::open(const host::Context& context) {
    std::unique_ptr<Storage> storage{new Storage};
    const Announcer announcer{context.clock};
    if (context.settings.ephemeral) {
        storage->open_memory(announcer);
        return storage;
    }
    const bool is_file = context.settings.database.scheme() == "sqlite";
    auto opened =
        is_file ? storage->open_sqlite(context.data / "publication.db", announcer) : storage->open_mongo(context, announcer);
    if (!opened) return opened.error();
    return storage;
}

void Storage::open_memory(const Announcer& announcer) {
    auto outbox = std::make_unique<outbox::MemorySource>();
    stores_ = make_memory_stores(*outbox, announcer);
    outbox_ = std::move(outbox);
}

Result<void> Storage::open_sqlite(const std::filesystem::path& file, const Announcer& announcer) {
    auto database = sqlite::Database::open({.file = file}, sqlite_schema());
    if (!database) return database.error();
    database_ = std::move(*database);
    readers_ = std::make_unique<async::Pool>(async::Pool::Options{.name = "feed-read", .threads = 2, .queue_limit = 256});
    auto outbox = std::make_unique<outbox::SqliteSource>(*database_);
    stores_ = make_sqlite_stores(*database_, *outbox, *readers_, announcer);
    outbox_ = std::move(outbox);
    return {};
}

Result<void> Storage::open_mongo(const host::Context& context, const Announcer& announcer) {
    const auto& settings = context.settings;
    auto database = mongo::open_service_database(settings.database.url, settings.ca_file.string(), "publication");
    if (!database) return database.error();
    server_ = std::move(*database);
    mongo::DocumentOutbox::Options collections;
    collections.collections = mongo_outbox_collections();
    auto outbox = std::make_unique<mongo::DocumentOutbox>(*server_, context.ids, context.clock, std::move(collections));
    indexes_ = mongo_indexes();
    for (auto& index : outbox->indexes()) indexes_.push_back(std::move(index));
    stores_ = make_mongo_stores(*server_, *outbox, announcer);
    outbox_ = std::move(outbox);
    return {};
}

Task<Result<void>> Storage::ready() {
    if (server_) return server_->ping();
    return ready_of_file();
}

Task<Result<void>> Storage::ready_of_file() {
    if (!database_) co_return Result<void>{};
    co_return co_await database_->ready();
}

Task<Result<void>> Storage::check() {
    if (server_) return mongo::make_indexes(*server_, indexes_);
    return check_file();
}

Task<Result<void>> Storage::check_file() {
    if (!database_ || !database_->recovered()) co_return Result<void>{};
    auto look = [this] { return database_->check(); };
    auto outcome = co_await async::on(*readers_, look);
    co_return outcome;
}

}  // namespace instante::publication
