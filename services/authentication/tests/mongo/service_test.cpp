#include <gtest/gtest.h>

#include "authentication/tests/ports/adapters.hpp"
#include "authentication/tests/service/world.hpp"
#include "mongo/testing/scratch.hpp"

namespace instante::authentication::testing {
namespace {

using http::Method;

TEST(MongoService, WhoRegisteredIsThereAfterARestart) {
    if (mongo::testing::server().empty()) GTEST_SKIP() << "INSTANTE_TEST_MONGODB names no server (tools/engines run -- …)";
    const mongo::testing::Scratch scratch;
    const Folder folder;
    {
        World world{folder.path(), scratch.url()};
        world.join("ana");
        const auto bia = world.join("bia");
        EXPECT_EQ(world.call(Method::put, "/user/ana/follow", "", bia).status, 200);
        EXPECT_EQ(
            world.call(Method::post, "/user", R"({"username":"ana","name":"N","email":"x@example.org","password":"12345678"})")
                .status,
            409);
    }
    World world{folder.path(), scratch.url()};
    const auto ana = world.get("/user/ana");
    EXPECT_EQ(ana.status, 200);
    EXPECT_EQ(World::at(ana.content, "followers_count"), "1");
    const auto signed_in = world.call(Method::post, "/user/login", R"({"email":"ana@example.org","password":"12345678"})");
    EXPECT_EQ(signed_in.status, 200) << signed_in.content;
    EXPECT_FALSE(std::filesystem::exists(folder.path() / "authentication.db"));
}

TEST(MongoService, RefusesWhatItCannotReachWithoutTellingSecrets) {
    const Folder folder;
    try {
        const World world{folder.path(), "mongodb://ana:s3cret@127.0.0.1:1/?serverSelectionTimeoutMS=100"};
        FAIL() << "it was reached";
    } catch (const std::runtime_error& failure) {
        const std::string note = failure.what();
        EXPECT_NE(note.find("--database: no database answers"), std::string::npos) << note;
        EXPECT_EQ(note.find("s3cret"), std::string::npos) << note;
    }
}

}  // namespace
}  // namespace instante::authentication::testing
