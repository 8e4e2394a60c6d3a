#include "authentication/usecases/own_media.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "async/run.hpp"
#include "authentication/tests/people.hpp"

namespace instante::authentication::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// People of whom only their pictures matter.
class Gallery final : public PeopleStore {
public:
    Task<Result<std::optional<User>>> by_id(UserId id) override {
        for (const auto& user : users)
            if (user.id == id) co_return std::optional{user};
        co_return std::optional<User>{};
    }
    Task<Result<std::optional<User>>> by_username(std::string) override { co_return core::Error{core::internal}; }
    Task<Result<std::optional<User>>> by_email(std::string) override { co_return core::Error{core::internal}; }
    Task<Result<std::vector<User>>> active_of(std::vector<UserId>) override { co_return core::Error{core::internal}; }
    Task<Result<core::Page<User, UserId>>> active_after(UserId, std::size_t) override { co_return core::Error{core::internal}; }
    Task<Result<core::Page<User, UserId>>> known_after(UserId, std::size_t) override { co_return core::Error{core::internal}; }
    Task<Result<std::vector<RefusedUser>>> refused_since(core::Timestamp) override { co_return core::Error{core::internal}; }

    std::vector<User> users;
};

struct OwnMediaTest : ::testing::Test {
    Gallery gallery;
    OwnMedia own_media{gallery};
    const std::string key = media_keys(an_image(1)).front();

    /// The person whose picture `key` belongs to.
    User& bearer() {
        const auto digits = key.substr(2, key.find('/', 2) - 2);
        gallery.users = {a_user(core::parse_id(digits).value(), "ana")};
        gallery.users.front().image = an_image(1);
        return gallery.users.front();
    }
    std::vector<std::string> owned(std::vector<std::string> keys) { return async::run(own_media(std::move(keys))).value(); }
};

TEST_F(OwnMediaTest, APictureIsInUseWhileItIsSomebodys) {
    bearer();
    EXPECT_THAT(
        owned({key, key.substr(0, key.rfind('/')) + "/2-0011223344556677.jpg", "u/999/a.jpg", "u/none/a.jpg", "p/1/a.jpg"}),
        ElementsAre(key));
}

TEST_F(OwnMediaTest, WhoIsDisabledMayComeBackWhoIsDeletedMayNot) {
    auto& user = bearer();
    user.state = UserState::disabled;
    EXPECT_THAT(owned({key}), ElementsAre(key));
    user.state = UserState::deleted;
    EXPECT_THAT(owned({key}), IsEmpty());
}

TEST_F(OwnMediaTest, APictureThatWasReplacedIsNotInUse) {
    bearer().image.reset();
    EXPECT_THAT(owned({key}), IsEmpty());
}

}  // namespace
}  // namespace instante::authentication::testing
