#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <utility>

#include "core/error.hpp"

namespace instante::resize_image {

/// A file's bytes as memory, read by the kernel where they are looked at. The file must not be shortened meanwhile; it may be
/// removed.
class MappedFile {
public:
    /// Errors: `internal` when it cannot be opened.
    static Result<MappedFile> open(const std::filesystem::path& path);

    MappedFile(MappedFile&& other) noexcept : bytes_(std::exchange(other.bytes_, {})) {}
    MappedFile& operator=(MappedFile&& other) noexcept {
        std::swap(bytes_, other.bytes_);
        return *this;
    }
    ~MappedFile();

    [[nodiscard]] std::span<const std::uint8_t> bytes() const { return bytes_; }

private:
    explicit MappedFile(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}

    std::span<const std::uint8_t> bytes_;
};

}  // namespace instante::resize_image
