#include "config/complaint.hpp"

namespace instante::config {

std::string in_quotes(std::string_view text) {
    constexpr std::size_t longest = 80;
    std::string out = "\"";
    for (const char c : text.substr(0, longest)) out += (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) ? '?' : c;
    if (text.size() > longest) out += "…";
    return out += '"';
}

}  // namespace instante::config
