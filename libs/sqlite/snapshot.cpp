#include "sqlite/snapshot.hpp"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <optional>
#include <string>
#include <system_error>
#include <thread>
#include <utility>

#include "sqlite/connection.hpp"
#include "sqlite/operation.hpp"

namespace instante::sqlite {
namespace {

using namespace std::chrono_literals;

constexpr int pages_a_step = 256;
/// Writers give up after 5 s without their file: all must be held within less, or all are let go and it is tried again.
constexpr auto hold_limit = 1s;
constexpr int attempts = 30;
/// A writer under load leaves its file for some tens of microseconds at a time.
constexpr auto between_looks = 100us;
constexpr int busy_timeout_ms = 5'000;

struct Close {
    void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
};
using Handle = std::unique_ptr<sqlite3, Close>;

[[noreturn]] void fail(sqlite3* database, int code, const std::filesystem::path& file) {
    const char* said = database != nullptr ? sqlite3_errmsg(database) : sqlite3_errstr(code);
    throw Failure{code, file.string() + ": " + said};
}

Handle open(const std::filesystem::path& file, int flags = 0) {
    sqlite3* opened = nullptr;
    const int code = sqlite3_open_v2(file.c_str(), &opened,
                                     SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE | flags, nullptr);
    Handle handle{opened};
    if (code != SQLITE_OK) fail(opened, code, file);
    sqlite3_wal_autocheckpoint(opened, 0);
    return handle;
}

void execute(sqlite3* database, const char* sql, const std::filesystem::path& file) {
    const int code = sqlite3_exec(database, sql, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) fail(database, code, file);
}

/// Keeps its writers out until it goes; nothing when they could not be held until `deadline`.
std::optional<Handle> hold_writers(const std::filesystem::path& file, std::chrono::steady_clock::time_point deadline) {
    auto handle = open(file);
    for (;;) {
        const int code = sqlite3_exec(handle.get(), "begin immediate", nullptr, nullptr, nullptr);
        if (code == SQLITE_OK) return handle;
        if ((code & 0xFF) != SQLITE_BUSY) fail(handle.get(), code, file);
        if (std::chrono::steady_clock::now() > deadline) return std::nullopt;
        std::this_thread::sleep_for(between_looks);
    }
}

std::vector<Handle> hold_all_writers(const std::vector<std::filesystem::path>& files) {
    for (int attempt = 0; attempt < attempts; ++attempt) {
        const auto deadline = std::chrono::steady_clock::now() + hold_limit;
        std::vector<Handle> held;
        for (const auto& file : files) {
            auto holding = hold_writers(file, deadline);
            if (!holding) break;
            held.push_back(std::move(*holding));
        }
        if (held.size() == files.size()) return held;
    }
    throw Failure{SQLITE_BUSY, "the writers could not be held"};
}

/// Makes the file for its owner alone; SQLite would follow the process's mask.
void make_private(const std::filesystem::path& file) {
    const int made = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (made < 0) throw Failure{SQLITE_CANTOPEN, file.string() + ": " + std::generic_category().message(errno)};
    ::close(made);
}

}  // namespace

struct Snapshot::Fixed {
    std::filesystem::path file;
    Handle handle;

    explicit Fixed(const std::filesystem::path& path) : file(path), handle(open(path)) {
        sqlite3_busy_timeout(handle.get(), busy_timeout_ms);
        execute(handle.get(), "begin; select 1 from sqlite_schema", file);  // a read fixes what this transaction sees
    }

    /// Whether it came to the end.
    [[nodiscard]] bool copy_to(const std::filesystem::path& copy, const std::function<bool()>& goes_on) const {
        make_private(copy);
        const auto target = open(copy);
        auto* copying = sqlite3_backup_init(target.get(), "main", handle.get(), "main");
        if (copying == nullptr) fail(target.get(), sqlite3_errcode(target.get()), copy);
        bool wanted = true;
        int code = SQLITE_OK;
        while (code == SQLITE_OK && (wanted = goes_on())) code = sqlite3_backup_step(copying, pages_a_step);
        const int ended = sqlite3_backup_finish(copying);
        if (!wanted) return false;
        if (code != SQLITE_DONE) fail(target.get(), code, copy);
        if (ended != SQLITE_OK) fail(target.get(), ended, copy);
        return true;
    }
};

Result<Snapshot> Snapshot::take(const std::vector<std::filesystem::path>& files) {
    try {
        const auto held = hold_all_writers(files);
        std::vector<std::unique_ptr<Fixed>> fixed;
        fixed.reserve(files.size());
        for (const auto& file : files) fixed.push_back(std::make_unique<Fixed>(file));
        return Snapshot{std::move(fixed)};
    } catch (const Failure& failure) {
        return to_error(failure);
    }
}

Snapshot::Snapshot(std::vector<std::unique_ptr<Fixed>> files) : files_(std::move(files)) {}

Snapshot::Snapshot(Snapshot&& other) noexcept = default;

Snapshot::~Snapshot() = default;

Result<void> Snapshot::copy_to(const std::filesystem::path& folder, const std::function<bool()>& goes_on) const {
    try {
        for (const auto& fixed : files_)
            if (!fixed->copy_to(folder / fixed->file.filename(), goes_on))
                return core::Error{core::unavailable, "it was stopped"};
        return {};
    } catch (const Failure& failure) {
        return to_error(failure);
    }
}

namespace {

int keep_first(void* text, int, char** values, char**) {
    auto& first = *static_cast<std::string*>(text);
    if (first.empty() && values[0] != nullptr) first = values[0];
    return 0;
}

}  // namespace

Result<void> check_file(const std::filesystem::path& file) {
    try {
        const auto handle = open(file);
        sqlite3_busy_timeout(handle.get(), busy_timeout_ms);
        std::string said;
        const int code = sqlite3_exec(handle.get(), "pragma quick_check(1)", keep_first, &said, nullptr);
        if (code != SQLITE_OK) fail(handle.get(), code, file);
        if (said == "ok") return {};
        return core::Error{core::engine_away, file.string() + " is damaged: " + said};
    } catch (const Failure& failure) {
        return to_error(failure);
    }
}

}  // namespace instante::sqlite
