#include "authentication/outbound/mongo/user_documents.hpp"

#include "authentication/outbound/mongo/shelf.hpp"

namespace instante::authentication::mongo_store {
namespace {

using mongo::Array;
using mongo::Connection;
using mongo::Document;
using mongo::View;

Document to_document(const Rendition& rendition) {
    return {{"n", rendition.name},      {"f", rendition.format},     {"w", rendition.width_px},
            {"h", rendition.height_px}, {"s", rendition.size.count}, {"k", rendition.key}};
}

std::uint32_t pixels(const View& document, std::string_view name) {
    return static_cast<std::uint32_t>(document.integer(name));
}

Rendition to_rendition(const View& document) {
    return {.name = document.text("n"),
            .format = document.text("f"),
            .width_px = pixels(document, "w"),
            .height_px = pixels(document, "h"),
            .size = {document.number("s")},
            .key = document.text("k")};
}

}  // namespace

Document to_document(const Image& image) {
    Array renditions;
    for (const auto& rendition : image.renditions) renditions.add(to_document(rendition));
    return {{"id", image.id},      {"w", image.width_px}, {"h", image.height_px},
            {"b", image.blurhash}, {"a", image.alt},      {"r", renditions}};
}

Image to_image(const View& document) {
    Image image{.id = document.id<ImageId>("id"),
                .width_px = pixels(document, "w"),
                .height_px = pixels(document, "h"),
                .blurhash = document.text("b"),
                .alt = document.text("a"),
                .renditions = {}};
    for (const auto& rendition : document.documents("r")) image.renditions.push_back(to_rendition(rendition));
    return image;
}

void put_fields(const User& user, const Put& put) {
    put("username", user.username);
    put("email", user.email);
    put("email_verified", user.email_verified);
    put("pending_email", user.pending_email);
    put("name", user.name);
    put("bio", user.bio);
    put("password_hash", user.password_hash);
    if (user.image) {
        put("image", to_document(*user.image));
    } else {
        put("image", nullptr);
    }
    put("image_key", small_key(user.image));
    put("lang", user.lang);
    put("state", number(user.state));
    put("version", user.version);
    put("created_at", user.created_at);
    put("state_at", user.state_at);
}

User to_user(const View& document) {
    User user;
    user.id = document.id<UserId>("_id");
    user.username = document.text("username");
    user.email = document.text("email");
    user.email_verified = document.boolean("email_verified");
    user.pending_email = document.text("pending_email");
    user.name = document.text("name");
    user.bio = document.text("bio");
    user.password_hash = document.text("password_hash");
    if (document.has("image")) user.image = to_image(document.document("image"));
    user.lang = document.text("lang");
    user.state = static_cast<UserState>(document.integer("state"));
    user.version = document.integer("version");
    user.created_at = document.time("created_at");
    user.state_at = document.time("state_at");
    user.followers_count = document.integer("followers_count");
    user.following_count = document.integer("following_count");
    return user;
}

Person to_person(const View& document) {
    return {.id = document.id<UserId>("_id"),
            .username = document.text("username"),
            .name = document.text("name"),
            .image_key = document.text("image_key")};
}

std::optional<User> find_user(Connection& connection, UserId id) {
    const auto found = connection.find_one(users, Document{{"_id", id}});
    if (!found) return std::nullopt;
    return to_user(found->view());
}

std::optional<UserState> state_of(Connection& connection, UserId id) {
    const auto found = connection.find_one(users, Document{{"_id", id}}, Document{{"state", 1}});
    if (!found) return std::nullopt;
    return static_cast<UserState>(found->view().integer("state"));
}

std::vector<Document> find_active(Connection& connection, const std::vector<UserId>& ids, const Document& projection) {
    if (ids.empty()) return {};
    const Document filter{{"_id", Document{{"$in", Array::of(ids)}}}, {"state", number(UserState::active)}};
    return connection.find(users, filter, {.projection = projection});
}

}  // namespace instante::authentication::mongo_store
