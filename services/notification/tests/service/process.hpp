#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "access/token.hpp"
#include "async/signal.hpp"
#include "bus/adapters.hpp"
#include "host/context.hpp"
#include "http/testing/request.hpp"
#include "notification/service.hpp"
#include "notification/tests/support/example.hpp"
#include "notification/tests/support/samples.hpp"

namespace instante::notification {

/// The service in a process of its own, as the host makes one, beside a stand-in for authentication that answers `token` as it is
/// told. What it is asked is run on the process's loop, by `run`.
class Process {
public:
    explicit Process(config::Settings settings) : settings_(std::move(settings)) {}
    ~Process() { loops_.stop(); }

    /// Opens and starts the service. The error is the one of its opening.
    Result<void> start() {
        auto made = make_notification_service(context_);
        if (!made) return made.error();
        service_ = std::move(*made);
        router_ = std::make_unique<http::Router>(log_, metrics_);
        service_->add_routes(*router_);
        run([this]() -> Task<void> {
            auto started = co_await service_->start();
            EXPECT_TRUE(started);
            co_await begin_authentication();
        });
        return {};
    }
    void stop() {
        run([this]() -> Task<void> {
            for (const auto& consumer : consumers_) co_await consumer->stop();
            co_await service_->stop();
        });
        consumers_.clear();
        service_.reset();
    }

    void run(std::function<Task<void>()> work) { loops_.run(0, work()); }
    /// Whether `holds`, asked from here and not from the loop, became true within ten seconds.
    static bool until(const std::function<bool()>& holds) {
        for (int tries = 0; tries < 10'000; ++tries) {
            if (holds()) return true;
            std::this_thread::sleep_for(std::chrono::milliseconds{1});
        }
        return false;
    }
    void publish(bus::Address address, std::string type, std::string body) {
        run([&]() -> Task<void> {
            std::vector<bus::Outgoing> messages(1);
            messages[0].address = std::move(address);
            messages[0].message = message(std::move(type), std::move(body));
            messages[0].message.id = std::to_string(ids_.next());
            auto published = co_await bus_->publish(std::move(messages));
            EXPECT_TRUE(published);
        });
    }
    /// The content of `GET /notifications` for `user`.
    std::string inbox(UserId user) {
        std::string content;
        run([&]() -> Task<void> {
            auto request = http::testing::get("/notifications", {{"Authorization", token_of(user)}});
            auto response = co_await router_->dispatch(std::move(request));
            content = http::testing::content_of(response);
        });
        return content;
    }
    /// Bodies that came to `user.purged`, to `inbox.arrived`, and to `token-invalid`.
    std::vector<std::string> purged() { return copy_of(purged_); }
    std::vector<std::string> arrived() { return copy_of(arrived_); }
    std::vector<std::string> invalid() { return copy_of(invalid_); }
    [[nodiscard]] host::Service& service() { return *service_; }
    [[nodiscard]] std::string metrics() { return metrics_.render(); }

    core::FixedClock clock{samples::noon};
    std::map<std::string, std::string> pages;  ///< what authentication answers, by the id of the question

private:
    Task<void> begin_authentication() {
        co_await consume("token", {}, [this](bus::Message asked) { return answer(std::move(asked)); });
        co_await consume("token-invalid", {}, [this](bus::Message told) { return keep(invalid_, std::move(told)); });
        co_await consume("spy", {"user.purged"}, [this](bus::Message told) { return keep(purged_, std::move(told)); });
        co_await consume("ears", {"inbox.arrived"}, [this](bus::Message told) { return keep(arrived_, std::move(told)); });
    }
    Task<void> consume(std::string name, std::vector<std::string> events, bus::Handler handler) {
        bus::Queue queue;
        queue.name = name;
        queue.events = std::move(events);
        auto declared = co_await bus_->declare(std::move(queue));
        EXPECT_TRUE(declared);
        consumers_.push_back(bus_->consume(std::move(name), 1, loops_.at(0), std::move(handler)));
    }
    Task<Result<void>> answer(bus::Message asked) {
        const auto page = pages.find(asked.id);
        EXPECT_NE(page, pages.end()) << asked.id;
        std::vector<bus::Outgoing> messages(1);
        messages[0].address = bus::to_queue(asked.reply_to);
        messages[0].message = message("token.page.v1", page->second, asked.id);
        messages[0].message.id = "answer:" + asked.id;
        auto published = co_await bus_->publish(std::move(messages));
        co_return published;
    }
    static Task<Result<void>> keep(std::vector<std::string>& bodies, bus::Message told) {
        bodies.push_back(std::move(told.body));
        co_return Result<void>{};
    }
    std::vector<std::string> copy_of(const std::vector<std::string>& bodies) {
        std::vector<std::string> copy;
        run([&]() -> Task<void> {
            copy = bodies;
            co_return;
        });
        return copy;
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
        claims.iat = std::chrono::floor<std::chrono::seconds>(clock.now());
        claims.exp = claims.iat + access::token_lifetime;
        return "Bearer " + crypto::issue(key_, claims);
    }

    config::Settings settings_;
    async::Loops loops_{1};
    core::IdGenerator ids_{clock, 1};
    telemetry::Log log_{std::make_shared<telemetry::MemorySink>(), "test"};
    telemetry::Metrics metrics_;
    std::unique_ptr<bus::Bus> bus_ = bus::make_memory_bus(clock);
    std::unique_ptr<blob::Store> blobs_ = blob::make_memory_store(clock);
    blob::Urls urls_{"", ""};
    crypto::SigningKey key_ = crypto::SigningKey::generate(samples::noon);
    crypto::KeySet keys_{{key_.public_key()}};
    crypto::Verifier verifier_{
        keys_, clock, {.issuer = access::token_issuer(""), .audience = std::string{access::token_audience}}};
    access::DenyList deny_list_{clock, access::token_lifetime};
    access::Access access_{verifier_, deny_list_};
    host::Context context_{settings_, settings_.data, loops_, clock,   ids_,       log_, metrics_,
                           *bus_,     *blobs_,        urls_,  access_, deny_list_, keys_};
    std::unique_ptr<host::Service> service_;
    std::unique_ptr<http::Router> router_;
    std::vector<std::unique_ptr<bus::Consumer>> consumers_;
    std::vector<std::string> purged_;
    std::vector<std::string> arrived_;
    std::vector<std::string> invalid_;
};

}  // namespace instante::notification
