#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <vector>

#include "core/rate.hpp"
#include "http/limiter.hpp"

namespace instante::access {

/// Token buckets by key in a space that never grows: sets of eight places, chosen by the key. In a full set the bucket that is
/// nearest to full, so has least to tell, makes room. Allocates nothing once it is made. Safe from any thread.
class BucketTable {
public:
    using Moment = std::chrono::steady_clock::time_point;

    /// At least `buckets` places, rounded up to a power of two of sets.
    explicit BucketTable(std::size_t buckets);

    /// Takes one from the bucket of `key`, which is full until it is known. Keys are evenly spread (hashes), and a key always
    /// comes with the same rate, of a count and a period above zero.
    http::Allowance take(std::uint64_t key, core::Rate rate, Moment now);

private:
    /// A bucket is told by when it will be full again: the virtual scheduling of GCRA (ITU-T I.371, annex A).
    struct Bucket {
        std::uint64_t key = 0;
        Moment full = Moment::min();
    };
    using Set = std::array<Bucket, 8>;
    struct alignas(64) Shard {
        std::mutex mutex;
    };

    static Bucket& find(Set& set, std::uint64_t key);

    std::vector<Set> sets_;
    std::array<Shard, 64> shards_;  ///< each guards the sets of its share
};

}  // namespace instante::access
