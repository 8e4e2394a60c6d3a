#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "authentication/domain/user.hpp"
#include "mongo/connection.hpp"

// A person's document in `users`:
//   _id, username, email (both empty once set free), email_verified, pending_email, name, bio, password_hash, image, image_key,
//   lang, state, version, created_at, state_at: the person. Who changes them raises `version` by one, with the one before in the
//   filter (user_writes.hpp); `password_hash` alone may be changed to another of the same password.
//   followers_count, following_count, and beside each `…_fold` and `…_folding`: counting (edge_documents.hpp).
//   ends: {keep, at} sessions that are to end (session_documents.hpp).
//   deletion: {…} while they are going (deletion_store.cpp).
//   awaits, wanted (picture_documents.hpp); mail_tokens (mail_tokens.hpp); search_version, unsearched (search_documents.hpp).
//   outbox, outbox_at: messages.
namespace instante::authentication::mongo_store {

/// Puts a field into a document that is to be inserted, or into a change.
using Put = std::function<void(std::string_view name, const mongo::Value& value)>;

mongo::Document to_document(const Image& image);
Image to_image(const mongo::View& document);

/// A person's own fields: all but the id and the counts.
void put_fields(const User& user, const Put& put);
User to_user(const mongo::View& document);
/// Of a document with `username`, `name` and `image_key` at least.
Person to_person(const mongo::View& document);

std::optional<User> find_user(mongo::Connection& connection, UserId id);
std::optional<UserState> state_of(mongo::Connection& connection, UserId id);
/// Those of `ids` who are active, in no order; all fields, or those of `projection`.
std::vector<mongo::Document> find_active(mongo::Connection& connection, const std::vector<UserId>& ids,
                                         const mongo::Document& projection = {});

inline int number(UserState state) {
    return static_cast<int>(state);
}

}  // namespace instante::authentication::mongo_store
