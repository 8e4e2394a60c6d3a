#include "http/server/tls_pair.hpp"

#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <time.h>

#include <chrono>
#include <optional>
#include <string>

#include "http/errors.hpp"
#include "http/server/tls.hpp"

namespace instante::http::server {
namespace {

std::optional<core::Timestamp> moment(const ASN1_TIME* time) {
    tm parts{};
    if (time == nullptr || ASN1_TIME_to_tm(time, &parts) != 1) return std::nullopt;
    return core::Timestamp{std::chrono::seconds{::timegm(&parts)}};
}

}  // namespace

Result<Validity> examine_tls_pair(const std::filesystem::path& certificate, const std::filesystem::path& key) {
    const auto loaded = TlsContext::load(certificate, key);
    if (!loaded) return loaded.error();
    const auto* own = SSL_CTX_get0_certificate((*loaded)->context().native_handle());
    const auto from = moment(X509_get0_notBefore(own));
    const auto until = moment(X509_get0_notAfter(own));
    if (!from || !until) return core::Error{bad_certificate, certificate.string() + ": it does not say how long it holds"};
    return Validity{*from, *until};
}

}  // namespace instante::http::server
