#pragma once

#include <atomic>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "core/time.hpp"

namespace instante::core {

/// A 64-bit id that knows whose it is: `using UserId = core::Id<struct UserTag>`. Zero is nobody's. On the wire a decimal string.
template <class Tag>
struct Id {
    std::uint64_t value = 0;

    friend constexpr auto operator<=>(const Id&, const Id&) = default;
    explicit constexpr operator bool() const { return value != 0; }
};

/// Decimal, without leading zeros.
std::string format_id(std::uint64_t value);
/// Nothing unless `text` is 1 to 19 digits, without a leading zero, from 1 to 2^63−1.
std::optional<std::uint64_t> parse_id(std::string_view text);

template <class Tag>
std::string to_string(Id<Tag> id) {
    return format_id(id.value);
}

template <class IdType>
std::optional<IdType> parse_as(std::string_view text) {
    auto value = parse_id(text);
    if (!value) return std::nullopt;
    return IdType{*value};
}

/// The parts of an id: 41 bits of milliseconds since 2024-01-01, 13 of node, 10 of sequence (the scheme Instagram published).
inline constexpr Timestamp id_epoch{std::chrono::sys_days{std::chrono::year{2024} / 1 / 1}};
inline constexpr unsigned id_node_bits = 13;
inline constexpr unsigned id_sequence_bits = 10;

/// When an id was made.
Timestamp id_time(std::uint64_t value);
/// The smallest id that could be made at `moment`: a bound for key paging by time.
std::uint64_t first_id_at(Timestamp moment);

/// Makes ids that are unique without co-ordination and ordered by time. Safe from any thread, lock-free. A clock set back never
/// repeats an id: the last used millisecond goes on, its sequence flowing over into the next.
class IdGenerator {
public:
    /// `node` is 0..8191 (`--node`). The clock must outlive the generator.
    IdGenerator(const Clock& clock, std::uint16_t node);

    [[nodiscard]] std::uint64_t next();
    template <class IdType>
    [[nodiscard]] IdType next() {
        return IdType{next()};
    }

private:
    const Clock& clock_;
    std::uint64_t node_;
    std::atomic<std::uint64_t> last_{0};  ///< (milliseconds << sequence bits) | sequence, of the newest id
};

}  // namespace instante::core

template <class Tag>
struct std::hash<instante::core::Id<Tag>> {
    std::size_t operator()(const instante::core::Id<Tag>& id) const noexcept {
        // Ids of one millisecond differ in few bits: spread them (Fibonacci hashing).
        return static_cast<std::size_t>(id.value * 0x9E3779B97F4A7C15ull);
    }
};
