#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/units.hpp"

namespace instante::crypto {

/// A password hash by Argon2id, version 1.3, one lane (RFC 9106), and what it was made with.
struct Argon2id {
    core::Bytes memory;  ///< whole KiB
    std::uint32_t passes = 0;
    std::string salt;  ///< bytes
    std::string tag;   ///< bytes

    /// `$argon2id$v=19$m=…,t=…,p=1$salt$tag`, with `m` in KiB, salt and tag in base64 without padding.
    [[nodiscard]] std::string text() const;
    /// Nothing when `text` is none of ours.
    static std::optional<Argon2id> parse(std::string_view text);
};

/// The memory in which a thread computes hashes, one after another. It is taken from the system page by page, as it is touched,
/// and given back in small pieces: the system locks the whole process's memory for as long as such a step takes, and threads
/// that want some wait for this one, however low its priority is.
class Argon2idMemory {
public:
    Argon2idMemory() = default;
    ~Argon2idMemory();
    Argon2idMemory(const Argon2idMemory&) = delete;
    Argon2idMemory& operator=(const Argon2idMemory&) = delete;

    /// The first `tag_size` bytes of what `password` makes with `hash`'s costs and salt. Nothing: there is not so much memory.
    std::optional<std::string> tag(const Argon2id& hash, std::string_view password, std::size_t tag_size);
    /// Gives the memory back to the system.
    void give_back();

private:
    bool hold(std::size_t size);
    void unmap();

    std::byte* data_ = nullptr;
    std::size_t size_ = 0;
};

}  // namespace instante::crypto
