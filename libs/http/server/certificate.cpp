#include "http/server/certificate.hpp"

#include <sys/stat.h>

#include <stop_token>
#include <utility>

namespace instante::http::server {

Certificate::Certificate(std::filesystem::path certificate, std::filesystem::path key)
    : certificate_(std::move(certificate)), key_(std::move(key)) {}

Result<std::unique_ptr<Certificate>> Certificate::load(std::filesystem::path certificate, std::filesystem::path key) {
    std::unique_ptr<Certificate> loaded{new Certificate{std::move(certificate), std::move(key)}};
    loaded->read_ = {stamp_of(loaded->certificate_), stamp_of(loaded->key_)};
    if (auto read = loaded->read(); !read) return read.error();
    return loaded;
}

std::optional<Certificate::Stamp> Certificate::stamp_of(const std::filesystem::path& file) {
    struct stat seen{};
    if (::stat(file.c_str(), &seen) != 0) return std::nullopt;
    return Stamp{seen.st_ino, seen.st_size, seen.st_mtim.tv_sec, seen.st_mtim.tv_nsec};
}

Result<void> Certificate::read() {
    auto loaded = TlsContext::load(certificate_, key_);
    if (!loaded) return loaded.error();
    const std::lock_guard lock{mutex_};
    current_ = std::move(*loaded);
    return {};
}

std::shared_ptr<const TlsContext> Certificate::current() const {
    const std::lock_guard lock{mutex_};
    return current_;
}

Result<bool> Certificate::refresh() {
    // Looked at before they are read: what changes meanwhile is seen the next time.
    const Stamps seen{stamp_of(certificate_), stamp_of(key_)};
    if (seen == read_) return false;
    read_ = seen;
    if (auto read = this->read(); !read) return read.error();
    return true;
}

void Certificate::watch(std::chrono::milliseconds every, telemetry::Log log) {
    watching_ = std::jthread{[this, every, log = std::move(log)](const std::stop_token& ended) {
        std::mutex mutex;
        std::unique_lock lock{mutex};
        while (!woken_.wait_for(lock, ended, every, [&ended] { return ended.stop_requested(); })) {
            auto refreshed = refresh();
            if (!refreshed)
                log.warn("the new certificate cannot be used; the old one stays", {{"cause", refreshed.error().note()}});
            else if (*refreshed)
                log.info("a new certificate is in force");
        }
    }};
}

}  // namespace instante::http::server
