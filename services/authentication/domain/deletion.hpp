#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "authentication/domain/ids.hpp"
#include "core/time.hpp"

namespace instante::authentication {

/// A service that keeps something of people, and says when nothing of a deleted one is left.
enum class Keeper : std::uint8_t { publication = 0, resize_image = 1, notification = 2 };
inline constexpr std::array keepers{Keeper::publication, Keeper::resize_image, Keeper::notification};

/// As messages name it.
std::string_view to_text(Keeper keeper);
std::optional<Keeper> parse_keeper(std::string_view text);

/// Services, as a set of bits.
class Keepers {
public:
    constexpr Keepers() = default;
    constexpr explicit Keepers(unsigned bits) : bits_(bits) {}
    static constexpr Keepers all() { return Keepers{(1u << keepers.size()) - 1}; }

    [[nodiscard]] constexpr bool has(Keeper keeper) const { return (bits_ & bit(keeper)) != 0; }
    constexpr void remove(Keeper keeper) { bits_ &= ~bit(keeper); }
    [[nodiscard]] constexpr bool empty() const { return bits_ == 0; }
    [[nodiscard]] constexpr unsigned bits() const { return bits_; }

    friend bool operator==(const Keepers&, const Keepers&) = default;

private:
    static constexpr unsigned bit(Keeper keeper) { return 1u << static_cast<unsigned>(keeper); }
    unsigned bits_ = 0;
};

/// A person who is going: the tombstone until every trace is gone.
struct Deletion {
    UserId user;
    std::int64_t version = 0;  ///< of the user, as their deletion is announced
    core::Timestamp at{};
    std::vector<std::string> media_keys;
    Keepers pending = Keepers::all();  ///< who has not answered yet
    bool cleared = false;              ///< whether all edges have ended
    int announced = 0;                 ///< how often, beyond the first time
    core::Timestamp next_at{};         ///< when it is looked at again

    friend bool operator==(const Deletion&, const Deletion&) = default;
};

/// How long after an announcement without an answer it is made again: longer each time, at most an hour.
std::chrono::milliseconds deletion_delay(int announced);

}  // namespace instante::authentication
