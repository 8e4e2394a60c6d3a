#pragma once

#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

#include "bus/message.hpp"

namespace instante::notification {

/// An example of contracts/messages, e.g. `token.page.v1.last`.
inline std::string example(const std::string& name) {
    std::ifstream file{std::string{INSTANTE_SOURCE_DIR} + "/contracts/messages/examples/" + name + ".json"};
    if (!file) throw std::runtime_error{"no example " + name};
    return {std::istreambuf_iterator{file}, {}};
}

/// The same JSON without blanks between its parts.
inline std::string compact(const std::string& json) {
    std::string out;
    bool in_text = false;
    for (std::size_t i = 0; i < json.size(); ++i) {
        const char c = json[i];
        if (c == '"' && (i == 0 || json[i - 1] != '\\')) in_text = !in_text;
        if (in_text || (c != ' ' && c != '\n')) out += c;
    }
    return out;
}

inline bus::Message message(std::string type, std::string body, std::string correlation_id = {}) {
    bus::Message made;
    made.id = "m";
    made.type = std::move(type);
    made.body = std::move(body);
    made.correlation_id = std::move(correlation_id);
    return made;
}

}  // namespace instante::notification
