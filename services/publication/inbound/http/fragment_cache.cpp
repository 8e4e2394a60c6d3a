#include "publication/inbound/http/fragment_cache.hpp"

#include <mutex>
#include <utility>

#include "core/mix.hpp"

namespace instante::publication {

FragmentCache::FragmentCache(core::Bytes limit, std::size_t usual_size, Counters counters)
    : ring_(static_cast<std::size_t>(limit.count), usual_size), counters_(counters) {}

FragmentCache::Reading::~Reading() {
    if (hits_ > 0) cache_.counters_.hits.add(hits_);
    if (misses_ > 0) cache_.counters_.misses.add(misses_);
}

bool FragmentCache::Reading::append(std::uint64_t id, std::uint64_t version, std::string& out) {
    const bool found = cache_.ring_.append(id, version, out);
    ++(found ? hits_ : misses_);
    return found;
}

void FragmentCache::put(std::uint64_t id, std::uint64_t version, std::string_view piece) {
    const std::unique_lock lock{mutex_};
    if (!admits(id, piece.size())) return;
    const auto before = ring_.bytes();
    ring_.put(id, version, piece);
    counters_.bytes.add(static_cast<double>(ring_.bytes()) - static_cast<double>(before));
}

bool FragmentCache::admits(std::uint64_t id, std::size_t size) {
    if (ring_.has_room(size) || ring_.knows(id)) return true;
    auto& place = lately_refused_[core::mix(id) % lately_refused_.size()];
    return std::exchange(place, id) == id;
}

}  // namespace instante::publication
