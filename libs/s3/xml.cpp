#include "s3/xml.hpp"

#include <expat.h>

#include <algorithm>
#include <limits>
#include <memory>
#include <type_traits>

namespace instante::s3 {
namespace {

constexpr std::size_t depth_limit = 16;
constexpr std::size_t element_limit = 20'000;

struct ParserDeleter {
    void operator()(XML_Parser parser) const { XML_ParserFree(parser); }
};
using Parser = std::unique_ptr<std::remove_pointer_t<XML_Parser>, ParserDeleter>;

/// Takes what expat calls back with.
class Builder {
public:
    explicit Builder(XML_Parser parser) : parser_(parser) {
        XML_SetUserData(parser, this);
        XML_SetElementHandler(parser, begin, end);
        XML_SetCharacterDataHandler(parser, text);
        XML_SetStartDoctypeDeclHandler(parser, doctype);
    }

    [[nodiscard]] XmlElement root() { return std::move(open_.front().children.front()); }

private:
    static Builder& self(void* builder) { return *static_cast<Builder*>(builder); }
    /// It may call back once more after this.
    void stop() {
        stopped_ = true;
        XML_StopParser(parser_, XML_FALSE);
    }

    static void begin(void* builder, const XML_Char* name, const XML_Char**) {
        auto& it = self(builder);
        if (it.stopped_) return;
        if (it.open_.size() > depth_limit || ++it.elements_ > element_limit) return it.stop();
        const std::string_view whole{name};
        const auto colon = whole.rfind(':');
        it.open_.push_back({std::string{colon == std::string_view::npos ? whole : whole.substr(colon + 1)}, {}, {}});
    }
    static void end(void* builder, const XML_Char*) {
        if (self(builder).stopped_) return;
        auto& open = self(builder).open_;
        auto closed = std::move(open.back());
        open.pop_back();
        open.back().children.push_back(std::move(closed));
    }
    static void text(void* builder, const XML_Char* characters, int count) {
        self(builder).open_.back().text.append(characters, static_cast<std::size_t>(count));
    }
    static void doctype(void* builder, const XML_Char*, const XML_Char*, const XML_Char*, int) { self(builder).stop(); }

    XML_Parser parser_;
    bool stopped_ = false;
    std::size_t elements_ = 0;
    std::vector<XmlElement> open_ = std::vector<XmlElement>(1);  ///< the first holds the root
};

}  // namespace

const XmlElement* XmlElement::find(std::string_view child) const {
    const auto found = std::ranges::find(children, child, &XmlElement::name);
    return found == children.end() ? nullptr : &*found;
}

std::string_view XmlElement::text_of(std::string_view child) const {
    const auto* found = find(child);
    return found != nullptr ? std::string_view{found->text} : std::string_view{};
}

Result<XmlElement> parse_xml(std::string_view text) {
    const Parser parser{XML_ParserCreate("UTF-8")};
    if (!parser || text.size() > std::numeric_limits<int>::max()) return core::Error{core::malformed, "XML too large"};
    Builder builder{parser.get()};
    if (XML_Parse(parser.get(), text.data(), static_cast<int>(text.size()), XML_TRUE) != XML_STATUS_OK)
        return core::Error{core::malformed, std::string{"XML: "} + XML_ErrorString(XML_GetErrorCode(parser.get()))};
    return builder.root();
}

std::string escape_xml(std::string_view text) {
    std::string escaped;
    for (const char c : text) {
        switch (c) {
            case '&':
                escaped += "&amp;";
                break;
            case '<':
                escaped += "&lt;";
                break;
            case '>':
                escaped += "&gt;";
                break;
            case '\r':
                escaped += "&#13;";  // read as a line feed otherwise (XML 1.0 §2.11)
                break;
            default:
                escaped += c;
        }
    }
    return escaped;
}

}  // namespace instante::s3
