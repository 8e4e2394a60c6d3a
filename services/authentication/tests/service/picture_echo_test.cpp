#include "authentication/inbound/messages/picture_echo.hpp"

#include <gtest/gtest.h>

#include "async/loops.hpp"
#include "async/run.hpp"
#include "authentication/domain/errors.hpp"
#include "authentication/tests/service/world.hpp"
#include "bus/adapters.hpp"

namespace instante::authentication {
namespace {

using async::run;

class PictureEchoTest : public ::testing::Test {
protected:
    PictureEchoTest() {
        for (auto& each : {&here_, &there_}) listen(*each);
    }
    ~PictureEchoTest() override {
        for (auto& consumer : consumers_) loops_.run(0, consumer->stop());
    }

    struct Instance {
        PictureWaits waits;
        PictureEcho echo;
    };

    void listen(const Instance& instance) {
        ASSERT_TRUE(run(bus_->declare(instance.echo.queue())));
        auto hear = [&echo = instance.echo](bus::Message message) { return echo.hear(std::move(message)); };
        consumers_.push_back(bus_->consume(instance.echo.queue().name, 1, loops_.at(0), std::move(hear)));
    }

    static bus::Message answer(const std::string& what) {
        bus::Message message;
        message.id = "image.rendered:7";
        message.body = R"({"id":"7","owner":"1",)" + what + "}";
        return message;
    }

    core::SystemClock clock_;
    async::Loops loops_{1};
    std::unique_ptr<bus::Bus> bus_ = bus::make_memory_bus(clock_);
    Instance here_{.waits = {}, .echo = {*bus_, here_.waits, clock_, "1"}};
    Instance there_{.waits = {}, .echo = {*bus_, there_.waits, clock_, "2"}};
    std::vector<std::unique_ptr<bus::Consumer>> consumers_;
};

TEST_F(PictureEchoTest, WhatOneInstanceWasToldReachesTheRequestThatWaitsAtAnother) {
    const auto waiting = there_.waits.expect(ImageId{7});
    ASSERT_TRUE(run(here_.echo.pass_on(answer(R"("error":"resize-image/not-an-image")"))));
    const auto outcome = run(waiting.wait());
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().code(), not_a_picture);
    EXPECT_FALSE(there_.waits.give_up(ImageId{7})) << "the wait is over";
}

TEST_F(PictureEchoTest, WhoWaitsForAnotherPictureGoesOnWaiting) {
    const auto waiting = there_.waits.expect(ImageId{8});
    const auto heard = there_.waits.expect(ImageId{7});
    ASSERT_TRUE(run(here_.echo.pass_on(answer(R"("error":"resize-image/not-an-image")"))));
    EXPECT_FALSE(run(heard.wait()));
    EXPECT_TRUE(there_.waits.give_up(ImageId{8}));
}

}  // namespace
}  // namespace instante::authentication
