#include "http/client.hpp"

#include <pthread.h>

#include <deque>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <utility>

#include "http/client_transfer.hpp"

namespace instante::http {
namespace {

constexpr int longest_poll_ms = 1000;

struct MultiDeleter {
    void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};
using Multi = std::unique_ptr<CURLM, MultiDeleter>;

Multi make_multi(const ClientOptions& options) {
    constexpr long kept_connections = 64;
    constexpr long connection_limit = 256;
    [[maybe_unused]] static const auto initialized =
        curl_global_init(CURL_GLOBAL_DEFAULT);  // once, and not thread-safe by itself
    Multi multi{curl_multi_init()};
    curl_multi_setopt(multi.get(), CURLMOPT_PIPELINING, long{CURLPIPE_MULTIPLEX});
    curl_multi_setopt(multi.get(), CURLMOPT_MAX_HOST_CONNECTIONS, static_cast<long>(options.connections_per_host));
    curl_multi_setopt(multi.get(), CURLMOPT_MAX_TOTAL_CONNECTIONS, connection_limit);
    curl_multi_setopt(multi.get(), CURLMOPT_MAXCONNECTS, kept_connections);
    return multi;
}

core::Error closed() {
    return core::Error{core::unavailable, "the HTTP client is closed"};
}

}  // namespace

/// The queue is shared; everything of libcurl belongs to the thread.
struct Client::Impl {
    explicit Impl(ClientOptions chosen) : options(std::move(chosen)), multi(make_multi(options)), thread([this] { work(); }) {}
    ~Impl();
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    Result<void> submit(std::unique_ptr<Transfer> transfer);
    void work();
    bool admit();
    void start(std::unique_ptr<Transfer> transfer);
    bool collect();
    void finish(CURL* easy, CURLcode code);
    void close();

    const ClientOptions options;
    Multi multi;
    std::vector<Easy> idle;  ///< handles to be used again: they keep what they learnt of names and sessions
    std::unordered_map<CURL*, std::pair<Easy, std::unique_ptr<Transfer>>> running;

    std::mutex mutex;
    std::deque<std::unique_ptr<Transfer>> queue;
    bool closing = false;

    std::thread thread;  ///< last: it begins when all else is there
};

Client::Impl::~Impl() {
    {
        const std::lock_guard lock{mutex};
        closing = true;
    }
    curl_multi_wakeup(multi.get());
    thread.join();
}

Result<void> Client::Impl::submit(std::unique_ptr<Transfer> transfer) {
    {
        const std::lock_guard lock{mutex};
        if (queue.size() >= options.queue_limit) return core::Error{core::overloaded};
        queue.push_back(std::move(transfer));
    }
    curl_multi_wakeup(multi.get());
    return {};
}

void Client::Impl::work() {
    pthread_setname_np(pthread_self(), "http-client");
    while (admit()) {
        int still_running = 0;
        curl_multi_perform(multi.get(), &still_running);
        if (collect()) continue;  // there is room: first the queue, then sleep
        curl_multi_poll(multi.get(), nullptr, 0, longest_poll_ms, nullptr);
    }
    close();
}

/// Starts what waits and has room; false when it is time to end.
bool Client::Impl::admit() {
    std::deque<std::unique_ptr<Transfer>> admitted;
    {
        const std::lock_guard lock{mutex};
        if (closing) return false;
        while (!queue.empty() && running.size() + admitted.size() < options.in_flight) {
            admitted.push_back(std::move(queue.front()));
            queue.pop_front();
        }
    }
    for (auto& transfer : admitted) start(std::move(transfer));
    return true;
}

void Client::Impl::start(std::unique_ptr<Transfer> transfer) {
    Easy easy;
    if (idle.empty()) {
        easy.reset(curl_easy_init());
    } else {
        easy = std::move(idle.back());
        idle.pop_back();
    }
    if (!easy) return transfer->fail(core::Error{core::unavailable, "no memory for another request"});
    auto* key = easy.get();
    transfer->prepare(key, options);
    running.emplace(key, std::pair{std::move(easy), std::move(transfer)});
    if (curl_multi_add_handle(multi.get(), key) != CURLM_OK) finish(key, CURLE_FAILED_INIT);
}

/// Completes what has ended; whether anything has.
bool Client::Impl::collect() {
    bool any = false;
    int left = 0;
    while (const auto* message = curl_multi_info_read(multi.get(), &left)) {
        if (message->msg != CURLMSG_DONE) continue;
        auto* easy = message->easy_handle;
        const auto code = message->data.result;  // the message is gone with the handle
        finish(easy, code);
        any = true;
    }
    return any;
}

void Client::Impl::finish(CURL* easy, CURLcode code) {
    auto node = running.extract(easy);
    auto& [held, transfer] = node.mapped();
    curl_multi_remove_handle(multi.get(), easy);
    transfer->complete(easy, code);
    curl_easy_reset(easy);  // nothing of it may point to the transfer
    idle.push_back(std::move(held));
}

void Client::Impl::close() {
    for (auto& [easy, held] : running) {
        curl_multi_remove_handle(multi.get(), easy);
        held.second->fail(closed());
    }
    running.clear();
    idle.clear();
    std::deque<std::unique_ptr<Transfer>> waiting;
    {
        const std::lock_guard lock{mutex};
        waiting.swap(queue);
    }
    for (auto& transfer : waiting) transfer->fail(closed());
}

Client::Client(ClientOptions options) : impl_(std::make_unique<Impl>(std::move(options))) {}
Client::~Client() = default;

Task<Result<ClientResponse>> Client::send(ClientRequest request) {
    auto transfer = std::make_unique<Transfer>(std::move(request));
    const auto outcome = transfer->outcome();
    const auto submitted = impl_->submit(std::move(transfer));
    if (!submitted) co_return submitted.error();
    auto response = co_await outcome.wait();  // from here on the client may go: its end answers too
    co_return response;
}

}  // namespace instante::http
