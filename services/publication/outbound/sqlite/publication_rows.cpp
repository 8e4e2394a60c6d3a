#include "publication/outbound/sqlite/publication_rows.hpp"

#include "publication/outbound/sqlite/case_rows.hpp"
#include "publication/outbound/sqlite/images_column.hpp"

namespace instante::publication::sqlite_file {
namespace {

sqlite::Statement select_publication(sqlite::Connection& connection, Place place) {
    if (place == Place::hidden)
        return connection.prepare(
            "select id, owner, version, reach, created_at, edited_at, text, images from hidden_publication where id = ?");
    return connection.prepare(
        "select id, owner, version, reach, created_at, edited_at, text, images from publication where id = ?");
}

}  // namespace

Result<std::optional<Publication>> find_publication(sqlite::Connection& connection, PublicationId id, Place place) {
    auto row = select_publication(connection, place);
    row.bind(id);
    if (!row.step()) return std::optional<Publication>{};
    auto images = unpack_images(row.text_view(7));
    if (!images) return images.error();
    Publication publication;
    publication.id = id;
    publication.owner = row.id<UserId>(1);
    publication.version = static_cast<std::uint64_t>(row.integer(2));
    publication.reach = static_cast<Reach>(row.integer(3));
    publication.created_at = row.time(4);
    if (!row.is_null(5)) publication.edited_at = row.time(5);
    publication.text = row.text(6);
    publication.images = std::move(*images);
    return std::optional{std::move(publication)};
}

Result<std::optional<Publication>> find_anywhere(sqlite::Connection& connection, PublicationId id) {
    auto found = find_publication(connection, id, Place::shown);
    if (!found || *found) return found;
    return find_publication(connection, id, Place::hidden);
}

std::optional<UserId> find_owner(sqlite::Connection& connection, PublicationId id) {
    auto row = connection.prepare("select owner from publication where id = ?").bind(id);
    if (!row.step()) return std::nullopt;
    return row.id<UserId>(0);
}

void insert_publication(sqlite::Connection& connection, const Publication& publication) {
    const auto images = pack_images(publication.images);
    connection
        .prepare(
            "insert into publication (id, owner, version, reach, created_at, edited_at, text, images) values (?, ?, ?, ?, ?, ?, "
            "?, ?)")
        .bind(publication.id, publication.owner, publication.version, static_cast<int>(publication.reach), publication.created_at,
              publication.edited_at, publication.text, images)
        .run();
}

void update_publication(sqlite::Connection& connection, const Publication& publication) {
    const auto images = pack_images(publication.images);
    connection.prepare("update publication set version = ?, edited_at = ?, text = ?, images = ? where id = ?")
        .bind(publication.version, publication.edited_at, publication.text, images, publication.id)
        .run();
}

void hide_publication(sqlite::Connection& connection, PublicationId id) {
    connection
        .prepare(
            "insert into hidden_publication (id, owner, version, reach, created_at, edited_at, text, images) "
            "select id, owner, version, reach, created_at, edited_at, text, images from publication where id = ?")
        .bind(id)
        .run();
    connection.prepare("delete from publication where id = ?").bind(id).run();
}

void show_publication(sqlite::Connection& connection, PublicationId id) {
    connection
        .prepare(
            "insert into publication (id, owner, version, reach, created_at, edited_at, text, images) "
            "select id, owner, version, reach, created_at, edited_at, text, images from hidden_publication where id = ?")
        .bind(id)
        .run();
    connection
        .prepare(
            "insert or replace into fan_out (publication, owner, after) select id, owner, 0 from hidden_publication where id = ? "
            "and reach = ?")
        .bind(id, static_cast<int>(Reach::push))
        .run();
    connection.prepare("delete from hidden_publication where id = ?").bind(id).run();
}

Result<std::optional<PublicationDeleted>> delete_publication(sqlite::Connection& connection, UserId owner, PublicationId id) {
    const auto found = find_anywhere(connection, id);
    if (!found) return found.error();
    if (!*found || (*found)->owner != owner) return std::optional<PublicationDeleted>{};
    PublicationDeleted deleted{
        .id = id, .owner = owner, .version = (*found)->version + 1, .media_keys = media_keys(**found), .trace = {}};
    connection.prepare("delete from publication where id = ?").bind(id).run();
    connection.prepare("delete from hidden_publication where id = ?").bind(id).run();
    forget_case(connection, id);
    connection.prepare("delete from fan_out where publication = ?").bind(id).run();
    connection.prepare("insert into tombstone (publication, owner, version) values (?, ?, ?)")
        .bind(id, owner, deleted.version)
        .run();
    return std::optional{std::move(deleted)};
}

Listed read_listed(const sqlite::Statement& row) {
    return {row.id<PublicationId>(0), row.id<UserId>(1), static_cast<std::uint64_t>(row.integer(2)),
            static_cast<std::uint64_t>(row.integer(3))};
}

}  // namespace instante::publication::sqlite_file
