#include "http/server/tls.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509err.h>

#include <string>
#include <string_view>

#include "http/errors.hpp"

namespace instante::http::server {
namespace {

namespace ssl = boost::asio::ssl;

// In the order we like them, each with its length before it (RFC 7301 §3.1).
constexpr std::string_view protocols{"\x02h2\x08http/1.1"};

int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* chosen_length, const unsigned char* offered,
                    unsigned int offered_length, void*) {
    const auto* ours = reinterpret_cast<const unsigned char*>(protocols.data());
    auto* into = const_cast<unsigned char**>(chosen);
    const auto outcome =
        SSL_select_next_proto(into, chosen_length, ours, static_cast<unsigned int>(protocols.size()), offered, offered_length);
    return outcome == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

}  // namespace

Result<std::shared_ptr<const TlsContext>> TlsContext::load(const std::filesystem::path& certificate,
                                                           const std::filesystem::path& key) {
    ssl::context context{ssl::context::tls_server};
    boost::system::error_code failure;
    context.set_options(ssl::context::default_workarounds | ssl::context::no_sslv2 | ssl::context::no_sslv3 |
                        ssl::context::no_tlsv1 | ssl::context::no_tlsv1_1 | SSL_OP_NO_RENEGOTIATION |
                        SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA);
    SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION);
    SSL_CTX_set_alpn_select_cb(context.native_handle(), choose_protocol, nullptr);
    SSL_CTX_set_mode(context.native_handle(), SSL_MODE_RELEASE_BUFFERS);  // an idle connection keeps no record buffers
    context.use_certificate_chain_file(certificate.string(), failure);
    if (failure) return core::Error{bad_certificate, certificate.string() + ": " + failure.message()};
    // Without a callback OpenSSL would ask at the terminal, and wait.
    context.set_password_callback([](std::size_t, ssl::context::password_purpose) { return std::string{}; }, failure);
    context.use_private_key_file(key.string(), ssl::context::pem, failure);
    if (failure && ERR_GET_REASON(static_cast<unsigned long>(failure.value())) == X509_R_KEY_VALUES_MISMATCH)
        return core::Error{bad_certificate_key, key.string() + ": it does not belong to certificate " + certificate.string()};
    if (failure) return core::Error{bad_certificate_key, key.string() + ": " + failure.message()};
    return std::make_shared<const TlsContext>(std::move(context));
}

}  // namespace instante::http::server
