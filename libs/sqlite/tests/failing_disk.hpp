#pragma once

#include <atomic>
#include <cstdint>

namespace instante::sqlite {

/// The disk under SQLite, made to fail on demand: every file opened while one of these lives goes through it.
class FailingDisk {
public:
    FailingDisk();
    FailingDisk(const FailingDisk&) = delete;
    FailingDisk& operator=(const FailingDisk&) = delete;
    ~FailingDisk();

    void fill(bool full);       ///< writes give SQLITE_FULL
    void break_syncs(bool on);  ///< syncs give SQLITE_IOERR_FSYNC
};

}  // namespace instante::sqlite
