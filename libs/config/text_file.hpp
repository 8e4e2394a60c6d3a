#pragma once

#include <cstddef>
#include <string>

#include "config/complaint.hpp"

namespace instante::config {

/// The content of a file of at most `limit` bytes.
Checked<std::string> read_text_file(const std::string& path, std::size_t limit);

}  // namespace instante::config
