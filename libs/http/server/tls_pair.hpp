#pragma once

#include <filesystem>

#include "core/error.hpp"
#include "core/time.hpp"

namespace instante::http::server {

/// From when until when a certificate holds.
struct Validity {
    core::Timestamp from;
    core::Timestamp until;
};

/// Reads a certificate and its key as a server would: whether they can be used together, and how long. Errors: `bad_certificate`,
/// `bad_certificate_key`, told in `note`.
Result<Validity> examine_tls_pair(const std::filesystem::path& certificate, const std::filesystem::path& key);

}  // namespace instante::http::server
