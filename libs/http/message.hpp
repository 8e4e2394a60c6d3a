#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "async/task.hpp"
#include "core/error.hpp"
#include "core/function.hpp"
#include "core/ids.hpp"
#include "core/trace.hpp"

namespace instante::http {

enum class Method : std::uint8_t { get, head, post, put, patch, delete_, options, other };

std::string_view to_string(Method method);
Method parse_method(std::string_view text);

/// Whether two field names are the same (RFC 9110 §5.1: without case).
bool same_name(std::string_view left, std::string_view right);

/// Header fields in order, names compared without case (RFC 9110 §5). One flat buffer: a request's fields cost one or two
/// allocations.
class Headers {
public:
    /// Room for what is to come.
    void reserve(std::size_t fields, std::size_t bytes);
    void add(std::string_view name, std::string_view value);
    /// Replaces every field of that name by one.
    void set(std::string_view name, std::string_view value);
    /// The first field of that name; valid until the next change.
    [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const;
    [[nodiscard]] bool has(std::string_view name) const { return find(name).has_value(); }
    [[nodiscard]] std::size_t size() const { return fields_.size(); }
    [[nodiscard]] std::string_view name(std::size_t index) const;
    [[nodiscard]] std::string_view value(std::size_t index) const;

private:
    struct Field {
        std::uint32_t offset = 0;
        std::uint32_t name_length = 0;
        std::uint32_t value_length = 0;
    };
    std::string text_;
    std::vector<Field> fields_;
};

/// A request's content as it arrives, with back-pressure: what is not read is not received. Used by one coroutine at a time.
class Body {
public:
    virtual ~Body() = default;
    /// The next piece (at most 64 KiB); empty at the end. Errors: `too_large` (the route's limit), `timed_out` (the client is too
    /// slow), `malformed` (bad framing, or cut off).
    virtual Task<Result<std::string>> read() = 0;
    /// Content-Length, when it was sent.
    [[nodiscard]] virtual std::optional<std::uint64_t> length() const = 0;
};

/// All of `body`, at most `limit` bytes. Errors: as `Body::read`.
Task<Result<std::string>> read_all(std::shared_ptr<Body> body, std::size_t limit);

/// Who calls, as far as the connection (and trusted proxies) tell.
struct Peer {
    std::string address;  ///< without port; `Forwarded`/`X-Forwarded-For` of a trusted proxy applied
    bool secure = false;  ///< TLS here or at the trusted proxy
};

struct Request {
    Method method = Method::get;
    std::string path;   ///< as sent, without the query: percent-encoded
    std::string query;  ///< without `?`
    std::string authority;
    Headers headers;
    std::shared_ptr<Body> body;  ///< never null
    core::Trace trace;
    Peer peer;
    std::vector<std::pair<std::string_view, std::string>> parameters;  ///< path parameters by the route's names, percent-decoded

    /// The path parameter `name` of the matched route; empty when the route has none of that name.
    [[nodiscard]] std::string_view parameter(std::string_view name) const;
    /// The first query parameter `name`, decoded (`+` is a blank).
    [[nodiscard]] std::optional<std::string> query_parameter(std::string_view name) const;
    /// The path parameter `name` as an id. Errors: `not_found`: what is no id names nothing.
    template <class IdType>
    [[nodiscard]] Result<IdType> id_parameter(std::string_view name) const {
        auto id = core::parse_as<IdType>(parameter(name));
        if (!id) return core::Error{core::not_found};
        return *id;
    }
};

/// A response whose content comes in pieces: `next` gives a piece, an empty one ends it; an error cuts the connection or stream
/// off.
struct Stream {
    core::UniqueFunction<Task<Result<std::string>>()> next;
    std::optional<std::uint64_t> length;  ///< known beforehand: Content-Length
};

struct Response {
    int status = 200;
    Headers headers;
    std::variant<std::string, Stream> content;
};

/// Content of a given media type.
Response text(int status, std::string content_type, std::string content);
/// `application/json`.
Response json(int status, std::string content);
/// Without content, e.g. 204.
Response empty(int status);

/// Handles a request. An error becomes `application/problem+json` in the router, and nowhere else.
using Handler = std::function<Task<Result<Response>>(Request)>;

}  // namespace instante::http
