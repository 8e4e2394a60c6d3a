#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>

#include "async/pool.hpp"
#include "authentication/ports/mailer.hpp"
#include "core/error.hpp"
#include "core/time.hpp"
#include "telemetry/log.hpp"

namespace instante::authentication {

/// How much of written mail is kept. Swept once in an hour.
struct MailKept {
    std::chrono::hours age = std::chrono::days{30};
    std::size_t count = 10'000;
};

/// `--mail log:`: a line in the log, and the mail as a file `<user>-<id>.eml` in `folder`, which it makes and only its user may
/// read; no folder: the line alone. Files are written on `pool`. `sender` is an address. All outlive it.
/// Errors: `unavailable`.
Result<std::unique_ptr<Mailer>> make_folder_mailer(std::filesystem::path folder, std::string sender, async::Pool& pool,
                                                   const core::Clock& clock, telemetry::Log log, MailKept kept = {});

}  // namespace instante::authentication
