#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "access/token.hpp"
#include "authentication/outbound/crypto/adapters.hpp"
#include "core/encoding.hpp"
#include "crypto/hash.hpp"
#include "crypto/jwt.hpp"
#include "crypto/random.hpp"

namespace instante::authentication {

namespace {

static_assert(access_token_lifetime == access::token_lifetime && clock_leeway == access::token_leeway);

class RandomSecrets final : public Secrets {
public:
    [[nodiscard]] std::string new_token() const override { return crypto::random_token(); }
    [[nodiscard]] std::string digest(std::string_view text) const override {
        return core::base64url_encode(crypto::sha256(text));
    }
};

class JwtAccessTokens final : public AccessTokens {
public:
    JwtAccessTokens(std::string issuer, crypto::KeySet& published) : issuer_(std::move(issuer)), published_(published) {}

    [[nodiscard]] StoredKey new_key(core::Timestamp now) const override {
        const auto key = crypto::SigningKey::generate(now);
        return {key.kid(), core::base64url_encode(key.seed()), now};
    }

    Result<void> use(const std::vector<StoredKey>& keys, std::string_view signer) override {
        std::vector<crypto::PublicKey> all;
        std::shared_ptr<const crypto::SigningKey> signing;
        for (const auto& stored : keys) {
            const auto seed = core::base64url_decode(stored.seed);
            if (!seed) return core::Error{core::internal, "signing key " + stored.kid + " is damaged"};
            auto key = crypto::SigningKey::from_seed(*seed, stored.created_at);
            if (!key) return core::Error{core::internal, "signing key " + stored.kid + " is damaged"}.caused_by(key.error());
            all.push_back(key->public_key());
            if (stored.kid == signer) signing = std::make_shared<const crypto::SigningKey>(std::move(*key));
        }
        if (!signing) return core::Error{core::internal, "no signing key"};
        published_.replace(std::move(all));  // first: what is signed must be verifiable
        const std::lock_guard lock{mutex_};
        signing_ = std::move(signing);
        return boost::system::in_place_value;
    }

    [[nodiscard]] std::string issue(const User& user, SessionId session, core::Timestamp now) const override {
        crypto::Claims claims;
        claims.iss = issuer_;
        claims.aud = access::token_audience;
        claims.sub = core::to_string(user.id);
        claims.sid = core::to_string(session);
        claims.username = user.username;
        claims.name = user.name;
        claims.image = small_key(user.image);
        claims.lang = user.lang;
        claims.version = user.version;
        claims.iat = std::chrono::floor<std::chrono::seconds>(now);
        claims.exp = claims.iat + access_token_lifetime;
        return crypto::issue(*signing(), claims);
    }

private:
    [[nodiscard]] std::shared_ptr<const crypto::SigningKey> signing() const {
        const std::lock_guard lock{mutex_};
        return signing_;
    }

    std::string issuer_;
    crypto::KeySet& published_;
    mutable std::mutex mutex_;
    std::shared_ptr<const crypto::SigningKey> signing_;
};

class DenyListRefusals final : public Refusals {
public:
    explicit DenyListRefusals(access::DenyList& list) : list_(list) {}

    void refuse_session(const SessionEnded& ended) override { list_.deny_session(ended.session.value, ended.at); }
    void refuse_user(UserId user, core::Timestamp at) override { list_.deny_user(user.value, at); }

private:
    access::DenyList& list_;
};

}  // namespace

std::unique_ptr<Secrets> make_random_secrets() {
    return std::make_unique<RandomSecrets>();
}

std::unique_ptr<AccessTokens> make_jwt_access_tokens(std::string issuer, crypto::KeySet& published) {
    return std::make_unique<JwtAccessTokens>(std::move(issuer), published);
}

std::unique_ptr<Refusals> make_deny_list_refusals(access::DenyList& list) {
    return std::make_unique<DenyListRefusals>(list);
}

}  // namespace instante::authentication
