#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "core/error.hpp"

namespace instante::blob {

/// An open file or folder, closed with it.
class Descriptor {
public:
    Descriptor() = default;
    explicit Descriptor(int number) : number_(number) {}
    Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    Descriptor& operator=(Descriptor&& other) noexcept {
        std::swap(number_, other.number_);
        return *this;
    }
    ~Descriptor();

    [[nodiscard]] int get() const { return number_; }
    explicit operator bool() const { return number_ >= 0; }

private:
    int number_ = -1;
};

/// `engine_away`, with what was tried and what the system said as its note.
core::Error io_error(std::string_view what, std::string_view path, int error);

/// A folder below `parent`, to look into and to sync. Empty with `errno` set when it cannot be opened.
Descriptor open_folder(int parent, const char* path);

/// Writes all of `bytes`: 0, or an `errno`.
int write_all(int file, std::string_view bytes);
/// Up to `length` bytes from `offset`, fewer at the end of the file.
Result<std::string> read_at(int file, std::uint64_t offset, std::uint64_t length);

}  // namespace instante::blob
