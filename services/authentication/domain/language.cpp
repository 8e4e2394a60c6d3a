#include "authentication/domain/language.hpp"

#include <charconv>

#include "core/text.hpp"

namespace instante::authentication {

namespace {

/// The weight of `pt-BR;q=0.8`, 0 to 1; what cannot be read weighs nothing.
double weight_of(std::string_view parameters) {
    const auto at = parameters.find("q=");
    if (at == std::string_view::npos) return 1;
    const auto digits = core::trim(parameters.substr(at + 2));
    double weight = 0;
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), weight);
    return read.ec == std::errc{} ? weight : 0;
}

}  // namespace

std::string choose_language(std::string_view accept_language) {
    double english = 0;
    double portuguese = 0;
    while (!accept_language.empty()) {
        const auto comma = accept_language.find(',');
        const auto range = accept_language.substr(0, comma);
        accept_language.remove_prefix(comma == std::string_view::npos ? accept_language.size() : comma + 1);
        const auto semicolon = range.find(';');
        const auto tag = core::to_lower_ascii(core::trim(range.substr(0, semicolon)));
        const auto weight = semicolon == std::string_view::npos ? 1 : weight_of(range.substr(semicolon));
        const auto primary = std::string_view{tag}.substr(0, tag.find('-'));
        if (primary == "en" && weight > english) english = weight;
        if (primary == "pt" && weight > portuguese) portuguese = weight;
    }
    // Of two that are liked alike the one named first would be nicer, but browsers weigh them apart.
    return portuguese > english ? "pt-BR" : "en";
}

}  // namespace instante::authentication
