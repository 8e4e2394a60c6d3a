#pragma once

#include <string>

#include "authentication/ports/mailer.hpp"
#include "core/time.hpp"

namespace instante::authentication {

/// `mail` as an Internet message (RFC 5322), its letter as text and as HTML (RFC 2046 §5.1.4), in UTF-8. Nothing in it can begin
/// a header of its own: control characters become blanks.
std::string internet_message(const Mail& mail, const std::string& sender, core::Timestamp now);

}  // namespace instante::authentication
