#pragma once

#include <string>
#include <string_view>

namespace instante::telemetry {

/// What was built, from what, with what.
struct Version {
    std::string_view version;  ///< `0.1.0`
    std::string_view commit;   ///< abbreviated; `unknown` outside a checkout
    std::string_view compiler;
};

Version version();
/// One line: `0.1.0 (commit 88ca24d, clang 19.1.7)`.
std::string version_line();

}  // namespace instante::telemetry
