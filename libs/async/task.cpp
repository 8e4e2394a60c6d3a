#include "async/task.hpp"

#include <boost/asio/this_coro.hpp>

namespace instante::async {

Task<Executor> this_loop() {
    co_return co_await boost::asio::this_coro::executor;
}

}  // namespace instante::async
