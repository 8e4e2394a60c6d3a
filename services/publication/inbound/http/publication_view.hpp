#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "blob/blob.hpp"
#include "publication/domain/listed.hpp"
#include "publication/inbound/http/fragment_cache.hpp"
#include "publication/usecases/read.hpp"
#include "telemetry/metrics.hpp"

namespace instante::publication {

/// Publications as clients see them, put together from pieces that are rendered once: the content of a publication's version, the
/// summary of a person's. Safe from any loop. All outlive it.
class PublicationView {
public:
    PublicationView(ReadContent& content, const blob::Urls& urls, telemetry::Metrics& metrics);

    /// `begin`, and behind it the JSON of a list's items, without brackets. What is deleted meanwhile is left out.
    [[nodiscard]] Task<Result<std::string>> items(std::vector<Listed> listed, std::string begin = {});
    /// The JSON of one. Errors: `not_found`: deleted meanwhile.
    [[nodiscard]] Task<Result<std::string>> one(Listed listed);

private:
    using PiecesById = std::unordered_map<std::uint64_t, std::string>;
    /// What was read for one answer; an empty piece: it is gone.
    struct Pieces {
        PiecesById contents;
        PiecesById owners;
    };
    /// What no cache has, and has still to be read.
    struct Lacking {
        [[nodiscard]] bool empty() const { return contents.empty() && owners.empty(); }

        std::vector<PublicationId> contents;
        std::vector<UserId> owners;
    };

    /// Appends the items, as far as nothing is lacking.
    void put_together(const std::vector<Listed>& listed, const Pieces& pieces, std::string& out, Lacking& lacking);
    /// The caches, while a page is put together.
    struct Caches {
        /// Begins to bring what a list needs from memory.
        void prefetch(const std::vector<Listed>& listed) const;

        FragmentCache::Reading contents;
        FragmentCache::Reading owners;
    };
    /// Appends it, if all of it is there.
    bool append(const Listed& listed, Caches& caches, const Pieces& pieces, std::string& out, Lacking& lacking);
    [[nodiscard]] Task<Result<Pieces>> read(Lacking lacking, Pieces pieces);

    ReadContent& content_;
    const blob::Urls& urls_;
    FragmentCache contents_;
    FragmentCache owners_;
};

}  // namespace instante::publication
