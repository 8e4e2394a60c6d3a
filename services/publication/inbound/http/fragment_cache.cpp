#include "publication/inbound/http/fragment_cache.hpp"

#include <utility>

namespace instante::publication {

FragmentCache::FragmentCache(core::Bytes limit, Counters counters)
    : shard_limit_(static_cast<std::size_t>(limit.count) / shards_.size()), counters_(counters) {}

FragmentCache::Shard& FragmentCache::shard_of(std::uint64_t id) {
    const auto mixed = id * 0x9E3779B97F4A7C15ull;
    return shards_[static_cast<std::size_t>(mixed >> 32) % shards_.size()];
}

void FragmentCache::Shard::drop(std::list<Entry>::iterator entry) {
    bytes -= entry->bytes();
    index.erase(entry->id);
    entries.erase(entry);
}

bool FragmentCache::append(std::uint64_t id, std::uint64_t version, std::string& out) {
    auto& shard = shard_of(id);
    const std::lock_guard lock{shard.mutex};
    const auto found = shard.index.find(id);
    if (found == shard.index.end() || found->second->version != version) {
        counters_.misses.add();
        return false;
    }
    counters_.hits.add();
    shard.entries.splice(shard.entries.begin(), shard.entries, found->second);
    out += found->second->piece;
    return true;
}

void FragmentCache::put(std::uint64_t id, std::uint64_t version, std::string piece) {
    Entry entry{id, version, std::move(piece)};
    if (entry.bytes() > shard_limit_) return;
    auto& shard = shard_of(id);
    const std::lock_guard lock{shard.mutex};
    const auto before = static_cast<double>(shard.bytes);
    if (const auto known = shard.index.find(id); known != shard.index.end()) shard.drop(known->second);
    shard.bytes += entry.bytes();
    shard.entries.push_front(std::move(entry));
    shard.index.emplace(id, shard.entries.begin());
    while (shard.bytes > shard_limit_) shard.drop(std::prev(shard.entries.end()));
    counters_.bytes.add(static_cast<double>(shard.bytes) - before);
}

}  // namespace instante::publication
