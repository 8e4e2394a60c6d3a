#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace instante::resize_image {

/// Reads numbers from bytes that strangers sent. What lies beyond the end reads as 0 and is remembered: test `good()` before
/// believing anything.
class ByteReader {
public:
    explicit ByteReader(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}

    [[nodiscard]] bool good() const { return good_; }
    [[nodiscard]] std::size_t left() const { return bytes_.size() - at_; }

    std::uint8_t u8() {
        const auto one = take(1);
        return one.empty() ? std::uint8_t{0} : one[0];
    }
    std::uint16_t u16_be() { return static_cast<std::uint16_t>(big_endian(2)); }
    std::uint32_t u32_be() { return static_cast<std::uint32_t>(big_endian(4)); }
    std::uint64_t u64_be() { return big_endian(8); }
    std::uint16_t u16_le() { return static_cast<std::uint16_t>(little_endian(2)); }
    std::uint32_t u24_le() { return static_cast<std::uint32_t>(little_endian(3)); }
    std::uint32_t u32_le() { return static_cast<std::uint32_t>(little_endian(4)); }

    /// The next `count` bytes; nothing, and no longer good, when there are fewer.
    std::span<const std::uint8_t> take(std::size_t count) {
        if (count > left()) {
            good_ = false;
            at_ = bytes_.size();
            return {};
        }
        at_ += count;
        return bytes_.subspan(at_ - count, count);
    }
    void skip(std::size_t count) { static_cast<void>(take(count)); }
    /// Whether `text` comes next; if so it is read.
    bool accept(std::string_view text) {
        if (!starts_with(bytes_.subspan(at_), text)) return false;
        at_ += text.size();
        return true;
    }

    static bool starts_with(std::span<const std::uint8_t> bytes, std::string_view text) {
        if (bytes.size() < text.size()) return false;
        for (std::size_t i = 0; i < text.size(); ++i)
            if (bytes[i] != static_cast<std::uint8_t>(text[i])) return false;
        return true;
    }

private:
    std::uint64_t big_endian(std::size_t count) {
        std::uint64_t value = 0;
        for (const auto byte : take(count)) value = value << 8 | byte;
        return value;
    }
    std::uint64_t little_endian(std::size_t count) {
        std::uint64_t value = 0;
        unsigned shift = 0;
        for (const auto byte : take(count)) {
            value |= std::uint64_t{byte} << shift;
            shift += 8;
        }
        return value;
    }

    std::span<const std::uint8_t> bytes_;
    std::size_t at_ = 0;
    bool good_ = true;
};

}  // namespace instante::resize_image
