#pragma once

#include <string_view>

#include "http/message.hpp"

namespace instante::http::server {

/// The answer to what never reached the router: problem+json for a status that the protocol itself calls for (400, 408, 413, 414,
/// 417, 431, 500, 501, 503, 505).
Response refusal(int status);

/// The same in a word, as a label of metrics.
std::string_view name_of_refusal(int status);

}  // namespace instante::http::server
