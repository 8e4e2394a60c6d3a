#include "telemetry/log.hpp"

#include <utility>

#include "core/time.hpp"
#include "json/writer.hpp"
#include "telemetry/trace.hpp"

namespace instante::telemetry {
namespace {

constexpr std::size_t longest_text = 2048;

/// A line stays readable whatever goes into it; a code point cut in two is the writer's business.
std::string_view bounded(std::string_view text) {
    return text.substr(0, longest_text);
}

void write_field(json::Writer& out, const Field& field) {
    out.key(field.key);
    std::visit(
        [&out](const auto& value) {
            using T = std::decay_t<decltype(value)>;
            if constexpr (std::same_as<T, std::string_view>)
                out.value(bounded(value));
            else if constexpr (std::same_as<T, Field::IdValue>)
                out.value(core::format_id(value.value));
            else
                out.value(value);
        },
        field.value);
}

void write_failure(json::Writer& out, const core::Error& failure) {
    out.field("code", failure.code().slug);
    if (const auto note = failure.note(); !note.empty()) out.field("cause", bounded(note));
    const auto& place = failure.place();
    out.field("place", std::string{place.file_name()} + ":" + std::to_string(place.line()));
}

}  // namespace

struct Log::Context {
    std::string service;
    std::string request_id;
    std::string trace_id;
};

Log::Log(std::shared_ptr<LogSink> sink, std::string_view service)
    : sink_(std::move(sink)), context_(std::make_shared<const Context>(Context{std::string{service}, {}, {}})) {}

Log::Log(std::shared_ptr<LogSink> sink, std::shared_ptr<const Context> context)
    : sink_(std::move(sink)), context_(std::move(context)) {}

Log Log::with(const core::Trace& trace) const {
    return {sink_, std::make_shared<const Context>(
                       Context{context_->service, trace.request_id, std::string{telemetry::trace_id(trace.traceparent)}})};
}

Log Log::as(std::string_view service) const {
    return {sink_, std::make_shared<const Context>(Context{std::string{service}, context_->request_id, context_->trace_id})};
}

void Log::write(Level level, std::string_view message, Fields fields) const {
    if (enabled(level)) write_line(level, message, nullptr, fields);
}

void Log::write(Level level, std::string_view message, const core::Error& failure, Fields fields) const {
    if (enabled(level)) write_line(level, message, &failure, fields);
}

void Log::write_line(Level level, std::string_view message, const core::Error* failure, Fields fields) const {
    std::string line;
    line.reserve(256);
    json::Writer out{line};
    out.object();
    out.field("time", core::SystemClock{}.now()).field("level", to_string(level)).field("service", context_->service);
    out.field("message", bounded(message));
    if (!context_->request_id.empty()) out.field("request_id", bounded(context_->request_id));
    if (!context_->trace_id.empty()) out.field("trace_id", context_->trace_id);
    if (failure != nullptr) write_failure(out, *failure);
    for (const auto& field : fields) write_field(out, field);
    out.end_object();
    sink_->write(level, line);
}

}  // namespace instante::telemetry
