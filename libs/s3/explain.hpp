#pragma once

#include <string>

#include "s3/answers.hpp"
#include "s3/location.hpp"

namespace instante::s3 {

/// A refusal in words for the operator, with what to do about it; never a secret.
std::string explain(const Refusal& refusal, const Location& location);

}  // namespace instante::s3
