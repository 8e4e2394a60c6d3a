#pragma once

#include <string>
#include <vector>

#include "async/task.hpp"
#include "core/error.hpp"
#include "resize_image/domain/picture.hpp"
#include "resize_image/ports/announcer.hpp"
#include "resize_image/ports/identities.hpp"
#include "resize_image/ports/media.hpp"

namespace instante::resize_image {

/// Removes objects that nobody owns any more, and announces it. What does not belong to the one named is left alone, whoever
/// asks. Doing it again changes nothing.
class RemoveMedia {
public:
    /// All outlive this.
    RemoveMedia(Media& media, Identities& identities, Announcer& announcer)
        : media_(media), identities_(identities), announcer_(announcer) {}

    [[nodiscard]] Task<Result<void>> of_publication(PublicationId publication, std::vector<std::string> keys, Cause cause);
    [[nodiscard]] Task<Result<void>> of_user(UserId user, std::vector<std::string> keys, Cause cause);
    /// All that is kept of a deleted person but their publications, which have events of their own. Announced when done.
    [[nodiscard]] Task<Result<void>> purge(UserId user, Cause cause);

private:
    Task<Result<void>> remove(std::vector<std::string> keys, Cause cause, std::size_t page);

    Media& media_;
    Identities& identities_;
    Announcer& announcer_;
};

}  // namespace instante::resize_image
