#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "core/error.hpp"
#include "http/message.hpp"
#include "json/reader.hpp"

namespace instante::http {

/// `?cursor=` and `?limit=` of a list.
struct Paging {
    std::size_t limit = 20;
    std::optional<std::string>
        after;  ///< the sort key in the cursor, decoded: the service reads it (a bad one: `core::bad_cursor`)
};

/// Errors: `malformed` (a cursor that is not base64url), `invalid` (limit not in 1..100).
Result<Paging> paging(const Request& request);

/// `{"items":[…],"next":…}` with its `Link: rel="next"`; `items` is the JSON of the array's content, without brackets. `next_key`
/// is the sort key to go on after.
Response list(const Request& request, std::string_view items, const std::optional<std::string>& next_key);

/// The same where it is long, and written in one go: `content` is `list_begin` and the items behind it.
Response end_list(const Request& request, std::string content, const std::optional<std::string>& next_key);
inline constexpr std::string_view list_begin = R"({"items":[)";

/// The content as a JSON object. Errors: `unsupported` (another content type), `malformed`, and those of the body.
Task<Result<json::Document>> read_json(const Request& request, std::size_t limit = 64 * 1024);

}  // namespace instante::http
