#include "mongo/bson.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <functional>
#include <optional>

namespace instante::mongo {
namespace {

static_assert(std::endian::native == std::endian::little, "BSON is little-endian, and we copy it");

// Types of elements (bsonspec.org).
constexpr std::uint8_t double_type = 0x01, text_type = 0x02, document_type = 0x03, array_type = 0x04, binary_type = 0x05,
                       undefined_type = 0x06, object_id_type = 0x07, bool_type = 0x08, time_type = 0x09, null_type = 0x0A,
                       regex_type = 0x0B, pointer_type = 0x0C, code_type = 0x0D, symbol_type = 0x0E, scoped_code_type = 0x0F,
                       int32_type = 0x10, timestamp_type = 0x11, int64_type = 0x12, decimal_type = 0x13, min_key_type = 0xFF,
                       max_key_type = 0x7F;

constexpr std::size_t length_bytes = sizeof(std::int32_t);

template <class T>
std::string raw(T value) {
    std::string bytes(sizeof value, '\0');
    std::memcpy(bytes.data(), &value, sizeof value);
    return bytes;
}

template <class T>
T number_at(std::string_view bytes) {
    T value{};
    if (bytes.size() >= sizeof value) std::memcpy(&value, bytes.data(), sizeof value);
    return value;
}

/// Within the document.
struct Element {
    std::uint8_t type = 0;
    std::string_view name;
    std::string_view value;
};

std::size_t length_of_pattern(std::string_view rest) {
    const auto first = rest.find('\0');
    const auto second = first == std::string_view::npos ? first : rest.find('\0', first + 1);
    return second == std::string_view::npos ? rest.size() : second + 1;
}

/// How long a value of `type` at the beginning of `rest` is; beyond its end where it is cut.
std::size_t length_of(std::uint8_t type, std::string_view rest) {
    const auto prefix = static_cast<std::size_t>(std::max(0, number_at<std::int32_t>(rest)));
    switch (type) {
        case undefined_type:
        case null_type:
        case min_key_type:
        case max_key_type:
            return 0;
        case bool_type:
            return 1;
        case int32_type:
            return 4;
        case double_type:
        case time_type:
        case timestamp_type:
        case int64_type:
            return 8;
        case object_id_type:
            return 12;
        case decimal_type:
            return 16;
        case document_type:
        case array_type:
        case scoped_code_type:
            return prefix;
        case text_type:
        case code_type:
        case symbol_type:
            return length_bytes + prefix;
        case binary_type:
            return length_bytes + 1 + prefix;
        case pointer_type:
            return length_bytes + prefix + 12;
        case regex_type:
            return length_of_pattern(rest);
        default:
            return rest.size() + 1;
    }
}

/// The next element of `rest`, which is a document without its length; nothing at its end.
std::optional<Element> take_element(std::string_view& rest) {
    if (rest.size() < 2 || rest.front() == '\0') return std::nullopt;
    const auto name_end = rest.find('\0', 1);
    if (name_end == std::string_view::npos) return std::nullopt;
    Element element{static_cast<std::uint8_t>(rest.front()), rest.substr(1, name_end - 1), {}};
    rest.remove_prefix(name_end + 1);
    const auto length = length_of(element.type, rest);
    if (length > rest.size()) return std::nullopt;
    element.value = rest.substr(0, length);
    rest.remove_prefix(length);
    return element;
}

std::string_view elements_of(std::string_view document) {
    return document.size() > length_bytes ? document.substr(length_bytes) : std::string_view{};
}

Element find(std::string_view document, std::string_view name) {
    auto rest = elements_of(document);
    while (const auto element = take_element(rest))
        if (element->name == name) return *element;
    return {};
}

std::int64_t integer_of(const Element& element) {
    switch (element.type) {
        case int32_type:
            return number_at<std::int32_t>(element.value);
        case int64_type:
        case time_type:
            return number_at<std::int64_t>(element.value);
        case double_type:
            return static_cast<std::int64_t>(number_at<double>(element.value));
        case bool_type:
            return element.value.front() != '\0' ? 1 : 0;
        default:
            return 0;
    }
}

std::string text_of(const Element& element) {
    if (element.type != text_type || element.value.size() <= length_bytes) return {};
    return std::string{element.value.substr(length_bytes, element.value.size() - length_bytes - 1)};
}

void for_each_in(std::string_view array, const std::function<void(const Element&)>& use) {
    auto rest = elements_of(array);
    while (const auto element = take_element(rest)) use(*element);
}

}  // namespace

Value::Value(std::nullptr_t) : type_(null_type) {}
Value::Value(bool value) : type_(bool_type), bytes_(1, value ? '\1' : '\0') {}
Value::Value(int value) : type_(int32_type), bytes_(raw(static_cast<std::int32_t>(value))) {}
Value::Value(std::int64_t value) : type_(int64_type), bytes_(raw(value)) {}
Value::Value(core::Timestamp value)
    : type_(time_type), bytes_(raw(static_cast<std::int64_t>(value.time_since_epoch().count()))) {}
Value::Value(std::string_view value) : type_(text_type) {
    bytes_.reserve(length_bytes + value.size() + 1);
    bytes_.append(raw(static_cast<std::int32_t>(value.size() + 1))).append(value).push_back('\0');
}
Value::Value(const Document& value) : type_(document_type), bytes_(value.bytes()) {}
Value::Value(const Array& value) : type_(array_type), bytes_(value.fields().bytes()) {}

Document::Document() : bytes_("\5\0\0\0\0", length_bytes + 1) {}
Document::Document(std::initializer_list<Field> fields) : Document() {
    for (const auto& field : fields) add(field.name, field.value);
}
Document::Document(View view) : bytes_(view.bytes()) {}

Document& Document::add(std::string_view name, const Value& value) {
    return add(name, value.type_, value.bytes_);
}
Document& Document::add(std::string_view name, std::uint8_t type, std::string_view value) {
    bytes_.pop_back();  // the end
    bytes_.push_back(static_cast<char>(type));
    bytes_.append(name).push_back('\0');
    bytes_.append(value).push_back('\0');
    const auto length = static_cast<std::int32_t>(bytes_.size());
    std::memcpy(bytes_.data(), &length, sizeof length);
    return *this;
}

bool Document::empty() const {
    return bytes_.size() <= length_bytes + 1;
}
View Document::view() const {
    return View{bytes_};
}

Array::Array(std::initializer_list<Value> values) {
    for (const auto& value : values) add(value);
}
Array& Array::add(const Value& value) {
    fields_.add(std::to_string(size_++), value);
    return *this;
}

bool View::has(std::string_view name) const {
    const auto type = find(bytes_, name).type;
    return type != 0 && type != null_type;
}
std::int64_t View::integer(std::string_view name) const {
    return integer_of(find(bytes_, name));
}
bool View::boolean(std::string_view name) const {
    return integer(name) != 0;
}
std::string View::text(std::string_view name) const {
    return text_of(find(bytes_, name));
}
core::Timestamp View::time(std::string_view name) const {
    return core::Timestamp{std::chrono::milliseconds{integer(name)}};
}
std::optional<core::Timestamp> View::optional_time(std::string_view name) const {
    return has(name) ? std::optional{time(name)} : std::nullopt;
}
View View::document(std::string_view name) const {
    const auto element = find(bytes_, name);
    return View{element.type == document_type ? element.value : std::string_view{}};
}
Array View::array(std::string_view name) const {
    Array copy;
    const auto element = find(bytes_, name);
    if (element.type != array_type) return copy;
    copy.fields_ = Document{View{element.value}};
    for_each_in(element.value, [&](const Element&) { ++copy.size_; });
    return copy;
}
Document View::only(std::string_view name) const {
    const auto element = find(bytes_, name);
    Document alone;
    if (element.type != 0) alone.add(element.name, element.type, element.value);
    return alone;
}
std::vector<View> View::documents(std::string_view name) const {
    std::vector<View> all;
    const auto array = find(bytes_, name);
    if (array.type != array_type) return all;
    for_each_in(array.value, [&](const Element& element) {
        if (element.type == document_type) all.emplace_back(element.value);
    });
    return all;
}
std::vector<std::int64_t> View::integers(std::string_view name) const {
    std::vector<std::int64_t> all;
    const auto array = find(bytes_, name);
    if (array.type != array_type) return all;
    for_each_in(array.value, [&](const Element& element) {
        if (element.type == int64_type || element.type == int32_type) all.push_back(integer_of(element));
    });
    return all;
}
std::vector<std::string> View::texts(std::string_view name) const {
    std::vector<std::string> all;
    const auto array = find(bytes_, name);
    if (array.type != array_type) return all;
    for_each_in(array.value, [&](const Element& element) {
        if (element.type == text_type) all.push_back(text_of(element));
    });
    return all;
}

}  // namespace instante::mongo
