// Fills DATA/authentication.db with a crowd: seed_authentication DATA PEOPLE FOLLOWS. Everybody's password is "correct horse".
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <vector>

#include "async/run.hpp"
#include "authentication/outbound/sqlite/parts.hpp"
#include "authentication/outbound/sqlite/stores.hpp"
#include "crypto/passwords.hpp"
#include "seeding/bulk.hpp"
#include "seeding/crowd.hpp"

namespace instante::authentication {
namespace {

std::optional<Image> picture_of(const seeding::Somebody& somebody) {
    if (somebody.picture.empty()) return std::nullopt;
    Image image{ImageId{somebody.id + 1}, 150, 150, "LKO2?U%2Tw=w]~RBVZRi};RPxuwH", "", {}};
    image.renditions.push_back({"150", "jpeg", 150, 150, {8820}, somebody.picture});
    return image;
}

User user_of(const seeding::Somebody& somebody, const std::string& password_hash) {
    User user;
    user.id = UserId{somebody.id};
    user.username = somebody.username;
    user.email = somebody.username + "@example.org";
    user.name = somebody.name;
    user.password_hash = password_hash;
    user.image = picture_of(somebody);
    user.lang = "en";
    user.created_at = user.state_at = somebody.joined;
    return user;
}

std::vector<std::int64_t> followers_of(const seeding::Crowd& crowd) {
    std::vector<std::int64_t> followers(crowd.size().people);
    for (std::uint32_t n = 0; n < crowd.size().people; ++n)
        for (const auto followed : crowd.followed_by(n)) ++followers[followed];
    return followers;
}

void add_people(seeding::Bulk& bulk, const seeding::Crowd& crowd) {
    crypto::PasswordHasher hasher{crypto::PasswordHasher::cheap()};
    const auto password_hash = async::run(hasher.hash("correct horse")).value();
    const auto followers = followers_of(crowd);
    const RenderAnnouncement nothing;  // nobody is told: the other services are seeded too
    bulk.fill(crowd.size().people, [&](sqlite::Connection& connection, std::uint32_t n) {
        auto user = user_of(crowd.somebody(n), password_hash);
        user.followers_count = followers[n];
        user.following_count = static_cast<std::int64_t>(crowd.followed_by(n).size());
        sqlite_store::Writing{connection, nothing}.store(user).value();
    });
}

void add_follows(seeding::Bulk& bulk, const seeding::Crowd& crowd) {
    const seeding::Bulk::Unindexed without{bulk, "follow"};
    bulk.fill(crowd.size().people, [&](sqlite::Connection& connection, std::uint32_t n) {
        std::uint32_t place = 0;
        for (const auto followed : crowd.followed_by(n)) {
            const auto at = crowd.followed_at(n, place++);
            connection.prepare("insert into follow values (?,?,?,?,?,?,?)")
                .bind(crowd.id(n), crowd.id(followed), core::first_id_at(at), static_cast<int>(FollowState::active), 1, at, at)
                .run();
        }
    });
}

void seed(const std::filesystem::path& folder, seeding::CrowdSize size) {
    std::filesystem::create_directories(folder);
    const auto database = seeding::open_or_exit(folder / "authentication.db", sqlite_schema());
    const seeding::Crowd crowd{size};
    seeding::Bulk bulk{*database};
    add_people(bulk, crowd);
    add_follows(bulk, crowd);
}

}  // namespace
}  // namespace instante::authentication

int main(int argc, char** argv) {
    if (argc != 4) return std::fputs("seed_authentication DATA PEOPLE FOLLOWS\n", stderr), EXIT_FAILURE;
    const auto number = [argv](int n) { return static_cast<std::uint32_t>(std::strtoul(argv[n], nullptr, 10)); };
    instante::authentication::seed(argv[1], {number(2), number(3)});
}
