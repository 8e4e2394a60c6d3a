#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/ids.hpp"
#include "core/time.hpp"

namespace instante::json {

/// Appends JSON (RFC 8259) to a string, without a tree: what is written is what is sent. Commas are its business; nesting is the
/// caller's.
///   Writer out{text};  out.object();  out.key("id").value(id);  out.key("items").array();  …  out.end_array(); out.end_object();
class Writer {
public:
    explicit Writer(std::string& out) : out_(out) {}

    Writer& object();
    Writer& end_object();
    Writer& array();
    Writer& end_array();
    /// A name of ours, written as it is: plain ASCII without quotes.
    Writer& key(std::string_view name);
    /// A text, escaped; what is not UTF-8 becomes U+FFFD.
    Writer& value(std::string_view text);
    Writer& value(const char* text) { return value(std::string_view{text}); }
    Writer& value(const std::string& text) { return value(std::string_view{text}); }
    Writer& value(bool truth);
    template <std::integral T>
        requires(!std::same_as<T, bool>)
    Writer& value(T number) {
        if constexpr (std::signed_integral<T>) {
            return number_value(static_cast<std::int64_t>(number));
        } else {
            return number_value(static_cast<std::uint64_t>(number));
        }
    }
    Writer& value(double number);  ///< the shortest digits that read back the same; null when it is not finite
    /// RFC 3339.
    Writer& value(core::Timestamp moment);
    /// A decimal string.
    template <class Tag>
    Writer& value(core::Id<Tag> id) {
        return id_value(id.value);
    }
    /// What it holds, or null.
    template <class T>
    Writer& value(const std::optional<T>& content) {
        return content ? value(*content) : null();
    }
    Writer& null();
    /// JSON that is written already (a cached fragment).
    Writer& raw(std::string_view json);

    template <class T>
    Writer& field(std::string_view name, const T& content) {
        return key(name).value(content);
    }

private:
    Writer& number_value(std::int64_t number);
    Writer& number_value(std::uint64_t number);
    Writer& id_value(std::uint64_t id);
    void separate();

    std::string& out_;
    bool comma_ = false;  ///< whether something of this level stands already
};

}  // namespace instante::json
