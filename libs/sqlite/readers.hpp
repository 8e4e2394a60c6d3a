#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <vector>

#include "sqlite/connection.hpp"

namespace instante::sqlite {

/// The read connections of one database: one per reading thread, lent to it until it ends, then lent to the next. Owned by the
/// database by a shared pointer, since threads may end while it goes.
class Readers : public std::enable_shared_from_this<Readers> {
public:
    explicit Readers(std::filesystem::path file);

    /// This thread's connection. Throws `Failure` when none can be opened.
    [[nodiscard]] Connection& of_this_thread();
    /// Closes all of them, whoever holds them.
    void close();

private:
    class Lent;
    Connection* lend();
    void take_back(Connection* connection);

    const std::filesystem::path file_;
    const std::uint64_t number_;  ///< never used twice, unlike an address
    std::mutex mutex_;
    std::vector<std::unique_ptr<Connection>> all_;
    std::vector<Connection*> idle_;
    bool closed_ = false;
};

}  // namespace instante::sqlite
