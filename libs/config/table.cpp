#include "config/table.hpp"

#include <algorithm>
#include <array>

#include "config/machine.hpp"
#include "config/values.hpp"

namespace instante::config {
namespace {

/// Sets one member from one text by `read`.
template <auto member, auto read>
Checked<void> set_one(Settings& settings, std::span<const std::string> values) {
    if (values.size() != 1) return Complaint{"it is given more than once"};
    return read(values.front(), settings.*member);
}

/// Sets a list from texts of which each may hold several, separated by commas.
template <auto member, auto read>
Checked<void> set_many(Settings& settings, std::span<const std::string> values) {
    constexpr std::size_t most = 1000;
    auto& list = settings.*member;
    list.clear();
    for (std::string_view text : values) {
        while (!text.empty()) {
            const auto item = text.substr(0, text.find(','));
            text.remove_prefix(std::min(item.size() + 1, text.size()));
            if (list.size() == most) return Complaint{"it has more than 1000 items"};
            if (auto checked = read(item, list.emplace_back()); !checked) return checked;
        }
    }
    return {};
}

template <auto member>
std::string show_one(const Settings& settings) {
    return show(settings.*member);
}

template <auto member>
std::string show_many(const Settings& settings) {
    std::string text;
    for (const auto& item : settings.*member) text.append(text.empty() ? "[" : ", ").append(show(item));
    return text.empty() ? text : text += ']';
}

template <auto member, auto read>
constexpr Setting one(std::string_view name, std::string_view value, std::string_view help) {
    return {name, value, help, false, false, set_one<member, read>, show_one<member>};
}

template <auto member, auto read>
constexpr Setting secret(std::string_view name, std::string_view value, std::string_view help) {
    return {name, value, help, true, false, set_one<member, read>, show_one<member>};
}

template <auto member, auto read>
constexpr Setting many(std::string_view name, std::string_view value, std::string_view help) {
    return {name, value, help, false, true, set_many<member, read>, show_many<member>};
}

std::string show_media_secret(const Settings& settings) {
    return settings.media_secret.empty() ? std::string{} : toml_string("***");
}

std::string show_rate_limit(const Settings& settings) {
    return toml_string(settings.rate_limit ? "on" : "off");
}

using S = Settings;
constexpr std::array settings_table{
    one<&S::data, read_path>("data", "DIR", "Folder of everything that is kept"),
    one<&S::ephemeral, read_switch>("ephemeral", "", "Keep everything in memory; nothing outlives the process"),
    one<&S::listen, read_address>("listen", "HOST:PORT", "Where clients connect; port 0: any free one"),
    one<&S::admin_listen, read_address>("admin-listen", "HOST:PORT",
                                        "Where health, metrics and version are served; never public"),
    one<&S::public_url, read_web_url>("public-url", "URL", "Address under which clients reach this installation"),
    one<&S::tls_cert, read_path>("tls-cert", "FILE",
                                 "Certificate chain (PEM), together with --tls-key; read anew when it changes"),
    one<&S::tls_key, read_path>("tls-key", "FILE", "Private key of the certificate (PEM)"),
    one<&S::redirect_listen, read_optional_address>("redirect-listen", "HOST:PORT", "Where HTTP is redirected to HTTPS from"),
    one<&S::ca_file, read_path>("ca-file", "FILE", "Certificates (PEM) of servers to trust besides the system's"),
    one<&S::jwks_url, read_web_url>("jwks-url", "URL", "Where a service apart finds the keys of access tokens"),
    Setting{"media-secret", "SECRET",
            "For signed media addresses, which do not exist yet: taken, and used for nothing; rather set it by "
            "INSTANTE_MEDIA_SECRET_FILE",
            true, false, set_one<&S::media_secret, read_media_secret>, show_media_secret},
    one<&S::node, read_number<0, 8191>>("node", "N", "Part of every id this process makes, 0 to 8191 (random at start)"),
    many<&S::cors_origins, read_origin>("cors-origin", "ORIGIN", "Web origin whose pages may call the API; repeatable"),
    many<&S::trusted_proxies, read_network>("trusted-proxies", "CIDR", "Networks whose X-Forwarded-For is believed; repeatable"),
    one<&S::fanout_threshold, read_number<0, 1'000'000'000>>("fanout-threshold", "N",
                                                             "Followers beyond which a publication is pulled, not pushed"),
    one<&S::max_image_bytes, read_bytes>("max-image-bytes", "SIZE", "Largest image taken"),
    one<&S::max_image_pixels, read_pixels>("max-image-pixels", "PIXELS", "Most pixels of an image taken, as 80MP or a number"),
    one<&S::image_memory, read_bytes>("image-memory", "SIZE", "Decoded images held at once"),
    one<&S::max_images, read_number<1, 10>>("max-images", "N", "Most images of one publication: at most 10"),
    one<&S::log_level, read_log_level>("log-level", "LEVEL", "debug, info, warn or error"),
    Setting{"rate-limit", "on|off", "Limit how often a client may call", false, false, set_one<&S::rate_limit, read_switch>,
            show_rate_limit},
    one<&S::rate_register, read_rate>("rate-register", "N/TIME", "Registrations from one address, as 20/1h"),
    one<&S::rate_login, read_rate>("rate-login", "N/TIME", "Attempts to sign in from one address"),
    one<&S::rate_account, read_rate>("rate-account", "N/TIME", "Attempts to sign in to one account, from anywhere"),
    one<&S::rate_forgot, read_rate>("rate-forgot", "N/TIME", "Mails about forgotten passwords asked for from one address"),
    one<&S::rate_upload, read_rate>("rate-upload", "N/TIME", "Uploads of one person"),
    one<&S::rate_media, read_rate>("rate-media", "N/TIME", "Pictures fetched from one address"),
    one<&S::rate_report, read_rate>("rate-report", "N/TIME", "Reports of one person"),
    one<&S::rate_person, read_rate>("rate-person", "N/TIME", "All other calls of one person who is signed in"),
    one<&S::rate_address, read_rate>("rate-address", "N/TIME", "All other calls of one address where nobody is signed in"),
    one<&S::registration, read_registration>("registration", "open|closed", "Whether strangers may register"),
    secret<&S::database, read_engine<database_schemes>>("database", "URL", "sqlite: or mongodb://…"),
    secret<&S::bus, read_engine<bus_schemes>>("bus", "URL", "embedded: or amqp(s)://…"),
    secret<&S::media, read_engine<media_schemes>>("media", "URL", "file: or s3://BUCKET?endpoint=…&region=…&style=…"),
    one<&S::media_url, read_web_url>("media-url", "URL", "Where clients find media, such as a CDN (--public-url)"),
    one<&S::fcm_credentials, read_path>("fcm-credentials", "FILE",
                                        "Service account (JSON) for pushes by Firebase Cloud Messaging"),
    one<&S::fcm_endpoint, read_web_url>("fcm-endpoint", "URL", "Replaces the address of Firebase Cloud Messaging, for tests"),
    secret<&S::mail, read_engine<mail_schemes>>("mail", "URL", "log: or smtp(s)://USER:PASSWORD@HOST:PORT"),
    one<&S::mail_from, read_mail_address>("mail-from", "ADDRESS", "Whom mails come from (no-reply@ the public URL's host)"),
    one<&S::loops, read_number<1, 1024>>("loops", "N", "I/O threads"),
    one<&S::password_cost, read_password_cost>("password-cost", "COST",
                                               "interactive, or minimal: for tests only, such passwords are easily guessed"),
};

}  // namespace

std::span<const Setting> table() {
    return settings_table;
}

const Setting* find_setting(std::string_view name) {
    const auto* found = std::ranges::find(settings_table, name, &Setting::name);
    return found == settings_table.end() ? nullptr : found;
}

std::string variable_of(std::string_view name) {
    std::string variable = "INSTANTE_";
    for (const char c : name) variable += c == '-' ? '_' : static_cast<char>(c - ('a' <= c && c <= 'z' ? 'a' - 'A' : 0));
    return variable;
}

Settings default_settings(const Program& program) {
    Settings settings;
    settings.listen.port = program.port;
    settings.admin_listen.port = program.admin_port;
    settings.loops = std::min<std::size_t>(usable_cores(), 1024);
    settings.image_memory = std::min(core::Bytes{1u << 30}, core::Bytes{usable_memory().count / 4});
    return settings;
}

}  // namespace instante::config
