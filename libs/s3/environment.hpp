#pragma once

#include <functional>
#include <string>

namespace instante::s3 {

/// What an environment variable holds; empty where there is none.
using Environment = std::function<std::string(const char* variable)>;

/// This process's.
std::string process_environment(const char* variable);

}  // namespace instante::s3
