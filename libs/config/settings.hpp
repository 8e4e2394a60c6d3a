#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "config/address.hpp"
#include "config/engine.hpp"
#include "config/network.hpp"
#include "core/rate.hpp"
#include "core/units.hpp"

namespace instante::config {

enum class LogLevel : std::uint8_t { debug, info, warn, error };
enum class Registration : std::uint8_t { open, closed };
/// What hashing a password costs: libsodium's interactive limits, or the least there is (tests only).
enum class PasswordCost : std::uint8_t { interactive, minimal };

/// Everything that can be set, as it is in force. Table, flags, `INSTANTE_…` variables and file keys: config/table.cpp.
/// A text or path that is empty is not set.
struct Settings {
    std::filesystem::path data{"./data"};
    bool ephemeral = false;  ///< everything in memory, nothing is kept

    Address listen{"127.0.0.1", 8080};
    Address admin_listen{"127.0.0.1", 8081};
    std::optional<Address> redirect_listen;  ///< where HTTP is answered with the way to HTTPS
    std::string public_url;                  ///< `https://photos.example.org`, without a last slash
    std::filesystem::path tls_cert;
    std::filesystem::path tls_key;
    std::filesystem::path ca_file;  ///< certificates to trust besides the system's, wherever we are a client
    std::string jwks_url;
    std::string media_secret;           ///< nothing uses it yet: objects are public by their keys
    std::optional<std::uint16_t> node;  ///< 0..8191; nothing: random at start
    std::vector<std::string> cors_origins;
    std::vector<Network> trusted_proxies;

    std::uint64_t fanout_threshold = 10'000;  ///< followers beyond which a publication is pulled, not pushed
    core::Bytes max_image_bytes{30u << 20};
    core::Pixels max_image_pixels{80'000'000};
    core::Bytes image_memory;     ///< decoded bytes admitted at once; the lower of 1 GiB and a quarter of the memory
    std::size_t max_images = 10;  ///< of one publication

    LogLevel log_level = LogLevel::info;
    bool rate_limit = true;
    core::Rate rate_register{20, std::chrono::hours{1}};
    core::Rate rate_login{30, std::chrono::minutes{10}};
    core::Rate rate_account{10, std::chrono::minutes{10}};
    core::Rate rate_forgot{5, std::chrono::hours{1}};
    core::Rate rate_upload{120, std::chrono::hours{1}};
    core::Rate rate_media{6000, std::chrono::minutes{1}};
    core::Rate rate_report{30, std::chrono::hours{1}};
    core::Rate rate_person{600, std::chrono::minutes{1}};
    core::Rate rate_address{1200, std::chrono::minutes{1}};
    Registration registration = Registration::open;
    PasswordCost password_cost = PasswordCost::interactive;
    std::size_t loops = 1;  ///< I/O threads; as many as cores

    Engine database{"sqlite:"};
    Engine bus{"embedded:"};
    Engine media{"file:"};
    std::string media_url;  ///< `https://cdn.example.org`, without a last slash
    std::filesystem::path fcm_credentials;
    std::string fcm_endpoint;  ///< replaces Google's address (tests)
    Engine mail{"log:"};
    std::string mail_from;  ///< the address that mails come from; empty: `no-reply@` the public URL's host

    friend bool operator==(const Settings&, const Settings&) = default;
};

}  // namespace instante::config
