#pragma once

#include <charconv>
#include <concepts>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "config/complaint.hpp"
#include "config/engine_url.hpp"
#include "config/settings.hpp"

/// How a text becomes a value, and how a value is shown in TOML (an empty text: not set). What every row of the table is made of.
namespace instante::config {

Checked<void> read_switch(std::string_view text, bool& value);
Checked<void> read_path(std::string_view text, std::filesystem::path& value);
Checked<void> read_address(std::string_view text, Address& value);
Checked<void> read_optional_address(std::string_view text, std::optional<Address>& value);
Checked<void> read_web_url(std::string_view text, std::string& value);
Checked<void> read_origin(std::string_view text, std::string& value);
Checked<void> read_network(std::string_view text, Network& value);
Checked<void> read_mail_address(std::string_view text, std::string& value);
Checked<void> read_media_secret(std::string_view text, std::string& value);
Checked<void> read_bytes(std::string_view text, core::Bytes& value);
Checked<void> read_pixels(std::string_view text, core::Pixels& value);
Checked<void> read_rate(std::string_view text, core::Rate& value);
Checked<void> read_log_level(std::string_view text, LogLevel& value);
Checked<void> read_registration(std::string_view text, Registration& value);
Checked<void> read_password_cost(std::string_view text, PasswordCost& value);

/// A decimal number within bounds.
Checked<std::uint64_t> parse_number(std::string_view text, std::uint64_t least, std::uint64_t most);

template <std::uint64_t least, std::uint64_t most>
struct NumberReader {
    template <std::unsigned_integral T>
    Checked<void> operator()(std::string_view text, T& value) const {
        const auto number = parse_number(text, least, most);
        if (!number) return number.error();
        value = static_cast<T>(*number);
        return {};
    }
    template <std::unsigned_integral T>
    Checked<void> operator()(std::string_view text, std::optional<T>& value) const {
        return (*this)(text, value.emplace());
    }
};
template <std::uint64_t least, std::uint64_t most>
inline constexpr NumberReader<least, most> read_number{};

template <const auto& schemes>
Checked<void> read_engine(std::string_view text, Engine& value) {
    auto engine = parse_engine(text, schemes);
    if (!engine) return engine.error();
    value = std::move(*engine);
    return {};
}

/// A TOML basic string.
std::string toml_string(std::string_view text);

std::string show(bool value);
template <std::unsigned_integral T>
std::string show(T value) {
    return std::to_string(value);
}
std::string show(const std::string& value);
std::string show(const std::filesystem::path& value);
std::string show(const Address& value);
std::string show(const Network& value);
std::string show(const Engine& value);
std::string show(core::Bytes value);
std::string show(core::Pixels value);
std::string show(core::Rate value);
std::string show(LogLevel value);
std::string show(Registration value);
std::string show(PasswordCost value);
template <class T>
std::string show(const std::optional<T>& value) {
    return value ? show(*value) : std::string{};
}

}  // namespace instante::config
