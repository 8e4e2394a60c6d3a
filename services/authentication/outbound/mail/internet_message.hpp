#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "authentication/ports/mailer.hpp"
#include "core/time.hpp"

namespace instante::authentication {

/// How the text of a letter stands in its message: as it is, for people who read the file; or in lines of ASCII of at most 76
/// characters (RFC 2045 §6.7), for servers that take no more.
enum class TextEncoding : std::uint8_t { eight_bit, quoted_printable };

/// `mail` as an Internet message (RFC 5322), its letter as text and as HTML (RFC 2046 §5.1.4), in UTF-8. Nothing in it can begin
/// a header of its own: control characters become blanks.
std::string internet_message(const Mail& mail, const std::string& sender, core::Timestamp now,
                             TextEncoding encoding = TextEncoding::eight_bit);

/// What of an address may stand in a header or a command: of more than one, or of another's headers, only letters are left.
std::string header_address(std::string_view address);

}  // namespace instante::authentication
