#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "core/error.hpp"

namespace instante::notification {

/// A Google service account, as its key file tells (`"type": "service_account"`).
struct ServiceAccount {
    std::string project_id;
    std::string client_email;
    std::string private_key;  ///< PEM: never shown
    std::string private_key_id;
    std::string token_uri;
};

/// Errors: `bad_fcm_credentials`; the note says what is wrong, without repeating the content.
Result<ServiceAccount> parse_service_account(std::string_view json);
/// The same of a file; the note names it and the setting.
Result<ServiceAccount> read_service_account(const std::filesystem::path& file);

/// What asks for an access token (RFC 7523 §2.1): signed by the account, from `now` on for an hour. Errors: as above.
Result<std::string> sign_assertion(const ServiceAccount& account, std::int64_t now);

}  // namespace instante::notification
