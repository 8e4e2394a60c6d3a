#include "resize_image/inbound/http/upload_route.hpp"

#include <chrono>
#include <string>
#include <utility>

#include "resize_image/domain/errors.hpp"
#include "resize_image/inbound/http/render.hpp"
#include "resize_image/inbound/http/upload_form.hpp"

namespace instante::resize_image {
namespace {

using namespace std::chrono_literals;

/// A slow phone's ten photos, and their turn to be rendered.
constexpr auto deadline = 120s;
/// Of the form around the photos.
constexpr std::size_t form_bytes = 1 << 20;
constexpr std::size_t longest_key = 255;

Owner owner_of(const access::Viewer& viewer) {
    const auto& claims = *viewer.claims;
    return {UserId{viewer.user}, claims.username, claims.name, claims.image, claims.version};
}

Result<std::string> idempotency_key(const http::Request& request) {
    std::string key{request.headers.find("Idempotency-Key").value_or("")};
    if (key.size() <= longest_key) return key;
    std::vector<core::FieldError> field(1);
    field.front() = {"Idempotency-Key", "too-long", "At most " + std::to_string(longest_key) + " characters"};
    return core::Error{core::invalid_fields}.with_fields(std::move(field));
}

http::Response created(const Publication& publication, const blob::Urls& urls) {
    auto response = http::json(201, render_publication(publication, urls));
    response.headers.add("Location", "/publication/" + core::to_string(publication.id));
    return response;
}

/// Whoever may not upload, or at present cannot, is told so before their photos are read.
Task<Result<http::Response>> upload_photos(UploadApi& api, http::Request request) {
    auto viewer = api.access.required(request);
    if (!viewer) co_return viewer.error();
    auto key = idempotency_key(request);
    if (!key) co_return key.error();
    const auto place = api.places.take();
    if (!place) co_return core::Error{queue_full}.with_retry_after(3s);

    auto trace = request.trace;
    auto upload = co_await read_upload(std::move(request), api.receive, api.limits.images_per_publication);
    if (!upload) co_return upload.error();
    upload->owner = owner_of(*viewer);
    upload->idempotency_key = std::move(*key);
    upload->trace = std::move(trace);
    auto publication = co_await api.publish(std::move(*upload));
    if (!publication) co_return publication.error();
    co_return created(*publication, api.urls);
}

}  // namespace

void add_upload_route(http::Router& router, UploadApi& api) {
    http::RouteOptions options;
    options.body_limit = api.limits.images_per_publication * api.limits.bytes.count + form_bytes;
    options.deadline = deadline;
    options.limit = http::Limit::upload;
    auto handler = [&api](http::Request request) { return upload_photos(api, std::move(request)); };
    router.add(http::Method::post, "/resize-image", std::move(handler), options);
}

}  // namespace instante::resize_image
