#include "bus/outcome.hpp"

#include <algorithm>
#include <utility>

#include "bus/verdict.hpp"

namespace instante::bus {
namespace {

constexpr std::size_t reason_limit = 1000;
/// At least as long as the error asks for: earlier than that it would only fail again.
std::chrono::milliseconds delay_of(const core::Error& error, std::chrono::milliseconds delay) {
    const std::chrono::milliseconds asked = error.retry_after().value_or(std::chrono::seconds{0});
    return std::max(delay, std::min<std::chrono::milliseconds>(asked, longest_delay));
}

std::string reason_of(const core::Error& error) {
    std::string reason{error.code().slug};
    if (const auto note = error.note(); !note.empty()) reason.append(": ").append(note);
    if (reason.size() <= reason_limit) return reason;
    auto end = reason_limit;
    while (end > 0 && (static_cast<unsigned char>(reason[end]) & 0xC0) == 0x80) --end;  // not inside a UTF-8 character
    reason.resize(end);
    return reason;
}

}  // namespace

Outcome outcome_of(const Result<void>& handled, int attempt, const Delays& delays) {
    if (handled) return {};
    const auto& error = handled.error();
    switch (judge(error)) {
        case Verdict::pause:
            return {Outcome::Kind::put_back, {}, {}};
        case Verdict::retry:
            if (const auto delay = delays.retry(attempt)) return {Outcome::Kind::retry, delay_of(error, *delay), {}};
            break;
        case Verdict::park:
            break;
    }
    return {Outcome::Kind::park, {}, reason_of(error)};
}

}  // namespace instante::bus
