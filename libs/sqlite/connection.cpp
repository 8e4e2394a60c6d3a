#include "sqlite/connection.hpp"

#include <sqlite3.h>

#include <exception>
#include <functional>
#include <mutex>
#include <unordered_map>

#include "sqlite/changes.hpp"

namespace instante::sqlite {
namespace {

constexpr std::size_t kept_statements = 512;
constexpr int busy_timeout_ms = 5'000;

struct Close {
    void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
};
struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};

struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};

struct Kept {
    std::unique_ptr<sqlite3_stmt, Finalize> statement;
    bool on_loan = false;
};

// Every connection sees the same settings. The log is copied into the file by the writer, after it has answered
// (Writer::checkpoint).
constexpr const char* settings =
    "pragma synchronous = full;"
    "pragma foreign_keys = off;"
    "pragma trusted_schema = off;"
    "pragma temp_store = memory;"
    "pragma secure_delete = on;"  // what is deleted is overwritten, so that it is gone from the file too
    "pragma wal_autocheckpoint = 0;"
    "pragma journal_size_limit = 67108864;"
    // The most there can be: what the kernel has cached is read where it lies, also after a commit, which makes a connection
    // forget the pages it has copied.
    "pragma mmap_size = 2147418112;"
    "pragma cache_size = -8192;";  // KiB, for what lies beyond, and in the log

/// Memory statistics put a process-wide lock around every allocation of SQLite, and nobody reads them.
void configure_once() {
    static std::once_flag once;
    std::call_once(once, [] { sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); });
}

int note_log_pages(void* pages, sqlite3*, const char*, int count) {
    *static_cast<int*>(pages) = count;
    return SQLITE_OK;
}

void note_change(void* changes, int, const char*, const char* table, sqlite3_int64 key) {
    static_cast<Changes*>(changes)->note(table, key);
}

}  // namespace

struct Connection::Impl {
    [[nodiscard]] sqlite3_stmt* compile(std::string_view sql, unsigned flags) const {
        sqlite3_stmt* statement = nullptr;
        const int code = sqlite3_prepare_v3(database.get(), sql.data(), static_cast<int>(sql.size()), flags, &statement, nullptr);
        if (code != SQLITE_OK) throw Failure{code, std::string{sqlite3_errmsg(database.get())} + " in: " + std::string{sql}};
        if (statement == nullptr) throw Failure{SQLITE_MISUSE, "an empty statement"};
        return statement;
    }

    Changes changes;  ///< outlives the database, which calls it
    std::unique_ptr<sqlite3, Close> database;
    std::unordered_map<std::string, Kept, TextHash, std::equal_to<>> statements;
    int log_pages = 0;
    std::uint64_t version = 0;
};

Connection::Connection(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Connection::~Connection() = default;

std::unique_ptr<Connection> Connection::open(const std::filesystem::path& file, Use use) {
    configure_once();
    auto impl = std::make_unique<Impl>();
    sqlite3* database = nullptr;
    constexpr int shared_flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    const int flags = use == Use::write ? shared_flags | SQLITE_OPEN_CREATE : shared_flags;
    const int code = sqlite3_open_v2(file.c_str(), &database, flags, nullptr);
    impl->database.reset(database);
    if (code != SQLITE_OK) throw Failure{code, std::string{sqlite3_errstr(code)} + ": " + file.string()};
    sqlite3_busy_timeout(database, busy_timeout_ms);
    std::unique_ptr<Connection> connection{new Connection{std::move(impl)}};
    connection->begin_log(file);
    connection->execute(settings);
    if (use == Use::read) {
        connection->execute("pragma query_only = on");
    } else {
        sqlite3_wal_hook(database, note_log_pages, &connection->impl_->log_pages);
        sqlite3_update_hook(database, note_change, &connection->impl_->changes);
    }
    return connection;
}

void Connection::begin_log(const std::filesystem::path& file) {
    auto mode = prepare("pragma journal_mode = wal");
    if (!mode.step() || mode.text_view(0) != "wal")
        throw Failure{SQLITE_CANTOPEN, file.string() + " cannot have a write-ahead log"};
}

Statement Connection::prepare(std::string_view sql) {
    auto& kept = impl_->statements;
    const auto found = kept.find(sql);
    if (found != kept.end() && !found->second.on_loan)
        return Statement{impl_->database.get(), found->second.statement.get(), &found->second.on_loan};
    // On loan already (a query within its own rows), or too many texts: one for this use alone.
    if (found != kept.end() || kept.size() >= kept_statements)
        return Statement{impl_->database.get(), impl_->compile(sql, 0), nullptr};
    std::unique_ptr<sqlite3_stmt, Finalize> compiled{impl_->compile(sql, SQLITE_PREPARE_PERSISTENT)};
    auto& fresh = kept[std::string{sql}];
    fresh.statement = std::move(compiled);
    return Statement{impl_->database.get(), fresh.statement.get(), &fresh.on_loan};
}

void Connection::execute(const std::string& sql) {
    const int code = sqlite3_exec(impl_->database.get(), sql.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) throw Failure{code, sqlite3_errmsg(impl_->database.get())};
}

std::int64_t Connection::last_insert_rowid() const {
    return sqlite3_last_insert_rowid(impl_->database.get());
}

bool Connection::in_transaction() const {
    return sqlite3_get_autocommit(impl_->database.get()) == 0;
}

std::uint64_t Connection::version() const {
    return impl_->version;
}

void Connection::begin_snapshot(std::uint64_t version) {
    prepare("begin").run();
    impl_->version = version;
}

void Connection::end_snapshot() noexcept {
    try {
        if (in_transaction()) prepare("commit").run();
    } catch (const std::exception&) {
        // Nothing was written; the next `begin` tells what is wrong.
    }
}

Changes& Connection::changes() const {
    return impl_->changes;
}

int Connection::log_pages() const {
    return impl_->log_pages;
}

int Connection::checkpoint() {
    return sqlite3_wal_checkpoint_v2(impl_->database.get(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
}

}  // namespace instante::sqlite
