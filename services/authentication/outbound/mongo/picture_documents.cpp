#include "authentication/outbound/mongo/picture_documents.hpp"

#include <utility>

#include "authentication/domain/errors.hpp"
#include "authentication/outbound/mongo/user_documents.hpp"
#include "authentication/outbound/mongo/user_writes.hpp"

namespace instante::authentication::mongo_store {

namespace {

using mongo::Array;
using mongo::Connection;
using mongo::Document;
using mongo::Update;
using mongo::View;

Array awaited(ImageId id, core::Timestamp at) {
    return {Document{{"id", id}, {"at", at}}};
}

bool awaits(const View& user, ImageId id) {
    for (const auto& each : user.documents("awaits"))
        if (each.id<ImageId>("id") == id) return true;
    return false;
}

Update await_no_more(ImageId id) {
    Update update;
    update.pull("awaits", Document{{"id", id}});
    return update;
}

/// Has a picture removed that came for somebody who is deleted.
void drop(Connection& connection, const Shelf& shelf, const User& user, const LatePicture& picture) {
    if (!picture.image) return;
    const UserDeleted gone{user.id, user.version, user.state_at, media_keys(picture.image)};
    shelf.append(connection, {gone}, picture.trace);
}

/// Sets the picture, or lets it go where another is wanted by now. Errors: `changed_meanwhile`.
Result<void> give(Connection& connection, const Shelf& shelf, const View& known, const LatePicture& picture) {
    const auto before = to_user(known);
    UserWrite write{.user = before, .announcements = {}, .trace = picture.trace, .also = await_no_more(picture.id)};
    const bool is_wanted = known.id<ImageId>("wanted") == picture.id;
    auto orphans = media_keys(is_wanted ? before.image : picture.image);
    if (is_wanted) {
        write.user.image = picture.image;
        write.also.unset("wanted");
    }
    ++write.user.version;
    write.announcements.emplace_back(UserUpdated{write.user, std::move(orphans)});
    return write_user(connection, shelf, before, std::move(write));
}

/// One look at the person a picture is for. Whether that was all: false, if they do not await it yet. Errors:
/// `changed_meanwhile`.
Result<bool> hand_over_once(Connection& connection, const Shelf& shelf, const LatePicture& picture) {
    const auto found = connection.find_one(users, Document{{"_id", picture.owner}});
    if (!found) return false;
    const auto known = found->view();
    const auto state = static_cast<UserState>(known.integer("state"));
    if (state == UserState::deleted) {
        drop(connection, shelf, to_user(known), picture);
        return true;
    }
    if (!awaits(known, picture.id)) {
        const auto user = to_user(known);
        return user.image && user.image->id == picture.id;
    }
    if (state == UserState::active && picture.image) {
        auto given = give(connection, shelf, known, picture);
        if (!given) return given.error();
        return true;
    }
    connection.update(users, Document{{"_id", picture.owner}}, await_no_more(picture.id).document());
    return true;
}

/// The same, whoever else changes the person.
Result<bool> hand_over(Connection& connection, const Shelf& shelf, const LatePicture& picture) {
    for (;;) {
        auto done = hand_over_once(connection, shelf, picture);
        if (done || done.error().code() != changed_meanwhile) return done;
    }
}

std::optional<Image> image_in(const View& early) {
    if (!early.has("image")) return std::nullopt;
    return to_image(early.document("image"));
}

void forget_early(Connection& connection, ImageId id) {
    connection.remove(early_pictures, Document{{"_id", id}});
}

}  // namespace

std::optional<EarlyPicture> early_picture(Connection& connection, ImageId id) {
    const auto found = connection.find_one(early_pictures, Document{{"_id", id}});
    if (!found) return std::nullopt;
    return EarlyPicture{image_in(found->view())};
}

void await_picture(Document& inserted, ImageId id, core::Timestamp at) {
    inserted.add("awaits", awaited(id, at)).add("wanted", id);
}

void await_picture(Update& update, ImageId id, core::Timestamp at) {
    update.push("awaits", awaited(id, at)).set("wanted", id);
}

void want_no_picture(Update& update) {
    update.unset("wanted");
}

void await_nothing(Update& update) {
    update.unset("awaits").unset("wanted");
}

Result<void> settle_picture(Connection& connection, const Shelf& shelf, const LatePicture& picture) {
    auto done = hand_over(connection, shelf, picture);
    if (!done) return done.error();
    if (*done) return boost::system::in_place_value;
    Document early{{"_id", picture.id}, {"owner", picture.owner}, {"at", picture.at}};
    if (picture.image) early.add("image", to_document(*picture.image));
    connection.insert(early_pictures, early);
    // Looked at again: who began to await it meanwhile may have looked for it before it was there.
    done = hand_over(connection, shelf, picture);
    if (!done) return done.error();
    if (*done) forget_early(connection, picture.id);
    return boost::system::in_place_value;
}

void meet_picture(Connection& connection, const Shelf& shelf, UserId user, ImageId id) {
    const auto early = early_picture(connection, id);
    if (!early) return;
    if (hand_over(connection, shelf, {id, user, early->image, {}, {}})) forget_early(connection, id);
}

void meet_left_pictures(Connection& connection, const Shelf& shelf, std::size_t limit) {
    const auto newest = connection.find(early_pictures, Document{}, {.sort = Document{{"at", -1}}, .limit = limit});
    for (const auto& each : newest) {
        const auto early = each.view();
        const auto id = early.id<ImageId>("_id");
        const auto done = hand_over(connection, shelf, {id, early.id<UserId>("owner"), image_in(early), {}, {}});
        if (done && *done) forget_early(connection, id);
    }
}

}  // namespace instante::authentication::mongo_store
