#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <tuple>

#include "core/error.hpp"
#include "http/server/tls.hpp"
#include "telemetry/log.hpp"

namespace instante::http::server {

/// The certificate in force, read anew when its files change. Safe from any thread.
class Certificate {
public:
    /// Errors: `bad_certificate`, `bad_certificate_key`, told in `note`.
    static Result<std::unique_ptr<Certificate>> load(std::filesystem::path certificate, std::filesystem::path key);

    /// What a new connection uses, and keeps to its end.
    [[nodiscard]] std::shared_ptr<const TlsContext> current() const;
    /// Reads the files if they are not as they were when last read: whether there is a new pair in force. One that cannot be
    /// used, such as one half of a pair while the other is being written, leaves the old one in force. Errors: as `load`.
    Result<bool> refresh();
    /// Refreshes it every so often on a thread of its own, for as long as it lives. A pair that cannot be used is logged once.
    void watch(std::chrono::milliseconds every, telemetry::Log log);

private:
    /// What tells that a file is another: its inode, size and time of change.
    using Stamp = std::tuple<std::uint64_t, std::uint64_t, std::int64_t, std::int64_t>;
    struct Stamps {
        std::optional<Stamp> certificate;
        std::optional<Stamp> key;
        friend bool operator==(const Stamps&, const Stamps&) = default;
    };

    Certificate(std::filesystem::path certificate, std::filesystem::path key);
    static std::optional<Stamp> stamp_of(const std::filesystem::path& file);
    Result<void> read();

    std::filesystem::path certificate_;
    std::filesystem::path key_;
    Stamps read_;  ///< of what was read last, usable or not
    mutable std::mutex mutex_;
    std::shared_ptr<const TlsContext> current_;
    std::condition_variable_any woken_;
    std::jthread watching_;
};

}  // namespace instante::http::server
