#include <algorithm>
#include <limits>
#include <unordered_map>
#include <utility>

#include "async/pool.hpp"
#include "async/scope.hpp"
#include "blob/checks.hpp"
#include "s3/caller.hpp"
#include "s3/checksum.hpp"
#include "s3/errors.hpp"
#include "s3/multipart.hpp"
#include "s3/s3.hpp"

namespace instante::s3 {
namespace {

constexpr std::size_t puts_in_flight = 16;    ///< of one call: the renditions of two pictures
constexpr std::size_t page_limit = 1000;      ///< of ListObjectsV2
constexpr std::size_t deletion_limit = 1000;  ///< of DeleteObjects
constexpr std::size_t response_limit = std::size_t{1} << 30U;

core::Error unexpected(const Answer& answer) {
    return core::Error{core::engine_away, "S3: unexpected status " + std::to_string(answer.response.status)};
}

bool is_fine(const Answer& answer) {
    return answer.response.status < 300;
}

/// Whether a key may begin like that.
bool is_prefix(const std::string& prefix) {
    return prefix.empty() || blob::is_key(prefix + 'x') || blob::is_key(prefix);
}

/// Blobs on their way up, the last of each key.
struct Puts {
    explicit Puts(std::vector<blob::NewBlob> all) {
        std::unordered_map<std::string, std::size_t> places;
        for (auto& blob : all) {
            const auto [place, is_new] = places.try_emplace(blob.key, blobs.size());
            if (is_new) {
                blobs.push_back(std::move(blob));
            } else {
                blobs[place->second] = std::move(blob);
            }
        }
    }
    std::vector<blob::NewBlob> blobs;
    std::size_t next = 0;
};

/// `Range` of `length` bytes, at least one, from `offset`.
std::string range_text(std::uint64_t offset, std::uint64_t length) {
    auto text = "bytes=" + std::to_string(offset) + '-';
    if (length <= std::numeric_limits<std::uint64_t>::max() - offset) text += std::to_string(offset + length - 1);
    return text;
}

http::ClientOptions client_options(const Options& options) {
    http::ClientOptions made;
    made.in_flight = options.in_flight;
    made.connections_per_host = options.in_flight;
    made.connect_deadline = std::chrono::seconds{3};
    made.deadline = options.deadline;
    made.response_limit = response_limit;
    made.ca_file = options.ca_file;
    return made;
}

class S3Bucket final : public Bucket {
public:
    S3Bucket(const Options& options, Location location, std::unique_ptr<CredentialSource> source, const core::Clock& clock)
        : credentials_(std::move(source), clock),
          client_(client_options(options)),
          caller_({std::move(location),
                   credentials_,
                   client_,
                   hashing_,
                   clock,
                   {options.tries, options.first_pause, options.deadline}}) {}

    Task<Result<void>> put(std::vector<blob::NewBlob> blobs) override;
    Task<Result<bool>> put_if_absent(blob::NewBlob blob) override;
    Task<Result<std::string>> get(std::string key, std::uint64_t offset, std::uint64_t length) override;
    Task<Result<std::optional<blob::Info>>> head(std::string key) override;
    Task<Result<void>> remove(std::vector<std::string> keys) override;
    Task<Result<std::vector<blob::Info>>> list(std::string prefix, std::string after, std::size_t limit) override;
    Task<Result<void>> ping() override;
    Task<Result<void>> check() override;
    Task<Result<std::string>> presigned_get(std::string key, std::chrono::seconds lifetime) override {
        return caller_.presigned_get(std::move(key), lifetime);
    }

private:
    Task<Result<void>> put_one(blob::NewBlob blob);
    Task<Result<void>> put_some(std::shared_ptr<Puts> puts);
    Task<Result<bool>> holds(std::string key, http::SharedContent content);
    Task<Result<void>> remove_one(std::string key);
    Task<Result<void>> remove_many(std::vector<std::string> keys);
    Task<Result<Page>> page(Fields query);

