#include "crypto/random.hpp"

#include <sodium.h>

#include <cstdlib>

#include "core/encoding.hpp"

namespace instante::crypto {
namespace {

/// Before `main`: libsodium picks its code for this processor; after that all of it is safe from any thread. Here, because
/// whoever uses libsodium takes its random bytes from here.
[[maybe_unused]] const bool sodium_is_ready = [] {
    if (sodium_init() < 0) std::abort();
    return true;
}();

}  // namespace

std::string random_bytes(std::size_t count) {
    std::string bytes(count, '\0');
    randombytes_buf(bytes.data(), bytes.size());
    return bytes;
}

std::string random_token() {
    return core::base64url_encode(random_bytes(32));
}

}  // namespace instante::crypto
