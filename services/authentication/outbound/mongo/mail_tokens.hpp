#pragma once

#include "mongo/update.hpp"

/// Tokens of mailed links lie in the document of their user: `mail_tokens: [{digest, kind, address, expires_at}]`. So one is
/// spent in the step that does what it is for, and goes with its user.
namespace instante::authentication::mongo_store {

/// Into what makes a user a tombstone.
void forget_mail_tokens(mongo::Update& update);

}  // namespace instante::authentication::mongo_store
