#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "core/time.hpp"
#include "resize_image/domain/ids.hpp"
#include "resize_image/domain/image.hpp"

namespace instante::resize_image {

/// Who publishes, as their access token tells.
struct Owner {
    UserId id;
    std::string username;
    std::string name;
    std::string image;  ///< the key of their picture's 150 JPEG; empty when there is none
    std::int64_t version = 0;

    friend bool operator==(const Owner&, const Owner&) = default;
};

/// What this service makes of an upload, and the publication service keeps.
struct Publication {
    PublicationId id;
    Owner owner;
    std::string text;
    std::vector<Image> images;
    core::Timestamp created_at{};

    friend bool operator==(const Publication&, const Publication&) = default;
};

/// What an upload's owner says about it.
struct Words {
    std::string text;
    std::vector<std::string> alts;  ///< what the photos show, in their order; there may be fewer
};

/// Every field of an upload of `photos` photos that is not acceptable.
std::vector<core::FieldError> refusals_of(const Words& words, std::size_t photos, std::size_t photo_limit);

/// Says which photo of an upload `refusal` is about.
core::Error about_photo(const core::Error& refusal, std::size_t index);

/// The names of an upload's publication and images, settled before anything is done, so that a retry ends up under the same.
struct Identity {
    PublicationId id;
    std::vector<ImageId> images;
    core::Timestamp created_at{};
    std::string digest;  ///< of the upload's content

    friend bool operator==(const Identity&, const Identity&) = default;
};

/// How long an `Idempotency-Key` stands for its identity.
inline constexpr std::chrono::hours identity_lifetime{24};

}  // namespace instante::resize_image
