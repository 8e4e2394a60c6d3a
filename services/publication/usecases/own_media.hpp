#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"
#include "publication/ports/publication_store.hpp"
#include "publication/ports/reports.hpp"

namespace instante::publication {

/// Tells which objects in the storage a publication shows now: all others below the prefix are left over.
class OwnMedia {
public:
    /// Below this lie the pictures of publications: `p/{publication}/…`.
    static constexpr std::string_view prefix = "p/";

    OwnMedia(PublicationStore& store, Reports& reports) : store_(store), reports_(reports) {}

    /// Those of `keys` that are in use; of people who are disabled and of what is hidden, too: they may come back.
    [[nodiscard]] Task<Result<std::vector<std::string>>> operator()(std::vector<std::string> keys);

private:
    PublicationStore& store_;
    Reports& reports_;
};

}  // namespace instante::publication
