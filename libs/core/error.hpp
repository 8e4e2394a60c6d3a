#pragma once

#include <boost/system/result.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <source_location>
#include <string>
#include <string_view>
#include <vector>

namespace instante::core {

/// What sort of failure an `Error` is. The edges translate it, and only they: `http/problem` into a status, `bus/verdict` into
/// retry or park.
enum class Kind : std::uint8_t {
    malformed,            ///< the input cannot be read
    invalid,              ///< well-formed but unacceptable
    unauthenticated,      ///< nobody is signed in
    forbidden,            ///< somebody is, but may not
    not_found,            ///< no such thing, or its existence is private
    gone,                 ///< it was there, and is no more
    conflict,             ///< taken, or it holds other content
    precondition_failed,  ///< a condition of the request does not hold
    too_large,            ///< more bytes, pixels or parts than allowed
    unsupported,          ///< not a kind of content we take
    rate_limited,         ///< too often
    unavailable,          ///< an engine or a queue cannot take it now
    timed_out,            ///< a write or confirm whose outcome is unknown: safe to repeat with its key
    internal,             ///< a bug
};

/// A failure's public, stable name: `slug` ends the problem type, `title` is for people. Both are listed in
/// contracts/errors.yaml.
struct Code {
    Kind kind;
    std::string_view slug;
    std::string_view title;

    friend constexpr bool operator==(const Code& left, const Code& right) { return left.slug == right.slug; }
};

/// One field that was not acceptable: its name as on the wire (`images[2].alt`), a stable code (`too-long`) and a sentence.
struct FieldError {
    std::string field;
    std::string code;
    std::string message;

    friend bool operator==(const FieldError&, const FieldError&) = default;
};

/// An expected failure: a `Code` to show, and for our logs only a cause and a note. Cheap to copy.
class Error {
public:
    /// `internal`, without a story: what boost::system::result gives for the error of a success.
    Error();
    /// `note` is for our logs, never for a response.
    Error(Code code, std::string note = {}, std::source_location place = std::source_location::current());

    [[nodiscard]] const Code& code() const { return code_; }
    [[nodiscard]] Kind kind() const { return code_.kind; }
    [[nodiscard]] const std::source_location& place() const { return place_; }

    /// A sentence for the caller beyond the title; empty when the title says it all.
    [[nodiscard]] std::string_view detail() const;
    /// Every field that was not acceptable.
    [[nodiscard]] const std::vector<FieldError>& fields() const;
    /// When trying again makes sense (`Retry-After`).
    [[nodiscard]] std::optional<std::chrono::seconds> retry_after() const;
    /// For our logs: what happened underneath, with the notes of all causes, innermost last.
    [[nodiscard]] std::string note() const;

    [[nodiscard]] Error with_detail(std::string detail) const;
    [[nodiscard]] Error with_fields(std::vector<FieldError> fields) const;
    [[nodiscard]] Error with_retry_after(std::chrono::seconds delay) const;
    [[nodiscard]] Error caused_by(const Error& cause) const;

private:
    struct More;
    [[nodiscard]] std::shared_ptr<More> copy_of_more() const;

    Code code_;
    std::source_location place_;
    std::shared_ptr<const More> more_;
};

/// Two errors are equal when they show the same code and fields.
bool operator==(const Error& left, const Error& right);

/// What `Result::value()` throws when there is none: a bug in the caller.
[[noreturn]] void throw_exception_from_error(const Error& error, const boost::source_location& place);

/// A value, or the expected failure that stands in its place.
template <class T>
using Result = boost::system::result<T, Error>;

// Failures that any room may report.
inline constexpr Code malformed{Kind::malformed, "malformed", "The request cannot be read"};
inline constexpr Code invalid_fields{Kind::invalid, "invalid-fields", "Some fields are not acceptable"};
inline constexpr Code bad_cursor{Kind::malformed, "bad-cursor", "This cursor was not given by us"};
inline constexpr Code unauthenticated{Kind::unauthenticated, "unauthenticated", "Sign in first"};
inline constexpr Code forbidden{Kind::forbidden, "forbidden", "This is not yours"};
inline constexpr Code not_found{Kind::not_found, "not-found", "There is no such thing"};
inline constexpr Code unavailable{Kind::unavailable, "unavailable", "Not possible right now; try again"};
inline constexpr Code overloaded{Kind::unavailable, "overloaded", "Too much to do right now; try again"};
/// The service's own engine does not answer: consumers pause, and nothing is counted as an attempt.
inline constexpr Code engine_away{Kind::unavailable, "engine-away", "Not possible right now; try again"};
inline constexpr Code timed_out{Kind::timed_out, "timed-out", "It took too long; it is safe to repeat"};
inline constexpr Code internal{Kind::internal, "internal", "Something went wrong on our side"};

}  // namespace instante::core

namespace instante {
using core::Result;
}