    CredentialKeeper credentials_;
    async::Pool hashing_{{.name = "s3-hash", .threads = 1, .queue_limit = 1024}};
    http::Client client_;
    Caller caller_;
};

Task<Result<void>> S3Bucket::put(std::vector<blob::NewBlob> blobs) {
    if (auto keys = blob::check_keys(blobs); !keys) co_return keys.error();
    auto puts = std::make_shared<Puts>(std::move(blobs));
    if (puts->blobs.size() == 1) co_return co_await put_one(std::move(puts->blobs.front()));
    const auto loop = co_await async::this_loop();
    async::Scope scope{loop};
    const auto workers = std::min(puts->blobs.size(), puts_in_flight);
    for (std::size_t i = 0; i < workers; ++i) scope.spawn(put_some(puts));
    co_return co_await scope.join();
}

Task<Result<void>> S3Bucket::put_some(std::shared_ptr<Puts> puts) {
    while (puts->next < puts->blobs.size()) {
        auto blob = std::move(puts->blobs[puts->next++]);
        auto stored = co_await put_one(std::move(blob));
        if (!stored) co_return stored;
    }
    co_return Result<void>{};
}

Task<Result<void>> S3Bucket::put_one(blob::NewBlob blob) {
    if (blob.content.size() > part_size) co_return co_await put_in_parts(caller_, std::move(blob));
    Call call{http::Method::put, blob.key};
    call.headers = object_fields(blob);
    call.content = share(std::move(blob.content));
    auto answer = co_await caller_.call(std::move(call));
    if (!answer) co_return answer.error();
    if (!is_fine(*answer)) co_return unexpected(*answer);
    co_return Result<void>{};
}

Task<Result<bool>> S3Bucket::put_if_absent(blob::NewBlob blob) {
    if (auto key = blob::check_key(blob.key); !key) co_return key.error();
    const auto content = share(std::move(blob.content));
    Call call{http::Method::put, blob.key};
    call.headers = object_fields(blob);
    call.headers.emplace_back("if-none-match", "*");
    call.content = content;
    auto answer = co_await caller_.call(std::move(call));
    if (!answer) co_return answer.error();
    if (is_fine(*answer)) co_return true;
    if (answer->response.status != 412) co_return unexpected(*answer);
    if (!answer->is_repeated) co_return false;
    // Its own lost try may have taken the key: then what is there is what it brought.
    co_return co_await holds(std::move(blob.key), content);
}

Task<Result<bool>> S3Bucket::holds(std::string key, http::SharedContent content) {
    auto there = co_await get(std::move(key), 0, std::numeric_limits<std::uint64_t>::max());
    if (!there) co_return there.error();
    co_return *there == content.part;
}

Task<Result<std::string>> S3Bucket::get(std::string key, std::uint64_t offset, std::uint64_t length) {
    if (!blob::is_key(key)) co_return core::Error{core::not_found};
    constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    if (length == 0 || offset > most) {  // a part that no Range can name
        auto info = co_await head(std::move(key));
        if (!info) co_return info.error();
        if (!*info) co_return core::Error{core::not_found};
        co_return std::string{};
    }
    Call call{http::Method::get, std::move(key)};
    const bool is_whole = offset == 0 && length > most;
    if (!is_whole) call.headers.emplace_back("range", range_text(offset, std::min(length, most - offset)));
    auto answer = co_await caller_.call(std::move(call));
    if (!answer) co_return answer.error();
    auto& response = answer->response;
    if (response.status == 404) co_return core::Error{core::not_found};
    if (response.status == 416) co_return std::string{};
    if (!is_fine(*answer)) co_return unexpected(*answer);
    if (is_whole || response.status == 206) co_return std::move(response.content);
    if (offset >= response.content.size()) co_return std::string{};
    co_return response.content.substr(offset, length);
}

Task<Result<std::optional<blob::Info>>> S3Bucket::head(std::string key) {
    if (!blob::is_key(key)) co_return std::optional<blob::Info>{};
    Call call{http::Method::head, key};
    auto answer = co_await caller_.call(std::move(call));
    if (!answer) co_return answer.error();
    if (answer->response.status == 404) co_return std::optional<blob::Info>{};
    if (!is_fine(*answer)) co_return unexpected(*answer);
    const auto& headers = answer->response.headers;
    blob::Info info{std::move(key), {}, parse_http_date(headers.find("Last-Modified").value_or("")).value_or(core::Timestamp{})};
    info.size.count = std::strtoull(std::string{headers.find("Content-Length").value_or("0")}.c_str(), nullptr, 10);
    co_return std::optional{std::move(info)};
}

Task<Result<void>> S3Bucket::remove(std::vector<std::string> keys) {
    std::erase_if(keys, [](const std::string& key) { return !blob::is_key(key); });
    std::ranges::sort(keys);
    keys.erase(std::ranges::unique(keys).begin(), keys.end());
    if (keys.size() == 1) co_return co_await remove_one(std::move(keys.front()));
    for (std::size_t at = 0; at < keys.size(); at += deletion_limit) {
        const auto first = keys.begin() + static_cast<std::ptrdiff_t>(at);
        const auto count = std::min(deletion_limit, keys.size() - at);
        std::vector<std::string> some(first, first + static_cast<std::ptrdiff_t>(count));
        auto removed = co_await remove_many(std::move(some));
        if (!removed) co_return removed;
    }
    co_return Result<void>{};
}

Task<Result<void>> S3Bucket::remove_one(std::string key) {
    Call call{http::Method::delete_, std::move(key)};
    auto answer = co_await caller_.call(std::move(call));
    if (!answer) co_return answer.error();
    if (!is_fine(*answer) && answer->response.status != 404) co_return unexpected(*answer);
    co_return Result<void>{};
}

Task<Result<void>> S3Bucket::remove_many(std::vector<std::string> keys) {
    Call call{http::Method::post, {}};
    call.query.emplace_back("delete", "");
    call.content = share(render_deletion(keys));
    call.headers.emplace_back("content-md5", content_md5(call.content.part));
    call.headers.emplace_back("content-type", "application/xml");
    auto answer = co_await caller_.call(std::move(call));
    if (!answer) co_return answer.error();
    if (!is_fine(*answer)) co_return unexpected(*answer);
    const auto failure = read_deletion_failure(answer->response.content);
    if (!failure) co_return core::Error{core::engine_away, "S3: " + failure.error().note()};
    if (*failure) co_return core::Error{core::engine_away, "S3: an object could not be deleted (" + **failure + ")"};
    co_return Result<void>{};
}

Task<Result<std::vector<blob::Info>>> S3Bucket::list(std::string prefix, std::string after, std::size_t limit) {
    std::vector<blob::Info> infos;
    if (!is_prefix(prefix)) co_return infos;
    std::string token;
    while (infos.size() < limit) {
        Fields query{{"list-type", "2"}, {"encoding-type", "url"}, {"prefix", prefix}};
        query.emplace_back("max-keys", std::to_string(std::min(limit - infos.size(), page_limit)));
        if (!token.empty()) {
            query.emplace_back("continuation-token", token);
        } else if (!after.empty()) {
            query.emplace_back("start-after", after);
        }
        auto some = co_await page(std::move(query));
        if (!some) co_return some.error();
        std::ranges::move(some->infos, std::back_inserter(infos));
        token = std::move(some->token);
        if (token.empty()) break;
    }
    co_return infos;
}

Task<Result<Page>> S3Bucket::page(Fields query) {
    Call call{http::Method::get, {}};
    call.query = std::move(query);
    auto answer = co_await caller_.call(std::move(call));
    if (!answer) co_return answer.error();
    if (!is_fine(*answer)) co_return unexpected(*answer);
    auto page = read_page(answer->response.content);
    if (!page) co_return core::Error{core::engine_away, "S3: " + page.error().note()};
    co_return page;
}

Task<Result<void>> S3Bucket::ping() {
    Fields query{{"list-type", "2"}, {"max-keys", "1"}};
    auto answer = co_await page(std::move(query));
    if (!answer) co_return answer.error();
    co_return Result<void>{};
}

Task<Result<void>> S3Bucket::check() {
    auto answers = co_await ping();
    if (answers) co_return answers;
    auto told = answers.error().note();
    if (told.starts_with("S3: ")) told.erase(0, 4);
    co_return core::Error{bad_bucket, std::move(told)};
}

}  // namespace

Result<std::unique_ptr<Bucket>> open_bucket(Options options, const core::Clock& clock) {
    auto location = parse_location(options.url, options.environment);
    if (!location) return location.error();
    auto source = choose_source(options.environment);
    if (!source) return source.error();
    return std::unique_ptr<Bucket>{std::make_unique<S3Bucket>(options, std::move(*location), std::move(*source), clock)};
}

}  // namespace instante::s3
