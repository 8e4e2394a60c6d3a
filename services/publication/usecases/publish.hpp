#pragma once

#include <cstdint>
#include <functional>

#include "publication/ports/people.hpp"
#include "publication/ports/publication_store.hpp"

namespace instante::publication {

/// Takes in what resize_image has composed: looks at it again, decides how it reaches its followers, adds it. The same message
/// again changes nothing.
class Publish {
public:
    /// `spread` wakes whoever brings publications to their further followers.
    Publish(PublicationStore& store, People& people, std::uint64_t fanout_threshold, std::function<void()> spread)
        : store_(store), people_(people), fanout_threshold_(fanout_threshold), spread_(std::move(spread)) {}

    /// Errors: `no_photos`, `invalid_fields`, `other_content`.
    [[nodiscard]] Task<Result<Added>> operator()(PublicationCreated created);

private:
    PublicationStore& store_;
    People& people_;
    std::uint64_t fanout_threshold_;
    std::function<void()> spread_;
};

}  // namespace instante::publication
