#pragma once

#include <memory>

#include "amqp/publisher.hpp"
#include "amqp/receiver.hpp"
#include "amqp/waits.hpp"
#include "bus/feed.hpp"
#include "core/time.hpp"

namespace instante::amqp {

/// The messages of `subscription` for a consumer. What is to be tried later, or is dead, is sent to where it waits, and
/// acknowledged once that is confirmed. All outlive it; the subscription ends with it.
std::unique_ptr<bus::Feed> make_feed(std::shared_ptr<Subscription> subscription, Receiver& receiver, Publisher& publisher,
                                     const Waits& waits);

}  // namespace instante::amqp
