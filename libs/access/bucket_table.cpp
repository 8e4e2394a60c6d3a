#include "access/bucket_table.hpp"

#include <algorithm>
#include <bit>

namespace instante::access {
namespace {

using std::chrono::ceil;
using std::chrono::seconds;

}  // namespace

BucketTable::BucketTable(std::size_t buckets)
    : sets_(std::bit_ceil(std::max<std::size_t>(1, (buckets + Set{}.size() - 1) / Set{}.size()))) {}

BucketTable::Bucket& BucketTable::find(Set& set, std::uint64_t key) {
    auto* fullest = &set.front();
    for (auto& bucket : set) {
        if (bucket.key == key) return bucket;
        if (bucket.full < fullest->full) fullest = &bucket;
    }
    *fullest = {key, Moment::min()};
    return *fullest;
}

http::Allowance BucketTable::take(std::uint64_t key, core::Rate rate, Moment now) {
    const auto interval = std::chrono::duration_cast<Moment::duration>(rate.period) / rate.count;
    const auto capacity = interval * rate.count;
    const auto index = key & (sets_.size() - 1);
    const std::lock_guard lock{shards_[index % shards_.size()].mutex};
    auto& bucket = find(sets_[index], key);

    http::Allowance allowance{.limit = rate.count};
    const auto full = std::max(bucket.full, now);
    const auto next = full + interval;
    allowance.granted = next - now <= capacity;
    if (allowance.granted) {
        bucket.full = next;
        allowance.remaining = static_cast<std::uint32_t>((capacity - (next - now)) / interval);
        allowance.reset = ceil<seconds>(next - now);
    } else {
        allowance.reset = ceil<seconds>(full - now);
        allowance.retry_after = ceil<seconds>(next - now - capacity);
    }
    return allowance;
}

}  // namespace instante::access
