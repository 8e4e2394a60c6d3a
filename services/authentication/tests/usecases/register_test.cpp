#include <gtest/gtest.h>

#include "authentication/domain/errors.hpp"
#include "authentication/domain/username.hpp"
#include "authentication/tests/usecases/house.hpp"

namespace instante::authentication::testing {
namespace {

using async::run;

class Registering : public ::testing::Test {
protected:
    Result<SignedIn> enrol(Registration registration) { return run((*house.register_user)(std::move(registration))); }
    House house;
};

TEST_F(Registering, MakesSomebodyKnownAndSignsThemIn) {
    const auto signed_in = enrol(registration_of("ana")).value();
    const auto claims = claims_of(signed_in.access_token);
    EXPECT_EQ(claims.sub, core::to_string(signed_in.user.id));
    EXPECT_EQ(claims.username, "ana");
    EXPECT_EQ(claims.iss, "instante");
    EXPECT_EQ(claims.aud, "instante");
    EXPECT_EQ(claims.exp - claims.iat, access_token_lifetime);
    EXPECT_EQ(house.user("ana")->id, signed_in.user.id);
    EXPECT_TRUE(run((*house.refresh)(signed_in.refresh_token, {})));
    EXPECT_EQ(house.announced(), std::vector<std::string>{"user.created.v1"});
}

TEST_F(Registering, KeepsNeitherPasswordNorRefreshToken) {
    const auto signed_in = enrol(registration_of("ana")).value();
    EXPECT_TRUE(house.user("ana")->password_hash.starts_with("$argon2id$"));
    const auto as_it_is = run(house.stores.sessions->rotate({signed_in.refresh_token, "next", noon, {}})).value();
    EXPECT_FALSE(as_it_is) << "the token itself is the key of its row";
}

TEST_F(Registering, TellsAllThatIsWrong) {
    const auto refused = enrol({});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code(), core::invalid_fields);
    EXPECT_EQ(refused.error().fields().size(), 3u);
}

TEST_F(Registering, RefusesWhatIsTaken) {
    house.has("ana");
    auto again = registration_of("ana");
    again.email = "ANA@example.org";
    const auto refused = enrol(again);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code(), taken);
    EXPECT_EQ(refused.error().fields().size(), 2u);
}

TEST_F(Registering, MakesAUsernameOfTheName) {
    auto registration = registration_of("x");
    registration.username.reset();
    registration.name = "João da Silva";
    EXPECT_EQ(enrol(registration).value().user.username, "joao_da_silva");
    registration.email = "another@example.org";
    const auto second = enrol(registration).value().user.username;
    EXPECT_TRUE(second.starts_with("joao_da_silva") && second.size() > 13) << second;
    EXPECT_TRUE(is_username(second));
}

TEST_F(Registering, MakesAUsernameOfNamesThatLeaveNothingOrAreReserved) {
    for (const auto* name : {"写真", "2024", "Me", "Z"}) {
        auto registration = registration_of("x");
        registration.username.reset();
        registration.name = name;
        registration.email = "e" + std::to_string(house.ids.next()) + "@example.org";
        const auto username = enrol(registration).value().user.username;
        EXPECT_TRUE(is_username(username) && !is_reserved(username)) << username;
    }
}

TEST_F(Registering, IsClosedWhereTheHouseIs) {
    Register closed{{*house.stores.accounts, *house.stores.people, *house.stores.sessions, *house.passwords, *house.secrets,
                     house.maker, house.render, house.ids, house.clock, false}};
    EXPECT_EQ(run(closed(registration_of("ana"))).error().code(), registration_closed);
}

