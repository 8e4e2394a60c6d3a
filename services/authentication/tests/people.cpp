#include "authentication/tests/people.hpp"

namespace instante::authentication::testing {

User a_user(std::uint64_t id, const std::string& username) {
    User user;
    user.id = UserId{id};
    user.username = username;
    user.email = username + "@example.org";
    user.name = "Name of " + username;
    user.password_hash = "hash of " + username;
    user.lang = "en";
    user.created_at = user.state_at = noon;
    return user;
}

Image an_image(std::uint64_t id) {
    Image image{ImageId{id}, 1200, 900, "LEHV6nWB2yk8pyo0adR*", "", {}};
    for (const auto* name : {"1080", "640", "320", "150"})
        for (const auto* format : {"jpeg", "webp"})
            image.renditions.push_back({name, format, 150, 150, {1234}, "u/1/" + std::to_string(id) + "-" + name + "." + format});
    return image;
}

NewSession a_session(std::uint64_t id, UserId user, const std::string& digest, core::Timestamp at) {
    NewSession session;
    session.session = {.id = SessionId{id}, .user = user, .created_at = at, .used_at = at};
    session.token_digest = digest;
    return session;
}

NewAccount an_account(std::uint64_t id, const std::string& username) {
    NewAccount account;
    account.user = a_user(id, username);
    account.session = a_session(id + 1'000'000, account.user.id, username);
    return account;
}

Device fcm(const std::string& token) {
    return {DeviceKind::fcm, token, {}, {}};
}

}  // namespace instante::authentication::testing
