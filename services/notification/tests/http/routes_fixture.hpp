#pragma once

#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "access/token.hpp"
#include "http/testing/request.hpp"
#include "notification/inbound/http/routes.hpp"
#include "notification/tests/support/world.hpp"

namespace instante::notification {

/// The routes over stores in memory, and people who are signed in.
class RoutesFixture : public testing::Test {
protected:
    RoutesFixture() {
        add_routes(router_, {.access = access_, .urls = urls_, .read_inbox = read_, .mark_read = mark_, .listen = listen_});
    }

    std::string token_of(UserId user) {
        crypto::Claims claims;
        claims.iss = access::token_issuer("");
        claims.aud = access::token_audience;
        claims.sub = core::to_string(user);
        claims.sid = "1";
        claims.username = "reader";
        claims.name = "Reader";
        claims.lang = "en";
        claims.iat = std::chrono::floor<std::chrono::seconds>(samples::noon);
        claims.exp = claims.iat + access::token_lifetime;
        return "Bearer " + crypto::issue(key_, claims);
    }
    http::Response get(const std::string& target, UserId user = samples::carla) {
        return async::run(router_.dispatch(http::testing::get(target, {{"Authorization", token_of(user)}})));
    }
    http::Response mark(const std::string& content, UserId user = samples::carla) {
        const auto token = token_of(user);
        return async::run(
            router_.dispatch(http::testing::request(http::Method::post, "/notifications/read",
                                                    {{"Authorization", token}, {"Content-Type", "application/json"}}, content)));
    }
    void tell(Notification notification, UserId user = samples::carla) {
        const auto id = notification.id;
        auto& notifications = *world_.stores().notifications;
        ASSERT_TRUE(async::run(notifications.open(std::move(notification), {})));
        ASSERT_TRUE(async::run(notifications.spread(samples::page(id, {samples::reader(user)}), samples::noon, {})));
    }

    MemoryWorld world_;
    crypto::SigningKey key_ = crypto::SigningKey::generate(samples::noon);
    crypto::KeySet keys_{{key_.public_key()}};
    crypto::Verifier verifier_{
        keys_, world_.clock, {.issuer = access::token_issuer(""), .audience = std::string{access::token_audience}}};
    access::DenyList deny_list_{world_.clock, access::token_lifetime};
    access::Access access_{verifier_, deny_list_};
    blob::Urls urls_{"", ""};
    ReadInbox read_{*world_.stores().inboxes, world_.clock};
    MarkRead mark_{*world_.stores().inboxes};
    std::size_t count_ = 0;  ///< of live streams
    Listeners listeners_{[this](std::size_t count) { count_ = count; }};
    Listen listen_{*world_.stores().inboxes, listeners_, world_.clock, std::chrono::milliseconds{1}};
    telemetry::Log log_{std::make_shared<telemetry::MemorySink>(), "test"};
    telemetry::Metrics metrics_;
    http::Router router_{log_, metrics_};
};

}  // namespace instante::notification
