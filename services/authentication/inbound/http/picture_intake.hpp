#pragma once

#include <atomic>
#include <cstddef>
#include <memory>

#include "core/units.hpp"

namespace instante::authentication {

/// Bounds the memory of pictures in hand: each at most `limit` bytes, at most `places` at once.
class PictureIntake {
public:
    explicit PictureIntake(core::Bytes limit, std::size_t places = 8) : limit_(limit), places_(places) {}

    /// A picture's place, given back when it is destroyed.
    class Place {
    public:
        explicit Place(std::atomic<std::size_t>& taken) : taken_(taken) {}
        ~Place() { --taken_; }
        Place(const Place&) = delete;
        Place& operator=(const Place&) = delete;

    private:
        std::atomic<std::size_t>& taken_;
    };

    /// Null when all are taken.
    [[nodiscard]] std::shared_ptr<const Place> take() {
        if (++taken_ <= places_) return std::make_shared<const Place>(taken_);
        --taken_;
        return nullptr;
    }
    [[nodiscard]] core::Bytes limit() const { return limit_; }

private:
    core::Bytes limit_;
    std::size_t places_;
    std::atomic<std::size_t> taken_{0};
};

}  // namespace instante::authentication
