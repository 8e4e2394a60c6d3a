#include <boost/json/serialize.hpp>
#include <utility>

#include "core/ids.hpp"
#include "json/parsed.hpp"

namespace instante::json {
namespace {

namespace bj = boost::json;

std::string_view first_name(std::string_view names) {
    return names.substr(0, names.find('|'));
}

/// The member under one of `names`, parted by bars: the first that is not null, else null if one is there, else nothing.
const bj::value* find(const void* place, std::string_view names) {
    const auto* object = static_cast<const bj::object*>(place);
    if (object == nullptr) return nullptr;
    const bj::value* null = nullptr;
    for (;;) {
        const auto* member = object->if_contains(first_name(names));
        if (member != nullptr && !member->is_null()) return member;
        if (member != nullptr) null = member;
        const auto bar = names.find('|');
        if (bar == std::string_view::npos) return null;
        names.remove_prefix(bar + 1);
    }
}

const bj::value* find_content(const void* place, std::string_view names) {
    const auto* member = find(place, names);
    return member == nullptr || member->is_null() ? nullptr : member;
}

std::string_view view(const bj::string& text) {
    return {text.data(), text.size()};
}

std::optional<std::int64_t> to_integer(const bj::value& value) {
    if (const auto* number = value.if_int64()) return *number;
    return std::nullopt;
}

std::optional<core::Timestamp> to_time(const bj::value& value) {
    const auto* text = value.if_string();
    return text == nullptr ? std::nullopt : core::parse_rfc3339(view(*text));
}

std::optional<std::uint64_t> to_id(const bj::value& value) {
    const auto* text = value.if_string();
    return text == nullptr ? std::nullopt : core::parse_id(view(*text));
}

std::optional<std::string> to_text(const bj::value& value) {
    if (const auto* text = value.if_string()) return std::string{view(*text)};
    return std::nullopt;
}

std::optional<bool> to_boolean(const bj::value& value) {
    if (const auto* truth = value.if_bool()) return *truth;
    return std::nullopt;
}

/// A kind of value that a field may be asked for: the stable code of anything else, and its sentence.
struct Wanted {
    const char* code;
    const char* message;
};
constexpr Wanted a_string{"not-a-string", "A text was expected"};
constexpr Wanted a_number{"not-a-number", "A whole number was expected"};
constexpr Wanted a_boolean{"not-a-boolean", "true or false was expected"};
constexpr Wanted an_object{"not-an-object", "An object was expected"};
constexpr Wanted an_array{"not-an-array", "A list was expected"};
constexpr Wanted an_id{"not-an-id", "An id was expected: a decimal number as a text"};
constexpr Wanted a_time{"not-a-time", "A time was expected, like 2026-11-24T12:43:00Z"};

enum class Need : bool { optional, required };

}  // namespace

/// The reading of one member: every getter below is one of these with its own conversion.
class Object::Field {
public:
    Field(const Object& object, std::string_view names, Need need)
        : object_(object), name_(first_name(names)), value_(find_content(object.object_, names)) {
        if (value_ == nullptr && need == Need::required && object.object_ != nullptr)
            refuse(name_, "missing", "This field is required");
    }

    template <class T>
    std::optional<T> as(std::optional<T> (*convert)(const bj::value&), Wanted wanted) const {
        if (value_ == nullptr) return std::nullopt;
        auto converted = convert(*value_);
        if (!converted) refuse(name_, wanted.code, wanted.message);
        return converted;
    }
    std::optional<Object> as_object() const {
        if (value_ == nullptr) return std::nullopt;
        if (value_->is_object()) return object_at(*value_, object_.full_name(name_));
        refuse(name_, an_object.code, an_object.message);
        return std::nullopt;
    }
    template <class T>
    std::vector<T> as_list(std::optional<T> (*convert)(const bj::value&), Wanted wanted) const {
        std::vector<T> list;
        const auto* array = elements();
        if (array == nullptr) return list;
        list.reserve(array->size());
        for (std::size_t i = 0; i < array->size(); ++i) {
            auto converted = convert((*array)[i]);
            if (converted) {
                list.push_back(std::move(*converted));
            } else {
                refuse(element_name(i), wanted.code, wanted.message);
            }
        }
        return list;
    }
    /// One for each element, in its place: those that are not objects are refused, and are empty.
    std::vector<Object> as_objects() const {
        std::vector<Object> list;
        const auto* array = elements();
        if (array == nullptr) return list;
        list.reserve(array->size());
        for (std::size_t i = 0; i < array->size(); ++i) {
            const auto name = element_name(i);
            if (!(*array)[i].is_object()) refuse(name, an_object.code, an_object.message);
            list.push_back(object_at((*array)[i], object_.full_name(name)));
        }
        return list;
    }

private:
    [[nodiscard]] const bj::array* elements() const {
        if (value_ == nullptr) return nullptr;
        const auto* array = value_->if_array();
        if (array == nullptr) refuse(name_, an_array.code, an_array.message);
        return array;
    }
    [[nodiscard]] std::string element_name(std::size_t index) const {
        return std::string{name_} + '[' + std::to_string(index) + ']';
    }
    [[nodiscard]] Object object_at(const bj::value& value, std::string path) const {
        return Object{object_.document_, value.if_object(), std::move(path)};
    }
    void refuse(std::string_view name, const char* code, const char* message) const {
        object_.document_->refuse(object_.full_name(name), code, message);
    }

