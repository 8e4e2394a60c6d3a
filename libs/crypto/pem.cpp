#include "crypto/pem.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

namespace instante::crypto {
namespace {

/// OpenSSL would ask the terminal for the password of an encrypted key: a server has none to ask.
int no_password(char*, int, int, void*) {
    return -1;
}

}  // namespace

void FreePkey::operator()(evp_pkey_st* key) const {
    EVP_PKEY_free(key);
}

Pkey private_key_from_pem(std::string_view pem) {
    const std::unique_ptr<BIO, decltype(&BIO_free)> source{BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), &BIO_free};
    Pkey key{PEM_read_bio_PrivateKey(source.get(), nullptr, &no_password, nullptr)};
    ERR_clear_error();
    return key;
}

}  // namespace instante::crypto
