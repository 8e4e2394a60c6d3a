#include "core/error.hpp"

#include <stdexcept>
#include <utility>

namespace instante::core {

struct Error::More {
    std::string note;
    std::string detail;
    std::vector<FieldError> fields;
    std::optional<std::chrono::seconds> retry_after;
    std::optional<Error> cause;
};

Error::Error() : Error(internal) {}

Error::Error(Code code, std::string note, std::source_location place) : code_(code), place_(place) {
    if (note.empty()) return;
    auto more = std::make_shared<More>();
    more->note = std::move(note);
    more_ = std::move(more);
}

std::string_view Error::detail() const {
    return more_ ? std::string_view{more_->detail} : std::string_view{};
}

const std::vector<FieldError>& Error::fields() const {
    static const std::vector<FieldError> none;
    return more_ ? more_->fields : none;
}

std::optional<std::chrono::seconds> Error::retry_after() const {
    return more_ ? more_->retry_after : std::nullopt;
}

std::string Error::note() const {
    if (!more_) return {};
    std::string text = more_->note;
    if (more_->cause) {
        const auto& cause = *more_->cause;
        if (!text.empty()) text += "; ";
        text.append(cause.code().slug);
        if (auto under = cause.note(); !under.empty()) text += ": " + under;
    }
    return text;
}

std::shared_ptr<Error::More> Error::copy_of_more() const {
    return more_ ? std::make_shared<More>(*more_) : std::make_shared<More>();
}

Error Error::with_detail(std::string detail) const {
    auto more = copy_of_more();
    more->detail = std::move(detail);
    auto error = *this;
    error.more_ = std::move(more);
    return error;
}

Error Error::with_fields(std::vector<FieldError> fields) const {
    auto more = copy_of_more();
    more->fields = std::move(fields);
    auto error = *this;
    error.more_ = std::move(more);
    return error;
}

Error Error::with_retry_after(std::chrono::seconds delay) const {
    auto more = copy_of_more();
    more->retry_after = delay;
    auto error = *this;
    error.more_ = std::move(more);
    return error;
}

Error Error::caused_by(const Error& cause) const {
    auto more = copy_of_more();
    more->cause = cause;
    auto error = *this;
    error.more_ = std::move(more);
    return error;
}

bool operator==(const Error& left, const Error& right) {
    return left.code() == right.code() && left.fields() == right.fields();
}

void throw_exception_from_error(const Error& error, const boost::source_location& place) {
    std::string text{error.code().slug};
    if (auto note = error.note(); !note.empty()) text += ": " + note;
    text += " (asked for a value at ";
    text += place.to_string();
    text += ')';
    throw std::logic_error(text);
}

}  // namespace instante::core
