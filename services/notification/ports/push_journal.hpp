#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/error.hpp"
#include "notification/domain/push.hpp"

namespace instante::notification {

/// How a try to push ended.
enum class PushEnd : std::uint8_t {
    delivered,
    device_gone,
    retried,   ///< it is tried again
    refused,   ///< the service would never take it
    expired,   ///< tried long enough
    unwanted,  ///< what it told of is gone
};

/// Is told what becomes of pushes, for the log and the metrics. From one loop; never blocks.
class PushJournal {
public:
    virtual ~PushJournal() = default;
    virtual void ended(const PushKey& key, UserId user, PushEnd end, std::string_view reason) = 0;
    /// The push service begins to take nothing, for a reason; or takes pushes again.
    virtual void away(std::string_view reason) = 0;
    virtual void back() = 0;
    /// So many pushes are owed, the oldest since `age`.
    virtual void owed(std::size_t depth, std::chrono::milliseconds age) = 0;
    /// The store fails.
    virtual void store_failed(const core::Error& failure) = 0;
};

}  // namespace instante::notification
