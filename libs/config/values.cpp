#include "config/values.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include "config/web_url.hpp"
#include "core/text.hpp"

namespace instante::config {
namespace {

constexpr std::array log_levels{
    std::pair{std::string_view{"debug"}, LogLevel::debug}, std::pair{std::string_view{"info"}, LogLevel::info},
    std::pair{std::string_view{"warn"}, LogLevel::warn}, std::pair{std::string_view{"error"}, LogLevel::error}};
constexpr std::array registrations{std::pair{std::string_view{"open"}, Registration::open},
                                   std::pair{std::string_view{"closed"}, Registration::closed}};
constexpr std::array password_costs{std::pair{std::string_view{"interactive"}, PasswordCost::interactive},
                                    std::pair{std::string_view{"minimal"}, PasswordCost::minimal}};

template <class Choices, class Enum>
Checked<void> read_choice(std::string_view text, const Choices& choices, Enum& value) {
    std::string all;
    for (const auto& [name, choice] : choices) {
        if (name == text) {
            value = choice;
            return {};
        }
        all.append(all.empty() ? "" : ", ").append(name);
    }
    return Complaint{in_quotes(text) + " is none of " + all};
}

template <class Choices, class Enum>
std::string show_choice(const Choices& choices, Enum value) {
    for (const auto& [name, choice] : choices)
        if (choice == value) return toml_string(name);
    return {};
}

struct Unit {
    std::string_view name;
    std::uint64_t worth;
};
constexpr std::array byte_units{Unit{"GiB", 1u << 30}, Unit{"MiB", 1u << 20}, Unit{"KiB", 1u << 10}};
constexpr std::array pixel_units{Unit{"MP", 1'000'000}};

/// A positive count, alone or with a unit: `31457280`, `30MiB`.
template <class Units>
std::optional<std::uint64_t> parse_amount(std::string_view text, const Units& units) {
    std::uint64_t worth = 1;
    for (const auto& unit : units) {
        if (!text.ends_with(unit.name)) continue;
        text.remove_suffix(unit.name.size());
        worth = unit.worth;
        break;
    }
    const auto count = parse_number(text, 1, std::numeric_limits<std::int64_t>::max() / worth);  // TOML's integers are signed
    if (!count) return std::nullopt;
    return *count * worth;
}

constexpr std::array time_units{Unit{"d", 86'400}, Unit{"h", 3600}, Unit{"min", 60}, Unit{"m", 60}, Unit{"s", 1}};
constexpr std::uint64_t longest_period = 30 * 86'400;
constexpr std::uint64_t most_of_a_rate = 1'000'000;

/// `10min`, or `min` for one of them.
std::optional<std::chrono::seconds> parse_period(std::string_view text) {
    for (const auto& unit : time_units) {
        if (!text.ends_with(unit.name)) continue;
        text.remove_suffix(unit.name.size());
        const auto count = text.empty() ? Checked<std::uint64_t>{1} : parse_number(text, 1, longest_period / unit.worth);
        if (!count) return std::nullopt;
        return std::chrono::seconds{*count * unit.worth};
    }
    return std::nullopt;
}

template <class Units>
std::string show_amount(std::uint64_t count, const Units& units) {
    for (const auto& unit : units)
        if (count != 0 && count % unit.worth == 0) return toml_string(std::to_string(count / unit.worth).append(unit.name));
    return std::to_string(count);
}

}  // namespace

Checked<void> read_switch(std::string_view text, bool& value) {
    if (text != "on" && text != "off" && text != "true" && text != "false")
        return Complaint{in_quotes(text) + " is neither on nor off"};
    value = text == "on" || text == "true";
    return {};
}

Checked<void> read_path(std::string_view text, std::filesystem::path& value) {
    if (text.empty() || text.find('\0') != std::string_view::npos) return Complaint{in_quotes(text) + " is no path"};
    value = std::filesystem::path{text};
    return {};
}

Checked<void> read_address(std::string_view text, Address& value) {
    auto address = parse_address(text);
    if (!address) return Complaint{in_quotes(text) + " is no address and port, such as 127.0.0.1:8080 or [::1]:8080"};
    value = std::move(*address);
    return {};
}

Checked<void> read_optional_address(std::string_view text, std::optional<Address>& value) {
    return read_address(text, value.emplace());
}

Checked<void> read_web_url(std::string_view text, std::string& value) {
    auto url = parse_web_url(text);
    if (!url)
        return Complaint{
            "it is no http or https URL of a host, a port and a path alone"};  // not repeated: it may hold a password
    value = std::move(*url);
    return {};
}

Checked<void> read_origin(std::string_view text, std::string& value) {
    auto origin = parse_origin(text);
    if (!origin) return Complaint{in_quotes(text) + " is no origin, such as https://photos.example.org"};
    value = std::move(*origin);
    return {};
}

Checked<void> read_network(std::string_view text, Network& value) {
    auto network = Network::parse(text);
    if (!network) return Complaint{in_quotes(text) + " is no network, such as 10.0.0.0/8 or fd00::/8"};
    value = std::move(*network);
    return {};
}

Checked<void> read_mail_address(std::string_view text, std::string& value) {
    constexpr std::size_t longest = 254;  // RFC 5321 §4.5.3.1.3
    const auto at = text.find('@');
    const auto stands = [](char c) {
        return c > ' ' && c <= '~' && c != '<' && c != '>' && c != ',' && c != ';' && c != '"' && c != '\\' && c != '(' &&
               c != ')';
    };
    const bool is_one =
        at != std::string_view::npos && at > 0 && at + 1 < text.size() && text.find('@', at + 1) == std::string_view::npos;
    if (!is_one || text.size() > longest || !std::ranges::all_of(text, stands))
        return Complaint{in_quotes(text) + " is no mail address, such as no-reply@example.org"};
    value = text;
    return {};
}

Checked<void> read_media_secret(std::string_view text, std::string& value) {
    if (text.size() < 32 || text.size() > 1024) return Complaint{"it has 32 to 1024 characters (try: openssl rand -hex 32)"};
    value = std::string{text};
    return {};
}

Checked<void> read_bytes(std::string_view text, core::Bytes& value) {
    const auto count = parse_amount(text, byte_units);
    if (!count) return Complaint{in_quotes(text) + " is no size, such as 31457280 or 30MiB (KiB, MiB, GiB)"};
    value = {*count};
    return {};
}

Checked<void> read_pixels(std::string_view text, core::Pixels& value) {
    const auto count = parse_amount(text, pixel_units);
    if (!count) return Complaint{in_quotes(text) + " is no count of pixels, such as 80000000 or 80MP"};
    value = {*count};
    return {};
}

Checked<void> read_rate(std::string_view text, core::Rate& value) {
    const auto slash = text.find('/');
    const auto count = parse_number(text.substr(0, slash), 1, most_of_a_rate);
    const auto period = slash == std::string_view::npos ? std::nullopt : parse_period(text.substr(slash + 1));
    if (!count || !period) return Complaint{in_quotes(text) + " is no rate, such as 20/1h or 600/1min (s, min, h, d)"};
    value = {static_cast<std::uint32_t>(*count), *period};
    return {};
}

Checked<void> read_log_level(std::string_view text, LogLevel& value) {
    return read_choice(text, log_levels, value);
}
Checked<void> read_registration(std::string_view text, Registration& value) {
    return read_choice(text, registrations, value);
}
Checked<void> read_password_cost(std::string_view text, PasswordCost& value) {
    return read_choice(text, password_costs, value);
}

Checked<std::uint64_t> parse_number(std::string_view text, std::uint64_t least, std::uint64_t most) {
    std::uint64_t number = 0;
    const auto* end = text.data() + text.size();
    const auto [stopped, failure] = std::from_chars(text.data(), end, number);
    if (text.empty() || failure != std::errc{} || stopped != end || number < least || number > most)
        return Complaint{in_quotes(text) + " is no number from " + std::to_string(least) + " to " + std::to_string(most)};
    return number;
}

std::string toml_string(std::string_view text) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\')
            out.append("\\") += c;
        else if (byte < 0x20 || byte == 0x7F)
            (out.append("\\u00") += digits[byte >> 4]) += digits[byte & 15];
        else
            out += c;
    }
    return out += '"';
}

std::string show(bool value) {
    return value ? "true" : "false";
}
std::string show(std::uint64_t value) {
    return std::to_string(value);
}
std::string show(const std::string& value) {
    return value.empty() ? std::string{} : toml_string(value);
}
std::string show(const std::filesystem::path& value) {
    return show(value.string());
}
std::string show(const Address& value) {
    return toml_string(to_string(value));
}
std::string show(const Network& value) {
    return toml_string(value.text());
}
std::string show(const Engine& value) {
    return toml_string(value.shown());
}
std::string show(core::Bytes value) {
    return show_amount(value.count, byte_units);
}
std::string show(core::Pixels value) {
    return show_amount(value.count, pixel_units);
}
std::string show(core::Rate value) {
    const auto seconds = static_cast<std::uint64_t>(value.period.count());
    const auto* unit = std::ranges::find_if(time_units, [seconds](const Unit& each) { return seconds % each.worth == 0; });
    return toml_string(std::to_string(value.count) + "/" + std::to_string(seconds / unit->worth) + std::string{unit->name});
}
std::string show(LogLevel value) {
    return show_choice(log_levels, value);
}
std::string show(Registration value) {
    return show_choice(registrations, value);
}
std::string show(PasswordCost value) {
    return show_choice(password_costs, value);
}

}  // namespace instante::config
