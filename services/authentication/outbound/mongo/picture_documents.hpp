#pragma once

#include "authentication/outbound/mongo/shelf.hpp"
#include "authentication/ports/picture_store.hpp"
#include "mongo/connection.hpp"

// Who awaits a rendering has it in their own document: `awaited`, an array of {id, at, unwanted}. Renderings that nobody awaits
// yet are documents of `early_pictures`: _id (the picture's), owner, image (nothing where it failed), at.
//
// Whoever awaits one looks for an early one, writes the person, and looks again (`settle_early`); whoever brings one looks for
// the person, keeps it early, and looks for the person again: one of the two sees the other.
namespace instante::authentication::mongo_shelf {

/// As `PictureStore::settle`. Safe to repeat.
Result<void> settle_picture(mongo::Connection& connection, const Shelf& shelf, const LatePicture& picture);

/// Settles a picture that came while the person who awaits it was written, if it did.
Result<void> settle_early(mongo::Connection& connection, const Shelf& shelf, ImageId id);

}  // namespace instante::authentication::mongo_shelf
