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
    /// `usual_size`: bytes of a piece, about.
    FragmentCache(core::Bytes limit, std::size_t usual_size, Counters counters);

    /// Who is about to append many pieces says so, for each first the one, then the other: they lie anywhere in memory, and come
    /// sooner when it is asked for several at once.
    void prefetch_place(std::uint64_t id) const { shard_of(id).ring.prefetch_place(id); }
    void prefetch_piece(std::uint64_t id);

    /// Appends the piece of exactly this version to `out`; whether it is there.
    bool append(std::uint64_t id, std::uint64_t version, std::string& out);
    /// Keeps it in the place of any other version; when there is no room left, the second time.
    void put(std::uint64_t id, std::uint64_t version, std::string_view piece);

private:
    struct alignas(64) Shard {
        Shard(std::size_t limit, std::size_t usual_size) : ring(limit, usual_size) {}
        [[nodiscard]] bool admits(std::uint64_t id, std::size_t size);

        std::mutex mutex;
        FragmentRing ring;
        std::array<std::uint64_t, 512> lately_refused{};  ///< ids
    };
    [[nodiscard]] Shard& shard_of(std::uint64_t id) const;

    std::vector<std::unique_ptr<Shard>> shards_;
    Counters counters_;
};

}  // namespace instante::publication
