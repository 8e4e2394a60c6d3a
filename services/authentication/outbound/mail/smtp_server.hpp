#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace instante::authentication {

/// Whether a mail server is spoken to in the clear.
enum class SmtpTls : std::uint8_t {
    never,       ///< `smtp` on loopback: nobody listens there
    if_offered,  ///< `smtp` without a password: STARTTLS where it is offered
    required,    ///< `smtp` with a password: STARTTLS, or nothing is said
    at_once,     ///< `smtps`
};

/// The mail server that takes our mail.
struct SmtpServer {
    std::string url;      ///< `smtp(s)://[user:password@]host[:port]`, percent-encoded
    std::string ca_file;  ///< certificates to trust besides the system's
    std::chrono::milliseconds connect_deadline{5'000};
    std::chrono::milliseconds deadline{20'000};  ///< of one mail
};

SmtpTls tls_of(std::string_view url);
/// `host[:port]`: all of a URL that may be shown.
std::string address_of(std::string_view url);

}  // namespace instante::authentication
