#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace instante::core {

/// A moment in UTC, to the millisecond: what is stored, sent and shown.
using Timestamp = std::chrono::sys_time<std::chrono::milliseconds>;

/// `2026-11-24T12:43:00.123Z` (RFC 3339 §5.6, UTC, always three digits of a second).
std::string to_rfc3339(Timestamp moment);

/// Reads RFC 3339 with `Z` or a numeric offset, with or without fractions of a second; nothing when it is not that.
std::optional<Timestamp> parse_rfc3339(std::string_view text);

/// Where the time comes from, so that tests can set it.
class Clock {
public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual Timestamp now() const = 0;
};

/// The machine's clock.
class SystemClock final : public Clock {
public:
    [[nodiscard]] Timestamp now() const override;
};

/// A clock that stands until it is moved.
class FixedClock final : public Clock {
public:
    explicit FixedClock(Timestamp moment) : moment_(moment) {}
    [[nodiscard]] Timestamp now() const override { return moment_; }
    void advance(std::chrono::milliseconds by) { moment_ += by; }

private:
    Timestamp moment_;
};

}  // namespace instante::core
