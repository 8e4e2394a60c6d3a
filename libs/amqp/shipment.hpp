#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "amqp/topology.hpp"
#include "amqp/wire.hpp"
#include "core/error.hpp"
#include "core/function.hpp"

namespace instante::amqp {

/// One message on its way to a queue, or to the events.
struct Parcel {
    bool is_event = false;
    std::string key;  ///< the queue's name, or the event's key
    Letter letter;
    bool may_vanish = false;    ///< of no use where its queue is gone: an answer, whose asker had declared it
    bool was_returned = false;  ///< its queue was not there, and was made
};

/// Messages that are published together: done once the last is confirmed, or one failed.
struct Shipment {
    std::vector<Parcel> parcels;
    std::optional<Declaration> needs = {};  ///< a queue to make first
    core::UniqueFunction<void(Result<void>)> done;

    std::size_t open = 0;  ///< not settled yet; of the publisher's thread
    std::optional<core::Error> failure = {};
};

}  // namespace instante::amqp
