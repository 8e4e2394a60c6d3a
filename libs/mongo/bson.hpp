#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/ids.hpp"
#include "core/time.hpp"

namespace instante::mongo {

class Document;
class Array;

/// A value of a field, as BSON (bsonspec.org) has it. Numbers that come as `int` are 32 bits wide, ids and the rest 64.
class Value {
public:
    Value(std::nullptr_t);
    Value(bool value);
    Value(int value);
    Value(std::int64_t value);
    template <std::unsigned_integral T>
        requires(!std::same_as<T, bool>)
    Value(T value) : Value(static_cast<std::int64_t>(value)) {}
    Value(core::Timestamp value);
    Value(std::string_view value);
    Value(const std::string& value) : Value(std::string_view{value}) {}
    Value(const char* value) : Value(std::string_view{value}) {}
    Value(const Document& value);
    Value(const Array& value);
    template <class Tag>
    Value(core::Id<Tag> value) : Value(static_cast<std::int64_t>(value.value)) {}
    /// Nothing is null.
    template <class T>
    Value(const std::optional<T>& value) : Value(value ? Value{*value} : Value{nullptr}) {}

private:
    friend class Document;
    std::uint8_t type_;
    std::string bytes_;
};

/// A name and its value: `{"owner", id}`.
struct Field {
    std::string_view name;
    Value value;
};

class View;

/// A BSON document, built field by field and kept as its bytes:
///   const Document filter{{"owner", owner}, {"_id", Document{{"$lt", before}}}};
class Document {
public:
    Document();
    Document(std::initializer_list<Field> fields);
    /// The document that `view` looks at.
    explicit Document(View view);

    Document& add(std::string_view name, const Value& value);
    [[nodiscard]] bool empty() const;
    [[nodiscard]] std::string_view bytes() const { return bytes_; }
    [[nodiscard]] View view() const;

    friend bool operator==(const Document&, const Document&) = default;

private:
    friend class View;
    Document& add(std::string_view name, std::uint8_t type, std::string_view value);

    std::string bytes_;
};

/// A BSON array.
class Array {
public:
    Array() = default;
    Array(std::initializer_list<Value> values);
    /// One value for each of `all`.
    template <class T>
    static Array of(const std::vector<T>& all) {
        Array made;
        for (const auto& each : all) made.add(Value{each});
        return made;
    }

    Array& add(const Value& value);
    [[nodiscard]] bool empty() const { return size_ == 0; }
    [[nodiscard]] const Document& fields() const { return fields_; }

private:
    friend class View;
    Document fields_;
    std::size_t size_ = 0;
};

/// Reads a document that somebody else keeps. A field that is not there, or of another type, reads as zero, empty or nothing.
class View {
public:
    /// Of what a server has sent, which libbson has looked over; a cut document has no fields beyond the cut.
    explicit View(std::string_view bytes) : bytes_(bytes) {}

    [[nodiscard]] bool has(std::string_view name) const;
    [[nodiscard]] std::int64_t integer(std::string_view name) const;
    [[nodiscard]] std::uint64_t number(std::string_view name) const { return static_cast<std::uint64_t>(integer(name)); }
    [[nodiscard]] bool boolean(std::string_view name) const;
    [[nodiscard]] std::string text(std::string_view name) const;
    [[nodiscard]] core::Timestamp time(std::string_view name) const;
    [[nodiscard]] std::optional<core::Timestamp> optional_time(std::string_view name) const;
    template <class IdType>
    [[nodiscard]] IdType id(std::string_view name) const {
        return IdType{number(name)};
    }
    [[nodiscard]] View document(std::string_view name) const;
    [[nodiscard]] Array array(std::string_view name) const;
    /// A document of this field alone.
    [[nodiscard]] Document only(std::string_view name) const;
    /// The documents of an array; what else is in it is passed over.
    [[nodiscard]] std::vector<View> documents(std::string_view name) const;
    [[nodiscard]] std::vector<std::int64_t> integers(std::string_view name) const;
    [[nodiscard]] std::vector<std::string> texts(std::string_view name) const;

    [[nodiscard]] std::string_view bytes() const { return bytes_; }

private:
    std::string_view bytes_;
};

}  // namespace instante::mongo
