#include <gtest/gtest.h>

#include "notification/domain/limits.hpp"
#include "notification/tests/http/routes_fixture.hpp"

namespace instante::notification {
namespace {

using namespace samples;
using http::testing::header_of;
using std::chrono_literals::operator""ms;

/// A stream stays on the loop that it was opened on: all of them on one that lasts as long as the test.
class LiveRoute : public RoutesFixture {
protected:
    http::Response open(const std::string& last = "", UserId user = carla) {
        const auto token = token_of(user);
        return run(
            router_.dispatch(http::testing::get("/notifications/stream", {{"Authorization", token}, {"Last-Event-ID", last}})));
    }
    std::string next(http::Response& response) { return run(std::get<http::Stream>(response.content).next()).value(); }

    boost::asio::io_context loop_{1};

private:
    template <class T>
    T run(Task<T> work) {
        std::optional<T> value;
        loop_.restart();
        boost::asio::co_spawn(loop_.get_executor(), async::detail::keep(std::move(work), value),
                              [](const std::exception_ptr&) {});
        loop_.run();
        return std::move(*value);
    }
};

TEST_F(LiveRoute, BeginsWithWhereItBegins) {
    auto response = open();
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(header_of(response, "Content-Type"), "text/event-stream");
    EXPECT_EQ(header_of(response, "Cache-Control"), "no-store");
    EXPECT_EQ(header_of(response, "X-Accel-Buffering"), "no");
    EXPECT_EQ(next(response), "retry: 2000\nid: 0\n\n");
    tell(published(id_at(-5ms)));
    auto later = open();
    EXPECT_EQ(next(later), "retry: 2000\nid: " + core::to_string(id_at(-5ms)) + "\n\n");
}

TEST_F(LiveRoute, TellsWhatComesAsTheListDoes) {
    auto response = open();
    static_cast<void>(next(response));
    tell(published(id_at(-5ms)));
    auto list = get("/notifications");
    auto items = http::testing::content_of(list);
    items = items.substr(items.find('[') + 1, items.rfind(']') - items.find('[') - 1);
    EXPECT_EQ(next(response), "id: " + core::to_string(id_at(-5ms)) + "\nevent: notification\ndata: " + items + "\n\n");
    EXPECT_EQ(next(response), ":\n\n") << "then there is silence";
}

TEST_F(LiveRoute, GoesOnAfterTheLastEvent) {
    for (const auto at : {-3ms, -2ms, -1ms}) tell(published(id_at(at)));
    const auto last = core::to_string(id_at(-3ms));
    auto response = open(last);
    EXPECT_EQ(next(response), "retry: 2000\nid: " + last + "\n\n");
    const auto events = next(response);
    EXPECT_EQ(events.find("id: " + last), std::string::npos);
    const auto second = events.find("id: " + core::to_string(id_at(-2ms)));
    const auto third = events.find("id: " + core::to_string(id_at(-1ms)));
    EXPECT_LT(second, third);
    EXPECT_NE(third, std::string::npos);
    auto all = open("0");
    EXPECT_EQ(next(all), "retry: 2000\nid: 0\n\n");
    EXPECT_NE(next(all).find("id: " + last), std::string::npos);
}

TEST_F(LiveRoute, KeepsAnEventOnALineOfItsOwn) {
    auto notification = published(id_at(-5ms));
    notification.text = "one\ntwo\r\ndata: three";
    auto response = open();
    static_cast<void>(next(response));
    tell(std::move(notification));
    const auto event = next(response);
    EXPECT_EQ(std::ranges::count(event, '\n'), 4) << event;
    EXPECT_EQ(event.find('\r'), std::string::npos);
}

TEST_F(LiveRoute, EndsCleanlyWithItsToken) {
    auto response = open();
    static_cast<void>(next(response));
    world_.clock.advance(access::token_lifetime + access::token_leeway);
    EXPECT_EQ(next(response), "");
}

TEST_F(LiveRoute, EndsCleanlyWhenTheServiceDrains) {
    auto response = open();
    static_cast<void>(next(response));
    listeners_.close();
    EXPECT_EQ(next(response), "");
    EXPECT_EQ(open().status, 503);
}

TEST_F(LiveRoute, RefusesWhoIsNotSignedInAndWhatIsNoId) {
    EXPECT_EQ(async::run(router_.dispatch(http::testing::get("/notifications/stream"))).status, 401);
    for (const auto* last : {"x", "-1", "01", "1 ", "99999999999999999999"}) EXPECT_EQ(open(last).status, 400) << last;
}

TEST_F(LiveRoute, RefusesOneStreamTooMany) {
    std::vector<http::Response> streams;
    for (std::size_t i = 0; i < streams_per_person; ++i) streams.push_back(open());
    const auto refused = open();
    EXPECT_EQ(refused.status, 429);
    EXPECT_FALSE(header_of(refused, "Retry-After").empty());
    EXPECT_EQ(open("", davi).status, 200);
    streams.pop_back();
    EXPECT_EQ(open().status, 200) << "who goes makes room";
}

TEST_F(LiveRoute, AnswersHeadWithoutListening) {
    const auto token = token_of(carla);
    const auto head = async::run(
        router_.dispatch(http::testing::request(http::Method::head, "/notifications/stream", {{"Authorization", token}})));
    EXPECT_EQ(head.status, 200);
    EXPECT_EQ(count_, 0u);
}

}  // namespace
}  // namespace instante::notification
