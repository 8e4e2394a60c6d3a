#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"
#include "core/ids.hpp"
#include "core/time.hpp"

namespace instante::json {

class Object;

/// A parsed JSON text (Boost.JSON inside: bad UTF-8, duplicate keys, trailing text and nesting beyond 32 are refused). Reading
/// goes through `Object`, which notes every field that is not acceptable, so that one answer tells all of them. Movable; objects
/// point into it.
class Document {
public:
    /// Errors: `malformed`.
    static Result<Document> parse(std::string_view text);
    Document(Document&&) noexcept;
    Document& operator=(Document&&) noexcept;
    ~Document();

    /// The text's object; anything else is noted as an error of the whole (field "").
    [[nodiscard]] Object root();
    /// `invalid_fields` with everything noted so far; success when nothing was.
    [[nodiscard]] Result<void> outcome() const;
    /// Notes a field error found by the caller's own rules.
    void refuse(std::string field, std::string code, std::string message);

private:
    friend class Object;
    struct Parsed;
    explicit Document(std::unique_ptr<Parsed> parsed);
    std::unique_ptr<Parsed> parsed_;
};

/// One object of a document. Every getter answers the value, or nothing — noted as an error (`missing`, `not-a-string`,
/// `not-a-number`, `not-a-boolean`, `not-an-object`, `not-an-array`, `not-an-id`, `not-a-time`) under its full name, e.g.
/// `audience.users[2]`. `optional_…` are content with absent and null. Unknown members are ignored. `name` may list older names
/// after a bar: "notification_token|token-notification".
class Object {
public:
    [[nodiscard]] bool has(std::string_view name) const;  ///< present, and not null
    [[nodiscard]] bool is_null(std::string_view name) const;

    std::optional<std::string> string(std::string_view name);
    std::optional<std::string> optional_string(std::string_view name);
    std::optional<std::int64_t> integer(std::string_view name);
    std::optional<std::int64_t> optional_integer(std::string_view name);
    std::optional<bool> boolean(std::string_view name);
    std::optional<bool> optional_boolean(std::string_view name);
    std::optional<core::Timestamp> time(std::string_view name);
    std::optional<core::Timestamp> optional_time(std::string_view name);
    template <class IdType>
    std::optional<IdType> id(std::string_view name) {
        auto value = id_value(name, true);
        return value ? std::optional{IdType{*value}} : std::nullopt;
    }
    template <class IdType>
    std::optional<IdType> optional_id(std::string_view name) {
        auto value = id_value(name, false);
        return value ? std::optional{IdType{*value}} : std::nullopt;
    }
    std::optional<Object> object(std::string_view name);
    std::optional<Object> optional_object(std::string_view name);
    /// Absent counts as missing; `optional_…` give an empty list. Objects keep their place; bad texts and ids are left out.
    std::vector<Object> objects(std::string_view name);
    std::vector<Object> optional_objects(std::string_view name);
    std::vector<std::string> strings(std::string_view name);
    std::vector<std::string> optional_strings(std::string_view name);
    template <class IdType>
    std::vector<IdType> ids(std::string_view name) {
        return as_ids<IdType>(id_values(name, true));
    }
    template <class IdType>
    std::vector<IdType> optional_ids(std::string_view name) {
        return as_ids<IdType>(id_values(name, false));
    }
    /// A member as JSON text, whatever it is (to keep and pass on); empty when absent.
    [[nodiscard]] std::string raw(std::string_view name) const;

    /// Notes an error of the caller's own rules under this object's name.
    void refuse(std::string_view name, std::string code, std::string message);

private:
    friend class Document;
    class Field;
    Object(Document::Parsed* document, const void* object, std::string path);
    [[nodiscard]] std::string full_name(std::string_view name) const;
    std::optional<std::uint64_t> id_value(std::string_view name, bool required);
    std::vector<std::uint64_t> id_values(std::string_view name, bool required);
    template <class IdType>
    static std::vector<IdType> as_ids(const std::vector<std::uint64_t>& values) {
        std::vector<IdType> ids;
        ids.reserve(values.size());
        for (const auto value : values) ids.push_back(IdType{value});
        return ids;
    }

    Document::Parsed* document_;
    const void* object_;  ///< a boost::json::object; null when it was not one: then it is refused already, and gives nothing
    std::string path_;
};

}  // namespace instante::json
