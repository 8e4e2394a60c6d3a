#pragma once

#include <cstdint>
#include <vector>

#include "publication/domain/publication.hpp"
#include "seeding/crowd.hpp"

namespace instante::publication {

/// What a crowd has published within a year, one after another: one photo each, in eight renditions, and a text. Computed from
/// numbers, but for who has published what.
class Album {
public:
    struct Entry {
        PublicationId id;
        UserId owner;
    };

    /// `count` is brought down to a multiple of 20.
    Album(const seeding::Crowd& crowd, std::uint32_t count);

    [[nodiscard]] std::uint32_t count() const { return authors_ * each; }
    /// The `n`-th, oldest first.
    [[nodiscard]] Publication publication(std::uint32_t n) const;
    /// Those of the person of that number, oldest first.
    [[nodiscard]] const std::vector<Entry>& by(std::uint32_t person) const { return by_person_[person]; }

private:
    static constexpr std::uint32_t each = 20;                   ///< publications of an author
    [[nodiscard]] std::uint32_t author(std::uint32_t n) const;  ///< a person's number
    [[nodiscard]] Entry entry(std::uint32_t n) const;

    const seeding::Crowd& crowd_;
    std::uint32_t authors_;
    std::vector<std::vector<Entry>> by_person_;
};

}  // namespace instante::publication
