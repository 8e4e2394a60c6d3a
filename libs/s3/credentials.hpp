#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "async/task.hpp"
#include "core/error.hpp"
#include "core/time.hpp"
#include "s3/environment.hpp"

namespace instante::s3 {

struct Credentials {
    std::string access_key;
    std::string secret_key;
    std::string session_token;                  ///< of temporary ones
    std::optional<core::Timestamp> expires_at;  ///< theirs

    friend bool operator==(const Credentials&, const Credentials&) = default;
};

/// Where credentials come from.
class CredentialSource {
public:
    virtual ~CredentialSource() = default;
    /// Those of now. Errors: `engine_away`, with what was asked in the note and no secret.
    [[nodiscard]] virtual Task<Result<Credentials>> load() = 0;
};

/// The source that the environment names, the first of: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (AWS_SESSION_TOKEN); the
/// profile AWS_PROFILE (`default`) of the file AWS_SHARED_CREDENTIALS_FILE (`~/.aws/credentials`); ECS
/// (AWS_CONTAINER_CREDENTIALS_RELATIVE_URI or …_FULL_URI, AWS_CONTAINER_AUTHORIZATION_TOKEN or …_TOKEN_FILE); EC2's instance
/// metadata v2 (AWS_EC2_METADATA_SERVICE_ENDPOINT, AWS_EC2_METADATA_DISABLED). Errors: `s3/bad-bucket` where a part is missing.
Result<std::unique_ptr<CredentialSource>> choose_source(const Environment& environment);

/// The credentials in force, fetched anew some minutes before they end: by one caller, while the others go on with those at hand.
/// Safe from any thread.
class CredentialKeeper {
public:
    CredentialKeeper(std::unique_ptr<CredentialSource> source, const core::Clock& clock)
        : source_(std::move(source)), clock_(clock) {}

    /// Errors: as `CredentialSource::load`.
    [[nodiscard]] Task<Result<Credentials>> current();
    /// They were refused: the next caller fetches others, if these are not brand new.
    void doubt();

private:
    [[nodiscard]] std::optional<Credentials> at_hand();
    [[nodiscard]] bool is_stale() const;

    std::unique_ptr<CredentialSource> source_;
    const core::Clock& clock_;
    std::mutex mutex_;
    std::optional<Credentials> credentials_;
    core::Timestamp loaded_at_{};
    std::chrono::steady_clock::time_point next_try_{};
    bool doubted_ = false;
};

}  // namespace instante::s3
