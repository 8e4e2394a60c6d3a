#include "authentication/storage.hpp"

#include <filesystem>
#include <fstream>
#include <utility>

#include "authentication/outbound/memory/stores.hpp"
#include "authentication/outbound/mongo/stores.hpp"
#include "authentication/outbound/sqlite/stores.hpp"
#include "mongo/service_database.hpp"

namespace instante::authentication {

namespace {

/// Makes the file before SQLite does, so that the signing keys in it (and in its log, which takes its mode) are nobody else's to
/// read.
Result<void> make_private(const std::filesystem::path& file) {
    using std::filesystem::perms;
    std::error_code failure;
    if (!std::filesystem::exists(file, failure)) std::ofstream{file, std::ios::app};
    std::filesystem::permissions(file, perms::owner_read | perms::owner_write, failure);
    if (failure) return core::Error{core::unavailable, file.string() + ": " + failure.message()};
    return boost::system::in_place_value;
}

}  // namespace

Result<std::unique_ptr<Storage>> Storage::open(const host::Context& context) {
    std::unique_ptr<Storage> storage{new Storage};
    const Announcer announcer{context.ids, context.clock};
    if (context.settings.ephemeral) {
        storage->open_memory(announcer);
        return storage;
    }
    const bool is_file = context.settings.database.scheme() == "sqlite";
    auto opened =
        is_file ? storage->open_sqlite(context.data / "authentication.db", announcer) : storage->open_mongo(context, announcer);
    if (!opened) return opened.error();
    return storage;
}

void Storage::open_memory(Announcer announcer) {
    auto outbox = std::make_unique<outbox::MemorySource>();
    stores_ = make_memory_stores(*outbox, announcer);
    outbox_ = std::move(outbox);
}

Result<void> Storage::open_sqlite(const std::filesystem::path& file, Announcer announcer) {
    auto guarded = make_private(file);
    if (!guarded) return guarded;
    auto database = sqlite::Database::open({.file = file}, sqlite_schema());
    if (!database) return database.error();
    database_ = std::move(*database);
    search_upkeep_ = std::make_unique<SearchUpkeep>(*database_);
    readers_ = std::make_unique<async::Pool>(async::Pool::Options{.name = "auth-read", .threads = 2, .queue_limit = 256});
    auto outbox = std::make_unique<outbox::SqliteSource>(*database_);
    stores_ = make_sqlite_stores(*database_, *outbox, *readers_, announcer);
    outbox_ = std::move(outbox);
    return boost::system::in_place_value;
}

Result<void> Storage::open_mongo(const host::Context& context, Announcer announcer) {
    const auto& settings = context.settings;
    auto database = mongo::open_service_database(settings.database.url, settings.ca_file.string(), "authentication");
    if (!database) return database.error();
    server_ = std::move(*database);
    mongo::DocumentOutbox::Options collections;
    collections.collections = mongo_outbox_collections();
    auto outbox = std::make_unique<mongo::DocumentOutbox>(*server_, context.ids, context.clock, std::move(collections));
    indexes_ = mongo_indexes();
    for (auto& index : outbox->indexes()) indexes_.push_back(std::move(index));
    const MongoNeeds needs{*server_, *outbox, announcer, context.ids, context.clock};
    upkeep_ = std::make_unique<MongoUpkeep>(needs);
    stores_ = make_mongo_stores(needs);
    outbox_ = std::move(outbox);
    return boost::system::in_place_value;
}

Task<Result<bool>> Storage::tend() {
    if (!indexes_.empty()) {
        auto made = co_await server_->create_indexes(indexes_);
        if (!made) co_return made.error();
        indexes_.clear();
    }
    co_return co_await (*upkeep_)();
}

Task<Result<void>> Storage::ready() {
    if (server_) return server_->ping();
    return ready_of_file();
}

Task<Result<void>> Storage::ready_of_file() {
    if (!database_) co_return Result<void>{};
    co_return co_await database_->ready();
}

}  // namespace instante::authentication
