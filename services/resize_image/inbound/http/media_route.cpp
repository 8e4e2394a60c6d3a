#include "resize_image/inbound/http/media_route.hpp"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "http/conditional.hpp"
#include "resize_image/domain/keys.hpp"

namespace instante::resize_image {
namespace {

/// What is held of an object at a time; most are smaller.
constexpr std::uint64_t piece_size = 256 * 1024;

/// An object that somebody asks for.
struct Wanted {
    std::string key;
    Format format{};
    std::string etag;
};

/// What is left to send of an object.
struct Run {
    std::string key;
    std::uint64_t offset = 0;
    std::uint64_t left = 0;
    std::string ready;  ///< the first piece, where it was read already
};

Task<Result<std::string>> next_piece(ReadMedia& read, std::shared_ptr<Run> run) {
    if (!run->ready.empty()) co_return std::exchange(run->ready, {});
    if (run->left == 0) co_return std::string{};
    const auto length = std::min(run->left, piece_size);
    auto piece = co_await read(run->key, run->offset, length);
    if (!piece) co_return piece.error();
    if (piece->empty()) co_return core::Error{core::internal, "an object that is shorter than it was"};
    run->offset += piece->size();
    run->left -= piece->size();
    co_return piece;
}

http::Response response_of(int status, const Wanted& wanted) {
    auto response = http::empty(status);
    auto& headers = response.headers;
    headers.add("ETag", wanted.etag);
    headers.add("Cache-Control", "public, max-age=31536000, immutable");
    headers.add("Accept-Ranges", "bytes");
    // Pictures for any page to show, and nothing that could act where it is opened.
    headers.add("Cross-Origin-Resource-Policy", "cross-origin");
    headers.add("Content-Security-Policy", "default-src 'none'");
    headers.add("X-Content-Type-Options", "nosniff");
    if (status == 304) return response;
    headers.add("Content-Type", content_type(wanted.format));
    headers.add("Content-Disposition", "inline");
    return response;
}

http::Response streamed(int status, const Wanted& wanted, ReadMedia& read, Run run) {
    auto response = response_of(status, wanted);
    const auto length = run.ready.size() + run.left;
    auto next = [&read, run = std::make_shared<Run>(std::move(run))] { return next_piece(read, run); };
    response.content = http::Stream{std::move(next), length};
    return response;
}

http::Response unsatisfiable(std::uint64_t size) {
    auto response = http::text(416, "application/problem+json",
                               R"({"type":"/problems/range-not-satisfiable","title":"It has no such part","status":416})");
    response.headers.add("Content-Range", "bytes */" + std::to_string(size));
    return response;
}

/// The usual question: one read answers it, but for what is larger than a piece.
Task<Result<http::Response>> whole(ReadMedia& read, Wanted wanted) {
    auto first = co_await read(wanted.key, 0, piece_size);
    if (!first) co_return first.error();
    if (first->size() < piece_size) {
        auto response = response_of(200, wanted);
        response.content = std::move(*first);
        co_return response;
    }
    auto size = co_await read.size(wanted.key);
    if (!size) co_return size.error();
    Run rest{wanted.key, first->size(), size->count - first->size(), std::move(*first)};
    co_return streamed(200, wanted, read, std::move(rest));
}

/// A question of which the object's size is part: HEAD, or one with conditions.
Task<Result<http::Response>> described(ReadMedia& read, http::Request request, Wanted wanted) {
    auto size = co_await read.size(wanted.key);
    if (!size) co_return size.error();
    if (http::not_modified(request, wanted.etag)) co_return response_of(304, wanted);
    const auto asked = http::range_of(request, size->count, wanted.etag);
    if (asked.unsatisfiable) co_return unsatisfiable(size->count);
    if (!asked.range) {
        Run all{wanted.key, 0, size->count, {}};
        co_return streamed(200, wanted, read, std::move(all));
    }
    const auto first = asked.range->first;
    const auto last = first + asked.range->length - 1;
    Run part{wanted.key, first, asked.range->length, {}};
    auto response = streamed(206, wanted, read, std::move(part));
    response.headers.add("Content-Range",
                         "bytes " + std::to_string(first) + '-' + std::to_string(last) + '/' + std::to_string(size->count));
    co_return response;
}

Task<Result<http::Response>> get_media(ReadMedia& read, http::Request request) {
    Wanted wanted{std::string{request.parameter("key")}, {}, {}};
    const auto key = parse_media_key(wanted.key);
    if (!key) co_return core::Error{core::not_found};
    wanted.format = key->format;
    wanted.etag = '"' + key->digest + '"';
    const bool plain =
        request.method == http::Method::get && !request.headers.has("If-None-Match") && !request.headers.has("Range");
    if (plain) co_return co_await whole(read, std::move(wanted));
    co_return co_await described(read, std::move(request), std::move(wanted));
}

}  // namespace

void add_media_route(http::Router& router, ReadMedia& read) {
    auto handler = [&read](http::Request request) { return get_media(read, std::move(request)); };
    router.add(http::Method::get, "/media/{key...}", std::move(handler), {.limit = http::Limit::media});
}

}  // namespace instante::resize_image
