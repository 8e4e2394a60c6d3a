#pragma once

#include "sqlite/connection.hpp"

namespace instante::publication::sqlite_file {

/// While it lives, what `connection` (a reading one) sees does not change.
class Snapshot {
public:
    explicit Snapshot(sqlite::Connection& connection) : connection_(connection) { connection_.prepare("begin").run(); }
    Snapshot(const Snapshot&) = delete;
    Snapshot& operator=(const Snapshot&) = delete;
    ~Snapshot() {
        try {
            connection_.prepare("commit").run();
        } catch (const sqlite::Failure&) {
            // Nothing was written; the connection's next `begin` tells what is wrong with it.
        }
    }

private:
    sqlite::Connection& connection_;
};

}  // namespace instante::publication::sqlite_file
