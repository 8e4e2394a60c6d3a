#include "http/multipart.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "core/text.hpp"
#include "http/errors.hpp"
#include "http/media_type.hpp"
#include "http/part_header.hpp"

namespace instante::http {
namespace {

constexpr std::string_view header_end = "\r\n\r\n";

/// memmem: its cost stays linear where std::string_view::find is at the mercy of contents full of carriage returns.
std::size_t find(std::string_view text, std::string_view wanted) {
    const auto* found = static_cast<const char*>(::memmem(text.data(), text.size(), wanted.data(), wanted.size()));
    return found ? static_cast<std::size_t>(found - text.data()) : std::string_view::npos;
}

core::Error refused(std::string detail) {
    return core::Error{core::malformed}.with_detail(std::move(detail));
}

}  // namespace

struct Multipart::Impl {
    enum class State { preamble, part, delimiter, ended };

    [[nodiscard]] std::string_view unread() const { return std::string_view{buffer}.substr(position); }
    std::string take(std::size_t count);
    [[nodiscard]] Task<Result<void>> fill();
    [[nodiscard]] Task<Result<std::string>> content();
    [[nodiscard]] Task<Result<void>> skip_to_delimiter();
    [[nodiscard]] Task<Result<std::optional<PartHeader>>> header();
    [[nodiscard]] Task<Result<void>> skip_epilogue();
    Result<std::optional<PartHeader>> parse_header(std::size_t size);

    std::shared_ptr<Body> body;
    Limits limits;
    std::string delimiter;        ///< with the line end before it, which is the delimiter's (RFC 2046 §5.1.1)
    std::string buffer = "\r\n";  ///< so that a delimiter on the very first line is one like any other
    std::size_t position = 0;
    State state = State::preamble;
    std::size_t parts = 0;
};

std::string Multipart::Impl::take(std::size_t count) {
    auto taken = buffer.substr(position, count);
    position += count;
    return taken;
}

/// One more piece of the body. Its end is never expected here: the last delimiter comes before.
Task<Result<void>> Multipart::Impl::fill() {
    auto piece = co_await body->read();
    if (!piece) co_return piece.error();
    if (piece->empty()) co_return refused("The form is cut off.");
    buffer.erase(0, position);
    position = 0;
    buffer += *piece;
    co_return Result<void>{};
}

/// The next piece before the delimiter; empty once that is passed.
Task<Result<std::string>> Multipart::Impl::content() {
    for (;;) {
        const auto at = find(unread(), delimiter);
        if (at == 0) {
            position += delimiter.size();
            state = State::delimiter;
            co_return std::string{};
        }
        if (at != std::string_view::npos) co_return take(at);
        const auto held_back = delimiter.size() - 1;  // may be the beginning of a delimiter
        if (unread().size() > held_back) co_return take(unread().size() - held_back);
        auto filled = co_await fill();
        if (!filled) co_return filled.error();
    }
}

Task<Result<void>> Multipart::Impl::skip_to_delimiter() {
    while (state == State::preamble || state == State::part) {
        auto piece = co_await content();
        if (!piece) co_return piece.error();
    }
    co_return Result<void>{};
}

/// What follows a delimiter: a part's header, or `--` after the last.
Task<Result<std::optional<PartHeader>>> Multipart::Impl::header() {
    for (;;) {
        if (unread().starts_with("--")) {
            state = State::ended;
            auto skipped = co_await skip_epilogue();
            if (!skipped) co_return skipped.error();
            co_return std::optional<PartHeader>{};
        }
        const auto size = find(unread().substr(0, limits.header_bytes + header_end.size()), header_end);
        if (size != std::string_view::npos) co_return parse_header(size);
        if (unread().size() >= limits.header_bytes + header_end.size()) {
            co_return core::Error{content_too_large}.with_detail("A part's header is too long.");
        }
        auto filled = co_await fill();
        if (!filled) co_return filled.error();
    }
}

Result<std::optional<PartHeader>> Multipart::Impl::parse_header(std::size_t size) {
    if (++parts > limits.parts) return core::Error{content_too_large}.with_detail("The form has too many parts.");
    const auto block = unread().substr(0, size);
    const auto padding = block.substr(0, block.find("\r\n"));  // blanks that transports once added (RFC 2046 §5.1.1)
    if (padding.find_first_not_of(" \t") != std::string_view::npos)
        return refused("The form's delimiter is not alone on its line.");
    auto parsed = parse_part_header(block.substr(std::min(padding.size() + 2, block.size())));
    if (!parsed) return parsed.error();
    position += size + header_end.size();
    state = State::part;
    return std::optional{std::move(*parsed)};
}

/// Reads on to the body's end: only then is the request known to be whole.
Task<Result<void>> Multipart::Impl::skip_epilogue() {
    buffer.clear();
    position = 0;
    for (;;) {
        auto piece = co_await body->read();
        if (!piece) co_return piece.error();
        if (piece->empty()) co_return Result<void>{};
    }
}

Multipart::Multipart(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Multipart::~Multipart() = default;

Result<std::unique_ptr<Multipart>> Multipart::open(const Request& request, Limits limits) {
    constexpr std::size_t longest_boundary = 70;  // RFC 2046 §5.1.1
    const auto type = parse_media_type(request.headers.find("Content-Type").value_or(""));
    if (!type || type->essence != "multipart/form-data") {
        return core::Error{unsupported_content}.with_detail("Content-Type: multipart/form-data is expected.");
    }
    const auto boundary = type->parameter("boundary");
    if (!boundary || boundary->empty() || boundary->size() > longest_boundary) return refused("The form has no boundary.");
    auto impl = std::make_unique<Impl>();
    impl->body = request.body;
    impl->limits = limits;
    impl->delimiter = std::string{"\r\n--"}.append(*boundary);
    return std::unique_ptr<Multipart>{new Multipart{std::move(impl)}};
}

Task<Result<std::optional<PartHeader>>> Multipart::next() {
    auto skipped = co_await impl_->skip_to_delimiter();
    if (!skipped) co_return skipped.error();
    if (impl_->state == Impl::State::ended) co_return std::optional<PartHeader>{};
    co_return co_await impl_->header();
}

Task<Result<std::string>> Multipart::read() {
    if (impl_->state != Impl::State::part) co_return std::string{};
    co_return co_await impl_->content();
}

Task<Result<std::string>> Multipart::read_text(std::size_t limit) {
    std::string text;
    for (;;) {
        auto piece = co_await read();
        if (!piece) co_return piece.error();
        if (piece->empty()) co_return text;
        if (piece->size() > limit - text.size()) co_return core::Error{content_too_large};
        text += *piece;
    }
}

}  // namespace instante::http
