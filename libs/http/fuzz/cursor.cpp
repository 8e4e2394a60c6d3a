// Queries of lists: a cursor that we gave leads back to where it was given, beside whatever else the query holds.
#include <string>

#include "core/encoding.hpp"
#include "core/fuzz/require.hpp"
#include "core/ids.hpp"
#include "http/query.hpp"
#include "http/testing/request.hpp"
#include "http/uri.hpp"

namespace instante::http {
namespace {

using fuzz::require;

void check_query(const std::string& query) {
    const auto asked = paging(testing::get("/feed?" + query));
    if (!asked) return;
    require(asked->limit >= 1 && asked->limit <= 100, "a page has 1 to 100 items");
    if (!asked->after) return;
    require(!asked->after->empty(), "a cursor says something");
    require(core::base64url_decode(core::base64url_encode(*asked->after)) == asked->after, "a cursor has one spelling");
    if (const auto id = core::parse_id(*asked->after)) require(core::format_id(*id) == *asked->after, "an id has one spelling");
}

/// The query of the next page, as its Link tells.
std::string next_query(const Request& request, const std::string& key) {
    auto link = testing::header_of(list(request, "", key), "Link");
    require(link.starts_with('<') && link.ends_with(R"(>; rel="next")"), "a link is in brackets");
    link = link.substr(1, link.rfind('>') - 1);
    require(link.find_first_of("<>\" \r\n") == std::string::npos, "a link is a reference");
    return link.substr(link.find('?') + 1);
}

void check_next(const std::string& query, std::uint64_t id) {
    if (query.find('#') != std::string::npos) return;  // no request target has one
    const auto request = testing::get("/feed?" + query);
    const auto next = paging(testing::get("/feed?" + next_query(request, core::format_id(id))));
    const auto before = paging(testing::get("/feed?" + with_query_parameter(request.query, "cursor", "MQ")));
    if (!next) return require(!before, "the next page is refused for what was wrong already");
    require(next->after == core::format_id(id), "the next page begins where this one ended");
    require(before && next->limit == before->limit, "the next page is as long");
}

}  // namespace
}  // namespace instante::http

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    FuzzedDataProvider input{data, size};
    const auto id = input.ConsumeIntegralInRange<std::uint64_t>(1, (1ull << 63) - 1);
    const auto query = input.ConsumeRemainingBytesAsString();
    instante::http::check_query(query);
    instante::http::check_next(query, id);
    return 0;
}
