#pragma once

#include <cstdint>
#include <optional>

#include "publication/domain/listed.hpp"
#include "sqlite/connection.hpp"
#include "sqlite/row_cache.hpp"

namespace instante::publication::sqlite_file {

/// What lists want to know of a publication beside its id.
struct PublicationHead {
    UserId owner;
    std::uint64_t version = 0;
};

/// What lists want to know of a person who is active.
struct PersonHead {
    std::uint64_t version = 0;
    std::uint64_t is_active = 0;  ///< or not: 1 or 0
};

/// The heads of what is listed most, kept in memory: a page of a list would otherwise seek two rows for each of its own.
struct HeadCaches {
    explicit HeadCaches(sqlite::Database& database)
        : publications(database, "publication", publication_places), people(database, "person", person_places) {}

    static constexpr std::size_t publication_places = 128 * 1024;
    static constexpr std::size_t person_places = 64 * 1024;

    sqlite::RowCache<PublicationHead> publications;
    sqlite::RowCache<PersonHead> people;
};

/// Heads for one read.
class Heads {
public:
    Heads(HeadCaches& caches, sqlite::Connection& connection) : caches_(caches), connection_(connection) {}

    /// For who is about to look for several.
    void prefetch(PublicationId id, UserId owner) const {
        caches_.publications.prefetch(static_cast<std::int64_t>(id.value));
        caches_.people.prefetch(static_cast<std::int64_t>(owner.value));
    }

    /// Nothing when there is no such publication any more, or its owner is gone.
    [[nodiscard]] std::optional<Listed> find(PublicationId id) {
        const auto publication = find_publication_head(id);
        if (!publication) return std::nullopt;
        const auto owner_version = active_version(publication->owner);
        if (!owner_version) return std::nullopt;
        return Listed{id, publication->owner, publication->version, *owner_version};
    }

    /// The version of a person; nothing when they are gone.
    [[nodiscard]] std::optional<std::uint64_t> active_version(UserId id) {
        const auto person = find_person_head(id);
        if (person.is_active == 0) return std::nullopt;
        return person.version;
    }

private:
    std::optional<PublicationHead> find_publication_head(PublicationId id) {
        const auto key = static_cast<std::int64_t>(id.value);
        if (auto known = caches_.publications.find(key)) return known;
        auto row = connection_.prepare("select owner, version from publication where id = ?").bind(id);
        if (!row.step()) return std::nullopt;
        const PublicationHead head{row.id<UserId>(0), static_cast<std::uint64_t>(row.integer(1))};
        caches_.publications.put(key, head, connection_.version());
        return head;
    }

    PersonHead find_person_head(UserId id) {
        const auto key = static_cast<std::int64_t>(id.value);
        if (const auto known = caches_.people.find(key)) return *known;
        auto row = connection_.prepare("select version, state from person where id = ?").bind(id);
        if (!row.step()) return {};
        const PersonHead head{static_cast<std::uint64_t>(row.integer(0)), row.integer(1) == 0 ? 1u : 0u};
        caches_.people.put(key, head, connection_.version());
        return head;
    }

    HeadCaches& caches_;
    sqlite::Connection& connection_;
};

}  // namespace instante::publication::sqlite_file
