#pragma once

#include <filesystem>
#include <memory>

#include "async/pool.hpp"
#include "resize_image/ports/spool.hpp"

namespace instante::resize_image {

/// Spools to files without a name in `folder`, which is made if it is absent: whatever ends the process, nothing is left. Writes
/// run on `pool`, which outlives the spool and its files. Errors: `unavailable`, told in the note.
Result<std::unique_ptr<Spool>> open_file_spool(const std::filesystem::path& folder, async::Pool& pool);

}  // namespace instante::resize_image
