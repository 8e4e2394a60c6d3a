#pragma once

#include <cstdint>
#include <memory>
#include <mutex>

#include "sqlite/connection.hpp"

namespace instante::sqlite {

/// A read connection, used by one thread; between its reads the writer's may end its snapshot.
struct Reader {
    std::mutex mutex;  ///< held while it is used
    std::unique_ptr<Connection> connection;
    int depth = 0;  ///< of reads within reads
};

/// One read: while it lives, what its connection sees does not change. It ends on the thread that began it.
class Reading {
public:
    /// `version`: of the database now; the snapshot that is there is used again if it is of the same. Throws `Failure`.
    Reading(Reader& reader, std::uint64_t version);
    Reading(const Reading&) = delete;
    Reading& operator=(const Reading&) = delete;
    ~Reading();

    [[nodiscard]] Connection& connection() const { return *reader_.connection; }

private:
    Reader& reader_;
    std::unique_lock<std::mutex> lock_;  ///< of the outermost read
    const int exceptions_;               ///< in flight when it began
};

}  // namespace instante::sqlite
