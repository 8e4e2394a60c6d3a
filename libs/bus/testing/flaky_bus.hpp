#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "bus/bus.hpp"

namespace instante::bus {

/// A bus that fails on purpose, for tests: what stands on it must lose nothing.
class FlakyBus final : public Bus {
public:
    enum class When : std::uint8_t {
        before,  ///< nothing was done: `engine_away`; a delivery fails without reaching its handler
        after,   ///< it was done, and the caller cannot know: `timed_out`; a delivery is handled, and comes again
    };
    struct Plan {
        std::size_t nth_call = 0;      ///< every nth call fails; 0: none
        std::size_t nth_delivery = 0;  ///< every nth delivery fails; 0: none
        When when = When::before;
    };

    /// `inner` must outlive this.
    FlakyBus(Bus& inner, Plan plan);

    Task<Result<void>> declare(Queue queue) override;
    Task<Result<void>> publish(std::vector<Outgoing> messages) override;
    std::unique_ptr<Consumer> consume(std::string queue, std::size_t prefetch, async::Executor loop, Handler handler) override;
    Task<Result<Depth>> depth(std::string queue) override;
    Task<Result<std::vector<DeadLetter>>> dead(std::string queue, std::string after, std::size_t limit) override;
    Task<Result<void>> settle_dead(std::string queue, std::string message_id, bool replay) override;
    Task<Result<void>> ping() override;

private:
    struct Counters {
        std::atomic<std::size_t> calls{0};
        std::atomic<std::size_t> deliveries{0};
    };
    template <class T>
    Task<Result<T>> perhaps(Task<Result<T>> call);

    Bus& inner_;
    const Plan plan_;
    std::shared_ptr<Counters> counters_ = std::make_shared<Counters>();
};

}  // namespace instante::bus
