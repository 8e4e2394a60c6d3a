#pragma once

#include <string>

#include "async/task.hpp"
#include "authentication/domain/ids.hpp"
#include "core/error.hpp"
#include "core/trace.hpp"

namespace instante::authentication {

/// Asks the service that decodes pictures to render one. Its answer comes by message.
class PictureRequests {
public:
    virtual ~PictureRequests() = default;
    /// Puts `content`, undecoded, where the renderer finds it, and asks; durable when it returns. The renderer removes the bytes
    /// once it has read them; when the asking fails, they are removed here. Errors: `engine_away`, `overloaded`.
    virtual Task<Result<void>> ask(ImageId id, UserId owner, std::string content, core::Trace trace) = 0;
};

}  // namespace instante::authentication
