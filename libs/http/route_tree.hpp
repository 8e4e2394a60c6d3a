#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.hpp"
#include "http/pattern.hpp"
#include "http/router.hpp"
#include "telemetry/route_metrics.hpp"

namespace instante::http {

/// A handler, and what belongs to it.
struct Route {
    std::string pattern;
    std::vector<std::string> names;  ///< of the pattern's parameters, in order
    Handler handler;
    RouteOptions options;
    telemetry::RouteMetrics metrics;
};

/// The routes by the segments of their paths. Finding allocates nothing.
class RouteTree {
public:
    static constexpr std::size_t parameter_limit = 8;

    /// What may be done at one place.
    struct Place {
        std::array<std::unique_ptr<Route>, static_cast<std::size_t>(Method::other)> routes;
        std::string allow;  ///< the methods, as `Allow` lists them

        /// The route that answers `method`; null when there is none.
        [[nodiscard]] const Route* find(Method method) const;
    };
    struct Match {
        const Place* place = nullptr;
        std::array<std::string_view, parameter_limit> values;  ///< as sent: views into the path
        std::size_t count = 0;
    };

    RouteTree();
    ~RouteTree();

    /// A pattern that cannot be, or that is there already for this method, is a bug: std::logic_error.
    void add(Method method, Route route);
    /// Literals win over `{name}`, which wins over `{rest...}`; where the better one leads nowhere the next is tried.
    [[nodiscard]] Match find(std::string_view path) const;

private:
    struct Node;
    static bool descend(const Node& node, std::string_view rest, Match& match);
    static bool descend_by_name(const Node& node, std::string_view segment, std::string_view rest, Match& match);
    static bool go_on(const Node& node, std::string_view segment, std::string_view rest, Match& match);
    Place& place_of(const std::vector<PatternSegment>& segments);

    std::unique_ptr<Node> root_;
};

}  // namespace instante::http
