#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/time.hpp"

namespace instante::seeding {

/// How many people, and how many each of them follows (fewer than there are).
struct CrowdSize {
    std::uint32_t people = 10'000;
    std::uint32_t follows = 100;
};

/// A person of a crowd.
struct Somebody {
    std::uint64_t id = 0;
    std::string username;  ///< `person` and their number
    std::string name;
    std::string picture;  ///< the key of their picture's 150 JPEG; empty: two in five have none
    core::Timestamp joined{};
};

/// People who follow one another, computed from their numbers: whoever asks, in whichever program, is told the same. People have
/// joined one after another, then all have followed, then there is `end`.
class Crowd {
public:
    explicit Crowd(CrowdSize size) : size_(size) {}

    [[nodiscard]] CrowdSize size() const { return size_; }
    [[nodiscard]] std::uint64_t id(std::uint32_t number) const;
    [[nodiscard]] Somebody somebody(std::uint32_t number) const;
    /// The numbers of those whom `number` follows, in order.
    [[nodiscard]] std::vector<std::uint32_t> followed_by(std::uint32_t number) const;
    /// When `number` has followed the `place`-th of those.
    [[nodiscard]] core::Timestamp followed_at(std::uint32_t number, std::uint32_t place) const;
    /// After all of it.
    [[nodiscard]] core::Timestamp end() const;

private:
    CrowdSize size_;
};

}  // namespace instante::seeding
