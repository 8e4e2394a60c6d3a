#pragma once

#include <boost/asio/ssl/context.hpp>
#include <filesystem>
#include <memory>

#include "core/error.hpp"

namespace instante::http::server {

/// A certificate with its key and how we speak TLS: 1.2 or newer, HTTP/2 before HTTP/1.1 by ALPN.
class TlsContext {
public:
    /// Errors: `bad_certificate`, `bad_certificate_key`, told in `note`.
    static Result<std::shared_ptr<const TlsContext>> load(const std::filesystem::path& certificate,
                                                          const std::filesystem::path& key);

    explicit TlsContext(boost::asio::ssl::context context) : context_(std::move(context)) {}
    [[nodiscard]] boost::asio::ssl::context& context() const { return context_; }

private:
    mutable boost::asio::ssl::context context_;  ///< OpenSSL counts references to it
};

}  // namespace instante::http::server
