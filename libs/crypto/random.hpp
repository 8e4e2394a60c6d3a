#pragma once

#include <cstddef>
#include <string>

namespace instante::crypto {

/// `count` bytes that nobody can foretell (the kernel's generator).
std::string random_bytes(std::size_t count);
/// A secret to hand out: 32 random bytes in base64url, 43 characters.
std::string random_token();

}  // namespace instante::crypto
