#include "notification/domain/texts.hpp"

namespace instante::notification {
namespace {

/// What stands before and after the name.
struct Around {
    std::string_view before;
    std::string_view after;
};

bool is_portuguese(std::string_view lang) {
    return lang.substr(0, 2) == "pt" && (lang.size() == 2 || lang[2] == '-');
}

Around english(Type type) {
    switch (type) {
        case Type::publication:
            return {"New publication by ", ""};
        case Type::follow:
            return {"", " follows you now"};
    }
    return {};
}

Around portuguese(Type type) {
    switch (type) {
        case Type::publication:
            return {"Publicação nova de ", ""};
        case Type::follow:
            return {"", " agora segue você"};
    }
    return {};
}

}  // namespace

std::string title(Type type, const Person& actor, std::string_view lang) {
    const auto [before, after] = is_portuguese(lang) ? portuguese(type) : english(type);
    const auto& name = actor.name.empty() ? actor.username : actor.name;
    return std::string{before}.append(name).append(after);
}

}  // namespace instante::notification
