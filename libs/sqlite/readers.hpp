#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <vector>

#include "sqlite/connection.hpp"
#include "sqlite/reading.hpp"

namespace instante::sqlite {

/// The read connections of one database: one per reading thread, lent to it until it ends, then lent to the next. Between two
/// reads a connection keeps its snapshot, unless something has been committed: to begin one takes locks of the file, which the
/// whole process shares. Owned by the database by a shared pointer, since threads may end while it goes.
class Readers : public std::enable_shared_from_this<Readers> {
public:
    explicit Readers(std::filesystem::path file);

    /// Begins to read on this thread's connection, and in a snapshot that holds all that was committed before. Throws `Failure`
    /// when none can be opened.
    [[nodiscard]] Reading read();
    /// Something was committed: from now on nobody begins to read what was before. The new version.
    std::uint64_t renew() { return ++version_; }
    /// Ends the snapshots that nobody reads in at this moment: they keep the log from being emptied.
    void end_idle_snapshots();
    /// Closes all connections, whoever holds them.
    void close();

private:
    class Lent;
    Reader* lend();
    void take_back(Reader* reader);

    const std::filesystem::path file_;
    const std::uint64_t number_;  ///< never used twice, unlike an address
    std::atomic<std::uint64_t> version_{0};
    std::mutex mutex_;
    std::vector<std::unique_ptr<Reader>> all_;
    std::vector<Reader*> idle_;
    bool closed_ = false;
};

}  // namespace instante::sqlite
