#include "host/api_docs.hpp"

#include <string>
#include <utility>

#include "http/conditional.hpp"
#include "http/content_coding.hpp"

namespace instante::host {
namespace {

// Nothing of the page comes from elsewhere, and nothing of it runs.
constexpr std::string_view content_policy =
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

http::Response answer(const DocsFile& file, const http::Request& request) {
    const bool packed = http::accepts_gzip(request.headers.find("Accept-Encoding").value_or(""));
    auto response = http::text(200, std::string{file.content_type}, std::string{packed ? file.packed : file.content});
    response.headers.reserve(6, 256);
    if (packed) response.headers.add("Content-Encoding", "gzip");
    response.headers.add("Vary", "Accept-Encoding");
    response.headers.add("ETag", packed ? "W/" + std::string{file.etag} : std::string{file.etag});
    response.headers.add("Cache-Control", "public, max-age=300");
    response.headers.add("Content-Security-Policy", content_policy);
    return http::conditional(request, std::move(response));
}

}  // namespace

void add_api_docs(http::Router& router) {
    for (const auto& file : docs_files()) {
        router.add(http::Method::get, std::string{file.path},
                   [&file](http::Request request) -> Task<Result<http::Response>> { co_return answer(file, request); });
    }
}

}  // namespace instante::host
