#include "core/ids.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

namespace instante::core {

std::string format_id(std::uint64_t value) {
    return std::to_string(value);
}

std::optional<std::uint64_t> parse_id(std::string_view text) {
    if (text.empty() || text.size() > 19 || text.front() == '0') return std::nullopt;
    std::uint64_t value = 0;
    const auto* end = text.data() + text.size();
    const auto [stopped, failure] = std::from_chars(text.data(), end, value);
    if (failure != std::errc{} || stopped != end) return std::nullopt;
    if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) return std::nullopt;
    return value;
}

Timestamp id_time(std::uint64_t value) {
    return id_epoch + std::chrono::milliseconds{value >> (id_node_bits + id_sequence_bits)};
}

std::uint64_t first_id_at(Timestamp moment) {
    const auto since = std::max<std::int64_t>((moment - id_epoch).count(), 0);
    return static_cast<std::uint64_t>(since) << (id_node_bits + id_sequence_bits);
}

IdGenerator::IdGenerator(const Clock& clock, std::uint16_t node) : clock_(clock), node_(node & ((1u << id_node_bits) - 1)) {}

std::uint64_t IdGenerator::next() {
    const auto since = std::max<std::int64_t>((clock_.now() - id_epoch).count(), 1);
    const auto earliest = static_cast<std::uint64_t>(since) << id_sequence_bits;
    auto last = last_.load(std::memory_order_relaxed);
    std::uint64_t mine = 0;
    do {
        mine = std::max(earliest, last + 1);
    } while (!last_.compare_exchange_weak(last, mine, std::memory_order_relaxed));
    const auto milliseconds = mine >> id_sequence_bits;
    const auto sequence = mine & ((1u << id_sequence_bits) - 1);
    return (milliseconds << (id_node_bits + id_sequence_bits)) | (node_ << id_sequence_bits) | sequence;
}

}  // namespace instante::core
