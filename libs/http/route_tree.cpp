#include "http/route_tree.hpp"

#include <algorithm>
#include <type_traits>
#include <utility>

namespace instante::http {

struct RouteTree::Node {
    struct Child {
        std::string text;  ///< the literal segment, or what stands before `{name}` in it
        std::unique_ptr<Node> node;
    };
    std::vector<Child> literals;  ///< sorted
    std::vector<Child> named;     ///< longest text first
    Place place;                  ///< of paths that end here
    Place rest;                   ///< of paths that go on in any way
};

namespace {

std::string allow_of(const RouteTree::Place& place) {
    std::string allow;
    for (std::size_t i = 0; i < place.routes.size(); ++i) {
        const auto method = static_cast<Method>(i);
        if (method != Method::options && place.find(method)) allow.append(to_string(method)).append(", ");
    }
    return allow + "OPTIONS";
}

template <class Children, class Less>
auto& child_of(Children& children, std::string_view text, Less less) {
    auto at = std::ranges::find(children, text, [](const auto& child) -> std::string_view { return child.text; });
    if (at == children.end()) {
        at = std::ranges::find_if(children, [&](const auto& child) { return less(text, child.text); });
        at = children.emplace(at);
        at->text = text;
        at->node = std::make_unique<typename std::remove_cvref_t<decltype(*at->node)>>();
    }
    return *at->node;
}

bool alphabetic(std::string_view left, std::string_view right) {
    return left < right;
}
bool longest_first(std::string_view left, std::string_view right) {
    return left.size() > right.size();
}

}  // namespace

const Route* RouteTree::Place::find(Method method) const {
    const auto at = [this](Method wanted) { return routes[static_cast<std::size_t>(wanted)].get(); };
    if (method == Method::other) return nullptr;
    if (method == Method::head && !at(Method::head)) return at(Method::get);
    return at(method);
}

RouteTree::RouteTree() : root_(std::make_unique<Node>()) {}
RouteTree::~RouteTree() = default;

void RouteTree::add(Method method, Route route) {
    if (method == Method::other) refuse_pattern(route.pattern, "not a method to route");
    const auto segments = parse_pattern(route.pattern);
    for (const auto& segment : segments) {
        if (!segment.name.empty()) route.names.emplace_back(segment.name);
    }
    if (route.names.size() > parameter_limit) refuse_pattern(route.pattern, "too many parameters");
    auto& place = place_of(segments);
    auto& held = place.routes[static_cast<std::size_t>(method)];
    if (held) refuse_pattern(route.pattern, "is there already");
    held = std::make_unique<Route>(std::move(route));
    place.allow = allow_of(place);
}

RouteTree::Place& RouteTree::place_of(const std::vector<PatternSegment>& segments) {
    auto* node = root_.get();
    for (const auto& segment : segments) {
        if (segment.is_rest) return node->rest;
        node = segment.name.empty() ? &child_of(node->literals, segment.text, alphabetic)
                                    : &child_of(node->named, segment.text, longest_first);
    }
    return node->place;
}

RouteTree::Match RouteTree::find(std::string_view path) const {
    Match match;
    if (path.starts_with('/') && descend(*root_, path.substr(1), match)) return match;
    return {};
}

bool RouteTree::descend(const Node& node, std::string_view rest, Match& match) {
    const auto segment = rest.substr(0, rest.find('/'));
    const auto literal =
        std::ranges::lower_bound(node.literals, segment, {}, [](const auto& child) -> std::string_view { return child.text; });
    if (literal != node.literals.end() && literal->text == segment && go_on(*literal->node, segment, rest, match)) return true;
    if (descend_by_name(node, segment, rest, match)) return true;
    if (node.rest.allow.empty()) return false;
    match.values[match.count++] = rest;
    match.place = &node.rest;
    return true;
}

bool RouteTree::descend_by_name(const Node& node, std::string_view segment, std::string_view rest, Match& match) {
    for (const auto& [text, child] : node.named) {
        if (segment.size() <= text.size() || !segment.starts_with(text)) continue;
        const auto count = match.count;
        match.values[match.count++] = segment.substr(text.size());
        if (go_on(*child, segment, rest, match)) return true;
        match.count = count;
    }
    return false;
}

bool RouteTree::go_on(const Node& node, std::string_view segment, std::string_view rest, Match& match) {
    if (segment.size() < rest.size()) return descend(node, rest.substr(segment.size() + 1), match);
    if (node.place.allow.empty()) return false;
    match.place = &node.place;
    return true;
}

}  // namespace instante::http
