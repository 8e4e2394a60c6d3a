#include "publication/inbound/http/fragment_cache.hpp"

#include <utility>

#include "core/mix.hpp"

namespace instante::publication {
namespace {

constexpr std::size_t shard_count = 16;

}  // namespace

FragmentCache::FragmentCache(core::Bytes limit, std::size_t usual_size, Counters counters) : counters_(counters) {
    for (std::size_t i = 0; i < shard_count; ++i)
        shards_.push_back(std::make_unique<Shard>(static_cast<std::size_t>(limit.count) / shard_count, usual_size));
}

FragmentCache::Shard& FragmentCache::shard_of(std::uint64_t id) const {
    return *shards_[core::mix(id) % shard_count];
}

bool FragmentCache::Shard::admits(std::uint64_t id, std::size_t size) {
    if (ring.has_room(size) || ring.knows(id)) return true;
    auto& place = lately_refused[(core::mix(id) / shard_count) % lately_refused.size()];
    return std::exchange(place, id) == id;
}

void FragmentCache::prefetch_piece(std::uint64_t id) {
    auto& shard = shard_of(id);
    const std::lock_guard lock{shard.mutex};
    shard.ring.prefetch_piece(id);
}

bool FragmentCache::append(std::uint64_t id, std::uint64_t version, std::string& out) {
    bool found = false;
    {
        auto& shard = shard_of(id);
        const std::lock_guard lock{shard.mutex};
        found = shard.ring.append(id, version, out);
    }
    (found ? counters_.hits : counters_.misses).add();
    return found;
}

void FragmentCache::put(std::uint64_t id, std::uint64_t version, std::string_view piece) {
    auto& shard = shard_of(id);
    const std::lock_guard lock{shard.mutex};
    if (!shard.admits(id, piece.size())) return;
    const auto before = shard.ring.bytes();
    shard.ring.put(id, version, piece);
    counters_.bytes.add(static_cast<double>(shard.ring.bytes()) - static_cast<double>(before));
}

}  // namespace instante::publication
