#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "access/access.hpp"
#include "access/token.hpp"
#include "async/loops.hpp"
#include "authentication/service.hpp"
#include "bus/adapters.hpp"
#include "bus/bus.hpp"
#include "crypto/jwt.hpp"
#include "host/context.hpp"
#include "http/router.hpp"
#include "http/testing/request.hpp"
#include "telemetry/log_sink.hpp"

namespace instante::authentication::testing {

/// The service as its process holds it, over a memory bus and blobs: requests go to its router, messages to its queues.
class World {
public:
    /// A folder: its files there, and its data where `database` says; empty: everything in memory.
    explicit World(std::filesystem::path data = {}, std::string database = "sqlite:");
    ~World();
    World(const World&) = delete;
    World& operator=(const World&) = delete;

    struct Answer {
        int status = 0;
        std::string content;
        http::Response response;
        [[nodiscard]] std::string header(std::string_view name) const { return http::testing::header_of(response, name); }
    };
    Answer send(http::Request request);
    Answer get(const std::string& target, const std::string& token = {});
    Answer call(http::Method method, const std::string& target, const std::string& json, const std::string& token = {});

    /// A text or number of a JSON answer, by its path: `user.id`.
    static std::string at(const std::string& json, const std::string& path);
    /// Registers `username`; its access token.
    std::string join(const std::string& username);

    void publish(bus::Outgoing message);
    /// Asks `queue` with `body`, and waits for the answer.
    bus::Message ask(const std::string& queue, const std::string& body);
    /// Waits for the next event of these keys; begins to listen at the first call.
    bus::Message next_event();
    /// From now on `image` is answered, at once: with a picture, or with this error.
    void render(std::string error = {});

    /// Dead letters of a queue.
    std::size_t dead_in(const std::string& queue);

    template <class T>
    T run(Task<T> work);
    host::Context& context() { return *context_; }

private:
    struct Inbox;
    void listen();

    config::Settings settings_;
    core::SystemClock clock_;
    core::IdGenerator ids_{clock_, 5};
    async::Loops loops_{1};
    std::shared_ptr<telemetry::MemorySink> sink_ = std::make_shared<telemetry::MemorySink>();
    telemetry::Log log_{sink_, "test"};
    telemetry::Metrics metrics_;
    std::unique_ptr<bus::Bus> bus_;
    std::unique_ptr<blob::Store> blobs_;
    blob::Urls urls_{"", ""};
    crypto::KeySet keys_;
    crypto::Verifier verifier_;
    access::DenyList deny_list_;
    access::Access access_{verifier_, deny_list_};
    std::unique_ptr<host::Context> context_;
    http::Router router_{log_, metrics_};
    std::unique_ptr<host::Service> service_;
    std::shared_ptr<Inbox> events_;
    std::vector<std::unique_ptr<bus::Consumer>> consumers_;
};

}  // namespace instante::authentication::testing
