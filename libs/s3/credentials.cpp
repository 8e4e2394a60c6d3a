#include "s3/credentials.hpp"

#include <utility>

#include "s3/credential_sources.hpp"
#include "s3/errors.hpp"

namespace instante::s3 {
namespace {

using namespace std::chrono_literals;

/// How long before they end credentials are fetched anew: EC2 offers the next ones five minutes before.
constexpr auto refresh_before = 5min;
/// Between two tries to fetch others while those at hand are still good.
constexpr auto retry_after = 10s;
/// Younger ones are not fetched anew because they were refused.
constexpr auto brand_new = 10s;

class StaticSource final : public CredentialSource {
public:
    explicit StaticSource(Credentials credentials) : credentials_(std::move(credentials)) {}
    Task<Result<Credentials>> load() override { co_return credentials_; }

private:
    Credentials credentials_;
};

Result<std::unique_ptr<CredentialSource>> from_variables(const Environment& environment, std::string access_key) {
    Credentials credentials{std::move(access_key), environment("AWS_SECRET_ACCESS_KEY"), environment("AWS_SESSION_TOKEN"), {}};
    if (credentials.secret_key.empty()) return core::Error{bad_bucket, "AWS_ACCESS_KEY_ID is set, AWS_SECRET_ACCESS_KEY is not"};
    return std::unique_ptr<CredentialSource>{std::make_unique<StaticSource>(std::move(credentials))};
}

}  // namespace

Result<std::unique_ptr<CredentialSource>> choose_source(const Environment& environment) {
    if (auto access_key = environment("AWS_ACCESS_KEY_ID"); !access_key.empty())
        return from_variables(environment, std::move(access_key));
    auto file = file_source(environment);
    if (!file || *file) return file;
    auto container = container_source(environment);
    if (!container || *container) return container;
    if (environment("AWS_EC2_METADATA_DISABLED") != "true") return instance_source(environment);
    return core::Error{bad_bucket, "there are no credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"};
}

Task<Result<Credentials>> CredentialKeeper::current() {
    if (auto good = at_hand()) co_return std::move(*good);
    auto loaded = co_await source_->load();
    const std::lock_guard lock{mutex_};
    if (loaded) {
        credentials_ = *loaded;
        loaded_at_ = clock_.now();
        doubted_ = false;
        co_return loaded;
    }
    const bool is_good = credentials_ && (!credentials_->expires_at || clock_.now() < *credentials_->expires_at);
    if (is_good) co_return *credentials_;
    co_return loaded.error();
}

/// Those to use now; nothing when it is this caller's turn to fetch some.
std::optional<Credentials> CredentialKeeper::at_hand() {
    const std::lock_guard lock{mutex_};
    if (!credentials_) return std::nullopt;
    if (!is_stale()) return credentials_;
    const bool is_over = credentials_->expires_at && clock_.now() >= *credentials_->expires_at;
    const auto now = std::chrono::steady_clock::now();
    if (!is_over && now < next_try_) return credentials_;
    next_try_ = now + retry_after;
    return std::nullopt;
}

bool CredentialKeeper::is_stale() const {
    return doubted_ || (credentials_->expires_at && clock_.now() + refresh_before >= *credentials_->expires_at);
}

void CredentialKeeper::doubt() {
    const std::lock_guard lock{mutex_};
    doubted_ = doubted_ || (credentials_ && clock_.now() - loaded_at_ > brand_new);
}

}  // namespace instante::s3
