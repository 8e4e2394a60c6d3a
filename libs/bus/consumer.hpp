#pragma once

#include <cstddef>
#include <memory>

#include "bus/bus.hpp"
#include "bus/delays.hpp"
#include "bus/feed.hpp"

namespace instante::bus {

/// A consumer that works through `feed` on `loop`: what all adapters share. Each message is handled by a coroutine of its own, at
/// most `prefetch` at a time; one whose handler was cancelled is put back.
std::unique_ptr<Consumer> make_consumer(std::unique_ptr<Feed> feed, std::size_t prefetch, async::Executor loop, Handler handler,
                                        Delays delays);

}  // namespace instante::bus
