#include "publication/inbound/http/fragment_ring.hpp"

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstring>
#include <utility>

#include "core/mix.hpp"

namespace instante::publication {
namespace {

constexpr std::size_t unit = 8;
constexpr std::size_t fewest_slots = 64;
/// The beginning of a piece: a processor that sees it read in order brings the rest by itself.
constexpr std::size_t prefetched_bytes = 256;
constexpr std::size_t line_bytes = 64;
/// What is written anew for one that comes: whoever puts it keeps readers waiting.
constexpr std::size_t most_rewritten = 256 * 1024;

}  // namespace

FragmentRing::FragmentRing(std::size_t limit, std::size_t usual_size)
    : limit_(limit / unit * unit),
      ring_(std::make_unique_for_overwrite<char[]>(limit_)),
      table_(std::bit_ceil(std::max(fewest_slots, 2 * limit_ / usual_size))) {}

void FragmentRing::prefetch_place(std::uint64_t id) const {
    __builtin_prefetch(&table_[hash_of(id) & (table_.size() - 1)]);
}

void FragmentRing::prefetch_piece(std::uint64_t id) const {
    const auto hash = hash_of(id);
    const auto mask = table_.size() - 1;
    auto at = hash & mask;
    while (table_[at].place != 0 && table_[at].hash != hash) at = (at + 1) & mask;
    if (table_[at].place == 0) return;
    const auto* piece = reinterpret_cast<const char*>(&head_of(table_[at]));
    for (std::size_t i = 0; i < prefetched_bytes; i += line_bytes) __builtin_prefetch(piece + i);
}

std::size_t FragmentRing::room_for(std::size_t size) {
    return sizeof(Head) + (size + unit - 1) / unit * unit;
}

bool FragmentRing::has_room(std::size_t size) const {
    const auto room = room_for(size);
    return place_for(room) + room - begin_ <= limit_;
}

FragmentRing::Head& FragmentRing::head_at(std::size_t offset) const {
    return *reinterpret_cast<Head*>(ring_.get() + offset);
}

FragmentRing::Head& FragmentRing::head_of(Slot slot) const {
    return head_at((slot.place - 1) * unit);
}

bool FragmentRing::append(std::uint64_t id, std::uint64_t version, std::string& out) const {
    const auto slot = table_[find(id)];
    if (slot.place == 0) return false;
    auto& head = head_of(slot);
    if (head.version != version) return false;
    const std::atomic_ref asked_for{head.asked_for};
    if (asked_for.load(std::memory_order_relaxed) == 0)  // a line that is not written stays shared
        asked_for.store(1, std::memory_order_relaxed);
    out.append(reinterpret_cast<const char*>(&head + 1), head.size);
    return true;
}

void FragmentRing::put(std::uint64_t id, std::uint64_t version, std::string_view piece) {
    if (const auto known = find(id); table_[known].place != 0) {
        head_of(table_[known]).id = 0;
        erase(known);
    }
    const auto room = room_for(piece.size());
    if (room > limit_ / 2) return;
    std::vector<Rescued> rescued;
    make_room(room, rescued);
    write({id, version, static_cast<std::uint32_t>(piece.size()), 0}, piece);
    for (const auto& [head, text] : rescued) write({head.id, head.version, head.size, 0}, text);
}

void FragmentRing::write(const Head& head, std::string_view piece) {
    const auto at = place_for(room_for(piece.size()));
    if (at != end_) gap_ = end_;
    const auto place = offset(at);
    new (ring_.get() + place) Head{head};
    std::memcpy(ring_.get() + place + sizeof(Head), piece.data(), piece.size());
    end_ = at + room_for(piece.size());
    insert(head.id, place);
}

/// The end, or the beginning of the next lap: nothing lies across.
FragmentRing::Position FragmentRing::place_for(std::size_t room) const {
    const auto rest = limit_ - offset(end_);
    return rest >= room ? end_ : end_ + rest;
}

void FragmentRing::make_room(std::size_t room, std::vector<Rescued>& rescued) {
    while (begin_ != end_ && (count_ + 1) * 2 > table_.size()) drop_oldest(room, nullptr);
    // Several pieces are written one after another, so what they take together is looked for as one.
    while (place_for(room) + room - begin_ > limit_) {
        if (begin_ == end_) {
            begin_ = end_ = place_for(room);
            gap_ = no_gap;
        } else {
            drop_oldest(room, &rescued);
        }
    }
}

void FragmentRing::drop_oldest(std::size_t& room, std::vector<Rescued>* rescued) {
    if (begin_ == gap_) {
        begin_ += limit_ - offset(begin_);
        gap_ = no_gap;
        return;
    }
    const auto place = offset(begin_);
    const auto& head = head_at(place);
    const auto taken = room_for(head.size);
    begin_ += taken;
    if (head.id == 0) return;
    if (rescued && head.asked_for != 0 && room + taken <= std::min(limit_ / 2, most_rewritten)) {
        rescued->push_back({head, {ring_.get() + place + sizeof(Head), head.size}});
        room += taken;
    }
    erase(find(head.id));
}

std::uint32_t FragmentRing::hash_of(std::uint64_t id) {
    return static_cast<std::uint32_t>(core::mix(id) >> 32);
}

std::size_t FragmentRing::find(std::uint64_t id) const {
    const auto hash = hash_of(id);
    const auto mask = table_.size() - 1;
    auto at = hash & mask;
    while (table_[at].place != 0 && (table_[at].hash != hash || head_of(table_[at]).id != id)) at = (at + 1) & mask;
    return at;
}

void FragmentRing::insert(std::uint64_t id, std::size_t offset) {
    table_[find(id)] = {static_cast<std::uint32_t>(offset / unit + 1), hash_of(id)};
    ++count_;
}

/// Those behind it that it kept from their own slot move up (Knuth 6.4, algorithm R).
void FragmentRing::erase(std::size_t slot) {
    --count_;
    const auto mask = table_.size() - 1;
    auto free = slot;
    for (auto next = (slot + 1) & mask; table_[next].place != 0; next = (next + 1) & mask) {
        const auto own = table_[next].hash & mask;
        const bool may_move = ((next - own) & mask) >= ((next - free) & mask);
        if (may_move) table_[std::exchange(free, next)] = table_[next];
    }
    table_[free] = {};
}

}  // namespace instante::publication
