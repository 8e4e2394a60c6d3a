#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "core/units.hpp"
#include "publication/inbound/http/fragment_ring.hpp"
#include "telemetry/metrics.hpp"

namespace instante::publication {

/// Rendered pieces of answers, by what they show and its version: the newest version alone, those that nobody has asked for
/// lately dropped first. Once it is full, only what comes twice within a while is kept: else a walk over everything would cost
/// each of its steps a copy, and all others their pieces. Bounded in bytes. Safe from any thread; parted by id, so that loops
/// seldom meet at a lock.
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
    /// Keeps it in the place of any other version; when there is no room left, the second time.
    void put(std::uint64_t id, std::uint64_t version, std::string_view piece);

private:
    struct alignas(64) Shard {
        explicit Shard(std::size_t limit) : ring(limit) {}
        [[nodiscard]] bool admits(std::uint64_t id, std::size_t size);

        std::mutex mutex;
        FragmentRing ring;
        std::array<std::uint64_t, 512> lately_refused{};  ///< ids
    };
    Shard& shard_of(std::uint64_t id);

    std::vector<std::unique_ptr<Shard>> shards_;
    Counters counters_;
};

}  // namespace instante::publication
