#pragma once

#include "async/task.hpp"
#include "authentication/ports/key_store.hpp"
#include "authentication/ports/secrets.hpp"
#include "core/error.hpp"
#include "core/time.hpp"

namespace instante::authentication {

/// Makes, rotates and retires the keys that sign access tokens, and puts those there are in force. Called at start and now and
/// then.
class KeepKeys {
public:
    KeepKeys(KeyStore& keys, AccessTokens& tokens, const core::Clock& clock) : keys_(keys), tokens_(tokens), clock_(clock) {}

    Task<Result<void>> operator()();

private:
    KeyStore& keys_;
    AccessTokens& tokens_;
    const core::Clock& clock_;
};

}  // namespace instante::authentication
