#pragma once

#include <memory>
#include <string>

#include "authentication/outbound/mail/smtp_server.hpp"
#include "authentication/ports/mailer.hpp"
#include "core/time.hpp"
#include "telemetry/log.hpp"

namespace instante::authentication {

/// `--mail smtp(s):`: hands mails to a mail server, some at a time on threads of its own; nothing of them is kept here. `sender`
/// is an address; `clock` outlives it.
std::unique_ptr<Mailer> make_smtp_mailer(SmtpServer server, std::string sender, const core::Clock& clock, telemetry::Log log);

}  // namespace instante::authentication
