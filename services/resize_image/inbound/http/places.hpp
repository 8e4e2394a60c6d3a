#pragma once

#include <atomic>
#include <cstddef>
#include <memory>

#include "telemetry/metrics.hpp"

namespace instante::resize_image {

/// Bounds how many uploads are in hand: each holds a piece of its body, its photos on the disk and, at the end, their renditions.
class Places {
public:
    /// `taken` shows how many there are; it outlives the places.
    Places(std::size_t count, telemetry::Gauge& taken) : count_(count), shown_(taken) {}

    /// An upload's place, given back when it is destroyed.
    class Place {
    public:
        explicit Place(Places& places) : places_(places) { places_.shown_.add(1); }
        ~Place() {
            places_.shown_.add(-1);
            --places_.taken_;
        }
        Place(const Place&) = delete;
        Place& operator=(const Place&) = delete;

    private:
        Places& places_;
    };

    /// Null when all are taken.
    [[nodiscard]] std::unique_ptr<const Place> take() {
        if (++taken_ <= count_) return std::make_unique<const Place>(*this);
        --taken_;
        return nullptr;
    }

private:
    std::size_t count_;
    std::atomic<std::size_t> taken_{0};
    telemetry::Gauge& shown_;
};

}  // namespace instante::resize_image
