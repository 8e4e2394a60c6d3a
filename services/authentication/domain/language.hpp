#pragma once

#include <string>
#include <string_view>

namespace instante::authentication {

/// The language of ours (`en`, `pt-BR`) that `Accept-Language` likes best (RFC 4647 §3.3.1 by primary language); `en` when it
/// likes none.
std::string choose_language(std::string_view accept_language);

}  // namespace instante::authentication
