#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "http/message.hpp"

namespace instante::http {

/// Which other origins' scripts may read our answers (Fetch Standard §3.2). Tokens travel in `Authorization`, so credentials are
/// never allowed.
class Cors {
public:
    /// Exact origins; `*` for all; none: closed, and nothing is ever added.
    explicit Cors(std::vector<std::string> origins);

    /// Adds what lets `origin` read `response`.
    void allow(std::string_view origin, Response& response) const;
    /// Adds the answer to a preflight from `origin` at a place that takes the methods of `allowed_methods`.
    void allow_preflight(std::string_view origin, std::string_view allowed_methods, Response& response) const;

private:
    [[nodiscard]] bool allows(std::string_view origin) const;

    std::vector<std::string> origins_;
    bool any_ = false;
};

}  // namespace instante::http
