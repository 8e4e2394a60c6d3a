#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/trace.hpp"

namespace instante::telemetry {

/// W3C Trace Context, version 00: which trace a span belongs to.
struct TraceParent {
    std::uint64_t trace_high = 0;
    std::uint64_t trace_low = 0;  ///< with `trace_high` never all zero
    std::uint64_t span = 0;       ///< never zero
    std::uint8_t flags = 0;       ///< bit 0: sampled

    friend bool operator==(const TraceParent&, const TraceParent&) = default;
};

/// Nothing when `text` is no valid `traceparent`. A later version is read by the fields it shares with ours (Trace Context §4.3).
std::optional<TraceParent> parse_traceparent(std::string_view text);
/// `00-<32 hex>-<16 hex>-<2 hex>`.
std::string to_string(const TraceParent& parent);
/// The 32 hexadecimal digits of a `traceparent`'s trace; empty when there is none.
std::string_view trace_id(std::string_view traceparent);

/// A trace of its own, unsampled.
TraceParent new_trace();
/// A new span in the same trace.
TraceParent child_of(TraceParent parent);

/// Whether a client's `X-Request-Id` is taken over: 1 to 64 of `[A-Za-z0-9._-]`.
bool is_request_id(std::string_view text);
/// 128 random bits in hexadecimal. Not a secret.
std::string new_request_id();

/// What a request, or a message, comes in with: what is sane is passed on (with a span of our own), what is not is made anew.
core::Trace begin_trace(std::string_view request_id, std::string_view traceparent);
/// For work that this work causes: the same request, a new span.
core::Trace child_of(const core::Trace& trace);

}  // namespace instante::telemetry
