#include "access/access.hpp"

#include <boost/algorithm/string/predicate.hpp>
#include <string_view>

#include "core/ids.hpp"
#include "core/text.hpp"

namespace instante::access {
namespace {

constexpr std::string_view scheme = "Bearer ";

core::Error refused(std::string_view note) {
    return core::Error{core::unauthenticated, std::string{note}}.with_detail(std::string{crypto::token_invalid});
}

}  // namespace

Result<Viewer> Access::required(const http::Request& request) const {
    auto viewer = optional(request);
    if (viewer && viewer->user == 0) return core::Error{core::unauthenticated};
    return viewer;
}

Result<Viewer> Access::optional(const http::Request& request) const {
    const auto authorization = request.headers.find("authorization");
    if (!authorization) return Viewer{};
    if (!boost::algorithm::istarts_with(*authorization, scheme)) return refused("not a bearer token");
    auto claims = verifier_.verify(core::trim(authorization->substr(scheme.size())));
    if (!claims) return claims.error();
    const auto user = core::parse_id((*claims)->sub);
    const auto session = core::parse_id((*claims)->sid);
    if (!user || !session) return refused("ids that are none");
    if (deny_list_.denies(*user, *session, (*claims)->iat)) return refused("on the deny-list");
    return Viewer{*user, *session, std::move(*claims)};
}

}  // namespace instante::access
