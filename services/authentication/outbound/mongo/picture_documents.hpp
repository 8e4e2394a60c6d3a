#pragma once

#include <cstddef>
#include <optional>

#include "authentication/domain/ids.hpp"
#include "authentication/domain/image.hpp"
#include "authentication/ports/picture_store.hpp"
#include "core/time.hpp"
#include "mongo/connection.hpp"
#include "mongo/update.hpp"

/// Pictures that are awaited lie in the document of their user: `awaits: [{id, at}]`, and `wanted`, the id of the one that is to
/// be set; the others are let go when they come. Renderings that came first lie in `early_picture` by their id. Who registers or
/// changes with a picture that is still being rendered:
///   const auto early = early_picture(connection, id);           // came already: the user gets `early->image`, if there is one
///   if (!early) await_picture(document or update, id, at);       // else with the write of the user's document
///   … the user's document is written …
///   meet_picture(connection, shelf, user, id);                   // it may have come meanwhile; forgets it where it was early
/// One of `settle_picture` and `meet_picture` sees what the other has written, whoever comes first.
namespace instante::authentication::mongo_store {

class Shelf;

struct EarlyPicture {
    std::optional<Image> image;  ///< nothing: it failed
};

/// A rendering that nobody has awaited yet.
std::optional<EarlyPicture> early_picture(mongo::Connection& connection, ImageId id);
/// Into the document of a new user.
void await_picture(mongo::Document& inserted, ImageId id, core::Timestamp at);
/// Into the change of a user: this picture is wanted now, and no other.
void await_picture(mongo::Update& update, ImageId id, core::Timestamp at);
/// Into a change of a user: no picture that is still being rendered is wanted any more.
void want_no_picture(mongo::Update& update);
/// Into what makes a user a tombstone: nothing is awaited any more, and what comes is dropped.
void await_nothing(mongo::Update& update);
/// Sets a picture that came while the user's document was written, and forgets it where it is waited for no more.
void meet_picture(mongo::Connection& connection, const Shelf& shelf, UserId user, ImageId id);

/// As `PictureStore::settle`.
Result<void> settle_picture(mongo::Connection& connection, const Shelf& shelf, const LatePicture& picture);
/// What `meet_picture` would have done had its process not died: the newest early ones that somebody awaits.
void meet_left_pictures(mongo::Connection& connection, const Shelf& shelf, std::size_t limit);

}  // namespace instante::authentication::mongo_store
