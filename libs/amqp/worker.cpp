#include "amqp/worker.hpp"

#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

namespace instante::amqp {
namespace {

using namespace std::chrono_literals;
using Steady = std::chrono::steady_clock;

constexpr auto first_pause = 100ms;
constexpr auto longest_pause = 2'000ms;
constexpr auto longest_turn = 1'000ms;
constexpr auto end_within = 5s;

}  // namespace

Worker::Worker(Connection::Options options, telemetry::Log log)
    : options_(std::move(options)), log_(std::move(log)), wake_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    if (wake_ < 0) throw std::runtime_error{"no eventfd"};
}

Worker::~Worker() {
    close(wake_);
}

void Worker::wake() const {
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = write(wake_, &one, sizeof one);  // full means awake already
}

Answer Worker::start(std::unique_ptr<Connection> connection) {
    if (connection) {
        if (auto begun = begin(*connection); !begun.ok()) return begun;
        connection->set_answer_deadline(options_.answer_deadline);
        connected_.store(true, std::memory_order_release);
    }
    thread_ = std::thread{[this, begun = std::move(connection)]() mutable { run(std::move(begun)); }};
    pthread_setname_np(thread_.native_handle(), "amqp");
    return {};
}

void Worker::stop() {
    if (!thread_.joinable()) return;
    end_by_ = Steady::now() + end_within;
    stopping_.store(true, std::memory_order_release);
    wake();
    thread_.join();
}

bool Worker::is_time_to_end() {
    return stopping_.load(std::memory_order_acquire) && (is_done() || Steady::now() > end_by_);
}

void Worker::run(std::unique_ptr<Connection> connection) {
    auto pause = first_pause;
    while (true) {
        if (!connection) connection = connect();
        if (connection) {
            pause = first_pause;
            serve(*connection);
        }
        connected_.store(false, std::memory_order_release);
        connection.reset();
        lost();
        if (stopping_.load(std::memory_order_acquire)) return;
        rest(pause);
        pause = std::min<std::chrono::milliseconds>(pause * 2, longest_pause);
    }
}

/// What is asked for meanwhile is refused, not kept waiting.
void Worker::rest(std::chrono::milliseconds pause) {
    const auto until = Steady::now() + pause;
    while (!stopping_.load(std::memory_order_acquire) && Steady::now() < until) {
        wait(-1, std::chrono::ceil<std::chrono::milliseconds>(until - Steady::now()));
        lost();
    }
}

std::unique_ptr<Connection> Worker::connect() {
    auto opened = Connection::open(options_);
    auto why = opened ? std::string{} : opened.error().note();
    if (opened) {
        const auto begun = begin(**opened);
        if (begun.ok()) {
            log_.info("the message bus answers", {{"place", options_.server.place()}});
            told_away_ = false;
            return std::move(*opened);
        }
        why = begun.text;
    }
    if (!std::exchange(told_away_, true)) log_.warn("the message bus is away", {{"why", why}});
    return nullptr;
}

void Worker::serve(Connection& connection) {
    connected_.store(true, std::memory_order_release);
    while (!connection.is_lost()) {
        const bool is_more = turn(connection);
        if (connection.is_lost()) break;
        connection.release();
        if (is_time_to_end()) return;
        if (!is_more) wait(connection.socket(), longest_turn);
    }
    if (!stopping_.load(std::memory_order_acquire)) log_.warn("the message bus went away", {{"place", options_.server.place()}});
}

void Worker::wait(int socket, std::chrono::milliseconds limit) const {
    std::array<pollfd, 2> watched{pollfd{wake_, POLLIN, 0}, pollfd{socket, POLLIN, 0}};
    poll(watched.data(), socket < 0 ? 1 : 2, static_cast<int>(limit.count()));
    std::uint64_t count = 0;
    [[maybe_unused]] const auto taken = read(wake_, &count, sizeof count);
}

}  // namespace instante::amqp
