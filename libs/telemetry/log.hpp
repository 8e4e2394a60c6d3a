#pragma once

#include <chrono>
#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include "core/error.hpp"
#include "core/ids.hpp"
#include "core/trace.hpp"
#include "telemetry/log_sink.hpp"

namespace instante::telemetry {

/// A key and a value of a log line. Made where it is logged and read at once: it owns nothing.
struct Field {
    struct IdValue {
        std::uint64_t value;
    };
    using Value = std::variant<std::string_view, std::int64_t, std::uint64_t, double, bool, IdValue>;

    Field(std::string_view name, std::string_view text) : key(name), value(text) {}
    Field(std::string_view name, const char* text) : key(name), value(std::string_view{text}) {}
    Field(std::string_view name, const std::string& text) : key(name), value(std::string_view{text}) {}
    Field(std::string_view name, bool truth) : key(name), value(truth) {}
    Field(std::string_view name, double number) : key(name), value(number) {}
    template <std::integral T>
        requires(!std::same_as<T, bool>)
    Field(std::string_view name, T number) : key(name) {
        if constexpr (std::signed_integral<T>)
            value = static_cast<std::int64_t>(number);
        else
            value = static_cast<std::uint64_t>(number);
    }
    /// A decimal string, as on the wire.
    template <class Tag>
    Field(std::string_view name, core::Id<Tag> id) : key(name), value(IdValue{id.value}) {}
    /// Milliseconds.
    Field(std::string_view name, std::chrono::milliseconds duration)
        : key(name), value(static_cast<std::int64_t>(duration.count())) {}

    std::string_view key;  ///< of ours: plain ASCII
    Value value;
};

using Fields = std::initializer_list<Field>;

/// Writes JSON lines: `time`, `level`, `service`, `message`, `request_id` and `trace_id` where there is a request, then the
/// fields of the call. Cheap to copy, safe from any thread, never blocks: a line below the sink's level costs a load, a full
/// queue drops its oldest line. No personal data but ids, no secrets.
///   log.with(trace).info("publication stored", {{"publication", id}, {"ms", 12}});
class Log {
public:
    Log(std::shared_ptr<LogSink> sink, std::string_view service);

    /// This log, speaking for the request of `trace`.
    [[nodiscard]] Log with(const core::Trace& trace) const;
    /// This log, speaking for another service of the same process.
    [[nodiscard]] Log as(std::string_view service) const;

    [[nodiscard]] bool enabled(Level level) const { return level >= sink_->level(); }

    void debug(std::string_view message, Fields fields = {}) const { write(Level::debug, message, fields); }
    void info(std::string_view message, Fields fields = {}) const { write(Level::info, message, fields); }
    void warn(std::string_view message, Fields fields = {}) const { write(Level::warn, message, fields); }
    void error(std::string_view message, Fields fields = {}) const { write(Level::error, message, fields); }
    /// With the failure's code, note and place in the source: `code`, `cause`, `place`.
    void warn(std::string_view message, const core::Error& failure, Fields fields = {}) const {
        write(Level::warn, message, failure, fields);
    }
    void error(std::string_view message, const core::Error& failure, Fields fields = {}) const {
        write(Level::error, message, failure, fields);
    }

    void write(Level level, std::string_view message, Fields fields) const;
    void write(Level level, std::string_view message, const core::Error& failure, Fields fields) const;

private:
    struct Context;
    Log(std::shared_ptr<LogSink> sink, std::shared_ptr<const Context> context);
    void write_line(Level level, std::string_view message, const core::Error* failure, Fields fields) const;

    std::shared_ptr<LogSink> sink_;
    std::shared_ptr<const Context> context_;  ///< what every line of this log says of itself
};

}  // namespace instante::telemetry
