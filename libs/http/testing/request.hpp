#pragma once

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "async/run.hpp"
#include "http/message.hpp"

/// Requests made by hand, and what is in a response: for unit tests of handlers.
namespace instante::http::testing {

/// A body whose pieces are given beforehand; an error, when there is one, comes after them.
class StringBody final : public Body {
public:
    explicit StringBody(std::vector<std::string> pieces, std::optional<core::Error> failure = std::nullopt)
        : pieces_(std::move(pieces)), failure_(std::move(failure)) {}

    Task<Result<std::string>> read() override {
        while (next_ < pieces_.size()) {
            auto piece = std::move(pieces_[next_++]);
            if (!piece.empty()) co_return piece;
        }
        if (failure_) co_return *failure_;
        co_return std::string{};
    }
    [[nodiscard]] std::optional<std::uint64_t> length() const override { return std::nullopt; }

private:
    std::vector<std::string> pieces_;
    std::size_t next_ = 0;
    std::optional<core::Error> failure_;
};

/// `content` cut into pieces of `size` bytes.
inline std::shared_ptr<Body> body_of(std::string_view content, std::size_t size = 64 * 1024) {
    std::vector<std::string> pieces;
    for (; !content.empty(); content.remove_prefix(std::min(size, content.size()))) pieces.emplace_back(content.substr(0, size));
    return std::make_shared<StringBody>(std::move(pieces));
}

using HeaderList = std::initializer_list<std::pair<std::string_view, std::string_view>>;

/// A request for `target` (`/path?query`).
inline Request request(Method method, std::string_view target, HeaderList headers = {}, std::string_view content = {}) {
    Request made;
    made.method = method;
    made.path = target.substr(0, target.find('?'));
    if (made.path.size() < target.size()) made.query = target.substr(made.path.size() + 1);
    made.authority = "instante.test";
    for (const auto& [name, value] : headers) made.headers.add(name, value);
    made.body = body_of(content);
    made.trace = {.request_id = "test-request", .traceparent = {}};
    made.peer = {.address = "127.0.0.1", .secure = false};
    return made;
}

inline Request get(std::string_view target, HeaderList headers = {}) {
    return request(Method::get, target, headers);
}

inline Request post_json(std::string_view target, std::string_view content) {
    return request(Method::post, target, {{"Content-Type", "application/json"}}, content);
}

/// All of a response's content, of a stream too.
inline std::string content_of(Response& response) {
    if (auto* content = std::get_if<std::string>(&response.content)) return *content;
    auto& stream = std::get<Stream>(response.content);
    std::string all;
    for (;;) {
        auto piece = async::run(stream.next());
        if (!piece || piece->empty()) return all;
        all += *piece;
    }
}

/// The first field `name` of a response; empty when there is none.
inline std::string header_of(const Response& response, std::string_view name) {
    return std::string{response.headers.find(name).value_or("")};
}

}  // namespace instante::http::testing
