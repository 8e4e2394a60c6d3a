#include "config/engine_url.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <vector>

#include "config/web_url.hpp"
#include "core/text.hpp"

namespace instante::config {
namespace {

/// The parts of `scheme://[user[:password]@]host[:port][,…][/path][?query]`.
struct Parts {
    std::string scheme;
    std::string_view user;  ///< with its password
    std::vector<std::string_view> hosts;
    std::string_view path;   ///< with its slash
    std::string_view query;  ///< without its question mark
    bool has_user = false;
};

bool is_hex(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

std::vector<std::string_view> split(std::string_view text, char by) {
    std::vector<std::string_view> parts;
    while (true) {
        parts.push_back(text.substr(0, text.find(by)));
        if (parts.back().size() == text.size()) return parts;
        text.remove_prefix(parts.back().size() + 1);
    }
}

Checked<void> check_characters(std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c <= ' ' || c > '~')
            return Complaint{"a URL has no blanks, control characters or letters beyond ASCII: percent-encode them"};
        if (c == '%' && (i + 2 >= text.size() || !is_hex(text[i + 1]) || !is_hex(text[i + 2])))
            return Complaint{"\"%\" is followed by two hexadecimal digits"};
        if (c == '#') return Complaint{"\"#\" has no place in it: write %23"};
    }
    return {};
}

Checked<Parts> take_apart(std::string scheme, std::string_view after_colon) {
    if (!after_colon.starts_with("//")) return Complaint{"\"" + scheme + ":\" is followed by \"//\" and a host"};
    auto rest = after_colon.substr(2);
    Parts parts;
    parts.scheme = std::move(scheme);
    auto authority = rest.substr(0, rest.find_first_of("/?"));
    rest.remove_prefix(authority.size());
    parts.path = rest.substr(0, rest.find('?'));
    if (parts.path.size() < rest.size()) parts.query = rest.substr(parts.path.size() + 1);
    if (rest.find('@') != std::string_view::npos)
        return Complaint{
            "a \"/\" or \"?\" stands before \"@\": percent-encode them in a name or password, and \"@\" after the hosts"};
    if (const auto at = authority.find('@'); at != std::string_view::npos) {
        parts.has_user = true;
        parts.user = authority.substr(0, at);
        authority.remove_prefix(at + 1);
        if (parts.user.empty() || parts.user.starts_with(':')) return Complaint{"the user's name is missing before \"@\""};
        if (authority.find('@') != std::string_view::npos)
            return Complaint{"there are two \"@\": write %40 in a name or password"};
    }
    parts.hosts = split(authority, ',');
    return parts;
}

Checked<void> check_host(std::string_view text) {
    std::string_view host = text;
    std::optional<std::string_view> port;
    if (text.starts_with('[')) {
        const auto end = text.find(']');
        if (end == std::string_view::npos) return Complaint{"\"]\" is missing after an IPv6 address"};
        host = text.substr(1, end - 1);
        if (end + 1 < text.size()) {
            if (text[end + 1] != ':') return Complaint{"only a port may follow an IPv6 address"};
            port = text.substr(end + 2);
        }
        if (host.empty() || !std::ranges::all_of(host, [](char c) { return is_hex(c) || c == ':' || c == '.'; }))
            return Complaint{"that is no IPv6 address"};
    } else if (const auto colon = text.find(':'); colon != std::string_view::npos) {
        host = text.substr(0, colon);
        port = text.substr(colon + 1);
    }
    const auto named = [](char c) {
        return is_hex(c) || (c >= 'g' && c <= 'z') || (c >= 'G' && c <= 'Z') || c == '.' || c == '_' || c == '-' || c == ':';
    };
    if (host.empty()) return Complaint{"a host is missing"};
    if (!std::ranges::all_of(host, named)) return Complaint{"a host's name has letters, digits, \".\", \"-\" and \"_\""};
    if (!port) return {};
    std::uint16_t number = 0;
    const auto [stopped, failure] = std::from_chars(port->data(), port->data() + port->size(), number);
    if (failure != std::errc{} || stopped != port->data() + port->size() || number == 0)
        return Complaint{"a port is a number from 1 to 65535"};
    return {};
}

Checked<void> check_s3(const Parts& parts) {
    if (parts.has_user) return Complaint{"credentials of S3 come from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"};
    const auto bucket = parts.hosts.front();
    const auto allowed = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-'; };
    if (bucket.size() < 3 || bucket.size() > 63 || !std::ranges::all_of(bucket, allowed))
        return Complaint{"a bucket has 3 to 63 lower-case letters, digits, \".\" and \"-\""};
    if (!parts.path.empty() && parts.path != "/") return Complaint{"a bucket has no path"};
    for (const auto pair : split(parts.query, '&')) {
        if (pair.empty()) continue;
        const auto name = pair.substr(0, pair.find('='));
        const auto value = name.size() < pair.size() ? pair.substr(name.size() + 1) : std::string_view{};
        if (name != "endpoint" && name != "region" && name != "style")
            return Complaint{"S3 takes \"endpoint\", \"region\" and \"style\", not " + in_quotes(name)};
        if (value.empty()) return Complaint{"\"" + std::string{name} + "\" is empty"};
        if (name == "endpoint" && !parse_web_url(value)) return Complaint{"\"endpoint\" is an http or https URL"};
        if (name == "style" && value != "path" && value != "virtual") return Complaint{"\"style\" is path or virtual"};
    }
    return {};
}

Checked<void> check_server(const Parts& parts) {
    if (parts.hosts.size() > 1 && parts.scheme != "mongodb") return Complaint{"one host, not several"};
    for (const auto host : parts.hosts)
        if (auto checked = check_host(host); !checked) return checked;
    if (parts.scheme == "mongodb+srv" && parts.hosts.front().find(':') != std::string_view::npos)
        return Complaint{"mongodb+srv takes no port"};
    if (parts.scheme == "s3") return check_s3(parts);
    const bool mail = parts.scheme.starts_with("smtp");
    if (mail && !parts.path.empty() && parts.path != "/") return Complaint{"a mail server has no path"};
    if (parts.path.size() > 1 && parts.path.find('/', 1) != std::string_view::npos)
        return Complaint{"a path of one part: write %2F in it"};
    return {};
}

std::string choices(std::span<const Scheme> schemes) {
    std::string text;
    for (const auto& scheme : schemes)
        text.append(text.empty() ? "" : ", ").append(scheme.name).append(scheme.embedded ? ":" : "://…");
    return text;
}

}  // namespace

Checked<Engine> parse_engine(std::string_view text, std::span<const Scheme> schemes) {
    const auto colon = text.find(':');
    auto name = core::to_lower_ascii(text.substr(0, colon));
    const auto scheme = std::ranges::find(schemes, name, &Scheme::name);
    if (colon == std::string_view::npos || scheme == schemes.end()) return Complaint{"it is one of " + choices(schemes)};
    const auto rest = text.substr(colon + 1);
    Engine engine{name + std::string{text.substr(colon)}};
    if (scheme->embedded) {
        if (!rest.empty()) return Complaint{"nothing follows \"" + name + ":\"; its place is in the data folder"};
        return engine;
    }
    if (auto checked = check_characters(rest); !checked) return checked.error();
    const auto parts = take_apart(std::move(name), rest);
    if (!parts) return parts.error();
    if (auto checked = check_server(*parts); !checked) return checked.error();
    return engine;
}

bool has_path(const Engine& engine) {
    const std::string_view url = engine.url;
    const auto hosts = url.find("://");
    if (hosts == url.npos) return false;
    const auto path = url.substr(0, url.find('?')).find('/', hosts + 3);
    return path != url.npos && path + 1 < url.find('?') && path + 1 < url.size();
}

}  // namespace instante::config
