#include "sqlite/tests/failing_disk.hpp"

#include <sqlite3.h>

namespace instante::sqlite {
namespace {

std::atomic<bool> disk_full{false};
std::atomic<bool> syncs_broken{false};

/// SQLite's own methods for one kind of file, and ours that stand before them.
struct Methods {
    const sqlite3_io_methods* original = nullptr;
    sqlite3_io_methods ours{};
};
Methods of_database;
Methods of_log;

template <Methods& kind>
int write(sqlite3_file* file, const void* bytes, int count, sqlite3_int64 offset) {
    return disk_full ? SQLITE_FULL : kind.original->xWrite(file, bytes, count, offset);
}

template <Methods& kind>
int sync(sqlite3_file* file, int flags) {
    return syncs_broken ? SQLITE_IOERR_FSYNC : kind.original->xSync(file, flags);
}

template <Methods& kind>
void stand_before(sqlite3_file* file) {
    if (kind.original == nullptr) {
        kind.original = file->pMethods;
        kind.ours = *file->pMethods;
        kind.ours.xWrite = write<kind>;
        kind.ours.xSync = sync<kind>;
    }
    file->pMethods = &kind.ours;
}

sqlite3_vfs* real_disk = nullptr;
sqlite3_vfs failing_disk;

int open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* flags_out) {
    const int code = real_disk->xOpen(real_disk, name, file, flags, flags_out);
    if (code != SQLITE_OK) return code;
    if ((flags & SQLITE_OPEN_MAIN_DB) != 0) stand_before<of_database>(file);
    if ((flags & SQLITE_OPEN_WAL) != 0) stand_before<of_log>(file);
    return code;
}

}  // namespace

FailingDisk::FailingDisk() {
    if (real_disk == nullptr) {
        real_disk = sqlite3_vfs_find(nullptr);
        failing_disk = *real_disk;
        failing_disk.zName = "failing";
        failing_disk.xOpen = open;
    }
    sqlite3_vfs_register(&failing_disk, 1);
}

FailingDisk::~FailingDisk() {
    fill(false);
    break_syncs(false);
    sqlite3_vfs_register(real_disk, 1);
}

void FailingDisk::fill(bool full) {
    disk_full = full;
}

void FailingDisk::break_syncs(bool on) {
    syncs_broken = on;
}

}  // namespace instante::sqlite
