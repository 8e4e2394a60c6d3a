#include "publication/usecases/worker.hpp"

#include <algorithm>
#include <utility>

namespace instante::publication {

Worker::Worker(async::Executor loop, Round round, Tell tell, Pauses pauses)
    : woken_(loop), round_(std::move(round)), tell_(std::move(tell)), pauses_(pauses) {}

Task<Result<void>> Worker::run() {
    auto pause = pauses_.first_failure;
    for (;;) {
        auto more = co_await round_();
        if (!more) {
            tell_(more.error());
            co_await async::sleep(pause);
            pause = std::min(pause * 2, pauses_.longest);
            continue;
        }
        pause = pauses_.first_failure;
        if (*more) continue;
        auto woken = co_await woken_.wait_for(pauses_.idle);
        static_cast<void>(woken);
    }
}

}  // namespace instante::publication