    const Object& object_;
    std::string_view name_;
    const bj::value* value_;
};

Object::Object(Document::Parsed* document, const void* object, std::string path)
    : document_(document), object_(object), path_(std::move(path)) {}

std::string Object::full_name(std::string_view name) const {
    if (path_.empty()) return std::string{name};
    if (name.empty()) return path_;
    std::string full = path_ + '.';
    return full.append(name);
}

bool Object::has(std::string_view name) const {
    return find_content(object_, name) != nullptr;
}

bool Object::is_null(std::string_view name) const {
    const auto* member = find(object_, name);
    return member != nullptr && member->is_null();
}

std::optional<std::string> Object::string(std::string_view name) {
    return Field{*this, name, Need::required}.as(to_text, a_string);
}
std::optional<std::string> Object::optional_string(std::string_view name) {
    return Field{*this, name, Need::optional}.as(to_text, a_string);
}
std::optional<std::int64_t> Object::integer(std::string_view name) {
    return Field{*this, name, Need::required}.as(to_integer, a_number);
}
std::optional<std::int64_t> Object::optional_integer(std::string_view name) {
    return Field{*this, name, Need::optional}.as(to_integer, a_number);
}
std::optional<bool> Object::boolean(std::string_view name) {
    return Field{*this, name, Need::required}.as(to_boolean, a_boolean);
}
std::optional<bool> Object::optional_boolean(std::string_view name) {
    return Field{*this, name, Need::optional}.as(to_boolean, a_boolean);
}
std::optional<core::Timestamp> Object::time(std::string_view name) {
    return Field{*this, name, Need::required}.as(to_time, a_time);
}
std::optional<core::Timestamp> Object::optional_time(std::string_view name) {
    return Field{*this, name, Need::optional}.as(to_time, a_time);
}
std::optional<std::uint64_t> Object::id_value(std::string_view name, bool required) {
    return Field{*this, name, Need{required}}.as(to_id, an_id);
}

std::optional<Object> Object::object(std::string_view name) {
    return Field{*this, name, Need::required}.as_object();
}
std::optional<Object> Object::optional_object(std::string_view name) {
    return Field{*this, name, Need::optional}.as_object();
}
std::vector<Object> Object::objects(std::string_view name) {
    return Field{*this, name, Need::required}.as_objects();
}
std::vector<Object> Object::optional_objects(std::string_view name) {
    return Field{*this, name, Need::optional}.as_objects();
}

std::vector<std::string> Object::strings(std::string_view name) {
    return Field{*this, name, Need::required}.as_list(to_text, a_string);
}
std::vector<std::string> Object::optional_strings(std::string_view name) {
    return Field{*this, name, Need::optional}.as_list(to_text, a_string);
}
std::vector<std::uint64_t> Object::id_values(std::string_view name, bool required) {
    return Field{*this, name, Need{required}}.as_list(to_id, an_id);
}

std::string Object::raw(std::string_view name) const {
    const auto* member = find(object_, name);
    return member == nullptr ? std::string{} : bj::serialize(*member);
}

void Object::refuse(std::string_view name, std::string code, std::string message) {
    document_->refuse(full_name(first_name(name)), std::move(code), std::move(message));
}

}  // namespace instante::json
