#pragma once

#include <string>

#include "publication/ports/people.hpp"

namespace instante::publication {

/// Who is meant by `name`, an id or a username; `viewer` (0: nobody) exists, as they are signed in, even where no event has told
/// of them yet. Errors: `not_found`: nobody, or somebody who is gone.
Task<Result<UserId>> find_user(People& people, std::string name, UserId viewer);

}  // namespace instante::publication
