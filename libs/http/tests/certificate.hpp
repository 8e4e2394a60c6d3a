#pragma once

#include <filesystem>

namespace instante::http::testing {

/// A certificate for 127.0.0.1 that signed itself, and its key, written as PEM into `folder`.
struct Certificate {
    std::filesystem::path certificate;
    std::filesystem::path key;
};
Certificate make_certificate(const std::filesystem::path& folder);

}  // namespace instante::http::testing
