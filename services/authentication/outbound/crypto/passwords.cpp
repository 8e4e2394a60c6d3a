#include <utility>

#include "authentication/outbound/crypto/adapters.hpp"

namespace instante::authentication {

namespace {

class Argon2Passwords final : public Passwords {
public:
    explicit Argon2Passwords(crypto::PasswordHasher::Options options) : hasher_(options) {}

    Task<Result<std::string>> hash(std::string password) override { return hasher_.hash(std::move(password)); }
    Task<Result<bool>> verify(std::string hash, std::string password) override {
        return hasher_.verify(std::move(hash), std::move(password));
    }
    Task<Result<bool>> verify_dummy(std::string password) override { return hasher_.verify_dummy(std::move(password)); }
    [[nodiscard]] bool needs_rehash(const std::string& hash) const override { return hasher_.needs_rehash(hash); }

private:
    crypto::PasswordHasher hasher_;
};

}  // namespace

std::unique_ptr<Passwords> make_argon2_passwords(crypto::PasswordHasher::Options options) {
    return std::make_unique<Argon2Passwords>(options);
}

}  // namespace instante::authentication
