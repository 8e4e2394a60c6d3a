#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"

namespace instante::s3 {

/// An element of an XML document, its name without a prefix. Attributes, comments and instructions are passed over.
struct XmlElement {
    std::string name;
    std::string text;  ///< all of its own, what stands between its elements included
    std::vector<XmlElement> children;

    /// The first of that name; null when there is none.
    [[nodiscard]] const XmlElement* find(std::string_view child) const;
    /// The text of the first of that name; empty when there is none.
    [[nodiscard]] std::string_view text_of(std::string_view child) const;
};

/// The root of an XML text. Document types, and with them entities of one's own, are refused; so are more than 16 levels and more
/// than 20,000 elements. Errors: `malformed`.
Result<XmlElement> parse_xml(std::string_view text);

/// `text` for the inside of an element.
std::string escape_xml(std::string_view text);

}  // namespace instante::s3
