#pragma once

#include <cstddef>
#include <optional>
#include <queue>

#include "publication/domain/listed.hpp"
#include "sqlite/connection.hpp"

namespace instante::publication::sqlite_file {

/// The own lists of those whom a viewer follows, merged as they are read: of each author the newest, then the next of whoever's
/// was taken. A publication costs one seek, an author another.
class AuthorLists {
public:
    enum class Which : std::uint8_t {
        pulled,  ///< only publications that are pulled
        all,     ///< every publication, and the viewer's own
    };

    /// Publications after (older than) `before` and above `floor`.
    AuthorLists(sqlite::Connection& connection, Which which, PublicationId before, PublicationId floor);

    /// Adds the authors whom `viewer` follows; at most `author_limit` (zero: all). Whether those were all.
    bool open(UserId viewer, std::size_t author_limit);
    /// The newest that has not been taken.
    [[nodiscard]] std::optional<PublicationId> head() const;
    Listed take();

private:
    struct Head {
        PublicationId id;
        UserId owner;
        std::uint64_t owner_version = 0;

        friend bool operator<(const Head& left, const Head& right) { return left.id < right.id; }
    };
    void add_next(UserId owner, std::uint64_t owner_version, PublicationId before);
    [[nodiscard]] sqlite::Statement authors(UserId viewer) const;

    sqlite::Connection& connection_;
    Which which_;
    PublicationId before_;
    PublicationId floor_;
    std::priority_queue<Head> heads_;  ///< the newest on top
};

}  // namespace instante::publication::sqlite_file
