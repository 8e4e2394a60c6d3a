#pragma once

#include <string>
#include <string_view>

namespace instante::authentication {

/// `text` without accents, in lower case, as ASCII: `Ação Ñandú` becomes `acao nandu`. Latin letters only (Latin-1 and Latin
/// Extended-A); combining marks vanish, what has no likeness becomes a blank.
std::string fold(std::string_view text);

}  // namespace instante::authentication
