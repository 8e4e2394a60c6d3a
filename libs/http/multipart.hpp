#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "async/task.hpp"
#include "core/error.hpp"
#include "http/message.hpp"

namespace instante::http {

/// One part's header (RFC 7578).
struct PartHeader {
    std::string name;
    std::optional<std::string> filename;
    std::string content_type;  ///< as declared: never believed
};

/// Reads `multipart/form-data` part by part as it arrives, in bounded memory (one piece of the body).
///   while (true) { auto part = co_await form.next(); if (!part) …error…; if (!*part) break; …read() until empty or skip… }
class Multipart {
public:
    struct Limits {
        std::size_t parts = 64;
        std::size_t header_bytes = 4096;
    };
    /// Errors: `unsupported` (another content type), `malformed` (no boundary).
    static Result<std::unique_ptr<Multipart>> open(const Request& request, Limits limits = {.parts = 64, .header_bytes = 4096});
    ~Multipart();

    /// The next part; nothing after the last. What is left of the one before is skipped. Errors: `malformed`, `too_large`, and
    /// those of the body.
    [[nodiscard]] Task<Result<std::optional<PartHeader>>> next();
    /// The next piece of this part's content; empty at its end.
    [[nodiscard]] Task<Result<std::string>> read();
    /// All of this part, at most `limit` bytes (beyond: `too_large`): for text fields.
    [[nodiscard]] Task<Result<std::string>> read_text(std::size_t limit);

private:
    struct Impl;
    explicit Multipart(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace instante::http
