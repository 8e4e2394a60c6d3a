#include "config/web_url.hpp"

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <charconv>
#include <cstdint>

#include "core/text.hpp"

namespace instante::config {
namespace {

namespace urls = boost::urls;

/// Boost.URL takes any digits.
bool is_port(std::string_view text) {
    std::uint16_t number = 0;
    const auto [stopped, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    return failure == std::errc{} && stopped == text.data() + text.size() && number != 0;
}

std::optional<urls::url_view> parse(std::string_view text) {
    const auto parsed = urls::parse_uri(urls::string_view{text.data(), text.size()});
    if (!parsed) return std::nullopt;
    const auto& url = *parsed;
    if (url.scheme_id() != urls::scheme::http && url.scheme_id() != urls::scheme::https) return std::nullopt;
    if (url.host().empty() || url.has_userinfo() || url.has_query() || url.has_fragment()) return std::nullopt;
    if (url.has_port() && !is_port(std::string_view{url.port().data(), url.port().size()})) return std::nullopt;
    return url;
}

}  // namespace

std::optional<std::string> parse_web_url(std::string_view text) {
    if (!parse(text)) return std::nullopt;
    while (text.ends_with('/')) text.remove_suffix(1);
    return std::string{text};
}

std::optional<std::string> parse_origin(std::string_view text) {
    const auto url = parse(text);
    if (!url || !url->encoded_path().empty()) return std::nullopt;
    const bool secure = url->scheme_id() == urls::scheme::https;
    const std::string host{url->encoded_host().data(), url->encoded_host().size()};
    auto origin = core::to_lower_ascii((secure ? "https://" : "http://") + host);
    if (url->has_port() && url->port_number() != (secure ? 443 : 80)) origin += ":" + std::to_string(url->port_number());
    return origin;
}

}  // namespace instante::config
