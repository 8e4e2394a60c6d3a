#include "host/id_clock.hpp"

#include <fcntl.h>
#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace instante::host {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds ahead = 5s;       ///< of the ids, when the mark is written
constexpr std::chrono::milliseconds least_lead = 3s;  ///< below that it is written anew
constexpr std::chrono::milliseconds look_every = 1s;
constexpr std::chrono::milliseconds sequences =
    100ms;                  ///< ids run ahead of the clock where there are more than 1,024 a millisecond
constexpr int digits = 19;  ///< always as many, so that a mark overwrites the one before

core::Error cannot(const char* what, const std::filesystem::path& path, int reason) {
    return core::Error{core::unavailable,
                       std::string{what} + " " + path.string() + ": " + std::generic_category().message(reason)};
}

}  // namespace

void IdClock::begin_at(core::Timestamp moment) {
    begin_ = moment;
    begun_ = Stopwatch::now();
}

core::Timestamp IdClock::now() const {
    auto time = machine_.now();
    if (begun_ != Stopwatch::time_point{})
        time = std::max(time, begin_ + std::chrono::floor<std::chrono::milliseconds>(Stopwatch::now() - begun_));
    const auto told = time.time_since_epoch();
    auto latest = latest_.load(std::memory_order_relaxed);
    while (latest < told && !latest_.compare_exchange_weak(latest, told, std::memory_order_relaxed)) {
    }
    return core::Timestamp{told};
}

Result<std::unique_ptr<IdMark>> IdMark::keep(const std::filesystem::path& file, IdClock& clock) {
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (descriptor < 0) return cannot("cannot open", file, errno);
    std::unique_ptr<IdMark> mark{new IdMark{file, descriptor, clock}};
    const auto left = mark->read();
    if (!left) return left.error();
    const auto now = clock.now();
    mark->behind_ = std::max<std::chrono::milliseconds>(*left - now, 0ms);
    const auto begin = std::max(now, *left + 1ms);
    if (begin > now) clock.begin_at(begin);
    if (auto written = mark->write(begin + ahead); !written) return written.error();
    mark->thread_ = std::thread{[keeper = mark.get()] { keeper->follow(); }};
    return mark;
}

IdMark::IdMark(std::filesystem::path file, int descriptor, IdClock& clock)
    : file_(std::move(file)), descriptor_(descriptor), clock_(clock) {}

IdMark::~IdMark() {
    {
        const std::lock_guard lock{mutex_};
        ends_ = true;
    }
    ending_.notify_one();
    if (thread_.joinable()) {
        thread_.join();
        static_cast<void>(write(clock_.latest() + sequences));  // else the mark stays ahead, which is as sound
    }
    ::close(descriptor_);
}

/// A file that was just made holds nothing: time begins with it.
Result<core::Timestamp> IdMark::read() const {
    std::array<char, digits> text{};
    const auto length = ::pread(descriptor_, text.data(), text.size(), 0);
    if (length < 0) return cannot("cannot read", file_, errno);
    if (length == 0) return core::Timestamp{};
    std::int64_t milliseconds = 0;
    const auto* end = text.data() + length;
    const auto [stopped, failure] = std::from_chars(text.data(), end, milliseconds);
    if (failure != std::errc{} || stopped != end || milliseconds < 0)
        return core::Error{core::unavailable, file_.string() + " is no mark of ids"};
    return core::Timestamp{std::chrono::milliseconds{milliseconds}};
}

Result<void> IdMark::write(core::Timestamp mark) {
    std::array<char, digits + 1> text{};
    std::snprintf(text.data(), text.size(), "%0*lld", digits, static_cast<long long>(mark.time_since_epoch().count()));
    if (::pwrite(descriptor_, text.data(), digits, 0) != digits || ::fdatasync(descriptor_) != 0)
        return cannot("cannot write", file_, errno);
    mark_ = mark;
    return {};
}

void IdMark::follow() {
    pthread_setname_np(pthread_self(), "id-mark");
    std::unique_lock lock{mutex_};
    while (!ending_.wait_for(lock, look_every, [this] { return ends_; })) {
        const auto latest = clock_.latest();
        if (latest + least_lead > mark_) static_cast<void>(write(latest + ahead));  // a full disk: tried again in a second
    }
}

}  // namespace instante::host
