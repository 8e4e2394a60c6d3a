#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>

#include "core/error.hpp"
#include "core/units.hpp"

namespace instante::blob {

/// How a copy comes by its files. An object is never changed in place, so a link to it keeps what it holds, whatever becomes of
/// the original.
enum class CopyBy : std::uint8_t {
    link,     ///< the same file under another name where the file system can, else its content
    content,  ///< a file of its own
};

struct Copied {
    std::size_t objects = 0;
    core::Bytes size;
};

/// Copies every object of the file store in `from` (it may be absent) to that in `to`, which is made; those that are added
/// meanwhile may come along, those that are removed may not. Not durable yet when it returns. Asks at each file whether it
/// `goes_on`. Blocks: for a pool. Errors: `engine_away`; `unavailable`: it was not to go on.
Result<Copied> copy_folder(const std::filesystem::path& from, const std::filesystem::path& to, CopyBy way,
                           const std::function<bool()>& goes_on);

}  // namespace instante::blob
