#pragma once

#include <string>
#include <vector>

#include "publication/ports/people.hpp"
#include "publication/ports/publication_store.hpp"
#include "publication/ports/timelines.hpp"

namespace instante::publication {

/// Everyone's publications.
class ListNewest {
public:
    explicit ListNewest(PublicationStore& store) : store_(store) {}
    [[nodiscard]] Task<Result<ListedPage>> operator()(PublicationId before, std::size_t limit) {
        return store_.newest(before, limit);
    }

private:
    PublicationStore& store_;
};

/// One user's publications.
class ListOfUser {
public:
    ListOfUser(PublicationStore& store, People& people) : store_(store), people_(people) {}
    /// `name` is an id or a username; `viewer` 0 when nobody is signed in. Errors: `not_found`.
    [[nodiscard]] Task<Result<ListedPage>> operator()(std::string name, UserId viewer, PublicationId before, std::size_t limit);

private:
    PublicationStore& store_;
    People& people_;
};

/// What the people whom `viewer` follows have published, and their own.
class ReadFeed {
public:
    explicit ReadFeed(Timelines& timelines) : timelines_(timelines) {}
    [[nodiscard]] Task<Result<ListedPage>> operator()(UserId viewer, PublicationId before, std::size_t limit);

private:
    Timelines& timelines_;
};

/// One publication.
class ReadPublication {
public:
    explicit ReadPublication(PublicationStore& store) : store_(store) {}
    /// Errors: `not_found`.
    [[nodiscard]] Task<Result<Listed>> operator()(PublicationId id);

private:
    PublicationStore& store_;
};

/// The content behind what is listed.
class ReadContent {
public:
    ReadContent(PublicationStore& store, People& people) : store_(store), people_(people) {}
    /// Those of `ids` that exist, in any order; at most 100.
    [[nodiscard]] Task<Result<std::vector<Publication>>> publications(std::vector<PublicationId> ids) {
        return store_.find(std::move(ids));
    }
    [[nodiscard]] Task<Result<std::vector<Person>>> people(std::vector<UserId> ids) { return people_.find(std::move(ids)); }

private:
    PublicationStore& store_;
    People& people_;
};

}  // namespace instante::publication
