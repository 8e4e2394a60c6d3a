#pragma once

#include <memory>
#include <string>

#include "authentication/outbound/mail/smtp_server.hpp"
#include "core/error.hpp"

namespace instante::authentication {

/// A message and its envelope.
struct SmtpMessage {
    std::string sender;     ///< an address, with nothing else in it
    std::string recipient;  ///< likewise
    std::string content;
};

/// Speaks SMTP (RFC 5321) by libcurl, on a connection that is kept for the next message. Its calls block; one at a time.
class SmtpSession {
public:
    /// `name` is what we call ourselves (EHLO). `server` outlives it.
    SmtpSession(const SmtpServer& server, const std::string& name);
    ~SmtpSession();
    SmtpSession(const SmtpSession&) = delete;
    SmtpSession& operator=(const SmtpSession&) = delete;

    /// Hands a message over. Errors: `engine_away` (nobody there, it refuses us, or it says to come again), `unavailable` (not
    /// this message now: 4xx), `authentication/mail-refused` (never this message: 5xx). No note holds an address or a secret.
    [[nodiscard]] Result<void> send(const SmtpMessage& message);
    /// Connects and signs in. Errors: `engine_away`.
    [[nodiscard]] Result<void> greet();

private:
    struct Handle;
    std::unique_ptr<Handle> handle_;
};

}  // namespace instante::authentication
