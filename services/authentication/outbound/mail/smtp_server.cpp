#include "authentication/outbound/mail/smtp_server.hpp"

namespace instante::authentication {

namespace {

std::string_view authority_of(std::string_view url) {
    const auto begin = url.find("://");
    if (begin == std::string_view::npos) return {};
    url.remove_prefix(begin + 3);
    return url.substr(0, url.find_first_of("/?"));
}

bool is_loopback(std::string_view host) {
    if (host.starts_with("[::1]")) return true;
    host = host.substr(0, host.find(':'));
    if (host == "localhost") return true;
    return host.starts_with("127.") && host.find_first_not_of("0123456789.") == std::string_view::npos;
}

}  // namespace

std::string address_of(std::string_view url) {
    const auto authority = authority_of(url);
    const auto at = authority.rfind('@');
    return std::string{at == std::string_view::npos ? authority : authority.substr(at + 1)};
}

SmtpTls tls_of(std::string_view url) {
    if (url.starts_with("smtps:")) return SmtpTls::at_once;
    if (is_loopback(address_of(url))) return SmtpTls::never;
    return authority_of(url).find('@') == std::string_view::npos ? SmtpTls::if_offered : SmtpTls::required;
}

}  // namespace instante::authentication
