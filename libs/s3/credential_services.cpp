#include <chrono>
#include <fstream>
#include <iterator>
#include <utility>

#include "core/text.hpp"
#include "http/client.hpp"
#include "json/reader.hpp"
#include "s3/credential_sources.hpp"
#include "s3/errors.hpp"

namespace instante::s3 {
namespace {

using namespace std::chrono_literals;

constexpr const char* container_host = "http://169.254.170.2";
constexpr const char* instance_host = "http://169.254.169.254";
constexpr const char* role_path = "/latest/meta-data/iam/security-credentials/";

/// Both services are on this machine or beside it: what does not answer soon is not there.
http::ClientOptions options() {
    http::ClientOptions options;
    options.in_flight = 4;
    options.queue_limit = 256;
    options.connect_deadline = 1s;
    options.deadline = 3s;
    options.response_limit = std::size_t{64} * 1024;
    return options;
}

/// One question to a service beside us.
Task<Result<std::string>> ask(http::Client& client, http::ClientRequest request) {
    const auto url = request.url;
    auto answer = co_await client.send(std::move(request));
    if (!answer) co_return core::Error{core::engine_away, "credentials of " + url + ": " + answer.error().note()};
    if (answer->status != 200)
        co_return core::Error{core::engine_away, "credentials of " + url + ": status " + std::to_string(answer->status)};
    co_return std::move(answer->content);
}

class ContainerSource final : public CredentialSource {
public:
    ContainerSource(std::string url, std::string token, std::string token_file)
        : url_(std::move(url)), token_(std::move(token)), token_file_(std::move(token_file)) {}

    Task<Result<Credentials>> load() override {
        http::ClientRequest request;
        request.url = url_;
        if (auto token = this->token(); !token.empty()) request.headers.emplace_back("Authorization", std::move(token));
        auto answer = co_await ask(client_, std::move(request));
        if (!answer) co_return answer.error();
        co_return read_service_answer(*answer);
    }

private:
    /// The file's is read each time: it is renewed (EKS Pod Identity).
    [[nodiscard]] std::string token() const {
        if (token_file_.empty()) return token_;
        std::ifstream file{token_file_};
        const std::string text{std::istreambuf_iterator<char>{file}, {}};
        return std::string{core::trim(text)};
    }

    std::string url_;
    std::string token_;
    std::string token_file_;
    http::Client client_{options()};
};

class InstanceSource final : public CredentialSource {
public:
    explicit InstanceSource(std::string origin) : origin_(std::move(origin)) {}

    Task<Result<Credentials>> load() override {
        http::ClientRequest session;
        session.method = http::Method::put;
        session.url = origin_ + "/latest/api/token";
        session.headers.emplace_back("X-aws-ec2-metadata-token-ttl-seconds", "300");
        auto token = co_await ask(client_, std::move(session));
        if (!token) co_return missing(token.error());
        auto role = co_await get(role_path, *token);
        if (!role) co_return missing(role.error());
        const auto name = std::string{core::trim(role->substr(0, role->find('\n')))};
        auto answer = co_await get(role_path + name, *token);
        if (!answer) co_return missing(answer.error());
        co_return read_service_answer(*answer);
    }

private:
    Task<Result<std::string>> get(std::string path, std::string token) {
        http::ClientRequest request;
        request.url = origin_ + path;
        request.headers.emplace_back("X-aws-ec2-metadata-token", std::move(token));
        co_return co_await ask(client_, std::move(request));
    }
    /// It is the last place to look at: most likely nobody said where else.
    static core::Error missing(const core::Error& failure) {
        return core::Error{core::engine_away,
                           "there are no credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (" + failure.note() + ")"};
    }

    std::string origin_;
    http::Client client_{options()};
};

}  // namespace

MadeSource container_source(const Environment& environment) {
    const auto relative = environment("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI");
    const auto full = environment("AWS_CONTAINER_CREDENTIALS_FULL_URI");
    if (relative.empty() && full.empty()) return std::unique_ptr<CredentialSource>{};
    return std::unique_ptr<CredentialSource>{std::make_unique<ContainerSource>(
        relative.empty() ? full : container_host + relative, environment("AWS_CONTAINER_AUTHORIZATION_TOKEN"),
        environment("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"))};
}

MadeSource instance_source(const Environment& environment) {
    auto origin = environment("AWS_EC2_METADATA_SERVICE_ENDPOINT");
    while (origin.ends_with('/')) origin.pop_back();
    return std::unique_ptr<CredentialSource>{
        std::make_unique<InstanceSource>(origin.empty() ? std::string{instance_host} : std::move(origin))};
}

Result<Credentials> read_service_answer(std::string_view json) {
    core::Error unreadable{core::engine_away, "the service that gives credentials gave none"};
    auto document = json::Document::parse(json);
    if (!document) return unreadable;
    auto root = document->root();
    Credentials credentials{root.string("AccessKeyId").value_or(""), root.string("SecretAccessKey").value_or(""),
                            root.optional_string("Token").value_or(""), root.optional_time("Expiration")};
    if (!document->outcome() || credentials.access_key.empty() || credentials.secret_key.empty()) return unreadable;
    return credentials;
}

}  // namespace instante::s3
