#include <utility>

#include "config/engine_url.hpp"
#include "config/layers.hpp"

namespace instante::config {
namespace {

/// `name (source): ` as every complaint about a value begins.
std::string about(std::string_view name, const Sources& sources) {
    const auto source = sources.find(name);
    return std::string{name} + " (" + (source == sources.end() ? "default" : source->second) + "): ";
}

}  // namespace

Checked<void> check(const Program& program, const Settings& settings, const Sources& sources) {
    if (settings.tls_cert.empty() != settings.tls_key.empty()) {
        const auto* given = settings.tls_key.empty() ? "tls-cert" : "tls-key";
        return Complaint{about(given, sources) + "--tls-cert and --tls-key go together"};
    }
    if (settings.listen == settings.admin_listen && settings.listen.port != 0)
        return Complaint{about("admin-listen", sources) + "it is the address of listen, too"};
    if (settings.redirect_listen && settings.tls_cert.empty() && !settings.public_url.starts_with("https://"))
        return Complaint{about("redirect-listen", sources) +
                         "there is no HTTPS to redirect to: set --tls-cert, or an https --public-url"};
    if (program.apart && settings.bus.scheme() == "embedded")
        return Complaint{about("bus", sources) +
                         "services that run apart need --bus amqp://… (instante serve runs all of them in one process)"};
    if (!program.apart && has_path(settings.database))
        return Complaint{about("database", sources) +
                         "each service has a database of its own: name the server, and none after it"};
    return {};
}

}  // namespace instante::config
