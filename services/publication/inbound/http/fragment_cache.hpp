#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <list>
#include <mutex>
#include <string>
#include <unordered_map>

#include "core/units.hpp"
#include "telemetry/metrics.hpp"

namespace instante::publication {

/// Rendered pieces of answers, by what they show and its version: the newest version alone, those least lately used dropped
/// first. Bounded in bytes. Safe from any thread; parted by id, so that loops seldom meet at a lock.
class FragmentCache {
public:
    /// What is counted; all outlive the cache.
    struct Counters {
        telemetry::Counter& hits;
        telemetry::Counter& misses;
        telemetry::Gauge& bytes;
    };
    FragmentCache(core::Bytes limit, Counters counters);

    /// Appends the piece of exactly this version to `out`; whether it is there.
    bool append(std::uint64_t id, std::uint64_t version, std::string& out);
    /// Keeps it in the place of any other version.
    void put(std::uint64_t id, std::uint64_t version, std::string piece);

private:
    struct Entry {
        std::uint64_t id = 0;
        std::uint64_t version = 0;
        std::string piece;

        /// With what the list and the index take.
        [[nodiscard]] std::size_t bytes() const { return piece.capacity() + sizeof(Entry) + 64; }
    };
    struct Shard {
        void drop(std::list<Entry>::iterator entry);

        std::mutex mutex;
        std::list<Entry> entries;  ///< lately used first
        std::unordered_map<std::uint64_t, std::list<Entry>::iterator> index;
        std::size_t bytes = 0;
    };
    Shard& shard_of(std::uint64_t id);

    std::array<Shard, 16> shards_;
    std::size_t shard_limit_;
    Counters counters_;
};

}  // namespace instante::publication
