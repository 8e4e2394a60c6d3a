#include "http/tests/certificate.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <memory>
#include <stdexcept>

namespace instante::http::testing {
namespace {

template <auto release>
struct Release {
    template <class T>
    void operator()(T* held) const {
        release(held);
    }
};
using Key = std::unique_ptr<EVP_PKEY, Release<EVP_PKEY_free>>;
using Leaf = std::unique_ptr<X509, Release<X509_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Release<X509_EXTENSION_free>>;
using File = std::unique_ptr<std::FILE, Release<std::fclose>>;

void require(bool done) {
    if (!done) throw std::runtime_error{"OpenSSL makes no certificate"};
}

void add_extension(X509& leaf, int kind, const char* value) {
    const Extension extension{X509V3_EXT_conf_nid(nullptr, nullptr, kind, value)};
    require(extension && X509_add_ext(&leaf, extension.get(), -1) == 1);
}

}  // namespace

Certificate make_certificate(const std::filesystem::path& folder) {
    constexpr long a_day = 24 * 60 * 60;
    const Key key{EVP_EC_gen("P-256")};
    const Leaf leaf{X509_new()};
    require(key && leaf);
    X509_set_version(leaf.get(), X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(leaf.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(leaf.get()), -a_day);
    X509_gmtime_adj(X509_getm_notAfter(leaf.get()), a_day);
    X509_set_pubkey(leaf.get(), key.get());
    auto* name = X509_get_subject_name(leaf.get());
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("instante test"), -1, -1, 0);
    X509_set_issuer_name(leaf.get(), name);
    add_extension(*leaf, NID_basic_constraints, "critical,CA:TRUE");
    add_extension(*leaf, NID_subject_alt_name, "IP:127.0.0.1");
    require(X509_sign(leaf.get(), key.get(), EVP_sha256()) != 0);

    Certificate made{folder / "certificate.pem", folder / "key.pem"};
    const File certificate_file{std::fopen(made.certificate.c_str(), "w")};
    const File key_file{std::fopen(made.key.c_str(), "w")};
    require(certificate_file && PEM_write_X509(certificate_file.get(), leaf.get()) == 1);
    require(key_file && PEM_write_PrivateKey(key_file.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1);
    return made;
}

}  // namespace instante::http::testing
