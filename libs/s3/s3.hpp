#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "async/task.hpp"
#include "blob/blob.hpp"
#include "core/error.hpp"
#include "core/time.hpp"
#include "s3/environment.hpp"

namespace instante::s3 {

/// How a bucket is opened.
struct Options {
    std::string url;  ///< `s3://bucket?endpoint=URL&region=NAME&style=path|virtual`
    Environment environment = process_environment;
    std::string ca_file;         ///< certificates to trust besides the system's
    std::size_t in_flight = 64;  ///< requests at once, each on a connection that is kept
    int tries = 5;               ///< of one request, with pauses that double
    std::chrono::milliseconds first_pause{100};
    std::chrono::milliseconds deadline{30'000};  ///< of one try
};

/// A bucket as object storage, and what only a bucket can do.
class Bucket : public blob::Store {
public:
    /// Whether it can be used, for the start. Errors: `s3/bad-bucket`, with the reason in words for the operator.
    [[nodiscard]] virtual Task<Result<void>> check() = 0;
    /// A URL that gives the object to whoever has it, for `lifetime` (at most seven days). Errors: `engine_away`.
    [[nodiscard]] virtual Task<Result<std::string>> presigned_get(std::string key, std::chrono::seconds lifetime) = 0;
};

/// Asks nothing of anybody yet. `clock` outlives it. Errors: `s3/bad-bucket`.
Result<std::unique_ptr<Bucket>> open_bucket(Options options, const core::Clock& clock);

}  // namespace instante::s3
