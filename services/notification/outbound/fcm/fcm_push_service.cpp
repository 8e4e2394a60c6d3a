#include "notification/outbound/fcm/fcm_push_service.hpp"

#include <chrono>
#include <utility>

#include "http/client.hpp"
#include "notification/outbound/fcm/access_tokens.hpp"

namespace instante::notification {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view google = "https://fcm.googleapis.com";
constexpr std::size_t connections_without_multiplexing = 16;
constexpr int unauthorized = 401;

http::ClientOptions client_options(const FcmOptions& options, std::string_view endpoint) {
    http::ClientOptions chosen;
    chosen.in_flight = options.in_flight + 1;  // the request for an access token is not to wait behind those that need it
    chosen.connections_per_host = endpoint.starts_with("https:") ? 1 : connections_without_multiplexing;
    chosen.connect_deadline = 5s;
    chosen.deadline = 10s;
    chosen.response_limit = 64 * 1024;
    chosen.ca_file = options.ca_file;
    return chosen;
}

class FcmPushService final : public PushService {
public:
    FcmPushService(FcmOptions options, std::string_view endpoint, const core::Clock& clock)
        : client_(client_options(options, endpoint)),
          send_url_(std::string{endpoint} + "/v1/projects/" + options.account.project_id + "/messages:send"),
          url_(std::move(options.url)),
          tokens_(std::move(options.account), client_, clock) {}

    Task<PushAnswer> send(PushMessage message) override {
        const auto body = render_fcm_message(message, url_);
        auto response = co_await post(body);
        if (response && response->status == unauthorized) response = co_await post(body);  // with another access token, once
        if (!response) co_return NotNow{std::nullopt, response.error().note()};
        co_return judge_fcm_answer(*response);
    }

private:
    /// The answer; a 401 has the access token replaced.
    Task<Result<http::ClientResponse>> post(std::string body) {
        auto token = co_await tokens_.token();
        if (!token) co_return token.error();
        http::ClientRequest request;
        request.method = http::Method::post;
        request.url = send_url_;
        request.headers.emplace_back("Authorization", "Bearer " + *token);
        request.headers.emplace_back("Content-Type", "application/json");
        request.content = std::move(body);
        auto response = co_await client_.send(std::move(request));
        if (response && response->status == unauthorized) tokens_.reject(*token);
        co_return response;
    }

    http::Client client_;
    const std::string send_url_;
    const AbsoluteUrl url_;
    AccessTokens tokens_;
};

}  // namespace

std::unique_ptr<PushService> make_fcm_push_service(FcmOptions options, const core::Clock& clock) {
    const std::string endpoint{options.endpoint.empty() ? google : std::string_view{options.endpoint}};
    return std::make_unique<FcmPushService>(std::move(options), endpoint, clock);
}

}  // namespace instante::notification
