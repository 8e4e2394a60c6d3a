#include "s3/multipart.hpp"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "async/scope.hpp"

namespace instante::s3 {
namespace {

constexpr std::size_t parts_in_flight = 4;

/// An upload in parts, of which several are on their way.
struct Upload {
    std::string key;
    std::string id;
    std::shared_ptr<const std::string> content;
    std::vector<std::string> etags;
    std::size_t next = 0;

    [[nodiscard]] Fields query() const { return {{"uploadId", id}}; }
};

core::Error unexpected(const Answer& answer, std::string_view what) {
    return core::Error{core::engine_away, "S3: " + std::string{what} + ": status " + std::to_string(answer.response.status)};
}

bool is_fine(const Answer& answer) {
    return answer.response.status < 300;
}

Task<Result<std::string>> begin(Caller& caller, std::string key, Fields fields) {
    Call call{http::Method::post, std::move(key)};
    call.query.emplace_back("uploads", "");
    call.headers = std::move(fields);
    auto answer = co_await caller.call(std::move(call));
    if (!answer) co_return answer.error();
    if (!is_fine(*answer)) co_return unexpected(*answer, "an upload in parts cannot begin");
    auto id = read_upload_id(answer->response.content);
    if (!id) co_return unexpected(*answer, id.error().note());
    co_return id;
}

/// Takes parts until none is left.
Task<Result<void>> put_some(Caller& caller, std::shared_ptr<Upload> upload) {
    while (upload->next < upload->etags.size()) {
        const auto index = upload->next++;
        Call call{http::Method::put, upload->key};
        call.query = upload->query();
        call.query.emplace_back("partNumber", std::to_string(index + 1));
        call.content = {upload->content, std::string_view{*upload->content}.substr(index * part_size, part_size)};
        auto answer = co_await caller.call(std::move(call));
        if (!answer) co_return answer.error();
        if (!is_fine(*answer)) co_return unexpected(*answer, "a part is refused");
        upload->etags[index] = answer->response.headers.find("ETag").value_or("");
    }
    co_return Result<void>{};
}

Task<Result<void>> put_all(Caller& caller, std::shared_ptr<Upload> upload) {
    const auto loop = co_await async::this_loop();
    async::Scope scope{loop};
    for (std::size_t i = 0; i < parts_in_flight; ++i) scope.spawn(put_some(caller, upload));
    co_return co_await scope.join();
}

Task<Result<void>> complete(Caller& caller, std::shared_ptr<Upload> upload) {
    Call call{http::Method::post, upload->key};
    call.query = upload->query();
    call.headers.emplace_back("content-type", "application/xml");
    call.content = share(render_parts(upload->etags));
    auto answer = co_await caller.call(std::move(call));
    if (!answer) co_return answer.error();
    // Where an answer was lost and the upload is gone, it has been completed: nobody else knows its id.
    const bool is_gone = answer->response.status == 404 && answer->is_repeated;
    const bool is_done = is_gone || (is_fine(*answer) && is_completed(answer->response.content));
    if (!is_done) co_return unexpected(*answer, "the parts do not become an object");
    co_return Result<void>{};
}

Task<void> give_up(Caller& caller, std::shared_ptr<Upload> upload) {
    Call call{http::Method::delete_, upload->key};
    call.query = upload->query();
    static_cast<void>(co_await caller.call(std::move(call)));  // what stays behind, the bucket's lifecycle rule takes away
}

}  // namespace

Fields object_fields(const blob::NewBlob& blob) {
    // Objects never change, so whoever serves them, such as a CDN, may let them be kept.
    return {{"content-type", blob.content_type}, {"cache-control", "public, max-age=31536000, immutable"}};
}

Task<Result<void>> put_in_parts(Caller& caller, blob::NewBlob blob) {
    auto id = co_await begin(caller, blob.key, object_fields(blob));
    if (!id) co_return id.error();
    auto upload = std::make_shared<Upload>();
    upload->key = std::move(blob.key);
    upload->id = std::move(*id);
    upload->etags.resize((blob.content.size() + part_size - 1) / part_size);
    upload->content = std::make_shared<const std::string>(std::move(blob.content));
    auto done = co_await put_all(caller, upload);
    if (done) done = co_await complete(caller, upload);
    if (!done) co_await give_up(caller, upload);
    co_return done;
}

}  // namespace instante::s3
