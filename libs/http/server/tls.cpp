#include "http/server/tls.hpp"

#include <openssl/ssl.h>

#include <string>
#include <string_view>

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
    if (failure) return core::Error{core::unavailable, "certificate " + certificate.string() + ": " + failure.message()};
    context.use_private_key_file(key.string(), ssl::context::pem, failure);
    if (failure) return core::Error{core::unavailable, "key " + key.string() + ": " + failure.message()};
    if (SSL_CTX_check_private_key(context.native_handle()) != 1)
        return core::Error{core::unavailable, "key " + key.string() + " does not belong to certificate " + certificate.string()};
    return std::make_shared<const TlsContext>(std::move(context));
}

}  // namespace instante::http::server
