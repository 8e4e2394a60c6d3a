#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "async/task.hpp"
#include "core/error.hpp"
#include "crypto/keys.hpp"
#include "telemetry/log.hpp"

namespace instante::host {

/// Keeps the keys of access tokens in force where authentication is another process: fetches its key set (`--jwks-url`) now and
/// then, and soon when a token names a key that is not known. While authentication is away, the keys there are stay.
class KeyFollower {
public:
    struct Options {
        std::string url;
        std::string ca_file = {};  ///< as of `http::ClientOptions`
        std::chrono::milliseconds refresh = std::chrono::minutes{5};
        std::chrono::milliseconds pause{2'000};     ///< at least, between two fetches
        std::chrono::milliseconds deadline{5'000};  ///< of a fetch
    };

    /// `keys` outlives it.
    KeyFollower(Options options, crypto::KeySet& keys, telemetry::Log log);
    ~KeyFollower();
    KeyFollower(const KeyFollower&) = delete;
    KeyFollower& operator=(const KeyFollower&) = delete;

    /// Returns once the keys are known: asks until authentication answers. Cancellable.
    [[nodiscard]] Task<Result<void>> start();
    [[nodiscard]] Task<void> stop();

private:
    struct Running;
    std::shared_ptr<Running> running_;
};

}  // namespace instante::host
