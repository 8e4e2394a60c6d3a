#include "notification/domain/notification.hpp"

namespace instante::notification {

std::string_view to_string(Type type) {
    switch (type) {
        case Type::publication:
            return "publication";
        case Type::follow:
            return "follow";
    }
    return {};
}

std::optional<Type> parse_type(std::string_view text) {
    for (const auto type : {Type::publication, Type::follow})
        if (to_string(type) == text) return type;
    return std::nullopt;
}

}  // namespace instante::notification
