// Fills DATA/publication.db as if a crowd had published: seed_publication DATA PEOPLE FOLLOWS PUBLICATIONS. One in so many people
// is an author, with 20 publications each; timelines hold what the product would have brought there. Prints who
// has published what: lines of two ids.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <vector>

#include "publication/bench/album.hpp"
#include "publication/outbound/sqlite/person_rows.hpp"
#include "publication/outbound/sqlite/publication_rows.hpp"
#include "publication/outbound/sqlite/schema.hpp"
#include "publication/ports/timelines.hpp"
#include "seeding/bulk.hpp"
#include "seeding/crowd.hpp"

namespace instante::publication {
namespace {

void add_people(seeding::Bulk& bulk, const seeding::Crowd& crowd) {
    std::vector<std::uint32_t> followers(crowd.size().people);
    for (std::uint32_t n = 0; n < crowd.size().people; ++n)
        for (const auto followed : crowd.followed_by(n)) ++followers[followed];
    bulk.fill(crowd.size().people, [&](sqlite::Connection& connection, std::uint32_t n) {
        const auto one = crowd.somebody(n);
        const Person person{.id = UserId{one.id}, .username = one.username, .name = one.name, .image = one.picture, .version = 1};
        sqlite_file::keep_person(connection, person);
        connection.prepare("insert into follower_count (user, followers) values (?, ?)").bind(one.id, followers[n]).run();
    });
}

void add_follows(seeding::Bulk& bulk, const seeding::Crowd& crowd) {
    const seeding::Bulk::Unindexed without{bulk, "follow"};
    bulk.fill(crowd.size().people, [&](sqlite::Connection& connection, std::uint32_t n) {
        std::uint32_t place = 0;
        for (const auto followed : crowd.followed_by(n)) {
            const auto at = crowd.followed_at(n, place++);
            connection
                .prepare(
                    "insert into follow (follower, followee, active, pulled, version, id, created_at) values (?, ?, 1, 0, 1, ?, "
                    "?)")
                .bind(crowd.id(n), crowd.id(followed), core::first_id_at(at), at)
                .run();
        }
    });
}

void add_publications(seeding::Bulk& bulk, const Album& album) {
    const seeding::Bulk::Unindexed without{bulk, "publication"};
    bulk.fill(album.count(), [&](sqlite::Connection& connection, std::uint32_t n) {
        const auto publication = album.publication(n);
        sqlite_file::insert_publication(connection, publication);
        std::printf("%s %s\n", to_string(publication.owner).c_str(), to_string(publication.id).c_str());
    });
}

/// The newest of one's own and of those whom one follows; older ones are merged when they are read.
void add_timeline(sqlite::Connection& connection, const seeding::Crowd& crowd, const Album& album, std::uint32_t n) {
    auto seen = crowd.followed_by(n);
    seen.push_back(n);
    std::vector<Album::Entry> entries;
    for (const auto author : seen) {
        const auto& theirs = album.by(author);
        entries.insert(entries.end(), theirs.begin(), theirs.end());
    }
    std::ranges::sort(entries, std::ranges::greater{}, &Album::Entry::id);
    if (entries.size() > timeline_limit) {
        connection.prepare("insert into timeline_floor (user, floor) values (?, ?)")
            .bind(crowd.id(n), entries[timeline_limit].id)
            .run();
        entries.resize(timeline_limit);
    }
    for (const auto& entry : entries)
        connection.prepare("insert into timeline (user, publication, owner) values (?, ?, ?)")
            .bind(crowd.id(n), entry.id, entry.owner)
            .run();
}

void seed(const std::filesystem::path& folder, seeding::CrowdSize size, std::uint32_t publications) {
    std::filesystem::create_directories(folder);
    const auto database = seeding::open_or_exit(folder / "publication.db", sqlite_schema());
    const seeding::Crowd crowd{size};
    const Album album{crowd, publications};
    seeding::Bulk bulk{*database};
    add_people(bulk, crowd);
    add_follows(bulk, crowd);
    add_publications(bulk, album);
    bulk.fill(size.people, [&](sqlite::Connection& connection, std::uint32_t n) { add_timeline(connection, crowd, album, n); });
}

}  // namespace
}  // namespace instante::publication

int main(int argc, char** argv) {
    if (argc != 5) return std::fputs("seed_publication DATA PEOPLE FOLLOWS PUBLICATIONS\n", stderr), EXIT_FAILURE;
    const auto number = [argv](int n) { return static_cast<std::uint32_t>(std::strtoul(argv[n], nullptr, 10)); };
    instante::publication::seed(argv[1], {number(2), number(3)}, number(4));
}
