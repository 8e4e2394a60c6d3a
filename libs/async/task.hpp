#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

namespace instante::async {

/// Where coroutines run: one io_context per core, one thread each, so that what lives on one loop needs no lock.
using Executor = boost::asio::io_context::executor_type;

/// A coroutine's promise of a `T`. It starts when awaited, on its awaiter's loop. Parameters by value (docs/style.md §4).
template <class T = void>
using Task = boost::asio::awaitable<T, Executor>;

/// The loop this coroutine runs on.
Task<Executor> this_loop();

}  // namespace instante::async

namespace instante {
using async::Task;
}
