// How many objects of 200 kB go up and come down in a second, eight at a time, and how many by the HTTP client alone, which
// signs and hashes nothing (URLs that carry their own signature).
//   tools/engines run -- build/release-bench/bin/bench_s3 [OBJECTS]
#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "async/run.hpp"
#include "async/scope.hpp"
#include "http/client.hpp"
#include "s3/caller.hpp"
#include "s3/location.hpp"
#include "s3/s3.hpp"
#include "s3/signature.hpp"

namespace instante::s3 {
namespace {

constexpr std::size_t in_flight = 8;
constexpr std::size_t object_size = 200'000;

using Work = std::function<Task<Result<void>>(std::size_t index)>;

Task<Result<void>> take_turns(Work work, std::shared_ptr<std::size_t> next, std::size_t count) {
    while (*next < count) {
        auto done = work((*next)++);
        auto outcome = co_await std::move(done);
        if (!outcome) co_return outcome;
    }
    co_return Result<void>{};
}

Task<Result<void>> all(Work work, std::size_t count) {
    const auto loop = co_await async::this_loop();
    async::Scope scope{loop};
    auto next = std::make_shared<std::size_t>(0);
    for (std::size_t i = 0; i < in_flight; ++i) scope.spawn(take_turns(work, next, count));
    co_return co_await scope.join();
}

/// What this process has used of the processors, in microseconds.
double used() {
    struct rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    const auto of = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_usec);
    };
    return of(usage.ru_utime) + of(usage.ru_stime);
}

double measure(const char* what, std::size_t count, Work work) {
    const auto begin = std::chrono::steady_clock::now();
    const auto used_before = used();
    const auto outcome = async::run(all(std::move(work), count));
    const auto seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    if (!outcome) {
        std::printf("%s: %s\n", what, outcome.error().note().c_str());
        std::exit(1);
    }
    const auto rate = static_cast<double>(count) / seconds;
    std::printf("%-28s %8.0f/s %8.1f MB/s %8.0f us of CPU each\n", what, rate, rate * object_size / 1e6,
                (used() - used_before) / static_cast<double>(count));
    return rate;
}

/// The way of the client alone.
class Floor {
public:
    explicit Floor(Location location) : location_(std::move(location)) {}

    Task<Result<void>> ask(http::Method method, std::string key, http::SharedContent content) {
        http::ClientRequest request;
        request.method = method;
        const auto path = location_.path_of(key);
        request.url =
            location_.origin + path + '?' +
            presign({method, location_.host, path, {}, {}}, credentials_, location_.region, std::chrono::hours{1}, clock_.now());
        request.shared = std::move(content);
        auto answer = co_await client_.send(std::move(request));
        if (!answer) co_return answer.error();
        if (answer->status != 200) co_return core::Error{core::unavailable, "status " + std::to_string(answer->status)};
        co_return Result<void>{};
    }

private:
    Location location_;
    Credentials credentials_{process_environment("AWS_ACCESS_KEY_ID"), process_environment("AWS_SECRET_ACCESS_KEY"), {}, {}};
    core::SystemClock clock_;
    http::Client client_{{.in_flight = in_flight, .connections_per_host = in_flight, .response_limit = 1U << 20U, .ca_file = {}}};
};

Task<Result<void>> put(Bucket& bucket, std::string key, std::string content) {
    std::vector<blob::NewBlob> one(1);
    one.front() = {std::move(key), "image/jpeg", std::move(content)};
    co_return co_await bucket.put(std::move(one));
}

Task<Result<void>> get(Bucket& bucket, std::string key) {
    auto content = co_await bucket.get(std::move(key), 0, UINT64_MAX);
    if (!content) co_return content.error();
    if (content->size() != object_size) co_return core::Error{core::internal, "another size"};
    co_return Result<void>{};
}

int run(std::size_t count) {
    const auto* url = std::getenv("INSTANTE_TEST_S3");
    if (url == nullptr) return std::puts("INSTANTE_TEST_S3 names no bucket"), 1;
    const core::SystemClock clock;
    Options options;
    options.url = url;
    auto bucket = open_bucket(options, clock).value();
    Floor floor{parse_location(url, process_environment).value()};
    const std::string content(object_size, 'x');
    const auto shared = share(content);
    const auto key = [](std::size_t i) { return "bench/" + std::to_string(i); };
    const auto puts = measure("put", count, [&](std::size_t i) { return put(*bucket, key(i), content); });
    const auto gets = measure("get", count, [&](std::size_t i) { return get(*bucket, key(i)); });
    const auto put_floor =
        measure("put, the client alone", count, [&](std::size_t i) { return floor.ask(http::Method::put, key(i), shared); });
    const auto get_floor =
        measure("get, the client alone", count, [&](std::size_t i) { return floor.ask(http::Method::get, key(i), {}); });
    std::printf("of the client alone: put %.2f, get %.2f\n", puts / put_floor, gets / get_floor);
    std::vector<std::string> keys;
    for (std::size_t i = 0; i < count; ++i) keys.push_back(key(i));
    return async::run(bucket->remove(std::move(keys))) ? 0 : 1;
}

}  // namespace
}  // namespace instante::s3

int main(int argc, char** argv) {
    return instante::s3::run(argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 2000);
}
