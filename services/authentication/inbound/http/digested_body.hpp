#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "core/encoding.hpp"
#include "crypto/hash.hpp"
#include "http/message.hpp"

namespace instante::authentication {

/// A body whose digest is known once it is read: what tells the same request from another under the same `Idempotency-Key`.
class DigestedBody final : public http::Body {
public:
    explicit DigestedBody(std::shared_ptr<http::Body> body) : body_(std::move(body)) {}

    Task<Result<std::string>> read() override {
        auto piece = co_await body_->read();
        if (piece) digest_.update(*piece);
        co_return piece;
    }
    [[nodiscard]] std::optional<std::uint64_t> length() const override { return body_->length(); }

    /// SHA-256 of what was read, base64url.
    [[nodiscard]] std::string digest() { return core::base64url_encode(digest_.finish()); }

private:
    std::shared_ptr<http::Body> body_;
    crypto::Sha256 digest_;
};

}  // namespace instante::authentication
