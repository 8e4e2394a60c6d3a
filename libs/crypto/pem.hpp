#pragma once

#include <memory>
#include <string_view>

struct evp_pkey_st;

namespace instante::crypto {

struct FreePkey {
    void operator()(evp_pkey_st* key) const;
};
/// OpenSSL's form of a key. Inside this room only.
using Pkey = std::unique_ptr<evp_pkey_st, FreePkey>;

/// The private key of an unencrypted PEM; null when there is none.
Pkey private_key_from_pem(std::string_view pem);

}  // namespace instante::crypto
