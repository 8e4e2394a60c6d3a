#include "telemetry/trace.hpp"

#include <algorithm>
#include <random>

namespace instante::telemetry {
namespace {

constexpr std::size_t traceparent_length = 55;

/// SplitMix64 (Steele, Lea, Flood 2014), seeded per thread: ids need to be unlike one another, not secret.
std::uint64_t next_random() {
    thread_local std::uint64_t state = [] {
        std::random_device device;
        return (std::uint64_t{device()} << 32) | device();
    }();
    state += 0x9E3779B97F4A7C15ull;
    auto mixed = state;
    mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9ull;
    mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBull;
    return mixed ^ (mixed >> 31);
}

std::uint64_t next_non_zero() {
    auto value = next_random();
    while (value == 0) value = next_random();
    return value;
}

void append_hex(std::string& out, std::uint64_t value, int digits) {
    constexpr std::string_view alphabet = "0123456789abcdef";
    for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4) out += alphabet[(value >> shift) & 15];
}

/// Lower-case only, as the specification has it: std::from_chars would take capitals.
std::optional<std::uint64_t> parse_hex(std::string_view text) {
    std::uint64_t value = 0;
    for (const char c : text) {
        const bool digit = c >= '0' && c <= '9';
        if (!digit && (c < 'a' || c > 'f')) return std::nullopt;
        value = (value << 4) | static_cast<std::uint64_t>(digit ? c - '0' : c - 'a' + 10);
    }
    return value;
}

bool has_shape(std::string_view text) {
    if (text.size() < traceparent_length || text[2] != '-' || text[35] != '-' || text[52] != '-') return false;
    const auto version = parse_hex(text.substr(0, 2));
    if (!version || *version == 0xFF) return false;
    if (*version == 0) return text.size() == traceparent_length;
    return text.size() == traceparent_length || text[traceparent_length] == '-';
}

}  // namespace

std::optional<TraceParent> parse_traceparent(std::string_view text) {
    if (!has_shape(text)) return std::nullopt;
    const auto high = parse_hex(text.substr(3, 16));
    const auto low = parse_hex(text.substr(19, 16));
    const auto span = parse_hex(text.substr(36, 16));
    const auto flags = parse_hex(text.substr(53, 2));
    if (!high || !low || !span || !flags) return std::nullopt;
    if ((*high == 0 && *low == 0) || *span == 0) return std::nullopt;
    return TraceParent{*high, *low, *span, static_cast<std::uint8_t>(*flags)};
}

std::string to_string(const TraceParent& parent) {
    std::string text;
    text.reserve(traceparent_length);
    text += "00-";
    append_hex(text, parent.trace_high, 16);
    append_hex(text, parent.trace_low, 16);
    text += '-';
    append_hex(text, parent.span, 16);
    text += '-';
    append_hex(text, parent.flags, 2);
    return text;
}

std::string_view trace_id(std::string_view traceparent) {
    return parse_traceparent(traceparent) ? traceparent.substr(3, 32) : std::string_view{};
}

TraceParent new_trace() {
    return {next_random(), next_non_zero(), next_non_zero(), 0};
}

TraceParent child_of(TraceParent parent) {
    parent.span = next_non_zero();
    return parent;
}

bool is_request_id(std::string_view text) {
    const auto allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
    };
    return !text.empty() && text.size() <= 64 && std::ranges::all_of(text, allowed);
}

std::string new_request_id() {
    std::string id;
    id.reserve(32);
    append_hex(id, next_random(), 16);
    append_hex(id, next_random(), 16);
    return id;
}

core::Trace begin_trace(std::string_view request_id, std::string_view traceparent) {
    const auto parent = parse_traceparent(traceparent);
    return {is_request_id(request_id) ? std::string{request_id} : new_request_id(),
            to_string(parent ? child_of(*parent) : new_trace())};
}

core::Trace child_of(const core::Trace& trace) {
    return begin_trace(trace.request_id, trace.traceparent);
}

}  // namespace instante::telemetry