TEST_F(Registering, TwiceUnderOneKeyGivesTheSamePersonAFreshSession) {
    auto registration = registration_of("ana");
    registration.idempotency_key = "key";
    const auto first = enrol(registration).value();
    const auto second = enrol(registration).value();
    EXPECT_EQ(first.user.id, second.user.id);
    EXPECT_NE(first.refresh_token, second.refresh_token);
    EXPECT_TRUE(run((*house.refresh)(first.refresh_token, {})));
    EXPECT_TRUE(run((*house.refresh)(second.refresh_token, {})));
    registration.body_digest = "another";
    EXPECT_EQ(enrol(registration).error().code(), idempotency_key_reused);
}

TEST_F(Registering, ForgetsItsKeysAfterADay) {
    auto registration = registration_of("ana");
    registration.idempotency_key = "key";
    ASSERT_TRUE(enrol(registration));
    house.clock.advance(request_key_lifetime + std::chrono::milliseconds{1});
    EXPECT_EQ(enrol(registration).error().code(), taken);
}

TEST_F(Registering, SurvivesFailingWritesUnderItsKey) {
    for (const auto when : {Faults::When::before, Faults::When::after}) {
        const std::string name = when == Faults::When::before ? "ana" : "bia";
        auto registration = registration_of(name);
        registration.idempotency_key = "key of " + name;
        house.faults.fail(1, when);
        const auto lost = enrol(registration);
        ASSERT_FALSE(lost);
        EXPECT_EQ(lost.error().code(), when == Faults::When::before ? core::engine_away : core::timed_out);
        EXPECT_EQ(house.user(name).has_value(), when == Faults::When::after);
        house.faults.heal();
        EXPECT_EQ(enrol(registration).value().user.id, house.user(name)->id);
    }
}

TEST_F(Registering, WaitsForThePicture) {
    house.renderer.answers = [this](ImageId id, UserId) { house.waits.deliver(id, an_image(id.value)); };
    auto registration = registration_of("ana");
    registration.picture = "bytes";
    const auto signed_in = enrol(registration).value();
    ASSERT_TRUE(signed_in.user.image);
    EXPECT_EQ(claims_of(signed_in.access_token).image, small_key(signed_in.user.image));
    EXPECT_EQ(house.renderer.contents, std::vector<std::string>{"bytes"});
}

TEST_F(Registering, MakesNobodyOfABadPicture) {
    house.renderer.answers = [this](ImageId id, UserId) { house.waits.deliver(id, core::Error{bad_picture}); };
    auto registration = registration_of("ana");
    registration.picture = "bytes";
    EXPECT_EQ(enrol(registration).error().code(), bad_picture);
    EXPECT_FALSE(house.user("ana"));
    house.renderer.fails = true;
    EXPECT_EQ(enrol(registration).error().code(), core::engine_away);
    EXPECT_FALSE(house.user("ana"));
}

TEST_F(Registering, GoesOnWithoutAPictureThatTakesTooLong) {
    auto registration = registration_of("ana");
    registration.picture = "bytes";
    EXPECT_FALSE(enrol(registration).value().user.image);
    const auto id = house.renderer.asked.front();
    ASSERT_TRUE(run((*house.settle)({id, house.user("ana")->id, an_image(id.value), {}, {}})));
    EXPECT_EQ(house.user("ana")->image, an_image(id.value));
}

TEST_F(Registering, SetsALatePictureAlsoWhenItsFirstWritingFails) {
    for (const auto when : {Faults::When::before, Faults::When::after}) {
        const std::string name = when == Faults::When::before ? "ana" : "bia";
        auto registration = registration_of(name);
        registration.picture = "bytes";
        ASSERT_TRUE(enrol(registration));
        const auto id = house.renderer.asked.back();
        const PictureAnswer answer{id, house.user(name)->id, an_image(id.value), {}, {}};
        house.faults.fail(1, when);
        ASSERT_FALSE(run((*house.settle)(answer)));
        house.faults.heal();
        ASSERT_TRUE(run((*house.settle)(answer)));  // delivered again
        EXPECT_EQ(house.user(name)->image, an_image(id.value));
        EXPECT_EQ(house.user(name)->version, 2);
    }
}

}  // namespace
}  // namespace instante::authentication::testing
