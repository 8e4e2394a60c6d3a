#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "async/task.hpp"
#include "core/error.hpp"
#include "http/message.hpp"

namespace instante::http {

struct ClientOptions {
    std::size_t in_flight = 100;  ///< requests under way; more wait
    std::size_t queue_limit = 10'000;
    std::size_t connections_per_host = 1;  ///< HTTP/2 multiplexes; over HTTP/1.1 raise it
    std::chrono::milliseconds connect_deadline{5'000};
    std::chrono::milliseconds deadline{15'000};
    std::size_t response_limit = 1024 * 1024;
    std::string ca_file;       ///< certificates to trust besides the system's (`--ca-file`)
    bool public_only = false;  ///< refuses addresses that are not public: for URLs that strangers name
};

/// Content that others hold too, such as a part of something larger: it can be sent again without a copy.
struct SharedContent {
    std::shared_ptr<const std::string> owner;
    std::string_view part;  ///< within `owner`
};

struct ClientRequest {
    Method method = Method::get;
    std::string url;  ///< https: HTTP/2 by ALPN; http: HTTP/1.1
    std::vector<std::pair<std::string, std::string>> headers;
    std::string content;
    SharedContent shared{};  ///< in place of `content`, where it has an owner
};

struct ClientResponse {
    int status = 0;
    Headers headers;
    std::string content;
};

/// An HTTP client over libcurl's multi interface on a thread of its own: connections are kept, requests multiplexed, certificates
/// verified.
class Client {
public:
    explicit Client(ClientOptions options);
    ~Client();
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    /// Sends and waits for the answer, whatever its status; redirects are answers too. Errors: `unavailable` (nothing was sent,
    /// the answer is beyond its limit, or the client is destroyed), `timed_out` (no whole answer: the outcome is unknown),
    /// `overloaded`, `malformed` (no such URL). A wait that is cancelled leaves the request on its way.
    [[nodiscard]] Task<Result<ClientResponse>> send(ClientRequest request);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace instante::http
