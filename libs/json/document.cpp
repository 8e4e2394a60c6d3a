#include <algorithm>
#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/value_stack.hpp>
#include <utility>

#include "json/parsed.hpp"

namespace instante::json {
namespace {

namespace bj = boost::json;

constexpr std::size_t max_depth = 32;
constexpr std::size_t max_refused = 100;  // one answer need not list more

/// Builds the tree as boost::json::parser does, and counts the members on the way: an object keeps only the last of two members
/// with one name.
class TreeBuilder {
public:
    static constexpr std::size_t max_object_size = bj::object::max_size();
    static constexpr std::size_t max_array_size = bj::array::max_size();
    static constexpr std::size_t max_key_size = bj::string::max_size();
    static constexpr std::size_t max_string_size = bj::string::max_size();

    explicit TreeBuilder(bj::storage_ptr memory) { stack_.reset(std::move(memory)); }

    [[nodiscard]] bj::value take() { return stack_.release(); }
    [[nodiscard]] std::size_t members() const { return members_; }

    bool on_document_begin(bj::error_code&) { return true; }
    bool on_document_end(bj::error_code&) { return true; }
    bool on_object_begin(bj::error_code&) { return true; }
    bool on_object_end(std::size_t count, bj::error_code&) { return members_ += count, stack_.push_object(count), true; }
    bool on_array_begin(bj::error_code&) { return true; }
    bool on_array_end(std::size_t count, bj::error_code&) { return stack_.push_array(count), true; }
    bool on_key_part(bj::string_view part, std::size_t, bj::error_code&) { return stack_.push_chars(part), true; }
    bool on_key(bj::string_view rest, std::size_t, bj::error_code&) { return stack_.push_key(rest), true; }
    bool on_string_part(bj::string_view part, std::size_t, bj::error_code&) { return stack_.push_chars(part), true; }
    bool on_string(bj::string_view rest, std::size_t, bj::error_code&) { return stack_.push_string(rest), true; }
    bool on_number_part(bj::string_view, bj::error_code&) { return true; }
    bool on_int64(std::int64_t number, bj::string_view, bj::error_code&) { return stack_.push_int64(number), true; }
    bool on_uint64(std::uint64_t number, bj::string_view, bj::error_code&) { return stack_.push_uint64(number), true; }
    bool on_double(double number, bj::string_view, bj::error_code&) { return stack_.push_double(number), true; }
    bool on_bool(bool truth, bj::error_code&) { return stack_.push_bool(truth), true; }
    bool on_null(bj::error_code&) { return stack_.push_null(), true; }
    bool on_comment_part(bj::string_view, bj::error_code&) { return true; }
    bool on_comment(bj::string_view, bj::error_code&) { return true; }

private:
    bj::value_stack stack_;
    std::size_t members_ = 0;
};

/// The members of all objects in a tree. Its depth is bounded by the parser.
std::size_t count_members(const bj::value& value) {
    std::size_t count = 0;
    if (const auto* object = value.if_object()) {
        count = object->size();
        for (const auto& member : *object) count += count_members(member.value());
    } else if (const auto* array = value.if_array()) {
        for (const auto& element : *array) count += count_members(element);
    }
    return count;
}

core::Error unreadable(const std::string& why) {
    return core::Error{core::malformed, why}.with_detail("This is not JSON we read: " + why);
}

}  // namespace

void Document::Parsed::refuse(std::string field, std::string code, std::string message) {
    core::FieldError error{std::move(field), std::move(code), std::move(message)};
    if (refused.size() >= max_refused || std::ranges::find(refused, error) != refused.end()) return;
    refused.push_back(std::move(error));
}

Result<Document> Document::parse(std::string_view text) {
    auto parsed = std::make_unique<Parsed>();
    bj::parse_options options;
    options.max_depth = max_depth;
    bj::basic_parser<TreeBuilder> parser{options, &parsed->memory};
    bj::error_code failure;
    const auto read = parser.write_some(false, text.data(), text.size(), failure);
    if (!failure && read < text.size()) failure = bj::error::extra_data;
    if (failure) return unreadable(failure.message() + " at byte " + std::to_string(read));
    parsed->tree = parser.handler().take();
    if (count_members(parsed->tree) != parser.handler().members()) return unreadable("a name stands twice in one object");
    return Document{std::move(parsed)};
}

Document::Document(std::unique_ptr<Parsed> parsed) : parsed_(std::move(parsed)) {}
Document::Document(Document&&) noexcept = default;
Document& Document::operator=(Document&&) noexcept = default;
Document::~Document() = default;

Object Document::root() {
    const auto* object = parsed_->tree.if_object();
    if (object == nullptr) parsed_->refuse("", "not-an-object", "An object was expected");
    return Object{parsed_.get(), object, ""};
}

Result<void> Document::outcome() const {
    if (parsed_->refused.empty()) return {};
    return core::Error{core::invalid_fields}.with_fields(parsed_->refused);
}

void Document::refuse(std::string field, std::string code, std::string message) {
    parsed_->refuse(std::move(field), std::move(code), std::move(message));
}

}  // namespace instante::json
