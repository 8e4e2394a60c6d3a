#include "authentication/domain/device.hpp"

#include "core/encoding.hpp"
#include "core/text.hpp"

namespace instante::authentication {

namespace {

constexpr std::size_t token_size_limit = 4096;
constexpr std::size_t endpoint_size_limit = 2048;

bool decodes_to(std::string_view text, std::size_t size) {
    const auto bytes = core::base64url_decode(text);
    return bytes && bytes->size() == size;
}

bool is_printable(std::string_view text) {
    for (const char c : text)
        if (c <= ' ' || c > '~') return false;
    return !text.empty();
}

}  // namespace

void check_device(const Device& device, std::string_view field, FieldErrors& errors) {
    const auto refuse = [&](const char* part, const char* code, const char* message) {
        errors.push_back({std::string{field} + part, code, message});
    };
    if (device.kind == DeviceKind::fcm) {
        if (!is_printable(device.token) || device.token.size() > token_size_limit)
            refuse("", "not-a-token", "This is not a registration token");
        return;
    }
    // TLS only: whoever pushes would else be led to post to machines inside.
    if (!device.token.starts_with("https://") || !is_printable(device.token) || device.token.size() > endpoint_size_limit)
        refuse(".endpoint", "not-an-endpoint", "This is not an https address");
    if (!decodes_to(device.p256dh, 65)) refuse(".keys.p256dh", "not-a-key", "This is not an uncompressed P-256 key in base64url");
    if (!decodes_to(device.auth, 16)) refuse(".keys.auth", "not-a-key", "These are not 16 bytes in base64url");
}

}  // namespace instante::authentication
