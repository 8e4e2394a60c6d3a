#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "blob/blob.hpp"

namespace instante::blob {

/// Calls `visit` with the name of each file and folder of a folder, in no order, but for those that begin with a dot. 0, or an
/// `errno`.
int scan_folder(int parent, const char* path, const std::function<void(std::string_view name, bool is_folder)>& visit);

/// `Store::list` over the files below `root`: it reads folders piecewise, so it takes memory for `limit` names and not for what
/// is stored.
Result<std::vector<Info>> list_files(int root, std::string prefix, std::string after, std::size_t limit);

/// `Store::head` of a file below `root`.
Result<std::optional<Info>> describe_file(int root, const std::string& key);

}  // namespace instante::blob
