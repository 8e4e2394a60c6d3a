#include <barrier>

#include "authentication/outbound/mongo/picture_documents.hpp"
#include "authentication/tests/mongo/world.hpp"

namespace instante::authentication::testing {
namespace {

using async::run;
using mongo::Document;

class MongoPictureRaces : public MongoTest {
protected:
    static constexpr std::uint64_t people = 20;

    void settle(std::uint64_t image, std::uint64_t owner) {
        ASSERT_TRUE(run(stores().pictures->settle({ImageId{image}, UserId{owner}, an_image(image), noon, {}})));
    }
    void add_awaiting(std::uint64_t id, std::uint64_t image) {
        auto account = an_account(id, "person" + std::to_string(id));
        account.pending_picture = ImageId{image};
        ASSERT_TRUE(run(stores().accounts->add(std::move(account))));
    }
    void await(std::uint64_t id, std::uint64_t image) {
        change(id, [image](UserChange& next) {
            next.pending_picture = ImageId{image};
            next.replaces_picture = true;
        });
    }
    std::size_t early() {
        std::size_t count = 0;
        world().with([&](mongo::Connection& connection) { count = connection.count(mongo_store::early_pictures, Document{}); });
        return count;
    }
};

TEST_F(MongoPictureRaces, APictureThatComesWhileItsPersonRegistersIsSet) {
    std::barrier together{racers};
    race([&](int racer) {
        for (std::uint64_t id = 1; id <= people; ++id) {
            together.arrive_and_wait();
            if (racer == 0) add_awaiting(id, 100 + id);
            if (racer == 1) settle(100 + id, id);
        }
    });
    for (std::uint64_t id = 1; id <= people; ++id) EXPECT_EQ(find(id).image, an_image(100 + id)) << id;
    EXPECT_EQ(early(), 0u);
}

TEST_F(MongoPictureRaces, OfTwoThatComeInAnyOrderTheOneThatIsWantedStays) {
    for (std::uint64_t id = 1; id <= people; ++id) {
        add_awaiting(id, 100 + id);
        await(id, 200 + id);
    }
    race([&](int racer) {
        for (std::uint64_t id = 1; id <= people; ++id) settle((racer % 2 == 0 ? 100 : 200) + id, id);
    });
    for (std::uint64_t id = 1; id <= people; ++id) {
        EXPECT_EQ(find(id).image, an_image(200 + id)) << id;
        EXPECT_EQ(find(id).version, 4) << "each of both once";
    }
}

TEST_F(MongoPictureRaces, APictureThatComesWhileItIsAskedForIsSet) {
    for (std::uint64_t id = 1; id <= people; ++id) add_awaiting(id, 100 + id);
    std::barrier together{racers};
    race([&](int racer) {
        for (std::uint64_t id = 1; id <= people; ++id) {
            together.arrive_and_wait();
            if (racer == 0) await(id, 200 + id);
            if (racer == 1) settle(200 + id, id);
            if (racer == 2) settle(100 + id, id);
        }
    });
    for (std::uint64_t id = 1; id <= people; ++id) EXPECT_EQ(find(id).image, an_image(200 + id)) << id;
    EXPECT_EQ(early(), 0u);
}

TEST_F(MongoPictureRaces, WhatAProcessThatDiedHasNotSetIsSetByTheNext) {
    add(1, "ana");
    settle(7, 1);
    world().with([](mongo::Connection& connection) {
        mongo::Update update;
        mongo_store::await_picture(update, ImageId{7}, noon);
        connection.update(mongo_store::users, Document{{"_id", UserId{1}}}, update.document());
    });
    ASSERT_TRUE(run(stores().pictures->sweep(noon, 10)));
    EXPECT_EQ(find(1).image, an_image(7));
    EXPECT_EQ(early(), 0u);
}

TEST_F(MongoPictureRaces, NothingIsKeptForWhoIsDeleted) {
    for (std::uint64_t id = 1; id <= people; ++id) add_awaiting(id, 100 + id);
    race([&](int racer) {
        for (std::uint64_t id = 1; id <= people; ++id) {
            if (racer == 0) ASSERT_TRUE(run(stores().deletions->begin(UserId{id}, noon, {})));
            if (racer == 1) settle(100 + id, id);
        }
    });
    for (std::uint64_t id = 1; id <= people; ++id) EXPECT_FALSE(find(id).image) << id;
    EXPECT_EQ(early(), 0u);
}

}  // namespace
}  // namespace instante::authentication::testing
