#include "authentication/tests/ports/adapters.hpp"

namespace instante::authentication::testing {
namespace {

using async::run;
using namespace std::chrono_literals;
using Types = std::vector<std::string>;

class PictureStoreSuite : public StoreSuite {
protected:
    void settle(std::uint64_t image, std::uint64_t owner = 1, bool failed = false) {
        LatePicture late{ImageId{image}, UserId{owner}, std::nullopt, noon, {}};
        if (!failed) late.image = an_image(image);
        ASSERT_TRUE(run(stores().pictures->settle(late)));
    }
    void add_awaiting(std::uint64_t image) {
        auto account = an_account(1, "ana");
        account.pending_picture = ImageId{image};
        ASSERT_TRUE(run(stores().accounts->add(account)));
    }
    /// Lets the person await `image` in the place of any other.
    ChangedUser await(std::uint64_t image) {
        UserChange change;
        change.user = find(1);
        ++change.user.version;
        change.pending_picture = ImageId{image};
        change.replaces_picture = true;
        change.at = noon;
        return run(stores().accounts->change(change)).value();
    }
};

TEST_P(PictureStoreSuite, IsSetWhenItComesLate) {
    add_awaiting(7);
    EXPECT_FALSE(find(1).image);
    engine().announced();
    settle(7);
    EXPECT_EQ(find(1).image, an_image(7));
    EXPECT_EQ(find(1).version, 2);
    EXPECT_EQ(engine().announced(), Types{"user.updated"});
    settle(7);
    EXPECT_EQ(find(1).version, 2);
    EXPECT_TRUE(engine().announced().empty());
}

TEST_P(PictureStoreSuite, IsSetWhenItComesBeforeItsPerson) {
    settle(7);
    add_awaiting(7);
    EXPECT_EQ(find(1).image, an_image(7));
    EXPECT_EQ(find(1).version, 1);
    EXPECT_EQ(engine().newest<UserCreated>().user.image, an_image(7));
}

TEST_P(PictureStoreSuite, LeavesThePersonAsTheyAreWhenItFails) {
    add_awaiting(7);
    settle(7, 1, true);
    EXPECT_FALSE(find(1).image);
    EXPECT_EQ(find(1).version, 1);
    settle(8, 1, true);
    EXPECT_FALSE(await(8).user.image);
}

TEST_P(PictureStoreSuite, TakesThePlaceOfTheOneBeforeAndLetsItGo) {
    add_awaiting(7);
    settle(7);
    await(8);
    EXPECT_EQ(find(1).image, an_image(7));
    settle(8);
    EXPECT_EQ(find(1).image, an_image(8));
    EXPECT_EQ(engine().newest<UserUpdated>().media_keys, media_keys(an_image(7)));
}

TEST_P(PictureStoreSuite, LetsTheOneBeforeGoWhenTheNextCameEarly) {
    add_awaiting(7);
    settle(7);
    settle(8);
    EXPECT_EQ(find(1).image, an_image(7));
    EXPECT_EQ(await(8).user.image, an_image(8));
    EXPECT_EQ(engine().newest<UserUpdated>().media_keys, media_keys(an_image(7)));
}

TEST_P(PictureStoreSuite, IsLetGoWhenAnotherIsWantedByThen) {
    add_awaiting(7);
    await(8);
    engine().announced();
    settle(7);
    EXPECT_FALSE(find(1).image);
    EXPECT_EQ(engine().announced(), Types{"user.updated"});
    EXPECT_EQ(engine().newest<UserUpdated>().media_keys, media_keys(an_image(7)));
    settle(8);
    EXPECT_EQ(find(1).image, an_image(8));
}

TEST_P(PictureStoreSuite, IsForgottenInTheEnd) {
    add_awaiting(7);
    settle(9);
    EXPECT_EQ(run(stores().pictures->sweep(noon, 10)).value(), 0u);
    EXPECT_EQ(run(stores().pictures->sweep(noon + 1ms, 10)).value(), 2u);
    settle(7);
    EXPECT_FALSE(find(1).image);
}

INSTANTE_EVERY_ADAPTER(PictureStoreSuite);

class KeyStoreSuite : public StoreSuite {};

TEST_P(KeyStoreSuite, KeepsKeysOldestFirst) {
    EXPECT_TRUE(run(stores().keys->keys()).value().empty());
    ASSERT_TRUE(run(stores().keys->rotate(StoredKey{"a", "seed a", noon}, noon - 24h, {})));
    ASSERT_TRUE(run(stores().keys->rotate(StoredKey{"b", "seed b", noon + 48h}, noon + 24h, {})));
    EXPECT_EQ(run(stores().keys->keys()).value(), (std::vector<StoredKey>{{"a", "seed a", noon}, {"b", "seed b", noon + 48h}}));
    EXPECT_EQ(run(stores().keys->rotate({}, noon, {"a"})).value(), (std::vector<StoredKey>{{"b", "seed b", noon + 48h}}));
}

TEST_P(KeyStoreSuite, AddsNoneWhenAnotherProcessWasFaster) {
    ASSERT_TRUE(run(stores().keys->rotate(StoredKey{"a", "seed a", noon}, noon - 24h, {})));
    EXPECT_EQ(run(stores().keys->rotate(StoredKey{"b", "seed b", noon + 1s}, noon - 24h, {})).value().size(), 1u);
}

INSTANTE_EVERY_ADAPTER(KeyStoreSuite);

}  // namespace
}  // namespace instante::authentication::testing
