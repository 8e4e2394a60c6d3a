#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <shared_mutex>
#include <string>
#include <string_view>

#include "core/read_mostly_mutex.hpp"
#include "core/units.hpp"
#include "publication/inbound/http/fragment_ring.hpp"
#include "telemetry/metrics.hpp"

namespace instante::publication {

/// Rendered pieces of answers, by what they show and its version: the newest version alone, those that nobody has asked for
/// lately dropped first. Once it is full, only what comes twice within a while is kept: else a walk over everything would cost
/// each of its steps a copy, and all others their pieces. Bounded in bytes. Safe from any thread; readers do not hinder each
/// other.
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

    /// Looks for the pieces of a page, all under one lock: not to be kept across a `co_await`, and nothing is put meanwhile.
    class Reading {
    public:
        explicit Reading(FragmentCache& cache) : cache_(cache), lock_(cache.mutex_) {}
        Reading(const Reading&) = delete;
        Reading& operator=(const Reading&) = delete;
        ~Reading();

        /// Who is about to append many pieces says so, for each first the one, then the other: they lie anywhere in memory, and
        /// come sooner when it is asked for several at once.
        void prefetch_place(std::uint64_t id) const { cache_.ring_.prefetch_place(id); }
        void prefetch_piece(std::uint64_t id) const { cache_.ring_.prefetch_piece(id); }
        /// Appends the piece of exactly this version to `out`; whether it is there.
        bool append(std::uint64_t id, std::uint64_t version, std::string& out);

    private:
        FragmentCache& cache_;
        std::shared_lock<core::ReadMostlyMutex> lock_;
        std::uint64_t hits_ = 0;
        std::uint64_t misses_ = 0;
    };

    /// Keeps it in the place of any other version; when there is no room left, the second time.
    void put(std::uint64_t id, std::uint64_t version, std::string_view piece);

private:
    [[nodiscard]] bool admits(std::uint64_t id, std::size_t size);

    core::ReadMostlyMutex mutex_;
    FragmentRing ring_;
    std::array<std::uint64_t, 8192> lately_refused_{};  ///< ids
    Counters counters_;
};

}  // namespace instante::publication
