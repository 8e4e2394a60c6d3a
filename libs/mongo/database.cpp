#include "mongo/database.hpp"

#include <algorithm>
#include <atomic>
#include <string>

#include "mongo/driver.hpp"
#include "mongo/url.hpp"

namespace instante::mongo {
namespace {

// Unless the URL says otherwise: how long a call may keep a thread of the pool.
constexpr std::int32_t connect_limit_ms = 2'000;
constexpr std::int32_t answer_limit_ms = 15'000;
constexpr std::int32_t majority_limit_ms = 10'000;
constexpr std::size_t most_threads = 64;

constexpr std::uint32_t authentication_failed = 18;
constexpr std::uint32_t unauthorized = 13;
constexpr std::uint32_t duplicate_key = 11000;
constexpr std::uint32_t time_limits[] = {50, 64, 262};
/// The node is no primary (any more), or ends: another will be found.
constexpr std::uint32_t elsewhere[] = {6, 7, 89, 91, 189, 9001, 10107, 11600, 11602, 13435, 13436};

Failure::Why why_of(const bson_error_t& error) {
    const auto is_one_of = [&](const auto& codes) { return std::ranges::find(codes, error.code) != std::end(codes); };
    if (error.domain == MONGOC_ERROR_SERVER_SELECTION || error.domain == MONGOC_ERROR_STREAM) {
        // The driver tells of refused credentials while it selects a server, too.
        const std::string_view text{error.message};
        return text.find("uthentication failed") == std::string_view::npos ? Failure::Why::away : Failure::Why::denied;
    }
    if (error.domain == MONGOC_ERROR_CLIENT && error.code == MONGOC_ERROR_CLIENT_AUTHENTICATE) return Failure::Why::denied;
    if (error.domain == MONGOC_ERROR_WRITE_CONCERN) return Failure::Why::timed_out;
    if (error.code == authentication_failed || error.code == unauthorized) return Failure::Why::denied;
    if (error.code == duplicate_key) return Failure::Why::duplicate;
    if (is_one_of(time_limits)) return Failure::Why::timed_out;
    if (is_one_of(elsewhere)) return Failure::Why::away;
    return Failure::Why::refused;
}

void default_to(mongoc_uri_t* uri, const char* option, std::int32_t value) {
    if (!mongoc_uri_has_option(uri, option)) mongoc_uri_set_option_as_int32(uri, option, value);
}

/// The name has the fields and their directions: the same index has the same name.
Document describe(const Index& index) {
    std::string name;
    const Lent keys{index.keys};
    bson_iter_t field;
    bson_iter_init(&field, keys.get());
    while (bson_iter_next(&field)) {
        if (!name.empty()) name += '_';
        name.append(bson_iter_key(&field)).append("_").append(std::to_string(bson_iter_as_int64(&field)));
    }
    Document described{{"key", index.keys}, {"name", name}};
    if (index.sparse) described.add("sparse", true);
    return described;
}

}  // namespace

Failure to_failure(const bson_error_t& error) {
    const auto why = why_of(error);
    // The server's words about a duplicate hold the key: somebody's name or address.
    return Failure{why, why == Failure::Why::duplicate ? "a key is there already" : error.message};
}

struct Database::Impl {
    std::string name;
    Owned<mongoc_client_pool_t> clients;
    std::atomic<bool> away{false};
    std::atomic<bool> being_looked_for{false};
    std::unique_ptr<async::Pool> pool;  ///< first to end: its work uses the rest
};

Database::Database(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Database::~Database() {
    impl_->pool.reset();
}

Result<std::unique_ptr<Database>> Database::open(const Options& options) {
    begin_driver();
    const auto read = read_url(options.url);
    if (!read) return read.error();
    const auto& uri = *read;
    default_to(uri.get(), MONGOC_URI_CONNECTTIMEOUTMS, connect_limit_ms);
    default_to(uri.get(), MONGOC_URI_SERVERSELECTIONTIMEOUTMS, connect_limit_ms);
    default_to(uri.get(), MONGOC_URI_SOCKETTIMEOUTMS, answer_limit_ms);
    default_to(uri.get(), MONGOC_URI_WTIMEOUTMS, majority_limit_ms);
    default_to(uri.get(), MONGOC_URI_MAXPOOLSIZE, static_cast<std::int32_t>(options.threads));
    const auto connections = mongoc_uri_get_option_as_int32(uri.get(), MONGOC_URI_MAXPOOLSIZE, 1);
    const auto threads =
        std::clamp<std::size_t>(static_cast<std::size_t>(std::max(connections, 1)), 1, std::min(options.threads, most_threads));
    if (!options.ca_file.empty() && mongoc_uri_get_tls(uri.get()) && !mongoc_uri_has_option(uri.get(), MONGOC_URI_TLSCAFILE))
        mongoc_uri_set_option_as_utf8(uri.get(), MONGOC_URI_TLSCAFILE, options.ca_file.c_str());
    if (mongoc_uri_get_appname(uri.get()) == nullptr) mongoc_uri_set_appname(uri.get(), options.application.c_str());
    const Owned<mongoc_write_concern_t> majority{mongoc_write_concern_new()};
    mongoc_write_concern_set_wmajority(majority.get(), mongoc_uri_get_option_as_int32(uri.get(), MONGOC_URI_WTIMEOUTMS, 0));
    mongoc_uri_set_write_concern(uri.get(), majority.get());

    auto impl = std::make_unique<Impl>();
    const char* named = mongoc_uri_get_database(uri.get());
    impl->name = named != nullptr && *named != '\0' ? named : options.database;
    bson_error_t error;
    impl->clients.reset(mongoc_client_pool_new_with_error(uri.get(), &error));
    if (!impl->clients) return core::Error{core::unavailable, error.message};
    mongoc_client_pool_set_error_api(impl->clients.get(), MONGOC_ERROR_API_VERSION_2);
    impl->pool = std::make_unique<async::Pool>(
        async::Pool::Options{.name = "mongo", .threads = threads, .queue_limit = options.queue_limit});
    std::unique_ptr<Database> database{new Database{std::move(impl)}};
    try {
        Lease lease{*database};
        lease.connection().command(Document{{"ping", 1}});
        // A permission that is missing shows here, not at the first visitor.
        lease.connection().find("instante", Document{}, {.sort = {}, .limit = 1});
    } catch (const Failure& failure) {
        const bool denied = failure.why() == Failure::Why::denied;
        return core::Error{core::unavailable, (denied ? "the database refuses these credentials: " : "no database answers: ") +
                                                  std::string{failure.what()}};
    }
    return database;
}

Database::Lease::Lease(Database& database)
    : database_(database), looks_for_it_(false), client_(nullptr), connection_(nullptr, database.impl_->name) {
    auto& impl = *database_.impl_;
    if (impl.away) {
        if (impl.being_looked_for.exchange(true)) throw Failure{Failure::Why::away, "the database is away"};
        looks_for_it_ = true;
    }
    client_ = mongoc_client_pool_pop(impl.clients.get());
    connection_ = Connection{client_, impl.name};
}
Database::Lease::~Lease() {
    auto& impl = *database_.impl_;
    if (client_ != nullptr) mongoc_client_pool_push(impl.clients.get(), client_);
    if (looks_for_it_) impl.being_looked_for = false;
}
void Database::Lease::succeeded() {
    database_.impl_->away = false;
}

async::Pool& Database::pool() const {
    return *impl_->pool;
}
bool Database::healthy() const {
    return !impl_->away;
}
const std::string& Database::name() const {
    return impl_->name;
}

core::Error Database::fail(const Failure& failure) {
    switch (failure.why()) {
        case Failure::Why::away:
        case Failure::Why::denied:
            impl_->away = true;
            return core::Error{core::engine_away, failure.what()};
        case Failure::Why::timed_out:
            return core::Error{core::timed_out, failure.what()};
        case Failure::Why::duplicate:
        case Failure::Why::refused:
            impl_->away = false;
            break;
    }
    return core::Error{core::internal, failure.what()};
}

Task<Result<void>> Database::ping() {
    auto ask = [](Connection& connection) -> Result<void> {
        connection.command(Document{{"ping", 1}});
        return {};
    };
    return run(ask);
}

Task<Result<void>> Database::create_indexes(std::vector<Index> indexes) {
    auto create = [indexes = std::move(indexes)](Connection& connection) -> Result<void> {
        for (const auto& index : indexes) {
            const Array described{describe(index)};
            connection.command(Document{{"createIndexes", index.collection}, {"indexes", described}});
        }
        return {};
    };
    return run(std::move(create));
}

Task<Result<void>> Database::drop() {
    auto destroy = [](Connection& connection) -> Result<void> {
        connection.command(Document{{"dropDatabase", 1}});
        return {};
    };
    return run(destroy);
}

}  // namespace instante::mongo
