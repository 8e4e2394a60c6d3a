#include "resize_image/service.hpp"

#include <gmock/gmock.h>

#include "async/signal.hpp"
#include "resize_image/tests/inbound/door.hpp"
#include "resize_image/tests/photo_files.hpp"

namespace instante::resize_image {
namespace {

using testing::HasSubstr;

/// The service as a process runs it, in memory.
struct ServiceTest : Door {
    ServiceTest() { settings.ephemeral = true; }

    static Task<void> into(Task<Result<void>> work, Result<void>& outcome) { outcome = co_await std::move(work); }
    Result<void> run(Task<Result<void>> work) {
        Result<void> outcome;
        loops.run(0, into(std::move(work), outcome));
        return outcome;
    }
    Task<Result<void>> publish(bus::Address address, std::string id, std::string type, std::string body) {
        std::vector<bus::Outgoing> all(1);
        all.front().address = std::move(address);
        all.front().message.id = std::move(id);
        all.front().message.type = std::move(type);
        all.front().message.body = std::move(body);
        all.front().message.reply_to = "answers";
        return house.steady_bus->publish(std::move(all));
    }
    /// Waits until `count` messages are in `queue`.
    Task<Result<void>> wait_for(std::string queue, std::size_t count) {
        for (int i = 0; i < 1000; ++i) {
            auto depth = co_await house.steady_bus->depth(queue);
            if (depth && depth->ready >= count) co_return Result<void>{};
            co_await async::sleep(10ms);
        }
        co_return core::Error{core::timed_out};
    }

    config::Settings settings;
    async::Loops loops{1};
    host::Context context{.settings = settings,
                          .data = house.folder.path(),
                          .loops = loops,
                          .clock = house.clock,
                          .ids = house.ids,
                          .log = log,
                          .metrics = metrics,
                          .bus = *house.steady_bus,
                          .blobs = *house.steady_blobs,
                          .urls = urls,
                          .access = access,
                          .deny_list = deny_list,
                          .keys = keys};
};

TEST_F(ServiceTest, RendersPicturesThatOthersTookInAndRemovesWhatNobodyOwns) {
    auto service = make_resize_image_service(context).value();
    ASSERT_TRUE(run(service->start()));
    EXPECT_TRUE(run(service->ready()));
    std::vector<blob::NewBlob> blobs(1);
    blobs.front() = {"incoming/5", "application/octet-stream", photo_bytes("tiny.jpg")};
    ASSERT_TRUE(run(house.steady_blobs->put(std::move(blobs))));
    ASSERT_TRUE(run(publish(bus::to_queue("image"), "5", "image.render.v1", R"({"id":"5","owner":"7","blob":"incoming/5"})")));
    ASSERT_TRUE(run(wait_for("answers", 1)));
    const auto rendered = house.keys("u/7/");
    ASSERT_FALSE(rendered.empty());

    const auto key = rendered.front();
    ASSERT_TRUE(run(
        publish(bus::to_events("user.updated"), "6", "user.updated.v1", R"({"user":{"id":"7"},"media_keys":[")" + key + "\"]}")));
    ASSERT_TRUE(run(wait_for("told", 1)));
    EXPECT_EQ(house.keys("u/7/").size(), rendered.size() - 1);
    ASSERT_TRUE(run(publish(bus::to_events("user.deleted"), "7", "user.deleted.v2", "of the future")));
    ASSERT_TRUE(run(publish(bus::to_events("user.deleted"), "8", "user.deleted.v1", R"({"id":"7","media_keys":[]})")));
    ASSERT_TRUE(run(wait_for("told", 3)));
    EXPECT_TRUE(house.keys("u/").empty());
    for (const auto* type : {"publication.deleted", "publication.updated"}) {
        const std::string body = R"({"id":"1","publication":{"id":"1"},"media_keys":["p/1/2-0011223344556677.jpg"]})";
        ASSERT_TRUE(run(publish(bus::to_events(type), type, std::string{type} + ".v1", body)));
    }
    ASSERT_TRUE(run(wait_for("told", 5)));
    loops.run(0, service->stop());
    for (const auto& queue : service->queues()) {
        const auto depth = async::run(house.steady_bus->depth(queue)).value();
        EXPECT_EQ(depth.ready + depth.in_flight + depth.dead, 0u) << queue;
    }
}

TEST_F(ServiceTest, TakesUploadsWithinItsSettings) {
    settings.max_images = 2;
    auto service = make_resize_image_service(context).value();
    http::Router routes{log, metrics};
    service->add_routes(routes);
    EXPECT_EQ(routes.options_of(http::testing::request(http::Method::post, "/resize-image"))->body_limit,
              (60u << 20) + (1u << 20));
    EXPECT_TRUE(routes.options_of(http::testing::get("/media/p/1/2")));
    EXPECT_THAT(metrics.render(), HasSubstr("instante_uploads_in_hand 0"));
}

TEST_F(ServiceTest, SpoolsInTheDataFolderAndSaysWhenItCannot) {
    settings.ephemeral = false;
    context.data = house.folder.path() / "data";
    ASSERT_TRUE(make_resize_image_service(context));
    EXPECT_TRUE(std::filesystem::is_directory(house.folder.path() / "data" / "spool"));
    context.data = "/proc/nowhere";
    EXPECT_EQ(make_resize_image_service(context).error().code(), core::unavailable);
}

}  // namespace
}  // namespace instante::resize_image
